"""A class does the work, functions call it."""
import numpy as np


class Perceptron:
    def __init__(self, weights, bias):
        self.weights, self.bias = np.array(weights, dtype=float), float(bias)

    def sums(self, x):
        return np.dot(x, self.weights) + self.bias

    def __call__(self, x):
        return sigmoid(self.sums(x))

    def step(self, x, truth, rate):
        dE_dw, dE_db = gradients(x, self(x), truth)
        self.weights -= rate * dE_dw
        self.bias -= rate * dE_db


def linear(x, weights, bias):
    return Perceptron(weights, bias).sums(x)


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.empty_like(x)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    result[~positive] = e / (1 + e)
    return result


def sum_absolute_error(f, truth):
    return float(np.linalg.norm((f - truth).ravel(), ord=1))


def gradients(x, f, truth):
    slopes = np.where(f == truth, 0.0, np.copysign(1.0, f - truth)) * f * (1 - f)
    return np.dot(np.transpose(x), slopes), slopes.sum()


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    perceptron, history = Perceptron(weights, bias), []
    for step in range(num_iterations):
        if step % log_every == 0:
            history.append((step, sum_absolute_error(perceptron(x), truth)))
        perceptron.step(x, truth, learning_rate)
    return perceptron.weights, perceptron.bias, history


def predict(x, weights, bias):
    return Perceptron(weights, bias)(x)
