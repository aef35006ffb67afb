"""Layers put into their places in order; updates by the foreach optimizer; plt.sca and plt.plot."""
import matplotlib.pyplot as plt
import pandas as pd
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


def predict(model, dataset, inputs):
    rows = dataset.to_dict("records")
    for row, f in zip(rows, model(inputs).tolist()):
        row["prediction"] = f[0]
        row["error"] = row["output"] - f[0]
    return pd.DataFrame(rows, index=dataset.index)


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
