"""Fully annotated, postponed annotations, NamedTuples as results and log entries."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO, Union

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

INDEX: Final[str] = "observation"


class Loaded(NamedTuple):
    dataset: pd.DataFrame
    inputs: Matrix
    truth: Matrix


class Weights(NamedTuple):
    hidden: Matrix
    output: Matrix


class Layers(NamedTuple):
    g: Matrix
    f: Matrix


class OutputGradient(NamedTuple):
    dE_dw: Matrix
    dE_dy: Matrix


class LogEntry(NamedTuple):
    step: int
    error: float


class Trained(NamedTuple):
    weights_hidden: Matrix
    weights_output: Matrix
    history: list[LogEntry]


def load_dataset(csv: Union[str, os.PathLike[str], TextIO]) -> Loaded:
    dataset: pd.DataFrame = pd.read_csv(csv, index_col=INDEX)
    values = dataset.to_numpy(dtype=np.float32)
    return Loaded(dataset, inputs=values[:, :-1], truth=values[:, -1:])


def linear(x: Matrix, weights: Matrix, bias: float = 0.0) -> Matrix:
    return x @ weights + bias


def sigmoid(x: Matrix) -> Matrix:
    e: Matrix = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def initialize_weights(num_inputs: int, num_hidden: int, num_outputs: int = 1, seed: int = 1) -> Weights:
    np.random.seed(seed)
    return Weights(np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs))


def forward(x: Matrix, weights_hidden: Matrix, weights_output: Matrix, bias: float = 0.0) -> Layers:
    g = sigmoid(linear(x, weights_hidden, bias))
    return Layers(g=g, f=sigmoid(linear(g, weights_output, bias)))


def mean_squared_error(f: Matrix, truth: Matrix) -> float:
    return float(np.mean((f - truth) ** 2))


def output_gradient(f: Matrix, truth: Matrix, g: Matrix) -> OutputGradient:
    dE_dy: Matrix = 2 * (f - truth) / f.size * f * (1 - f)
    return OutputGradient(g.T @ dE_dy, dE_dy)


def hidden_gradient(x: Matrix, g: Matrix, weights_output: Matrix, dE_dy: Matrix) -> Matrix:
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs: Matrix, truth: Matrix, weights_hidden: Matrix, weights_output: Matrix,
          learning_rate: float = 0.05, num_iterations: int = 10000, log_every: int = 1000) -> Trained:
    weights = Weights(weights_hidden.copy(), weights_output.copy())
    history: list[LogEntry] = []
    for step in range(num_iterations):
        layers = forward(inputs, *weights)
        if step % log_every == 0:
            history.append(LogEntry(step, mean_squared_error(layers.f, truth)))
        slope = output_gradient(layers.f, truth, layers.g)
        dE_dv = hidden_gradient(inputs, layers.g, weights.output, slope.dE_dy)
        weights = Weights(
            weights.hidden - learning_rate * dE_dv,
            weights.output - learning_rate * slope.dE_dw,
        )
    return Trained(*weights, history=history)


def predict(dataset: pd.DataFrame, inputs: Matrix, weights_hidden: Matrix, weights_output: Matrix) -> pd.DataFrame:
    prediction = forward(inputs, weights_hidden, weights_output).f[:, 0]
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)
