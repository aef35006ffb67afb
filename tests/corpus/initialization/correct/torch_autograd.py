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


def _steps_of(make, weights, gradient, learning_rate, states):
    """One parameter group for each weight, so that each has its own learning rate."""
    leaves = [weight.clone().requires_grad_() for weight in _tensors(weights)[0].flatten()]
    rates = np.broadcast_to(learning_rate, np.shape(weights)).ravel()
    optimizer = make([{"params": [p], "lr": float(r)} for p, r in zip(leaves, rates)])
    for i, leaf in enumerate(leaves):
        leaf.grad = torch.tensor(np.ravel(gradient)[i])
        optimizer.state[leaf] = {
            name: torch.tensor(value if np.ndim(value) == 0 else np.ravel(value)[i])
            for name, value in states.items()
        }
    optimizer.step()
    names = [name for name in states if name != "step"]
    found = [[leaf.item() for leaf in leaves]]
    found += [[float(optimizer.state[leaf][name]) for leaf in leaves] for name in names]
    return tuple(np.reshape(part, np.shape(weights)) for part in found)


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    if momentum == 0:
        return weights - learning_rate * gradient, gradient.copy()
    make = lambda groups: torch.optim.SGD(groups, momentum=momentum)  # noqa: E731
    return _steps_of(make, weights, gradient, learning_rate, {"momentum_buffer": velocity})


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    make = lambda groups: torch.optim.Adam(groups, betas=(beta1, beta2), eps=epsilon)  # noqa: E731
    states = {"step": float(step - 1), "exp_avg": mean, "exp_avg_sq": square}
    return _steps_of(make, weights, gradient, learning_rate, states)
