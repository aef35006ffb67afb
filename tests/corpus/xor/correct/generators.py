"""A generator of errors, sliced; a sheet of style settings; sorted keys left alone."""
from itertools import islice

import torch
from matplotlib import pyplot as plt
from torch import nn


def _stack(num_inputs, *sizes, biases):
    for size, bias in zip(sizes, biases, strict=True):
        yield nn.Linear(num_inputs, size, bias=bias)
        yield nn.Sigmoid()
        num_inputs = size


def build_single_perceptron(num_inputs):
    return nn.Sequential(*_stack(num_inputs, 1, biases=[True]))


def build_multilayer_perceptron(num_inputs, num_hidden):
    return nn.Sequential(*_stack(num_inputs, num_hidden, 1, biases=[True, False]))


def _errors(model, loss, inputs, truth, learning_rate):
    while True:
        error = loss(model(inputs), truth)
        yield error.item()
        gradients = torch.autograd.grad(error, tuple(model.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients):
                parameter.copy_(parameter - learning_rate * gradient)


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    errors = _errors(model, loss, inputs, truth, learning_rate)
    history = [pair for pair in enumerate(islice(errors, num_iterations)) if pair[0] % log_every == 0]
    next(errors)
    return history


def predict(model, dataset, inputs):
    prediction = model(inputs).detach().numpy()[..., 0]
    return dataset.assign(**{"prediction": prediction, "error": -(prediction - dataset["output"])})


def plot_errors(errors):
    with plt.style.context("ggplot"):
        figure, axes = plt.subplots()
        axes.set_prop_cycle(color=["tab:red", "tab:blue", "tab:green"])
        for name in errors.keys():
            axes.plot(*zip(*errors[name]), label=name)
        axes.set_yscale("log")
        axes.set_xlabel("iterations")
        axes.set_ylabel("error")
        axes.legend()
        axes.grid(True)
    return figure
