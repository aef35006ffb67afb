"""PyTorch inside: batched products, autograd, and an optimiser for all networks."""
import numpy as np
import torch
from matplotlib import pyplot as plt


def _tensors(*arrays):
    return [torch.tensor(np.asarray(array), dtype=torch.float64) for array in arrays]


def initial_weights(seeds, num_hidden):
    v, w = [], []
    for seed in seeds:
        np.random.seed(int(seed))
        v.append(torch.from_numpy(np.random.rand(2, num_hidden)))
        w.append(torch.from_numpy(np.random.rand(num_hidden, 1)))
    return torch.stack(v).numpy(), torch.stack(w).numpy()


def _model(x, v, w):
    g = torch.sigmoid(torch.matmul(x, v))
    return g, torch.sigmoid(torch.bmm(g, w))


def forward(x, v, w):
    g, f = _model(*_tensors(x, v, w))
    return g.numpy(), f.numpy()


def gradients(x, truth, v, w):
    x, truth, v, w = _tensors(x, truth, v, w)
    v.requires_grad_(), w.requires_grad_()
    error = ((_model(x, v, w)[1] - truth) ** 2).mean(dim=(1, 2)).sum()
    return [gradient.numpy() for gradient in torch.autograd.grad(error, [v, w])]


def train(x, truth, v, w, learning_rate, num_iterations):
    x, truth, v, w = _tensors(x, truth, v, w)
    parameters = [v.requires_grad_(), w.requires_grad_()]
    optimizer = torch.optim.SGD(parameters, lr=learning_rate)
    for _ in range(num_iterations):
        optimizer.zero_grad()
        (((_model(x, v, w)[1] - truth) ** 2).sum() / len(x)).backward()
        optimizer.step()
    return v.detach().numpy(), w.detach().numpy()


def success_rate(f, truth, within=0.1):
    f, truth = _tensors(f, truth)
    return ((f - truth).abs() <= within).flatten(1).all(dim=1).double().mean().item()


def plot_success(rates):
    figure, axes = plt.subplots()
    sizes, values = zip(*rates.items())
    axes.plot(torch.tensor(sizes).numpy(), torch.tensor(values, dtype=torch.float64).numpy())
    axes.set(xlabel="hidden features", ylabel="success rate", ylim=(-0.1, 1.1))
    axes.grid(axis="y")
    return figure
