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


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.manual_seed(seed)
    return tuple(make() for make in (
        lambda: build_single_perceptron(num_inputs),
        lambda: build_multilayer_perceptron(num_inputs, num_hidden),
    ))


def trained(model, loss, inputs, truth, num_iterations):
    model = copy.deepcopy(model)
    *_, error = islice(_errors(model, loss, inputs, truth, 0.05), num_iterations)
    found = torch.autograd.grad(loss(model(inputs), truth), tuple(model.parameters()))
    for parameter, gradient in zip(model.parameters(), found):
        parameter.data -= 0.05 * gradient
    return model, error


def hidden_features(model, inputs):
    values = iter([inputs])
    for layer in islice(model, 2):
        values = map(layer, values)
    (g,) = values
    return g.detach().numpy()


def gradient_norm(model, loss, inputs, truth):
    found = torch.autograd.grad(loss(model(inputs), truth), tuple(model.parameters()))
    return sum(element**2 for gradient in found for element in gradient.flatten().tolist()) ** 0.5


def with_output_bias(model):
    twin = nn.Sequential(*_stack(model[0].in_features, model[0].out_features, 1, biases=[True, True]))
    twin.load_state_dict({**model.state_dict(), "2.bias": torch.tensor([0.0])})
    return twin
