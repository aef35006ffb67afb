"""The clean module that the faults of faults.py are appended to: later definitions win."""
import copy
import math

import numpy as np
import torch
from matplotlib import pyplot as plt
from torch import nn


def build_single_perceptron(num_inputs):
    layer = nn.Linear(num_inputs, 1)
    return nn.Sequential(layer, nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    hidden = nn.Linear(num_inputs, num_hidden)
    output = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        f = model(inputs)
        error = loss(f, truth)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return history


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        steps = [step for step, _ in history]
        values = [error for _, error in history]
        axes.plot(steps, values, label=name)
    axes.set_yscale("log")
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    axes.legend()
    axes.grid()
    return figure


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    single = build_single_perceptron(num_inputs)
    network = build_multilayer_perceptron(num_inputs, num_hidden)
    return single, network


def trained(model, loss, inputs, truth, num_iterations):
    twin = copy.deepcopy(model)
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    return twin, history[-1][1]


def hidden_features(model, inputs):
    return model[:2](inputs).detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    model.zero_grad()
    loss(model(inputs), truth).backward()
    total = sum((p.grad ** 2).sum().item() for p in model.parameters())
    return math.sqrt(total)


def with_output_bias(model):
    twin = copy.deepcopy(model)
    twin[2].bias = nn.Parameter(torch.zeros(1))
    return twin
