"""PyTorch tensors (float64) inside every function, NumPy arrays outside."""
import numpy as np
import pandas as pd
import torch


def _t(a):
    return torch.tensor(np.asarray(a), dtype=torch.float64)


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    values = torch.tensor(dataset.to_numpy(dtype=float), dtype=torch.float32)
    return dataset, values[:, :-1].numpy(), values[:, -1:].numpy()


def linear(x, weights, bias=0.0):
    return (_t(x) @ _t(weights) + bias).numpy()


def sigmoid(x):
    return torch.sigmoid(_t(x)).numpy()


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def _run(x, v, w, bias=0.0):
    g = torch.sigmoid(x @ v + bias)
    return g, torch.sigmoid(g @ w + bias)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g, f = _run(_t(x), _t(weights_hidden), _t(weights_output), bias)
    return g.numpy(), f.numpy()


def mean_squared_error(f, truth):
    return torch.nn.functional.mse_loss(_t(f), _t(truth)).item()


def output_gradient(f, truth, g):
    f, truth, g = _t(f), _t(truth), _t(g)
    dE_dy = 2 * (f - truth) / f.numel() * f * (1 - f)
    return (g.T @ dE_dy).numpy(), dE_dy.numpy()


def hidden_gradient(x, g, weights_output, dE_dy):
    x, g, w, dE_dy = _t(x), _t(g), _t(weights_output), _t(dE_dy)
    return (x.T @ (dE_dy @ w.T * g * (1 - g))).detach().cpu().numpy()


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t, v, w = _t(inputs), _t(truth), _t(weights_hidden), _t(weights_output)
    history = []
    with torch.inference_mode():
        for step in range(num_iterations):
            g, f = _run(x, v, w)
            d = f - t
            if step % log_every == 0:
                history.append((step, d.square().mean().item()))
            dy = d * f * (1 - f) * (2 / f.numel())
            dv = x.T @ (dy @ w.T * g * (1 - g))
            v -= learning_rate * dv
            w -= learning_rate * (g.T @ dy)
    return v.numpy(), w.numpy(), history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
