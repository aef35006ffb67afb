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


@torch.no_grad()
def predict(model, dataset, inputs):
    (prediction,) = model(inputs).T.numpy()
    result = dataset.copy(deep=True)
    result.insert(result.shape[1], "prediction", prediction)
    result.insert(result.shape[1], "error", result["output"].values - prediction)
    return result


def _line(axes, name, history):
    return axes.plot([s for s, _ in history], [e for _, e in history], label=name)[0]


def plot_errors(errors):
    figure, [[axes]] = plt.subplots(squeeze=False, subplot_kw={"yscale": "log", "xlabel": "step"})
    lines = [_line(axes, name, history) for name, history in errors.items()]
    axes.set_ylabel("error (each in its own measure)")
    axes.legend(handles=lines, loc="best")
    axes.grid(axis="y")
    return figure
