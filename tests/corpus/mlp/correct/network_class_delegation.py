"""A Network class does the work; the module's functions delegate to it."""
import numpy as np
import pandas as pd


class Network:
    """A multilayer perceptron with one hidden layer."""

    def __init__(self, weights_hidden, weights_output, bias=0.0):
        self.v = np.array(weights_hidden)
        self.w = np.array(weights_output)
        self.bias = bias

    @staticmethod
    def activation(y):
        out = np.empty(np.shape(y), dtype=float)
        positive = np.asarray(y) >= 0
        out[positive] = 1 / (1 + np.exp(-y[positive]))
        e = np.exp(y[~positive])
        out[~positive] = e / (1 + e)
        return out

    def __call__(self, x):
        self.x = x
        self.g = self.activation(x @ self.v + self.bias)
        self.f = self.activation(self.g @ self.w + self.bias)
        return self.f

    def loss(self, truth):
        return ((self.f - truth) ** 2).mean()

    def backward(self, truth):
        self.dy = 2 / self.f.size * (self.f - truth) * self.f * (1 - self.f)
        self.dw = self.g.T @ self.dy
        self.dv = self.x.T @ (self.dy @ self.w.T * self.g * (1 - self.g))

    def step(self, learning_rate):
        self.v -= learning_rate * self.dv
        self.w -= learning_rate * self.dw

    def fit(self, x, truth, learning_rate, steps, log_every):
        history = []
        for step in range(steps):
            self(x)
            if step % log_every == 0:
                history.append((step, self.loss(truth)))
            self.backward(truth)
            self.step(learning_rate)
        return history


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return (
        dataset,
        dataset.drop(columns=dataset.columns[-1]).to_numpy(dtype="float32"),
        dataset.iloc[:, -1].to_numpy(dtype="float32")[:, np.newaxis],
    )


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return Network.activation(x)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    network = Network(np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs))
    return network.v, network.w


def forward(x, weights_hidden, weights_output, bias=0.0):
    network = Network(weights_hidden, weights_output, bias)
    network(x)
    return network.g, network.f


def mean_squared_error(f, truth):
    return np.square(np.subtract(f, truth)).mean()


def output_gradient(f, truth, g):
    network = Network(np.zeros((2, g.shape[1])), np.zeros((g.shape[1], f.shape[1])))
    network.x, network.g, network.f = np.zeros((len(f), 2)), g, f
    network.backward(truth)
    return network.dw, network.dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    network = Network(weights_hidden, weights_output)
    history = network.fit(inputs, truth, learning_rate, num_iterations, log_every)
    return network.v, network.w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    prediction = Network(weights_hidden, weights_output)(inputs)
    new = pd.DataFrame({"prediction": prediction[:, 0]}, index=dataset.index)
    new["error"] = dataset["output"] - new["prediction"]
    return pd.concat([dataset, new], axis=1)
