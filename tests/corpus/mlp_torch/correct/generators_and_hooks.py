"""A generator that yields the errors, a hook that collects gradients, tensors from nested lists."""
from itertools import islice

import torch
from torch import nn


def build_model(num_inputs, num_hidden, num_outputs=1):
    def halves():
        yield nn.Linear(num_inputs, num_hidden, bias=False)
        yield nn.Sigmoid()
        yield nn.Linear(num_hidden, num_outputs, bias=False)
        yield nn.Sigmoid()

    return nn.Sequential(*halves())


def copy_weights(model, weights_hidden, weights_output):
    linear = [module for module in model.modules() if isinstance(module, nn.Linear)]
    for layer, array in zip(linear, [weights_hidden, weights_output]):
        layer.weight.requires_grad_(False)
        layer.weight.copy_(torch.tensor(array.astype("float32")).permute(1, 0))
        layer.weight.requires_grad_(True)


def gradients(model, inputs, truth):
    found = {}
    hooks = [
        parameter.register_hook(lambda gradient, name=name: found.update({name: gradient.clone()}))
        for name, parameter in model.named_parameters()
    ]
    (model(inputs) - truth).square().mean().backward()
    for hook in hooks:
        hook.remove()
    model.zero_grad()
    return found["0.weight"].mT.numpy(), found["2.weight"].mT.numpy()


def _steps(model, inputs, truth, optimizer):
    loss = nn.MSELoss()
    while True:
        optimizer.zero_grad()
        error = loss(model(inputs), truth)
        error.backward()
        yield error.item()
        optimizer.step()


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    steps = _steps(model, inputs, truth, torch.optim.SGD(model.parameters(), lr=learning_rate))
    errors = list(islice(steps, num_iterations))
    if num_iterations:
        next(steps)
    return list(enumerate(errors))[::log_every]


