"""A legend of the figure, not of its axes; lambdas; one optimizer for each layer."""
import torch
from matplotlib import pyplot as plt
from torch import nn

build_single_perceptron = lambda num_inputs: nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())

build_multilayer_perceptron = lambda num_inputs, num_hidden: nn.Sequential(
    nn.Linear(num_inputs, num_hidden), nn.Sigmoid(), nn.Linear(num_hidden, 1, bias=False), nn.Sigmoid()
)


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    layers = [layer for layer in model if isinstance(layer, nn.Linear)]
    optimizers = [torch.optim.SGD(layer.parameters(), lr=learning_rate) for layer in layers]
    history = []
    for step in range(num_iterations):
        for optimizer in optimizers:
            optimizer.zero_grad()
        error = loss(model(inputs), truth)
        error.backward()
        history += [(step, error.item())] if step % log_every == 0 else []
        for optimizer in reversed(optimizers):
            optimizer.step()
    return history


predict = lambda model, dataset, inputs: dataset.assign(
    prediction=model(inputs).detach()[:, 0].numpy(), error=lambda d: d["output"] - d["prediction"]
)


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        axes.plot([step for step, _ in history], [error for _, error in history], label=name)
    axes.set(xlabel="step", ylabel="error", yscale="log")
    axes.yaxis.grid(True)
    figure.legend(loc="outside upper right")
    return figure
