"""NumPy views of the parameters, which share their memory; gca and artists added by hand."""
import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from torch import nn


def build_single_perceptron(num_inputs):
    return nn.Sequential(*[nn.Linear(num_inputs, 1), nn.Sigmoid()])


def build_multilayer_perceptron(num_inputs, num_hidden):
    return nn.Sequential().extend(
        [nn.Linear(num_inputs, num_hidden), nn.Sigmoid(), nn.Linear(num_hidden, 1, False), nn.Sigmoid()]
    )


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    parameters = tuple(model.parameters())
    views = [parameter.detach().numpy() for parameter in parameters]
    history = []
    for step in range(num_iterations):
        error = loss(model(inputs), truth)
        if not history or step - history[-1][0] == log_every:
            history.append((step, error.item()))
        for view, gradient in zip(views, torch.autograd.grad(error, parameters), strict=True):
            view -= np.float32(learning_rate) * gradient.numpy()
    return history


def predict(model, dataset, inputs):
    prediction = model(inputs).detach().numpy().flatten()
    columns = {**dataset.to_dict("series"), "prediction": prediction}
    columns["error"] = dataset["output"] - prediction
    return type(dataset)(columns, index=dataset.index)


def plot_errors(errors):
    plt.close("all")
    axes = plt.gca()
    for number, (name, history) in enumerate(errors.items()):
        steps, values = np.array(history, dtype=float).T
        axes.add_line(Line2D(steps, values, color=f"C{number}", label=name))
    axes.set_yscale("log")
    axes.autoscale()
    axes.set(xlabel="step", ylabel="error of the training")
    axes.legend()
    axes.grid(True, axis="x")
    return axes.get_figure()
