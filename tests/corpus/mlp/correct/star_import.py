"""from numpy import *: sum, abs, max and round are NumPy's."""
from numpy import *
from numpy.random import rand, seed as set_seed
from pandas import read_csv


def load_dataset(csv):
    dataset = read_csv(csv, index_col="observation")
    numbers = array(dataset, dtype=float32)
    return dataset, numbers[:, :-1], numbers[:, -1:]


def linear(x, weights, bias=0.0):
    return dot(x, weights) + bias


def sigmoid(x):
    e = exp(-abs(x))
    return where(greater(x, 0), 1, e) / (1 + e)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    set_seed(seed)
    return rand(num_inputs, num_hidden), rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return sum(square(f - truth)) / size(f)


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / size(f) * f * (1 - f)
    return dot(transpose(g), dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dyhat = dot(dE_dy, transpose(weights_output)) * g * (1 - g)
    return dot(transpose(x), dE_dyhat)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = copy(weights_hidden), copy(weights_output), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = ravel(f)
    result["error"] = result["output"] - result["prediction"]
    return result
