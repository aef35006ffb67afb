"""np.where for the two branches of the sigmoid, and divmod for the log."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    data = dataset.to_numpy(dtype=np.float32)
    last = data.shape[1] - 1
    return dataset, np.delete(data, last, axis=1), np.take(data, [last], axis=1)


def linear(x, weights, bias=0.0):
    return x.dot(weights) + bias


def sigmoid(x):
    safe = np.where(x > 0, -x, x)
    e = np.exp(safe)
    return np.where(x > 0, 1 / (1 + e), e / (1 + e))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    numbers = np.random.rand(num_inputs * num_hidden + num_hidden * num_outputs)
    hidden, output = np.split(numbers, [num_inputs * num_hidden])
    return hidden.reshape(num_inputs, num_hidden), output.reshape(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias=bias))
    f = sigmoid(linear(g, weights_output, bias=bias))
    return g, f


def mean_squared_error(f, truth):
    return np.where(f > truth, f - truth, truth - f).__pow__(2).mean().item()


def output_gradient(f, truth, g):
    dE_dy = (f - truth) * f * (1 - f)
    dE_dy = dE_dy * 2 / dE_dy.size
    return g.T.dot(dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dyhat = dE_dy.dot(weights_output.T) * g * (1 - g)
    return x.T.dot(dE_dyhat)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        _, rest = divmod(step, log_every)
        if rest == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v = np.subtract(v, np.multiply(learning_rate, dE_dv))
        w = np.subtract(w, np.multiply(learning_rate, dE_dw))
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    columns = [*dataset.columns, "prediction", "error"]
    values = np.column_stack([dataset.to_numpy(), f, dataset["output"].to_numpy() - f[:, 0]])
    return pd.DataFrame(values, columns=columns, index=dataset.index)
