"""Dataclasses with postponed annotations inside (they look up their module), tuples outside."""
from __future__ import annotations

from dataclasses import astuple, dataclass, field, replace
from enum import Enum
from typing import ClassVar

import numpy as np
import pandas as pd


class Column(str, Enum):
    INDEX = "observation"
    PREDICTION = "prediction"
    ERROR = "error"


@dataclass(frozen=True)
class Weights:
    v: np.ndarray
    w: np.ndarray

    def minus(self, learning_rate: float, other: Weights) -> Weights:
        return Weights(self.v - learning_rate * other.v, self.w - learning_rate * other.w)


@dataclass
class Pass:
    factor: ClassVar[float] = 2.0
    x: np.ndarray
    weights: Weights
    bias: float = 0.0
    g: np.ndarray = field(init=False)
    f: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.g = sigmoid(linear(self.x, self.weights.v, self.bias))
        self.f = sigmoid(linear(self.g, self.weights.w, self.bias))

    def gradient(self, truth: np.ndarray) -> Weights:
        dw, dy = output_gradient(self.f, truth, self.g)
        return Weights(hidden_gradient(self.x, self.g, self.weights.w, dy), dw)


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col=Column.INDEX.value)
    values = dataset.to_numpy(dtype=np.float32)
    return dataset, values[:, :-1], values[:, -1:]


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights = Weights(np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs))
    return astuple(weights)


def forward(x, weights_hidden, weights_output, bias=0.0):
    result = Pass(x, Weights(weights_hidden, weights_output), bias)
    return result.g, result.f


def mean_squared_error(f, truth):
    return float(((f - truth) ** 2).mean())


def output_gradient(f, truth, g):
    dE_dy = Pass.factor * (f - truth) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    weights = replace(Weights(weights_hidden, weights_output), v=weights_hidden.copy(), w=weights_output.copy())
    history = []
    for step in range(num_iterations):
        current = Pass(inputs, weights)
        if step % log_every == 0:
            history.append((step, mean_squared_error(current.f, truth)))
        weights = weights.minus(learning_rate, current.gradient(truth))
    return weights.v, weights.w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1][:, 0]
    return dataset.assign(**{Column.PREDICTION.value: f, Column.ERROR.value: dataset["output"] - f})
