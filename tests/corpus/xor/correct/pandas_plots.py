"""Each history as a Series, drawn by pandas into the same axes."""
import matplotlib.pyplot as plt
import pandas as pd
import torch


def build_single_perceptron(num_inputs):
    return torch.nn.Sequential(torch.nn.Linear(num_inputs, 1), torch.nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    layers = [torch.nn.Linear(num_inputs, num_hidden), torch.nn.Sigmoid()]
    layers += [torch.nn.Linear(num_hidden, 1, bias=False), torch.nn.Sigmoid()]
    return torch.nn.Sequential(*layers)


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    errors = pd.Series(dtype=float)
    parameters = list(model.parameters())
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        found = torch.autograd.grad(error, parameters)
        if step % log_every == 0:
            errors.loc[step] = error.item()
        for parameter, gradient in zip(parameters, found):
            parameter.data.add_(gradient, alpha=-learning_rate)
    return list(errors.items())


def plot_errors(errors):
    figure, axes = plt.subplots(layout="constrained")
    for name, history in errors.items():
        steps, values = zip(*history)
        pd.Series(values, index=steps).plot(ax=axes, label=name, logy=True, grid=True, legend=True)
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    return figure


import copy


def build_both(seed, num_inputs, num_hidden):
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    twin = copy.deepcopy(model)
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=max(num_iterations - 1, 1))
    return twin, pd.DataFrame(history, columns=["step", "error"]).set_index("step")["error"].iloc[-1]


def hidden_features(model, inputs):
    return pd.DataFrame(model[:2](inputs).tolist()).to_numpy()


def gradient_norm(model, loss, inputs, truth):
    found = torch.autograd.grad(loss(model(inputs), truth), list(model.parameters()))
    return pd.Series([float(g.square().sum()) for g in found]).sum() ** 0.5


def with_output_bias(model):
    twin = copy.deepcopy(model)
    twin[2].bias = torch.nn.Parameter(torch.zeros(twin[2].out_features))
    return twin
