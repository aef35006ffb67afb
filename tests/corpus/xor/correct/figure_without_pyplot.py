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


def predict(model, dataset, inputs):
    with torch.no_grad():
        result = dataset.copy()
        result["prediction"] = model(inputs).numpy()
        result["error"] = result["output"] - result["prediction"]
        return result


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
