"""The training in float64 on a copy; the numbers go back into the float32 model."""
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn


def build_single_perceptron(num_inputs):
    return nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    v = nn.Linear(num_inputs, num_hidden)
    w = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(v, nn.Sigmoid(), w, nn.Sigmoid())


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    exact, x, f0 = copy.deepcopy(model).double(), inputs.double(), truth.double()
    optimizer = torch.optim.SGD(exact.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        error = loss(exact(x), f0)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    model.load_state_dict(exact.state_dict())
    return history


def plot_errors(errors):
    fig, ax = plt.subplots()
    ax.set_yscale("log")
    ax.grid(True)
    for name, history in errors.items():
        ax.plot(*map(list, zip(*history)), label=name, lw=2)
    ax.set_xlabel("iteration")
    ax.set_ylabel("error")
    ax.legend()
    fig.tight_layout()
    return fig


def build_both(seed, num_inputs, num_hidden):
    torch.default_generator.manual_seed(seed)
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    other = copy.deepcopy(model)
    history = train(other, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    return other, np.float64(history[num_iterations - 1][1])


def hidden_features(model, inputs):
    weight, bias = model[0].weight.detach().double().numpy(), 0
    if model[0].bias is not None:
        bias = model[0].bias.detach().double().numpy()
    return 1 / (1 + np.exp(-(inputs.double().numpy() @ weight.T + bias)))


def gradient_norm(model, loss, inputs, truth):
    exact = copy.deepcopy(model).double()
    loss(exact(inputs.double()), truth.double()).backward()
    return np.linalg.norm(np.concatenate([p.grad.numpy().ravel() for p in exact.parameters()]))


def with_output_bias(model):
    twin = copy.deepcopy(model)
    twin[2] = nn.Linear(model[2].in_features, 1)
    twin[2].weight = copy.deepcopy(model[2].weight)
    nn.init.zeros_(twin[2].bias)
    return twin
