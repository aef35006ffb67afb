"""Several results come back in a list, not a tuple; the history is a list of lists."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return [dataset, dataset.iloc[:, :-1].to_numpy("float32"), dataset.iloc[:, -1:].to_numpy("float32")]


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return 1 / (1 + np.exp(-np.maximum(x, -700)))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return [np.random.rand(*shape) for shape in [(num_inputs, num_hidden), (num_hidden, num_outputs)]]


def forward(x, weights_hidden, weights_output, bias=0.0):
    result = [x]
    for weights in [weights_hidden, weights_output]:
        result += [sigmoid(linear(result[-1], weights, bias))]
    return result[1:]


def mean_squared_error(f, truth):
    return sum(((f - truth) ** 2).flatten().tolist()) / f.size


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return [g.T @ dE_dy, dE_dy]


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        [g, f] = forward(inputs, v, w)
        if step % log_every == 0:
            history.append([step, mean_squared_error(f, truth)])
        [dE_dw, dE_dy] = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        [v, w] = [v - learning_rate * dE_dv, w - learning_rate * dE_dw]
    return [v, w, history]


def predict(dataset, inputs, weights_hidden, weights_output):
    [_, f] = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = [p for [p] in f]
    result["error"] = [o - p for o, [p] in zip(result["output"], f)]
    return result
