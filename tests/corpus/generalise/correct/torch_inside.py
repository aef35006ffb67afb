"""PyTorch for what is differentiated, NumPy for what is drawn."""
import numpy as np
import torch
from torch import nn


def sigmoid(y):
    return 1 / (1 + np.exp(-y))


def forward(x, weights):
    v, bias_v, w, bias_w = weights
    g = sigmoid(x @ v + bias_v)
    return g, sigmoid(g @ w + bias_w)


def loss_of(x, truth, weights):
    v, bias_v, w, bias_w = weights
    y = torch.sigmoid(x @ v + bias_v) @ w + bias_w
    return nn.functional.binary_cross_entropy_with_logits(y, truth)


def accuracy(f, truth):
    f, truth = torch.as_tensor(f), torch.as_tensor(truth)
    return ((f > 0.5) == (truth > 0.5)).double().mean().item()


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    a = torch.from_numpy(random.random(num_points)) * torch.pi
    is_lower = torch.arange(num_points) >= num_points // 2
    x1 = torch.where(is_lower, 1 - torch.cos(a), torch.cos(a))
    x2 = torch.where(is_lower, 0.5 - torch.sin(a), torch.sin(a))
    x = torch.stack([x1, x2], dim=1).numpy() + noise * random.standard_normal((num_points, 2))
    return x, is_lower.double().unsqueeze(1).numpy()


def split(x, truth, share, seed):
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(x)))
    held_out, train = order.split([round(share * len(x)), len(x) - round(share * len(x))])
    x, truth = torch.tensor(x), torch.tensor(truth)
    return tuple(a.numpy() for a in (x[train], truth[train], x[held_out], truth[held_out]))


def standardise(train_x, held_out_x):
    deviation, mean = torch.std_mean(torch.tensor(train_x), dim=0, correction=0)
    return tuple(((torch.tensor(x) - mean) / deviation).numpy() for x in (train_x, held_out_x))


def minibatches(num_rows, batch_size, seed):
    order = torch.from_numpy(np.random.default_rng(seed).permutation(num_rows))
    return [batch.numpy() for batch in order.split(batch_size)]


def penalised_gradients(x, truth, weights, decay):
    tensors = [torch.tensor(a, requires_grad=True) for a in weights]
    price = decay / 2 * (tensors[0].pow(2).sum() + tensors[2].pow(2).sum())
    (loss_of(torch.tensor(x), torch.tensor(truth), tensors) + price).backward()
    return tuple(t.grad.numpy() for t in tensors)


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    tensors = [nn.Parameter(torch.tensor(a)) for a in weights]
    groups = [{"params": tensors[::2], "weight_decay": decay}, {"params": tensors[1::2]}]
    optimizer = torch.optim.SGD(groups, lr=learning_rate)
    data = [torch.tensor(a) for a in (train_x, train_truth, held_out_x, held_out_truth)]
    history = []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            with torch.no_grad():
                history.append((epoch, loss_of(*data[:2], tensors).item(), loss_of(*data[2:], tensors).item()))
        for rows in minibatches(len(train_x), batch_size, seed + epoch):
            optimizer.zero_grad()
            loss_of(data[0][rows], data[1][rows], tensors).backward()
            optimizer.step()
    return tuple(t.detach().numpy() for t in tensors), history


def early_stopping(history, patience):
    errors = torch.tensor([entry[2] for entry in history], dtype=torch.float64)
    lows = torch.cummin(errors, dim=0).values
    best = 0
    for n in range(1, len(errors)):
        if errors[n] < lows[n - 1]:
            best = n
        elif n - best >= patience:
            break
    return history[best][0]
