"""Grid from rcParams, markers and colors, the scale set through the axis; errors transposed."""
import matplotlib as mpl
import numpy as np
import pandas as pd
import torch
from matplotlib import pyplot as plt
from torch import nn, optim


def build_single_perceptron(num_inputs):
    return nn.Sequential(nn.Linear(in_features=num_inputs, out_features=1), nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    hidden = nn.Sequential(nn.Linear(num_inputs, num_hidden), nn.Sigmoid())
    output = nn.Sequential(nn.Linear(num_hidden, 1, bias=False), nn.Sigmoid())
    return nn.Sequential(*hidden, *output)


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    optimizer = optim.SGD(model.parameters(), lr=learning_rate, momentum=0.0, weight_decay=0.0)

    def closure():
        optimizer.zero_grad()
        error = loss(model(inputs), truth)
        error.backward()
        return error

    errors = [optimizer.step(closure).item() for _ in range(num_iterations)]
    return [(step, errors[step]) for step in range(0, num_iterations, log_every)]


def predict(model, dataset, inputs):
    f = np.array([model(x).item() for x in inputs])
    return dataset.assign(prediction=f).assign(error=lambda table: table["output"] - table["prediction"])


def plot_errors(errors):
    with mpl.rc_context({"axes.grid": True, "lines.marker": "o"}):
        figure = plt.figure()
        axes = figure.add_subplot(1, 1, 1)
    colors = iter("rgbcmyk")
    for name, history in errors.items():
        steps, values = np.transpose(history)
        axes.plot(steps, values, color=next(colors), marker=".", linestyle="-.", label=f"{name}")
    axes.set_yscale("log", base=10)
    axes.set_xlabel("Training Iteration", fontsize=14)
    axes.set_ylabel(r"$E$")
    axes.legend(title="models", frameon=False, ncols=2)
    return figure
