"""Constants and many small helpers."""
import numpy as np
import pandas as pd

INDEX = "observation"
OUTPUT = "output"
DTYPE = np.float32
LEARNING_RATE = 0.05
NUM_ITERATIONS = 10_000
LOG_EVERY = NUM_ITERATIONS // 10
FACTOR_OF_SQUARE = 2


def number_of_elements(a):
    return int(np.prod(a.shape))


def residual(f, truth):
    return f - truth


def slope_of_sigmoid(value):
    return value * (1 - value)


def columns(dataset, part):
    return dataset.iloc[:, part].to_numpy(dtype=DTYPE)


def step_down(weights, slope, learning_rate):
    return weights - learning_rate * slope


def is_logged(step, log_every):
    return step % log_every == 0


def load_dataset(csv):
    dataset = pd.read_csv(csv).set_index(INDEX)
    return dataset, columns(dataset, slice(None, -1)), columns(dataset, slice(-1, None))


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    exponential = np.exp(-np.abs(x))
    numerator = np.where(np.greater_equal(x, 0), 1.0, exponential)
    return numerator / (1.0 + exponential)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output


def layer(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = layer(x, weights_hidden, bias)
    f = layer(g, weights_output, bias)
    return g, f


def mean_squared_error(f, truth):
    return float(np.sum(residual(f, truth) ** FACTOR_OF_SQUARE) / number_of_elements(f))


def error_slope(f, truth):
    return FACTOR_OF_SQUARE * residual(f, truth) / number_of_elements(f)


def output_gradient(f, truth, g):
    dE_dy = error_slope(f, truth) * slope_of_sigmoid(f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * slope_of_sigmoid(g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=LEARNING_RATE, num_iterations=NUM_ITERATIONS, log_every=LOG_EVERY):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if is_logged(step, log_every):
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v = step_down(v, dE_dv, learning_rate)
        w = step_down(w, dE_dw, learning_rate)
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = residual(result[OUTPUT], result["prediction"])
    return result
