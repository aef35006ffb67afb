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


def predict(model, dataset, inputs):
    model.eval()
    f = np.asarray(model(inputs).detach(), dtype=float)
    result = dataset.copy()
    result.loc[:, "prediction"] = f.ravel()
    result.loc[:, "error"] = result["output"] - f.ravel()
    print(result.to_string())
    return result


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
