"""Layers put into their places in order; updates by the foreach optimizer; plt.sca and plt.plot."""
import matplotlib.pyplot as plt
import torch
from torch import nn


def build_single_perceptron(num_inputs):
    model = nn.Sequential(nn.Identity(), nn.Sigmoid())
    model[0] = nn.Linear(num_inputs, 1)
    return model


def build_multilayer_perceptron(num_inputs, num_hidden):
    model = nn.Sequential(*(nn.Sigmoid() for _ in range(4)))
    model[0] = nn.Linear(num_inputs, num_hidden)
    model[2] = nn.Linear(num_hidden, 1, bias=False)
    return model


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, foreach=True)
    steps, errors = [], []
    for step in range(num_iterations):
        error = loss(input=model(inputs), target=truth)
        if step in range(0, num_iterations, log_every):
            steps.append(step)
            errors.append(error.item())
        error.backward()
        optimizer.step()
        optimizer.zero_grad()
    return list(zip(steps, errors))


def plot_errors(errors):
    figure = plt.figure()
    axes = plt.axes()
    plt.sca(axes)
    for name, history in dict(errors).items():
        history = list(history)
        plt.plot([pair[0] for pair in history], [pair[1] for pair in history], "o-", label=str(name))
    plt.yscale("log")
    plt.xlabel("iteration")
    plt.ylabel("error")
    plt.legend()
    plt.grid(True, "both")
    return figure


from copy import deepcopy


def build_both(seed, num_inputs, num_hidden):
    models = [None, None]
    torch.manual_seed(seed)
    models[0] = build_single_perceptron(num_inputs)
    models[1] = build_multilayer_perceptron(num_inputs, num_hidden)
    return tuple(models)


def trained(model, loss, inputs, truth, num_iterations):
    twin = deepcopy(model)
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    step, error = max(history)
    return twin, error


def hidden_features(model, inputs):
    seen = []
    hook = model[1].register_forward_hook(lambda layer, given, result: seen.append(result))
    model(inputs)
    hook.remove()
    return seen[0].detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    twin = deepcopy(model)
    twin.zero_grad()
    loss(input=twin(inputs), target=truth).backward()
    return nn.utils.clip_grad_norm_(twin.parameters(), float("inf")).item()


def with_output_bias(model):
    twin = deepcopy(model)
    setattr(twin[2], "bias", nn.Parameter(torch.zeros(1)))
    return twin
