"""The textbook 1 / (1 + exp(-x)): right, with an overflow warning for large negative x."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    inputs = np.array(dataset.iloc[:, :-1], dtype="float32")
    truth = np.array(dataset.iloc[:, -1], dtype="float32").reshape(-1, 1)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    yhat = linear(x, weights_hidden, bias)
    g = sigmoid(yhat)
    y = linear(g, weights_output, bias)
    f = sigmoid(y)
    return g, f


def mean_squared_error(f, truth):
    return ((f - truth) ** 2).mean()


def output_gradient(f, truth, g):
    dE_df = 2 * (f - truth) / (f.shape[0] * f.shape[1])
    df_dy = f * (1 - f)
    dE_dy = dE_df * df_dy
    dE_dw = np.dot(g.T, dE_dy)
    return dE_dw, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dg = np.dot(dE_dy, weights_output.T)
    dg_dyhat = g * (1 - g)
    dE_dyhat = dE_dg * dg_dyhat
    dE_dv = np.dot(x.T, dE_dyhat)
    return dE_dv


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    history = []
    v = weights_hidden.copy()
    w = weights_output.copy()
    for i in range(0, num_iterations):
        g, f = forward(inputs, v, w)
        error = mean_squared_error(f, truth)
        if i % log_every == 0:
            history.append((i, error))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    g, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f
    result["error"] = result["output"] - result["prediction"]
    return result
