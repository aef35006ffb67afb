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


def predict(x, weights, bias):
    return torch.sigmoid(_tensor(x) @ _tensor(weights) + bias).numpy()


def relative_error(a, b):
    a, b = _tensor(a), _tensor(b)
    largest = torch.maximum(a.abs().max(), b.abs().max())
    return (a - b).abs().max().div(largest).nan_to_num(0.0).item()


def central_differences(x, truth, weights, bias, h=1e-5):
    x, truth, w = _tensor(x), _tensor(truth), _tensor(weights)

    def error(w, b):
        return (torch.sigmoid(x @ w + b) - truth).abs().sum()

    slopes = torch.zeros_like(w)
    for i in range(len(w)):
        move = torch.zeros_like(w)
        move[i] = h
        slopes[i] = (error(w + move, bias) - error(w - move, bias)) / (2 * h)
    return slopes.numpy(), ((error(w, bias + h) - error(w, bias - h)) / (2 * h)).item()


def step(x, truth, weights, bias, learning_rate):
    x, truth = _tensor(x), _tensor(truth)
    w, b = _tensor(weights).requires_grad_(), torch.tensor(float(bias), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=learning_rate)
    loss = (torch.sigmoid(x @ w + b) - truth).abs().sum()
    loss.backward()
    optimizer.step()
    return w.detach().numpy(), b.item(), loss.item()
