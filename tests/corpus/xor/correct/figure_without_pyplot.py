"""Figure and add_axes without pyplot; an OrderedDict of layers; manual updates under no_grad."""
from collections import OrderedDict

import torch
from matplotlib.figure import Figure
from torch import nn


def build_single_perceptron(num_inputs):
    return nn.Sequential(OrderedDict([("linear", nn.Linear(num_inputs, 1)), ("sigmoid", nn.Sigmoid())]))


def build_multilayer_perceptron(num_inputs, num_hidden):
    return nn.Sequential(OrderedDict(
        hidden=nn.Linear(num_inputs, num_hidden),
        features=nn.Sigmoid(),
        output=nn.Linear(num_hidden, 1, bias=False),
        prediction=nn.Sigmoid(),
    ))


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    history = []
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        if step % log_every == 0:
            history.append((step, float(error)))
        model.zero_grad()
        error.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= learning_rate * parameter.grad
    return history


def plot_errors(errors):
    figure = Figure(figsize=(6.4, 4.8))
    axes = figure.add_axes((0.15, 0.1, 0.8, 0.85))
    for name, history in errors.items():
        (line,) = axes.plot([], [])
        line.set_data(*zip(*history))
        line.set_label(name)
    axes.relim()
    axes.set(yscale="log", xlabel="iteration", ylabel="error", title="XOR")
    axes.autoscale_view()
    axes.legend()
    axes.grid(True, which="both", linestyle=":")
    return figure


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.random.manual_seed(seed)
    single = build_single_perceptron(num_inputs)
    network = build_multilayer_perceptron(num_inputs, num_hidden)
    return single, network


def trained(model, loss, inputs, truth, num_iterations):
    """All steps but the last, the error, and the last one."""
    twin = copy.deepcopy(model)
    train(twin, loss, inputs, truth, num_iterations=num_iterations - 1)
    error = loss(twin(inputs), truth).item()
    train(twin, loss, inputs, truth, num_iterations=1)
    return twin, error


def hidden_features(model, inputs):
    layers = list(model.children())
    return nn.Sequential(*layers[:2])(inputs).data.numpy()


def gradient_norm(model, loss, inputs, truth):
    for parameter in model.parameters():
        parameter.grad = None
    loss(model(inputs), truth).backward()
    total = sum(parameter.grad.square().sum() for parameter in model.parameters())
    model.zero_grad()
    return torch.sqrt(total).item()


def with_output_bias(model):
    hidden, output = model[0], model[2]
    twin = nn.Sequential(OrderedDict(
        hidden=nn.Linear(hidden.in_features, hidden.out_features),
        features=nn.Sigmoid(),
        output=nn.Linear(output.in_features, output.out_features),
        prediction=nn.Sigmoid(),
    ))
    twin.output.bias.data = torch.zeros_like(twin.output.bias.data)
    for mine, other in [(twin.hidden.weight, hidden.weight), (twin.hidden.bias, hidden.bias), (twin.output.weight, output.weight)]:
        mine.data.copy_(other.data)
    return twin
