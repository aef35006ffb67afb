"""The training in float64 on a copy; the numbers go back into the float32 model."""
import copy

import matplotlib.pyplot as plt
import torch
from torch import nn


def build_single_perceptron(num_inputs):
    return nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    v = nn.Linear(num_inputs, num_hidden)
    w = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(v, nn.Sigmoid(), w, nn.Sigmoid())


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    exact, x, f0 = copy.deepcopy(model).double(), inputs.double(), truth.double()
    optimizer = torch.optim.SGD(exact.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        error = loss(exact(x), f0)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    model.load_state_dict(exact.state_dict())
    return history


def predict(model, dataset, inputs):
    f = copy.deepcopy(model).double()(inputs.double()).detach().numpy()[:, 0]
    return dataset.assign(prediction=f, error=dataset["output"].to_numpy(float) - f)


def plot_errors(errors):
    fig, ax = plt.subplots()
    ax.set_yscale("log")
    ax.grid(True)
    for name, history in errors.items():
        ax.plot(*map(list, zip(*history)), label=name, lw=2)
    ax.set_xlabel("iteration")
    ax.set_ylabel("error")
    ax.legend()
    fig.tight_layout()
    return fig
