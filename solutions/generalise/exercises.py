"""The assignment generalise, and what its exercises share; they stand in the other files here."""

import numpy as np

from autograder import Assignment
from solutions.generalise import generalise as reference

assignment = Assignment(
    "generalise",
    title="Learned, or learned by heart?",
    goal="You can tell a network that has learned from one that knows its training points by "
    "heart, and you know three cures: more points, a price for large weights, and stopping in "
    "time. You set data aside without a leak, and train with minibatches.",
    needs="The assignment mlp, whose network and gradients are used again. NumPy's indexing with "
    "arrays of row numbers.",
    minutes=165,
    then="This was the last assignment of the course. What you have written is what a training "
    "script in any framework does: split, standardise, minibatches, two learning curves.",
    reference=reference,
)


def a_seed(random):
    """A seed for the functions that take one, short enough to be read in feedback.

    A Generator cannot be an argument. What is drawn from it, by random, normal and permutation, was
    the same in NumPy 1.26 and 2.4; NumPy promises no more than that it changes seldom.
    """
    return int(random.integers(1, 10**4))


def points(random, rows, inputs):
    """Points with columns of different means and spreads, none of them constant."""
    centre, spread = random.uniform(-3, 3, size=inputs), random.uniform(0.5, 3, size=inputs)
    return centre + spread * random.normal(size=(rows, inputs))


def a_truth(random, rows):
    """A truth of zeros and ones, both of them where there are two rows."""
    truth = random.integers(0, 2, size=(rows, 1)).astype(np.float64)
    truth[:2, 0] = random.permutation([0, 1])[:rows]
    return truth


def a_network(random, inputs, hidden):
    """The four arrays of a network that is not saturated, with biases that are not zero."""
    shapes = (inputs, hidden), (hidden,), (hidden, 1), (1,)
    v, bias_v, w, bias_w = (random.normal(size=shape) for shape in shapes)
    return v, bias_v, w, bias_w + 0.5
