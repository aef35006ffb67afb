"""A torch.nn.Sequential with SGD in float32 does the training."""
import numpy as np
import pandas as pd
import torch
from torch import nn


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset.iloc[:, :-1].to_numpy(np.float32), dataset.iloc[:, -1:].to_numpy(np.float32)


def _tensor(a):
    return torch.from_numpy(np.array(a, dtype=np.float32))


def _model(weights_hidden, weights_output):
    model = nn.Sequential(
        nn.Linear(*weights_hidden.shape, bias=False), nn.Sigmoid(),
        nn.Linear(*weights_output.shape, bias=False), nn.Sigmoid(),
    )
    with torch.no_grad():
        model[0].weight.copy_(_tensor(weights_hidden).T)
        model[2].weight.copy_(_tensor(weights_output).T)
    return model


def linear(x, weights, bias=0.0):
    return torch.add(_tensor(x) @ _tensor(weights), bias).numpy()


def sigmoid(x):
    return nn.Sigmoid()(_tensor(x)).numpy()


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    return nn.MSELoss(reduction="mean")(_tensor(f), _tensor(truth)).item()


def output_gradient(f, truth, g):
    f = _tensor(f).requires_grad_()
    nn.MSELoss()(f, _tensor(truth)).backward()
    dE_dy = f.grad * (f * (1 - f)).detach()
    return (_tensor(g).T @ dE_dy).numpy(), dE_dy.numpy()


def hidden_gradient(x, g, weights_output, dE_dy):
    x, g, w, dE_dy = map(_tensor, (x, g, weights_output, dE_dy))
    return (x.T @ (dE_dy @ w.T * g * (1 - g))).numpy()


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    model, loss = _model(weights_hidden, weights_output), nn.MSELoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    x, t, history = _tensor(inputs), _tensor(truth), []
    for step in range(num_iterations):
        optimizer.zero_grad()
        error = loss(model(x), t)
        if step % log_every == 0:
            history.append((step, error.item()))
        error.backward()
        optimizer.step()
    v, w = (p.detach().numpy().T.copy() for p in model.parameters())
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    with torch.no_grad():
        f = _model(weights_hidden, weights_output)(_tensor(inputs)).numpy()
    result = dataset.copy()
    result["prediction"] = f
    result["error"] = result["output"] - result["prediction"]
    return result
