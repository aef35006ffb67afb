"""Static and class methods of several classes, assigned to module names in a loop."""
import numpy as np
import pandas as pd


class Layer:
    @staticmethod
    def linear(x, weights, bias=0.0):
        return np.add(x @ weights, bias)

    @staticmethod
    def sigmoid(x):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-x))

    @classmethod
    def both(cls, x, weights, bias):
        return cls.sigmoid(cls.linear(x, weights, bias))


class Error:
    @staticmethod
    def mean_squared_error(f, truth):
        return np.linalg.norm(f - truth) ** 2 / f.size

    @staticmethod
    def output_gradient(f, truth, g):
        dE_dy = 2 / f.size * (f - truth) * (f - f**2)
        return g.T @ dE_dy, dE_dy

    @staticmethod
    def hidden_gradient(x, g, weights_output, dE_dy):
        return x.T @ (dE_dy @ weights_output.T * (g - g**2))


class Network(Layer, Error):
    @staticmethod
    def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
        np.random.seed(seed)
        first = np.random.rand(num_inputs, num_hidden)
        return first, np.random.rand(num_hidden, num_outputs)

    @classmethod
    def forward(cls, x, weights_hidden, weights_output, bias=0.0):
        g = cls.both(x, weights_hidden, bias)
        return g, cls.both(g, weights_output, bias)

    @classmethod
    def train(cls, inputs, truth, weights_hidden, weights_output,
              learning_rate=0.05, num_iterations=10000, log_every=1000):
        v, w, history = weights_hidden * 1.0, weights_output * 1.0, []
        for step in range(num_iterations):
            g, f = cls.forward(inputs, v, w)
            if step % log_every == 0:
                history.append((step, cls.mean_squared_error(f, truth)))
            dE_dw, dE_dy = cls.output_gradient(f, truth, g)
            dE_dv = cls.hidden_gradient(inputs, g, w, dE_dy)
            v = v - learning_rate * dE_dv
            w = w - learning_rate * dE_dw
        return v, w, history


class Data:
    @staticmethod
    def load_dataset(csv):
        dataset = pd.read_csv(csv, index_col="observation")
        *inputs, truth = dataset.columns
        return dataset, dataset[inputs].to_numpy("f4"), dataset[[truth]].to_numpy("f4")

    @staticmethod
    def predict(dataset, inputs, weights_hidden, weights_output):
        _, f = Network.forward(inputs, weights_hidden, weights_output)
        return dataset.assign(prediction=f, error=dataset[["output"]].to_numpy() - f)


for _name in ("linear", "sigmoid", "mean_squared_error", "output_gradient", "hidden_gradient",
              "initialize_weights", "forward", "train"):
    globals()[_name] = getattr(Network, _name)
load_dataset, predict = Data.load_dataset, Data.predict
