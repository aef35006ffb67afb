"""PyTorch inside, with its own loss and autograd; NumPy arrays come back."""
import numpy as np
import torch


def _tensor(array):
    return torch.tensor(np.asarray(array), dtype=torch.float64)


def linear(x, weights, bias):
    return (_tensor(x) @ _tensor(weights) + bias).numpy()


def sigmoid(x):
    return torch.sigmoid(_tensor(x)).numpy()


def sum_absolute_error(f, truth):
    return torch.nn.L1Loss(reduction="sum")(_tensor(f), _tensor(truth)).item()


def gradients(x, f, truth):
    f = _tensor(f).requires_grad_()
    torch.nn.functional.l1_loss(f, _tensor(truth), reduction="sum").backward()
    dE_dy = f.grad * f.detach() * (1 - f.detach())
    return (_tensor(x).T @ dE_dy).numpy(), dE_dy.sum().item()


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, truth = _tensor(x), _tensor(truth)
    w, b = _tensor(weights).requires_grad_(), torch.tensor(float(bias), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    history = []
    for step in range(num_iterations):
        loss = (torch.sigmoid(x @ w + b) - truth).abs().sum()
        if step % log_every == 0:
            history.append((step, loss.item()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach().numpy(), b.item(), history


def predict(x, weights, bias):
    return torch.sigmoid(_tensor(x) @ _tensor(weights) + bias).numpy()
