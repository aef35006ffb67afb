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


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        axes.plot([step for step, _ in history], [error for _, error in history], label=name)
    axes.set(xlabel="step", ylabel="error", yscale="log")
    axes.yaxis.grid(True)
    figure.legend(loc="outside upper right")
    return figure


import copy

build_both = lambda seed, num_inputs, num_hidden: (
    torch.manual_seed(seed) and build_single_perceptron(num_inputs),
    build_multilayer_perceptron(num_inputs, num_hidden),
)


def trained(model, loss, inputs, truth, num_iterations):
    model = copy.deepcopy(model)
    return model, dict(train(model, loss, inputs, truth, num_iterations=num_iterations, log_every=1))[num_iterations - 1]


hidden_features = lambda model, inputs: model[:2](inputs).detach().numpy()
gradient_norm = lambda model, loss, inputs, truth: sum(
    float((g**2).sum()) for g in torch.autograd.grad(loss(model(inputs), truth), model.parameters())
) ** 0.5
with_output_bias = lambda model: nn.Sequential(
    model[0], nn.Sigmoid(), _output(model[2].weight.detach().clone()), nn.Sigmoid()
)


def _output(weight):
    layer = nn.Linear(weight.shape[1], 1)
    layer.weight, layer.bias = nn.Parameter(weight), nn.Parameter(torch.zeros(1))
    return layer
