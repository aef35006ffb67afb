"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np
import torch
from torch import nn


def build_model(num_inputs, num_hidden, num_outputs=1):
    hidden = nn.Linear(num_inputs, num_hidden, bias=False)
    output = nn.Linear(num_hidden, num_outputs, bias=False)
    return nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


def copy_weights(model, weights_hidden, weights_output):
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor(weights_hidden.T))
        model[2].weight.copy_(torch.tensor(weights_output.T))


def gradients(model, inputs, truth):
    model.zero_grad()
    f = model(inputs)
    error = nn.MSELoss(reduction="mean")(f, truth)
    error.backward()
    dE_dv = model[0].weight.grad.numpy().T
    dE_dw = model[2].weight.grad.numpy().T
    return dE_dv, dE_dw


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    loss = nn.MSELoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        f = model(inputs)
        error = loss(f, truth)
        if step % log_every == 0:
            history.append((step, error.item()))
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return history
