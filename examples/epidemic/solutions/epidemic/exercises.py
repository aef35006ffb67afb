"""What is graded in the assignment epidemic: cases, known mistakes and hints."""

import numpy as np

from autograder import Assignment, case
from solutions.epidemic import epidemic as reference

assignment = Assignment(
    "epidemic",
    title="An epidemic, step by step",
    goal="You can follow a system of differential equations by a method of fourth order.",
    needs="NumPy arrays, functions as arguments, and what a derivative is.",
    minutes=60,
    reference=reference,
)

# --- functions that cases pass: students can read them in the key ---------------------------------


def decay(t, y):
    return -0.7 * y


def rotation(t, y):
    return np.array([y[1], -y[0]])


def driven(t, y):
    """Depends on the time as well."""
    return np.cos(3 * t) - y * t


# --- derivatives ----------------------------------------------------------------------------------


def a_state(random):
    """Three shares that add up to 1."""
    return random.dirichlet([2.0, 2.0, 2.0])


@assignment.exercise(points=1)
def derivatives(random):
    """says how fast the three shares change"""
    for _ in range(2):
        yield case(0.0, a_state(random), beta=random.uniform(0.2, 2), gamma=random.uniform(0.1, 1))
    yield case(float(random.uniform(1, 9)), a_state(random))
    yield case(0.0, np.array([1.0, 0.0, 0.0]), beta=random.uniform(0.2, 2))


derivatives.edit(
    "nobody_recovers",
    "new - recovering",
    "new",
    "Who recovers does not leave the group of the infected. The three shares must add up to 1.",
)


@derivatives.mistake
def everybody_is_susceptible(t, state, beta=0.4, gamma=0.1):
    """The infected meet others, but only those who are susceptible fall ill: S is missing."""
    new, recovering = beta * state[1], gamma * state[1]
    return np.array([-new, new - recovering, recovering])


derivatives.hint("What do the three numbers add up to?")
derivatives.hint(
    "Compute the newly infected, βSI, and the recovering, γI, first. Each of them leaves "
    "one group and enters another."
)


# --- rk4_step -------------------------------------------------------------------------------------


@assignment.exercise(points=3)
def rk4_step(random):
    """takes one step by the method of Runge and Kutta"""
    for f, size in [(decay, 1), (driven, 3), (rotation, 2), (driven, 1)]:
        t, h = random.uniform(0.5, 2), random.uniform(0.2, 0.6)
        yield f, float(t), random.normal(size=size), float(h)


@rk4_step.mistake
def euler(f, t, y, h):
    """That is Euler's method: it asks for the direction only once."""
    return y + h * f(t, y)


@rk4_step.mistake
def midpoint(f, t, y, h):
    """That is the midpoint method: it asks for the direction twice, not four times."""
    return y + h * f(t + h / 2, y + h / 2 * f(t, y))


rk4_step.edit(
    "equal_weights",
    "h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)",
    "h / 4 * (k1 + k2 + k3 + k4)",
    "The four directions do not count the same: the two in the middle count twice.",
)
rk4_step.edit(
    "third_from_the_first",
    "h / 2 * k2",
    "h / 2 * k1",
    "k3 starts from k1 again; it should start from k2.",
)
rk4_step.edit(
    "last_time_in_the_middle",
    "f(t + h, ",
    "f(t + h / 2, ",
    "k4 belongs to the end of the step, at t + h.",
)

rk4_step.hint("At which times is f called, and from which states?")
rk4_step.hint("f(t, y) is an array of the shape of y, so y + h / 2 * k1 is one too.")


# --- integrate ------------------------------------------------------------------------------------


@assignment.exercise(points=2, uses=("rk4_step",))
def integrate(random):
    """follows an equation through a list of times"""
    for f, size, count in [(driven, 1, 5), (rotation, 2, 4), (decay, 3, 2)]:
        yield f, random.normal(size=size), np.cumsum(random.uniform(0.1, 0.5, size=count))
    yield decay, random.normal(size=2), random.uniform(0, 1, size=1)


@integrate.mistake
def even_steps(f, start, times):
    """All steps are as long as the first one, but the times are not evenly spaced."""
    states = [np.array(start, dtype=float)]
    for now in times[:-1]:
        states.append(reference.rk4_step(f, now, states[-1], times[1] - times[0]))
    return np.array(states)


@integrate.mistake
def start_is_missing(f, start, times):
    """The first row is missing: the start."""
    return reference.integrate(f, start, times)[1:]


integrate.edit(
    "time_stands_still",
    "rk4_step(f, now, ",
    "rk4_step(f, times[0], ",
    "Every step begins at the first time. It should begin where the last one ended.",
)

integrate.hint("How many rows does the result have, for T times?")
integrate.hint("Begin with a list that holds the start. Each step begins at its last entry.")
