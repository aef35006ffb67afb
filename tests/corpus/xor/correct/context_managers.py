"""A step as a context manager, layers called one by one, names given to the legend only."""
import contextlib

import pandas as pd
import torch
import torch.nn.functional as F
from matplotlib import pyplot as plt
from torch import nn


def build_single_perceptron(num_inputs):
    with contextlib.ExitStack():
        return nn.Sequential(nn.Linear(num_inputs, out_features=1, bias=True), nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    model = nn.Sequential(nn.Linear(num_inputs, num_hidden), nn.Sigmoid())
    for layer in (nn.Linear(num_hidden, 1, bias=False), nn.Sigmoid()):
        model.append(layer)
    return model


@contextlib.contextmanager
def _one_step(optimizer):
    optimizer.zero_grad()
    yield
    optimizer.step()


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    table = []
    for step in range(num_iterations):
        with _one_step(optimizer):
            error = loss(model(inputs), truth)
            error.backward()
            table.append(error.detach())
    return [(step, float(table[step])) for step in range(num_iterations) if step % log_every == 0]


def predict(model, dataset, inputs):
    x = inputs
    with torch.no_grad():
        for layer in model:
            if isinstance(layer, nn.Linear):
                x = F.linear(x, layer.weight, layer.bias)
            else:
                x = torch.sigmoid(x)
    new = pd.DataFrame(x.numpy(), index=dataset.index, columns=["prediction"])
    new["error"] = dataset["output"] - new["prediction"]
    return dataset.join(new)


def plot_errors(errors):
    plt.figure("another figure, which stays open")
    figure, axes = plt.subplots(num="errors", clear=True)
    for name, history in errors.items():
        frame = pd.DataFrame(history, columns=["step", name]).set_index("step")
        axes.plot(frame.index, frame[name])
    axes.semilogy()
    axes.set_xlabel("Training Iteration")
    axes.set_ylabel("Total Error")
    axes.legend(list(errors), bbox_to_anchor=(1, 1))
    axes.minorticks_on()
    axes.grid(True, which="both", alpha=0.3)
    return figure
