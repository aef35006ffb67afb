"""What is graded in the assignment sampling: cases, properties, known mistakes and hints."""

import numpy as np

from autograder import Assignment, case
from solutions.sampling import sampling as reference

assignment = Assignment(
    "sampling",
    title="How sure is a mean?",
    goal="You can say how far a statistic of a sample may be off, with a formula and without.",
    needs="NumPy arrays, the standard deviation, and functions as arguments.",
    minutes=60,
    reference=reference,
)


def a_generator(random):
    return np.random.default_rng(int(random.integers(2**32)))


# --- standard_error -------------------------------------------------------------------------------


@assignment.exercise(points=1)
def standard_error(random):
    """computes the standard error of a mean"""
    for size in (5, 12, 2):
        yield (random.exponential(scale=3.0, size=size),)


standard_error.edit(
    "divided_by_n",
    ", ddof=1",
    "",
    "The sum of squares is divided by N. It should be divided by N − 1.",
)
standard_error.edit(
    "root_missing",
    "np.sqrt(len(sample))",
    "len(sample)",
    "s is divided by N, not by its square root.",
)


@standard_error.mistake
def of_one_value(sample):
    """That is the standard deviation of one value. The mean scatters less."""
    return np.std(sample, ddof=1)


standard_error.hint("By which of N, N − 1 and their roots do you divide, and where?")
standard_error.hint("np.std has an option ddof, which is subtracted from N.")


# --- resample -------------------------------------------------------------------------------------


@assignment.exercise(points=2)
def resample(random):
    """draws a new sample from the sample"""
    for size in (40, 60):
        yield random.normal(size=size), a_generator(random)


@resample.property
def values_are_of_the_sample(result, sample):
    """Every value comes from the sample."""
    strange = result[~np.isin(result, sample)]
    return f"{len(strange)} of the {len(result)} values do not." if len(strange) else True


@resample.property
def some_come_again(result):
    """Some values come more than once."""
    return len(np.unique(result)) < len(result)


@resample.mistake
def without_replacement(sample, rng):
    """The values are drawn without replacement: each comes once, in another order."""
    return rng.permutation(sample)


@resample.mistake
def normal_values(sample, rng):
    """The values are new ones. Each should be one of the sample's own values."""
    return rng.normal(np.mean(sample), np.std(sample), size=len(sample))


resample.hint("May a value that was drawn be drawn again?")
resample.hint(
    "rng.choice draws values, rng.integers(N, size=N) their places. Both do so with "
    "replacement unless you say otherwise."
)


# --- bootstrap ------------------------------------------------------------------------------------
# Each statistic is the mean of something, so that the statistic of one value is what it adds.


def mean(sample):
    return np.mean(sample)


def mean_square(sample):
    return np.mean(sample**2)


def share_above_one(sample):
    return np.mean(sample > 1)


def error_of(statistic, sample):
    """How much the statistic scatters from resample to resample."""
    added = [statistic(value) for value in sample[:, None]]
    return np.std(added) / np.sqrt(len(sample))


@assignment.exercise(points=3, uses=("resample",))
def bootstrap(random):
    """computes a statistic of many resamples"""
    runs = [(mean, 30, 1000), (share_above_one, 50, 2000), (mean_square, 50, 1000)]
    for statistic, size, count in runs:
        sample = random.gamma(2.0, size=size)
        yield statistic, sample, count, a_generator(random)


@bootstrap.property
def mean_is_that_of_the_sample(result, statistic, sample, count):
    """The mean of the results is the statistic of the sample, within five standard errors."""
    error = error_of(statistic, sample) / np.sqrt(count)
    return abs(np.mean(result) - statistic(sample)) < 5 * error


@bootstrap.property
def results_scatter_as_resamples_do(result, statistic, sample):
    """The results scatter as much as those of resamples do, within 20 %."""
    ratio = np.std(result) / error_of(statistic, sample)
    return True if 0.8 < ratio < 1.2 else f"They scatter {ratio:.2g} times as much."


@bootstrap.property
def shares_are_counts(result, statistic, sample):
    """A share is a whole number of the N values of a resample."""
    if statistic.__name__ != "share_above_one":
        return True
    counts = result * len(sample)
    return np.allclose(counts, np.round(counts))


@bootstrap.mistake
def nothing_is_drawn_again(statistic, sample, count, rng):
    """Each resample holds the same values, so the results do not scatter."""
    return np.array([statistic(rng.permutation(sample)) for _ in range(count)])


@bootstrap.mistake
def a_third_of_the_values(statistic, sample, count, rng):
    """The resamples do not have as many values as the sample."""
    third = len(sample) // 3
    return np.array([statistic(rng.choice(sample, third)) for _ in range(count)])


@bootstrap.mistake
def by_the_formula(statistic, sample, count, rng):
    """The results are no statistics of resamples. Draw resamples, and compute it of each."""
    error = error_of(statistic, sample)
    return statistic(sample) + error * rng.normal(size=count)


bootstrap.hint("How many numbers come back, and from how many resamples?")
bootstrap.hint("Draw a new resample for every result: call resample(sample, rng) inside a loop.")


# --- interval -------------------------------------------------------------------------------------


@assignment.exercise(points=1, returns=("low", "high"))
def interval(random):
    """finds the middle part of values"""
    yield (random.normal(size=50),)
    for level in (0.9, 0.5):
        yield case(random.exponential(size=31), level=level)


@interval.mistake
def one_sided(values, level=0.95):
    """5 % lie outside at each end. Both ends together should leave out 5 %."""
    return tuple(np.quantile(values, [1 - level, level]))


@interval.mistake
def normal_interval(values, level=0.95):
    """That is the interval of a normal distribution. Take the quantiles of the values."""
    return np.mean(values) - 1.96 * np.std(values), np.mean(values) + 1.96 * np.std(values)


interval.hint("Which share of the values lies below the interval, if 95 % lie inside?")
interval.hint("np.quantile(values, [a, b]) gives both ends. What are a and b for a level?")
