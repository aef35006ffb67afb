"""The training itself in NumPy and float64, by the chain rule; the weights go back into the model."""
import numpy as np
import torch
from torch import nn


def build_model(num_inputs, num_hidden, num_outputs=1):
    model = nn.Sequential(nn.Linear(num_inputs, num_hidden, False), nn.Sigmoid())
    return model.extend([nn.Linear(num_hidden, num_outputs, False), nn.Sigmoid()])


def copy_weights(model, weights_hidden, weights_output):
    vector = np.concatenate([weights_hidden.T.ravel(), weights_output.T.ravel()])
    nn.utils.vector_to_parameters(torch.tensor(vector, dtype=torch.float32), model.parameters())


def gradients(model, inputs, truth):
    v = model[0].weight.detach().clone().T.requires_grad_()
    w = model[2].weight.detach().clone().T.requires_grad_()
    f = torch.sigmoid(torch.sigmoid(inputs @ v) @ w)
    torch.mean((f - truth) ** 2).backward()
    return v.grad.numpy(), w.grad.numpy()


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def train(model, inputs, truth, learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, f0 = inputs.numpy().astype(float), truth.numpy().astype(float)
    v, w = (model[k].weight.detach().numpy().T.astype(float) for k in (0, 2))
    history = []
    for step in range(num_iterations):
        g = _sigmoid(x @ v)
        f = _sigmoid(g @ w)
        if step % log_every == 0:
            history.append((step, np.mean((f - f0) ** 2)))
        dy = 2 * (f - f0) / f.size * f * (1 - f)
        dw = g.T @ dy
        dv = x.T @ (dy @ w.T * g * (1 - g))
        v -= learning_rate * dv
        w -= learning_rate * dw
    copy_weights(model, v, w)
    return history


