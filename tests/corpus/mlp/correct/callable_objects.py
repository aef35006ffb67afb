"""Every function is an object with __call__."""
import numpy as np
import pandas as pd


class LoadDataset:
    def __init__(self, index, dtype):
        self.index, self.dtype = index, dtype

    def __call__(self, csv):
        dataset = pd.read_csv(csv, index_col=self.index)
        values = dataset.to_numpy(self.dtype)
        return dataset, values[:, :-1].copy(), values[:, -1:].copy()


class Linear:
    def __call__(self, x, weights, bias=0.0):
        return x @ weights + bias


class Sigmoid:
    def __call__(self, x):
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-x))

    def derivative(self, value):
        return value * (1 - value)


class InitializeWeights:
    def __call__(self, num_inputs, num_hidden, num_outputs=1, seed=1):
        np.random.seed(seed)
        return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


class Forward:
    def __call__(self, x, weights_hidden, weights_output, bias=0.0):
        g = sigmoid(linear(x, weights_hidden, bias))
        return g, sigmoid(linear(g, weights_output, bias))


class MeanSquaredError:
    def __call__(self, f, truth):
        return np.mean(np.power(f - truth, 2))

    def derivative(self, f, truth):
        return 2 * (f - truth) / f.size


class OutputGradient:
    def __call__(self, f, truth, g):
        dE_dy = mean_squared_error.derivative(f, truth) * sigmoid.derivative(f)
        return g.T @ dE_dy, dE_dy


class HiddenGradient:
    def __call__(self, x, g, weights_output, dE_dy):
        return x.T @ ((dE_dy @ weights_output.T) * sigmoid.derivative(g))


class Train:
    def __call__(self, inputs, truth, weights_hidden, weights_output,
                 learning_rate=0.05, num_iterations=10000, log_every=1000):
        weights, history = [weights_hidden, weights_output], []
        for step in range(num_iterations):
            g, f = forward(inputs, *weights)
            if step % log_every == 0:
                history.append((step, mean_squared_error(f, truth)))
            dE_dw, dE_dy = output_gradient(f, truth, g)
            slopes = hidden_gradient(inputs, g, weights[1], dE_dy), dE_dw
            weights = [a - learning_rate * b for a, b in zip(weights, slopes)]
        return weights[0].copy(), weights[1].copy(), history


class Predict:
    def __call__(self, dataset, inputs, weights_hidden, weights_output):
        result = dataset.copy()
        result["prediction"] = forward(inputs, weights_hidden, weights_output)[1][:, 0]
        result["error"] = result.output - result.prediction
        return result


load_dataset = LoadDataset("observation", np.float32)
linear, sigmoid, forward = Linear(), Sigmoid(), Forward()
initialize_weights, mean_squared_error = InitializeWeights(), MeanSquaredError()
output_gradient, hidden_gradient = OutputGradient(), HiddenGradient()
train, predict = Train(), Predict()
