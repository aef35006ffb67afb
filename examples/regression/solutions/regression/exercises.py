"""What is graded in the assignment regression: cases, known mistakes and hints."""

from pathlib import Path

import numpy as np

from autograder import Assignment, TextFile, case
from solutions.regression import regression as reference

assignment = Assignment(
    "regression",
    title="A line through points",
    goal="You can fit a line in two ways, and say when each is the right one.",
    needs="matrix products in NumPy, and partial derivatives.",
    minutes=60,
    files=("spring.csv",),
    reference=reference,
)

SPRING = Path(__file__).with_name("spring.csv").read_text(encoding="utf-8")
SHAPES = [(5, 2), (8, 3), (5, 2)]


def a_problem(random, rows, columns):
    """Features and measured values that no weights fit exactly."""
    return random.normal(size=(rows, columns)), random.normal(size=rows)


# --- read_measurements ----------------------------------------------------------------------------


@assignment.exercise(points=1, returns=("features", "y"))
def read_measurements(random):
    """reads a table into features and measured values"""
    yield (TextFile("spring.csv", SPRING),)
    for rows in (3, 1):
        lines = [f"{x:.3f},{y:.3f}" for x, y in random.normal(size=(rows, 2))]
        text = "\n".join(["time,height", *lines]) + "\n"
        yield (TextFile("falling.csv", text, is_open=True),)


@read_measurements.mistake
def no_ones(csv):
    """The column of ones is missing, to which the length at rest belongs."""
    table = np.loadtxt(csv, delimiter=",", skiprows=1, ndmin=2)
    return table[:, :1], table[:, 1]


read_measurements.edit(
    "ones_last",
    "np.column_stack([np.ones(len(table)), table[:, 0]])",
    "np.column_stack([table[:, 0], np.ones(len(table))])",
    "The column of ones comes last; it should be the first one.",
)

read_measurements.hint("How many columns do the features have, and where do the ones come from?")
read_measurements.hint(
    "np.loadtxt(…, ndmin=2) gives a table with two dimensions even for a single line. "
    "np.column_stack puts columns side by side."
)


# --- normal_equations -----------------------------------------------------------------------------


@assignment.exercise(points=2)
def normal_equations(random):
    """solves the normal equations"""
    for rows, columns in [*SHAPES, (4, 1)]:
        yield a_problem(random, rows, columns)


@normal_equations.mistake
def right_side_is_y(features, y):
    """The right side is not Aᵀy: its first numbers of y stand there as they are."""
    return np.linalg.solve(features.T @ features, y[: features.shape[1]])


@normal_equations.mistake
def every_weight_alone(features, y):
    """Each weight is fitted as if it were the only one: AᵀA has more than its diagonal."""
    return features.T @ y / np.sum(features**2, axis=0)


@normal_equations.cross_check(rtol=1e-9)
def least_squares(features, y):
    return np.linalg.lstsq(features, y, rcond=None)[0]


normal_equations.hint("The unknowns are the weights. Which shapes do AᵀA and Aᵀy have?")
normal_equations.hint("np.linalg.solve(M, b) returns the w with M @ w = b.")


# --- gradient -------------------------------------------------------------------------------------


@assignment.exercise(points=2)
def gradient(random):
    """differentiates the mean squared error"""
    for rows, columns in [*SHAPES, (1, 2)]:
        yield (*a_problem(random, rows, columns), random.normal(size=columns))


gradient.edit(
    "sum_of_errors",
    "2 / len(y) * ",
    "2 * ",
    "That is the gradient of the sum of the squared errors. The error is their mean.",
)
gradient.edit("factor_two_missing", "2 / len(y)", "1 / len(y)", "The 2 of the square is missing.")
gradient.edit(
    "wrong_sign",
    "(features @ weights - y)",
    "(y - features @ weights)",
    "The sign is wrong: that is the direction in which the error falls.",
)


@gradient.cross_check(rtol=1e-6)
def central_differences(features, y, weights):
    def error(w):
        return np.mean((features @ w - y) ** 2)

    steps = 1e-5 * np.eye(len(weights))
    return np.array([(error(weights + s) - error(weights - s)) / 2e-5 for s in steps])


gradient.hint("What is the derivative of one squared error by its prediction?")
gradient.hint(
    "The residuals have the shape (N,), the gradient has the shape (D,). What turns one "
    "into the other?"
)


# --- gradient_descent -----------------------------------------------------------------------------


@assignment.exercise(points=3, uses=("gradient",), returns=("weights", "history"))
def gradient_descent(random):
    """goes downhill, step by step"""
    for rows, columns in SHAPES:
        rate = float(random.uniform(0.02, 0.1))
        yield (*a_problem(random, rows, columns), rate, int(random.integers(5, 12)))
    yield case(*a_problem(random, 6, 2), num_steps=7)
    yield case(*a_problem(random, 6, 2), learning_rate=0.05)
    yield case(*a_problem(random, 4, 3), num_steps=0)


gradient_descent.edit(
    "uphill",
    "weights - learning_rate",
    "weights + learning_rate",
    "The steps go uphill: the gradient points to where the error grows.",
)


@gradient_descent.mistake
def error_after_the_step(features, y, learning_rate=0.1, num_steps=500):
    """The history holds the error after each step; it should be the error before it."""
    weights, history = np.zeros(features.shape[1]), []
    for step in range(num_steps):
        weights = weights - learning_rate * reference.gradient(features, y, weights)
        history.append((step, float(np.mean((features @ weights - y) ** 2))))
    return weights, history


gradient_descent.hint("Which error does the pair of step 0 hold, before anything was learned?")
gradient_descent.hint("In each round: first append to the history, then change the weights.")
