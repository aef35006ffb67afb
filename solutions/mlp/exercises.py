"""The assignment mlp, and what its exercises share; they stand in the other files of this room."""

from pathlib import Path

import numpy as np
import pandas as pd

from autograder import Assignment, TextFile
from solutions.mlp import mlp as reference

assignment = Assignment(
    "mlp",
    title="A multilayer perceptron learns OR",
    goal=(
        "You can write a network with a hidden layer in NumPy, derive its gradients, check them "
        "without knowing the answer, and say why a training is slow."
    ),
    needs=(
        "the assignment `perceptron`, matrix products, the chain rule, and for two short functions "
        "a little pandas"
    ),
    minutes=180,
    then=(
        "In `autograd`, the next assignment, you write a program that finds these gradients on its "
        "own, and trains this network to the same ten errors."
    ),
    files=("or_gate.csv",),
    reference=reference,
)

OR_GATE = Path(__file__).with_name("or_gate.csv").read_text(encoding="utf-8")
OR_INPUTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
OR_TRUTH = np.array([[0], [1], [1], [1]], dtype=np.float32)

# The weights after the published training.
OR_WEIGHTS_HIDDEN = np.array(
    [[1.66707072, 2.43454525, -1.50667653], [1.66659174, 2.29166158, -1.50681196]]
)
OR_WEIGHTS_OUTPUT = np.array([[0.70570663], [2.04736287], [-4.12867523]])


def a_bias(random):
    """A bias that is not close to zero."""
    return float(random.choice([-1, 1]) * random.uniform(0.3, 0.8))


def options(random, rate, num_iterations, *log_every):
    """Settings of a training near these: who knows the public cases does not know them."""
    return {
        "learning_rate": float(rate * random.uniform(0.7, 1.3)),
        "num_iterations": num_iterations,
        "log_every": int(random.choice(log_every)),
    }


# Of trainings on a truth far from 0 and 1, with gradients well above 1; and of those that start
# where all predictions are near 0, with gradients below 1e-3. Neither is clipped, or an end.
STEEP = {"learning_rate": 0.0005, "num_iterations": 5, "log_every": 2}
FLAT = {"learning_rate": 50.0, "num_iterations": 5, "log_every": 2}


def flat(random, weights):
    """Output weights of this shape that make sums near −9 of hidden features near 0.5."""
    return random.uniform(-20, -17, size=weights.shape) / len(weights)


def a_fractional_truth(random, rows, outputs):
    """A truth of any numbers, all of them well above 0."""
    return random.uniform(0.5, 1.5, size=(rows, outputs))


def a_network(random, inputs, hidden, outputs):
    """Weights of a network that is not saturated."""
    return random.normal(size=(inputs, hidden)), random.normal(size=(hidden, outputs))


def activations(random, rows, columns):
    """What a sigmoid returns, away from 0 and 1."""
    return random.uniform(0.1, 0.9, size=(rows, columns))


def a_truth(random, rows, outputs):
    """A truth of zeros and ones."""
    return random.integers(0, 2, size=(rows, outputs)).astype(np.float64)


def a_dataset(random, rows, inputs, *, fractional):
    """A dataset whose observations are out of order and do not start at 1.

    From five rows on, the last two repeat the first: one as a whole, the other but for its output.
    """
    observations = random.integers(11, 90) + random.permutation(rows)
    columns = {
        f"input{number}": np.round(random.uniform(-2, 2, size=rows), 2)
        if fractional
        else random.integers(0, 2, size=rows)
        for number in range(1, inputs + 1)
    }
    columns["output"] = random.integers(0, 2, size=rows)
    if fractional:
        columns["output"] = np.round(random.uniform(-1, 2, size=rows), 2)
    if rows >= 5:
        for values in columns.values():
            values[-2:] = values[0]
        columns["output"][-1] = 1 - values[0]
    return pd.DataFrame(columns, index=pd.Index(observations, name="observation"))


def as_file(dataset, *, is_open):
    """The CSV file of a dataset."""
    return TextFile("observations.csv", dataset.to_csv(lineterminator="\n"), is_open)


def central_differences_of(error, weights, h=1e-5):
    """The gradient of error(weights), from nudging every weight up and down."""
    gradient = np.zeros_like(weights)
    for position in np.ndindex(weights.shape):
        nudge = np.zeros_like(weights)
        nudge[position] = h
        gradient[position] = (error(weights + nudge) - error(weights - nudge)) / (2 * h)
    return gradient


def logit(probability):
    """The sum of which the sigmoid is this probability."""
    return np.log(probability / (1 - probability))
