"""The mean squared error by norms, dot products and einsum; float64 in between, float32 at the end."""
import copy

import torch
from torch import nn


def build_model(num_inputs, num_hidden, num_outputs=1):
    return nn.Sequential(
        nn.Linear(num_inputs, num_hidden, bias=False),
        nn.Sigmoid(),
        *(nn.Linear(num_hidden, num_outputs, bias=False), nn.Sigmoid()),
    )


def copy_weights(model, weights_hidden, weights_output):
    for index, weights in {0: weights_hidden, 2: weights_output}.items():
        model[index].weight.data = torch.einsum("ij->ji", torch.as_tensor(weights)).float().contiguous()


def _mean_squared(f, truth):
    return torch.linalg.vector_norm(f - truth) ** 2 / f.numel()


def gradients(model, inputs, truth):
    error = torch.einsum("nm,nm->", model(inputs) - truth, model(inputs) - truth) / truth.numel()
    dE_dw, dE_dv = torch.autograd.grad(error, (model[2].weight, model[0].weight))
    return torch.einsum("hd->dh", dE_dv).numpy(), torch.einsum("mh->hm", dE_dw).numpy()


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    exact, x, f0 = copy.deepcopy(model).to(torch.float64), inputs.to(torch.float64), truth.double()
    optimizer = torch.optim.SGD(exact.parameters(), lr=learning_rate)
    history = []
    for step in range(num_iterations):
        optimizer.zero_grad()
        error = _mean_squared(exact(x), f0)
        error.backward()
        if step % log_every == 0:
            history += [(step, error.item())]
        optimizer.step()
    model.load_state_dict(exact.state_dict())
    return history


