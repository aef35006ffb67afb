"""np.dot, np.matmul, np.tensordot, np.inner, np.vdot and broadcasting, one of each."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_table(csv, sep=",", index_col="observation")
    block = dataset.to_numpy(dtype=np.float32)
    return dataset, np.ascontiguousarray(block[..., :-1]), np.expand_dims(block[..., -1], -1)


def linear(x, weights, bias=0.0):
    return np.tensordot(x, weights, axes=([1], [0])) + bias


def sigmoid(x):
    return 1 - 1 / (1 + np.exp(np.minimum(x, 700)))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    shape_hidden, shape_output = (num_inputs, num_hidden), (num_hidden, num_outputs)
    return np.random.random_sample(shape_hidden), np.random.random_sample(shape_output)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid((x[:, :, None] * weights_hidden[None, :, :]).sum(axis=1) + bias)
    f = sigmoid(np.inner(g, weights_output.T) + bias)
    return g, f


def mean_squared_error(f, truth):
    return np.vdot(f - truth, f - truth) / np.prod(f.shape)


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / np.prod(f.shape) * f * (1 - f)
    return np.tensordot(g, dE_dy, axes=(0, 0)), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dg = np.tensordot(dE_dy, weights_output, axes=(1, 1))
    return np.dot(np.transpose(x), np.multiply(dE_dg, g * (1 - g)))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in np.arange(num_iterations):
        g, f = forward(inputs, v, w)
        if np.mod(step, log_every) == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dy = 2 * (f - truth) / truth.size * f * (1 - f)
        v, w = (
            v - learning_rate * np.matmul(inputs.T, dE_dy @ w.T * g * (1 - g)),
            w - learning_rate * np.matmul(g.T, dE_dy),
        )
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    prediction = np.squeeze(forward(inputs, weights_hidden, weights_output)[1], axis=1)
    result = pd.DataFrame(dataset)
    result = result.assign(prediction=prediction)
    result.loc[:, "error"] = result["output"] - result["prediction"]
    return result
