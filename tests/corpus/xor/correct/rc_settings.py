"""Grid from rcParams, markers and colors, the scale set through the axis; errors transposed."""
import matplotlib as mpl
import numpy as np
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


import io


def _again(model):
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(int(seed))
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    twin = _again(model)
    errors = [error for _, error in train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)]
    return twin, errors[-1]


def hidden_features(model, inputs):
    return torch.special.expit(model[0](inputs)).detach().numpy().astype(np.float64)


def gradient_norm(model, loss, inputs, truth):
    optimizer = optim.SGD(model.parameters(), lr=0.0)
    optimizer.zero_grad()
    loss(model(inputs), truth).backward()
    squares = [np.sum(np.square(p.grad.numpy())) for p in model.parameters()]
    return float(np.sqrt(np.sum(squares)))


def with_output_bias(model):
    twin = _again(model)
    twin[2].bias = nn.Parameter(torch.as_tensor(np.zeros(1, dtype=np.float32)))
    return twin
