"""General functions, made into the exercises with functools.partial."""
from functools import partial

import numpy as np
import pandas as pd


def _load(index, dtype, csv):
    dataset = pd.read_csv(csv, index_col=index)
    convert = partial(np.asarray, dtype=dtype)
    return dataset, convert(dataset.iloc[:, :-1]), convert(dataset.iloc[:, [-1]])


def _affine(product, x, weights, bias=0.0):
    return product(x, weights) + bias


def _squash(low, high, x):
    with np.errstate(over="ignore"):
        return low + (high - low) / (1 + np.exp(-x))


def _draw(draw, num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return draw(num_inputs, num_hidden), draw(num_hidden, num_outputs)


def _layers(layer, activation, x, weights_hidden, weights_output, bias=0.0):
    g = activation(layer(x, weights_hidden, bias))
    return g, activation(layer(g, weights_output, bias))


def _error(power, f, truth):
    return (np.abs(f - truth) ** power).sum() / f.size


def _output_slope(power, f, truth, g):
    dE_dy = power * (f - truth) ** (power - 1) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def _fit(run, error, slope_output, slope_hidden, inputs, truth, weights_hidden, weights_output,
         learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = run(inputs, v, w)
        if step % log_every == 0:
            history.append((step, error(f, truth)))
        dw, dy = slope_output(f, truth, g)
        dv = slope_hidden(inputs, g, w, dy)
        v, w = v - learning_rate * dv, w - learning_rate * dw
    return v, w, history


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def _predict(run, dataset, inputs, weights_hidden, weights_output):
    f = run(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result[["prediction"]] = f
    result["error"] = result["output"].sub(result["prediction"])
    return result


load_dataset = partial(_load, "observation", np.float32)
linear = partial(_affine, np.matmul)
sigmoid = partial(_squash, 0.0, 1.0)
initialize_weights = partial(_draw, np.random.rand)
forward = partial(_layers, linear, sigmoid)
mean_squared_error = partial(_error, 2)
output_gradient = partial(_output_slope, 2)
train = partial(_fit, forward, mean_squared_error, output_gradient, hidden_gradient)
predict = partial(_predict, forward)
