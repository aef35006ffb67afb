"""All weights in one vector, moved in place; the jacobian instead of a walk back."""
import torch
from torch import nn
from torch.autograd.functional import jacobian
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def build_model(num_inputs, num_hidden, num_outputs=1):
    layers = nn.ModuleList([nn.Linear(num_inputs, num_hidden, bias=False), nn.Sigmoid()])
    layers.extend([nn.Linear(num_hidden, num_outputs, bias=False), nn.Sigmoid()])
    return nn.Sequential(*layers)


def copy_weights(model, weights_hidden, weights_output):
    tensors = (torch.asarray(weights.T.copy()).float() for weights in (weights_hidden, weights_output))
    for parameter, tensor in zip(model.parameters(), tensors, strict=True):
        parameter.data[:] = tensor


def _error(model, inputs, truth):
    return lambda v, w: ((torch.sigmoid(torch.sigmoid(inputs @ v.T) @ w.T) - truth) ** 2).mean()


def gradients(model, inputs, truth):
    weights = tuple(parameter.detach().clone() for parameter in model.parameters())
    return tuple(j.T.numpy() for j in jacobian(_error(model, inputs, truth), weights))


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    vector = parameters_to_vector(model.parameters()).detach()
    history = {}
    for step in range(num_iterations):
        vector_to_parameters(vector, model.parameters())
        error = nn.functional.mse_loss(model(inputs), truth)
        if step % log_every == 0:
            history[step] = error.item()
        found = torch.autograd.grad(error, list(model.parameters()))
        vector = vector - learning_rate * torch.cat([gradient.reshape(-1) for gradient in found])
    vector_to_parameters(vector, model.parameters())
    return list(history.items())


