"""In-place operators and out= everywhere, on copies only."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv)
    dataset.set_index("observation", inplace=True)
    inputs = dataset.copy()
    truth = inputs.pop(inputs.columns[-1])
    return dataset, inputs.values.astype(np.float32), truth.values.astype(np.float32).reshape(-1, 1)


def linear(x, weights, bias=0.0):
    y = np.empty((x.shape[0], weights.shape[1]))
    np.matmul(x, weights, out=y)
    y += bias
    return y


def sigmoid(x):
    z = np.array(x, dtype=float)
    np.clip(z, -700, 700, out=z)
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.divide(1, z, out=z)
    return z


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    v = np.empty((num_inputs, num_hidden))
    w = np.empty((num_hidden, num_outputs))
    v[...] = np.random.rand(*v.shape)
    w[...] = np.random.rand(*w.shape)
    return v, w


def forward(x, weights_hidden, weights_output, bias=0.0):
    a = linear(x, weights_hidden, bias)
    a[:] = sigmoid(a)
    b = linear(a, weights_output, bias)
    b[:] = sigmoid(b)
    return a, b


def mean_squared_error(f, truth):
    d = np.subtract(f, truth, dtype=float)
    d *= d
    return d.sum() / d.size


def output_gradient(f, truth, g):
    dE_dy = np.subtract(f, truth, dtype=float)
    dE_dy *= 2
    dE_dy /= f.size
    dE_dy *= f
    dE_dy *= 1 - f
    return g.T.dot(dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    d = dE_dy.dot(weights_output.T)
    d *= g
    d *= 1 - g
    return x.T.dot(d)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v = weights_hidden.copy()
    w = weights_output.copy()
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        dE_dv *= learning_rate
        dE_dw *= learning_rate
        v -= dE_dv
        w -= dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    g, f = forward(inputs, weights_hidden, weights_output)
    dataset = dataset.copy()
    dataset["prediction"] = f
    dataset["error"] = dataset["output"]
    dataset["error"] -= dataset["prediction"]
    return dataset
