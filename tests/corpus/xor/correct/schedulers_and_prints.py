"""A scheduler that changes nothing, prints and warnings, a marker for the last value."""
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from torch import nn

print("PyTorch", torch.__version__, "pandas", pd.__version__)
torch.manual_seed(0)


def build_single_perceptron(num_inputs):
    model = nn.Sequential(nn.Linear(num_inputs, 1), nn.Sigmoid()).to("cpu").float()
    print(model)
    return model


def build_multilayer_perceptron(num_inputs, num_hidden):
    model = nn.Sequential(
        nn.Linear(num_inputs, num_hidden, dtype=torch.float32),
        nn.Sigmoid(),
        nn.Linear(num_hidden, 1, bias=False, device="cpu"),
        nn.Sigmoid(),
    )
    print(model, sum(p.numel() for p in model.parameters()))
    return model


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    if learning_rate > 1:
        warnings.warn("this is a large learning rate")
    x, y = inputs.clone(), truth.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    scheduler = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
    history = []
    for epoch in range(num_iterations):
        error = loss(model(x), y)
        if epoch % log_every == 0:
            history.append((np.int64(epoch), np.float64(error.item())))
            print(f"{epoch}: {error.item():.6f}")
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        scheduler.step()
    return history


def plot_errors(errors):
    figure, axes = plt.subplots(figsize=(9, 5))
    for name, history in errors.items():
        steps = np.asarray([entry[0] for entry in history], dtype=int)
        values = np.asarray([entry[1] for entry in history])
        axes.plot(steps, values, label=name)
        axes.annotate(f"{values[-1]:.2g}", (steps[-1], values[-1]))
    axes.set_yscale("log")
    axes.set_xlabel("Training Iteration")
    axes.set_ylabel("Total Error")
    axes.legend(loc="lower left", fontsize="small")
    axes.grid(color="0.8")
    plt.close(figure)
    return figure


import copy


def build_both(seed, num_inputs, num_hidden):
    print("seed", torch.manual_seed(seed).initial_seed())
    single = build_single_perceptron(num_inputs=num_inputs)
    print(single)
    return single, build_multilayer_perceptron(num_inputs=num_inputs, num_hidden=num_hidden)


def trained(model, loss, inputs, truth, num_iterations):
    twin = copy.deepcopy(model)
    twin.train()
    history = train(twin, loss, inputs, truth, num_iterations=num_iterations, log_every=1)
    for step, error in history:
        last = error
    twin.eval()
    print("last error", last)
    return twin, last


def hidden_features(model, inputs):
    model.eval()
    g = model[0:2](inputs.clone()).clone().detach().cpu().numpy().copy()
    print(g.shape)
    return g


def gradient_norm(model, loss, inputs, truth):
    kept = [p.grad for p in model.parameters()]
    model.zero_grad(set_to_none=True)
    loss(model(inputs), truth).backward()
    squares = 0
    for name, p in model.named_parameters():
        print(name, p.grad.norm().item())
        squares += (p.grad * p.grad).sum().item()
    for p, grad in zip(model.parameters(), kept):
        p.grad = grad
    return np.sqrt(squares)


def with_output_bias(model):
    num_hidden, num_inputs = model[0].weight.shape
    twin = build_multilayer_perceptron(num_inputs, num_hidden)
    twin.load_state_dict(model.state_dict())
    twin[2].bias = nn.Parameter(0 * torch.ones(1))
    return twin
