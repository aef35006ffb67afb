"""Everything in pyplot's current figure: plt.figure, semilogy, plt.legend, plt.gcf."""
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from torch import nn


def build_single_perceptron(num_inputs):
    model = nn.Sequential()
    model.append(nn.Linear(num_inputs, 1, bias=True))
    model.append(nn.Sigmoid())
    return model


def build_multilayer_perceptron(num_inputs, num_hidden):
    model = nn.Sequential()
    model.append(nn.Linear(num_inputs, num_hidden, bias=True))
    model.append(nn.Sigmoid())
    model.append(nn.Linear(num_hidden, 1, bias=False))
    model.append(nn.Sigmoid())
    return model


def train(model, loss, inputs, truth, learning_rate=0.05, num_iterations=50000, log_every=500):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for iteration in range(num_iterations):
        optimizer.zero_grad()
        output = model(inputs)
        error = loss(output, truth)
        error.backward()
        if iteration % log_every == 0:
            history.append([iteration, error.detach().item()])
        optimizer.step()
    model.eval()
    return history


def predict(model, dataset, inputs):
    prediction = model(inputs).detach().numpy().reshape(-1)
    result = pd.DataFrame(dataset)
    return result.assign(prediction=prediction, error=result.output - prediction)


def plot_errors(errors):
    plt.figure(figsize=(10, 6), dpi=80)
    for name in errors:
        history = np.array(errors[name])
        plt.semilogy(history[:, 0], history[:, 1], label=name)
    plt.title("Error against training iteration")
    plt.xlabel("Training Iteration")
    plt.ylabel("Total Error")
    plt.legend(loc="upper right")
    plt.grid()
    return plt.gcf()
