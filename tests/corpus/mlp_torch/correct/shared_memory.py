"""NumPy views of the weights, which share their memory, and one sigmoid for both layers."""
import numpy as np
import torch
from torch import nn


def build_model(num_inputs, num_hidden, num_outputs=1):
    sigmoid = nn.Sigmoid()  # without state, so that both layers can share it
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=False), sigmoid,
        nn.Linear(num_hidden, num_outputs, bias=False), sigmoid,
    )


def copy_weights(model, weights_hidden, weights_output):
    model[0].weight.detach().numpy()[:] = weights_hidden.T
    model[2].weight.detach().numpy()[:] = weights_output.T


def gradients(model, inputs, truth):
    found = torch.autograd.grad(nn.MSELoss()(model(inputs), truth), list(model.parameters()))
    return tuple(np.ascontiguousarray(gradient.numpy().T) for gradient in found)


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = (parameter.detach().numpy().T for parameter in model.parameters())
    history = []
    for step in range(num_iterations):
        if step % log_every == 0:
            history.append((step, nn.functional.mse_loss(model(inputs), truth).item()))
        dE_dv, dE_dw = gradients(model, inputs, truth)
        v -= np.float32(learning_rate) * dE_dv
        w -= np.float32(learning_rate) * dE_dw
    return history


