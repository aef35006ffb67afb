"""The functions are bound methods of one instance, assigned to module names."""
import numpy as np
import pandas as pd


class Exercise:
    index = "observation"

    def load_dataset(self, csv):
        dataset = pd.read_csv(csv, index_col=self.index)
        inputs, truth = np.split(dataset.to_numpy(np.float32), [-1], axis=1)
        return dataset, inputs, truth

    def linear(self, x, weights, bias=0.0):
        return np.dot(x, weights) + bias

    def sigmoid(self, x):
        return 0.5 * (np.tanh(0.5 * x) + 1)

    def initialize_weights(self, num_inputs, num_hidden, num_outputs=1, seed=1):
        np.random.seed(seed)
        return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)

    def forward(self, x, weights_hidden, weights_output, bias=0.0):
        g = self.sigmoid(self.linear(x, weights_hidden, bias))
        return g, self.sigmoid(self.linear(g, weights_output, bias))

    def mean_squared_error(self, f, truth):
        return np.average((f - truth) ** 2)

    def output_gradient(self, f, truth, g):
        dE_dy = 2 * (f - truth) * f * (1 - f) / np.size(f)
        return np.dot(g.T, dE_dy), dE_dy

    def hidden_gradient(self, x, g, weights_output, dE_dy):
        return np.dot(x.T, np.dot(dE_dy, weights_output.T) * g * (1 - g))

    def train(self, inputs, truth, weights_hidden, weights_output,
              learning_rate=0.05, num_iterations=10000, log_every=1000):
        v, w, history = weights_hidden.copy(), weights_output.copy(), []
        for step in range(num_iterations):
            g, f = self.forward(inputs, v, w)
            if step % log_every == 0:
                history.append((step, self.mean_squared_error(f, truth)))
            dw, dy = self.output_gradient(f, truth, g)
            v, w = v - learning_rate * self.hidden_gradient(inputs, g, w, dy), w - learning_rate * dw
        return v, w, history

    def predict(self, dataset, inputs, weights_hidden, weights_output):
        _, f = self.forward(inputs, weights_hidden, weights_output)
        dataset = dataset.copy(deep=True)
        dataset["prediction"] = f.flatten()
        dataset["error"] = dataset["output"] - dataset["prediction"]
        return dataset


_exercise = Exercise()
load_dataset = _exercise.load_dataset
linear = _exercise.linear
sigmoid = _exercise.sigmoid
initialize_weights = _exercise.initialize_weights
forward = _exercise.forward
mean_squared_error = _exercise.mean_squared_error
output_gradient = _exercise.output_gradient
hidden_gradient = _exercise.hidden_gradient
train = _exercise.train
predict = _exercise.predict
