"""Everything in pyplot's current figure: plt.figure, semilogy, plt.legend, plt.gcf."""
import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def build_single_perceptron(num_inputs):
    model = nn.Sequential()
    model.append(nn.Linear(num_inputs, 1, bias=True))
    model.append(nn.Sigmoid())
    return model


def build_multilayer_perceptron(num_inputs, num_hidden):
    model = nn.Sequential()
    model.append(nn.Linear(num_inputs, num_hidden, bias=True))
    model.append(nn.Sigmoid())
    model.append(nn.Linear(num_hidden, 1, bias=False))
    model.append(nn.Sigmoid())
    return model


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for iteration in range(num_iterations):
        optimizer.zero_grad()
        output = model(inputs)
        error = loss(output, truth)
        error.backward()
        if iteration % log_every == 0:
            history.append([iteration, error.detach().item()])
        optimizer.step()
    model.eval()
    return history


def plot_errors(errors):
    plt.figure(figsize=(10, 6), dpi=80)
    for name in errors:
        history = np.array(errors[name])
        plt.semilogy(history[:, 0], history[:, 1], label=name)
    plt.title("Error against training iteration")
    plt.xlabel("Training Iteration")
    plt.ylabel("Total Error")
    plt.legend(loc="upper right")
    plt.grid()
    return plt.gcf()


def _fresh(model, bias):
    fresh = nn.Sequential()
    for layer in model:
        if isinstance(layer, nn.Linear):
            new = nn.Linear(layer.in_features, layer.out_features, bias=bias or layer.bias is not None)
            if new.bias is not None:
                nn.init.zeros_(new.bias)
            new.load_state_dict(layer.state_dict(), strict=False)
            layer = new
        fresh.append(layer)
    return fresh


def build_both(seed, num_inputs, num_hidden):
    np.random.seed(seed)
    torch.manual_seed(seed)
    single = build_single_perceptron(num_inputs)
    multilayer = build_multilayer_perceptron(num_inputs, num_hidden)
    return (single, multilayer)


def trained(model, loss, inputs, truth, num_iterations):
    fresh = _fresh(model, False)
    history = train(fresh, loss, inputs, truth, learning_rate=0.05, num_iterations=num_iterations, log_every=1)
    assert len(history) == num_iterations
    return fresh, history.pop()[1]


def hidden_features(model, inputs):
    g = np.zeros((len(inputs), model[0].out_features))
    for n, row in enumerate(inputs):
        g[n] = model[:2](row).tolist()
    return g


def gradient_norm(model, loss, inputs, truth):
    error = loss(model(inputs), truth)
    norm = 0.0
    for parameter in model.parameters():
        (gradient,) = torch.autograd.grad(error, parameter, retain_graph=True)
        norm = np.hypot(norm, gradient.norm().item())
    return norm


def with_output_bias(model):
    return _fresh(model, True)
