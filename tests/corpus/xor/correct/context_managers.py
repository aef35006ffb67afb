"""A step as a context manager, layers called one by one, names given to the legend only."""
import contextlib

import numpy as np
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
def build_both(seed, num_inputs, num_hidden):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return [build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)]


def _copied(model, *, bias=False):
    layers = []
    for layer in model:
        if isinstance(layer, nn.Linear):
            twin = nn.Linear(layer.in_features, layer.out_features, bias=layer.bias is not None)
            twin.load_state_dict(layer.state_dict())
            layers.append(twin)
        else:
            layers.append(nn.Sigmoid())
    return nn.Sequential(*layers)


def trained(model, loss, inputs, truth, num_iterations):
    twin = _copied(model)
    every = max(1, num_iterations - 1)
    _, error = train(twin, loss, inputs, truth, 0.05, num_iterations, every)[-1]
    return [twin, error]


def hidden_features(model, inputs):
    with torch.inference_mode():
        return np.asarray(F.linear(inputs, model[0].weight, model[0].bias).sigmoid())


def gradient_norm(model, loss, inputs, truth):
    with torch.enable_grad():
        found = torch.autograd.grad(loss(model(inputs), truth), tuple(model.parameters()))
    with torch.no_grad():
        return torch.linalg.vector_norm(torch.stack([g.norm() for g in found])).item()


def with_output_bias(model):
    twin = _copied(model)
    with torch.no_grad():
        output = nn.Linear(model[2].in_features, 1)
        output.weight.copy_(model[2].weight)
        output.bias.zero_()
    twin[2] = output
    return twin
