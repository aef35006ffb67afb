"""One parameter group, or one optimizer, for each layer; the record cleared by hand."""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def build_model(num_inputs, num_hidden, num_outputs=1):
    bias = dict(bias=False)
    v, w = nn.Linear(num_inputs, num_hidden, **bias), nn.Linear(num_hidden, num_outputs, **bias)
    return nn.Sequential(v, nn.Sigmoid(), w, nn.Sigmoid())


def copy_weights(model, weights_hidden, weights_output):
    nn.init.constant_(model[0].weight, 0.0)
    nn.init.constant_(model[2].weight, 0.0)
    with torch.no_grad():
        model[0].weight += torch.Tensor(np.transpose(weights_hidden).tolist())
        model[2].weight += torch.Tensor(np.transpose(weights_output).tolist())


def gradients(model, inputs, truth):
    model[0].weight.grad = model[2].weight.grad = None
    torch.autograd.backward(F.mse_loss(model(inputs), truth))
    dE_dv = np.array(model[0].weight.grad.T.tolist())
    dE_dw = np.array(model[2].weight.grad.T.tolist())
    return dE_dv, dE_dw


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    hidden = torch.optim.SGD([model[0].weight], lr=learning_rate)
    output = torch.optim.SGD([{"params": [model[2].weight], "lr": learning_rate}], lr=1.0)
    history = [None] * len(range(0, num_iterations, log_every))
    for step in range(num_iterations):
        error = F.mse_loss(model(inputs), truth)
        if step % log_every == 0:
            history[step // log_every] = step, error.item()
        hidden.zero_grad()
        output.zero_grad()
        error.backward()
        output.step()
        hidden.step()
    return history


