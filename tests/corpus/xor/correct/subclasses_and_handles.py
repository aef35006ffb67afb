"""Subclasses of Sequential; subplots with subplot_kw, squeeze=False, a helper for each line, a legend with handles."""
from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import torch
import torch.nn as nn


class SinglePerceptron(nn.Sequential):
    def __init__(self, num_inputs):
        super().__init__(nn.Linear(num_inputs, 1), nn.Sigmoid())


class MultilayerPerceptron(nn.Sequential):
    def __init__(self, num_inputs, num_hidden):
        super().__init__(
            nn.Linear(num_inputs, num_hidden), nn.Sigmoid(),
            nn.Linear(num_hidden, 1, bias=False), nn.Sigmoid(),
        )


build_single_perceptron = SinglePerceptron
build_multilayer_perceptron = MultilayerPerceptron


@dataclass
class Log:
    every: int
    entries: list = field(default_factory=list)

    def __call__(self, step, error):
        if step % self.every == 0:
            self.entries.append((step, error.item()))


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    log = Log(log_every)
    optimizer = torch.optim.SGD([{"params": [p]} for p in model.parameters()], lr=learning_rate)
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        log(step, error)
        optimizer.zero_grad(set_to_none=False)
        error.backward()
        optimizer.step()
    return log.entries


def _line(axes, name, history):
    return axes.plot([s for s, _ in history], [e for _, e in history], label=name)[0]


def plot_errors(errors):
    figure, [[axes]] = plt.subplots(squeeze=False, subplot_kw={"yscale": "log", "xlabel": "step"})
    lines = [_line(axes, name, history) for name, history in errors.items()]
    axes.set_ylabel("error (each in its own measure)")
    axes.legend(handles=lines, loc="best")
    axes.grid(axis="y")
    return figure


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    first = build_single_perceptron(num_inputs)
    return first, build_multilayer_perceptron(num_inputs, num_hidden)


@dataclass
class _Training:
    model: nn.Module
    history: list = field(default_factory=list)

    def run(self, *args, **options):
        self.history += train(self.model, *args, **options)
        return self


def trained(model, loss, inputs, truth, num_iterations):
    run = _Training(copy.deepcopy(model)).run(loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    return run.model, run.history[-1][1]


def hidden_features(model, inputs):
    first, squash, *_ = model
    return squash(first(inputs)).detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    found = torch.autograd.grad(loss(model(inputs), truth), list(model.parameters()))
    return torch.sqrt(sum(torch.sum(g**2) for g in found)).item()


class _Biased(nn.Sequential):
    def __init__(self, model):
        super().__init__(*copy.deepcopy(list(model)))
        self[2].bias = nn.Parameter(torch.zeros(1))


def with_output_bias(model):
    return _Biased(model)
