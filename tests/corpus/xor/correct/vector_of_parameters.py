"""All parameters in one vector, moved in place; a grid of minor lines; the legend's order of its own."""
import torch
from matplotlib import pyplot as plt
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def build_single_perceptron(num_inputs):
    sigmoid = nn.Sigmoid()
    return nn.Sequential(nn.Linear(num_inputs, 1), sigmoid)


def build_multilayer_perceptron(num_inputs, num_hidden):
    sigmoid = nn.Sigmoid()  # without state, so that both layers can share it
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden), sigmoid, nn.Linear(num_hidden, 1, bias=False), sigmoid
    )


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    vector = parameters_to_vector(model.parameters()).detach()
    history = {}
    for step in range(num_iterations):
        vector_to_parameters(vector, model.parameters())
        error = loss(model(inputs), truth)
        if step % log_every == 0:
            history[step] = error.item()
        found = torch.autograd.grad(error, list(model.parameters()))
        vector = vector - learning_rate * torch.cat([gradient.reshape(-1) for gradient in found])
    vector_to_parameters(vector, model.parameters())
    return list(history.items())


def predict(model, dataset, inputs):
    result = dataset.copy()
    result[["prediction", "error"]] = 0.0
    for row, x in zip(result.index, inputs, strict=True):
        result.loc[row, "prediction"] = model(x[None]).item()
        result.loc[row, "error"] = result.loc[row, "output"] - result.loc[row, "prediction"]
    return result


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in sorted(errors.items(), key=lambda item: item[1][-1]):
        axes.plot(*zip(*history), marker="x", label=name)
    axes.set_yscale("log", nonpositive="clip")
    axes.grid(which="minor", linestyle="--")
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1])
    return figure
