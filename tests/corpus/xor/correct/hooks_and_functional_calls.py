"""Features by a hook, gradients by torch.func, copies by state dicts, the generator's state set by hand."""
import copy
import math

import numpy as np
import torch
from matplotlib import pyplot as plt
from torch import nn


def build_single_perceptron(num_inputs):
    layer = nn.Linear(num_inputs, 1)
    return nn.Sequential(layer, nn.Sigmoid())


def build_multilayer_perceptron(num_inputs, num_hidden):
    hidden = nn.Linear(num_inputs, num_hidden)
    output = nn.Linear(num_hidden, 1, bias=False)
    return nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
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


def plot_errors(errors):
    figure, axes = plt.subplots()
    for name, history in errors.items():
        steps = [step for step, _ in history]
        values = [error for _, error in history]
        axes.plot(steps, values, label=name)
    axes.set_yscale("log")
    axes.set_xlabel("training iteration")
    axes.set_ylabel("error")
    axes.legend()
    axes.grid()
    return figure


def build_both(seed, num_inputs, num_hidden):
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
    return build_single_perceptron(num_inputs), build_multilayer_perceptron(num_inputs, num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    import copy
    m = copy.deepcopy(model)
    if num_iterations > 1: train(m, loss, inputs, truth, num_iterations=num_iterations - 1)
    e = loss(m(inputs), truth).item()
    train(m, loss, inputs, truth, num_iterations=1)
    return m, e


def hidden_features(model, inputs):
    h = []
    k = model[1].register_forward_hook(lambda m, i, o: h.append(o.detach().clone()))
    model(inputs)
    k.remove()
    return h[0].numpy()


def gradient_norm(model, loss, inputs, truth):
    from torch.func import functional_call, grad
    p = {k: v.detach() for k, v in model.named_parameters()}
    g = grad(lambda q: loss(functional_call(model, q, (inputs,)), truth))(p)
    return sum(v.square().sum() for v in g.values()).sqrt().item()


def with_output_bias(model):
    h, o = model[0], model[2]
    new = nn.Sequential(nn.Linear(h.in_features, h.out_features), nn.Sigmoid(), nn.Linear(o.in_features, 1), nn.Sigmoid())
    new.load_state_dict(model.state_dict(), strict=False)
    nn.init.zeros_(new[2].bias)
    return new
