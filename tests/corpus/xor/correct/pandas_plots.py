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


def predict(model, dataset, inputs):
    prediction = pd.Series(model(inputs).squeeze(1).tolist(), index=dataset.index)
    new = pd.DataFrame({"prediction": prediction, "error": dataset["output"] - prediction})
    return pd.concat([dataset, new], axis=1)


def plot_errors(errors):
    figure, axes = plt.subplots(layout="constrained")
    for name, history in errors.items():
        steps, values = zip(*history)
        pd.Series(values, index=steps).plot(ax=axes, label=name, logy=True, grid=True, legend=True)
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    return figure
