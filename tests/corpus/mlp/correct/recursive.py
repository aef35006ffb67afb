"""Recursion and functools.reduce: a tree sum, layers by recursion, training by halving."""
from functools import reduce

import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset.iloc[:, :-1].to_numpy(np.float32), dataset.iloc[:, -1:].to_numpy(np.float32)


def _tree_sum(terms):
    if len(terms) == 1:
        return terms[0]
    middle = len(terms) // 2
    return _tree_sum(terms[:middle]) + _tree_sum(terms[middle:])


def linear(x, weights, bias=0.0):
    return _tree_sum([np.multiply.outer(x[:, k], weights[k]) for k in range(len(weights))]) + bias


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)

    def draw(sizes):
        if len(sizes) == 1:
            return ()
        return (np.random.rand(sizes[0], sizes[1]), *draw(sizes[1:]))

    return draw([num_inputs, num_hidden, num_outputs])


def _layers(x, weights, bias):
    if not weights:
        return ()
    first = sigmoid(linear(x, weights[0], bias))
    return (first, *_layers(first, weights[1:], bias))


def forward(x, weights_hidden, weights_output, bias=0.0):
    return _layers(x, [weights_hidden, weights_output], bias)


def mean_squared_error(f, truth):
    return _tree_sum(list(np.ravel((f - truth) ** 2))) / f.size


def output_gradient(f, truth, g):
    dE_dy = reduce(np.multiply, [2 / f.size, f - truth, f, 1 - f])
    return linear(g.T, dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return reduce(np.matmul, [x.T, reduce(np.multiply, [dE_dy @ weights_output.T, g, 1 - g])])


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    history = []

    def steps(start, stop, v, w):
        """The steps from start to stop, halved until one is left: 14 levels for 10000 steps."""
        if start >= stop:
            return v, w
        if stop - start > 1:
            middle = (start + stop) // 2
            return steps(middle, stop, *steps(start, middle, v, w))
        g, f = forward(inputs, v, w)
        if start % log_every == 0:
            history.append((start, mean_squared_error(f, truth)))
        dw, dy = output_gradient(f, truth, g)
        return v - learning_rate * hidden_gradient(inputs, g, w, dy), w - learning_rate * dw

    v, w = steps(0, num_iterations, weights_hidden.copy(), weights_output.copy())
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[-1]
    columns = [("prediction", lambda d: f[:, 0]), ("error", lambda d: d["output"] - d["prediction"])]
    return reduce(lambda d, column: d.assign(**{column[0]: column[1]}), columns, dataset)
