"""Gradients by PyTorch's autograd, in float64."""
import numpy as np
import pandas as pd
import torch
from torch.nn.functional import mse_loss


def _leaf(a):
    return torch.tensor(a, dtype=torch.float64, requires_grad=True)


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset.values[:, :-1].astype(np.float32), dataset.values[:, -1:].astype(np.float32)


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return torch.special.expit(torch.as_tensor(np.array(x, dtype=float))).numpy()


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    return float(mse_loss(torch.tensor(f, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)))


def output_gradient(f, truth, g):
    f = _leaf(f)
    mse_loss(f, torch.tensor(truth, dtype=torch.float64)).backward()
    dE_dy = (f.grad * f * (1 - f)).detach()
    w = torch.zeros(g.shape[1], f.shape[1], dtype=torch.float64, requires_grad=True)
    (torch.tensor(g, dtype=torch.float64) @ w).backward(dE_dy)
    return w.grad.numpy(), dE_dy.numpy()


def hidden_gradient(x, g, weights_output, dE_dy):
    g = _leaf(g)
    (g @ torch.tensor(weights_output, dtype=torch.float64)).backward(torch.tensor(dE_dy, dtype=torch.float64))
    dE_dyhat = (g.grad * g * (1 - g)).detach().numpy()
    return x.T @ dE_dyhat


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t = torch.tensor(inputs, dtype=torch.float64), torch.tensor(truth, dtype=torch.float64)
    v, w, history = _leaf(weights_hidden), _leaf(weights_output), []
    for step in range(num_iterations):
        error = mse_loss(torch.sigmoid(torch.sigmoid(x @ v) @ w), t)
        if step % log_every == 0:
            history.append((step, error.item()))
        dv, dw = torch.autograd.grad(error, (v, w))
        with torch.no_grad():
            v -= learning_rate * dv
            w -= learning_rate * dw
    return v.detach().numpy(), w.detach().numpy(), history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    return dataset.assign(prediction=f[:, 0], error=dataset["output"] - f[:, 0])
