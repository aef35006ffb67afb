"""What a wrong exercise returned, as a digest: equal for students with the same wrong answer."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

import numpy as np

from autograder.judging.trial import Observation
from autograder.values import MalformedError, Record, Value, describe, parts
from autograder.values.compare_arrays import as_array
from autograder.values.hashed import key_text

# Numbers count to this many decimals of the largest one beside them: further ones differ between
# two ways to compute the same, and between float32 and float64.
DECIMALS = 3


def fingerprint(observations: Sequence[Observation]) -> str:
    """A digest of how each case ended, hidden ones too; empty where all passed or none was tried.

    The digest tells nothing about a hidden case.
    """
    if all(observation.passed for observation in observations):
        return ""
    parts = [part for observation in observations for part in _parts(observation)]
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _parts(observation: Observation) -> Iterator[str]:
    outcome = observation.outcome
    problem = outcome.problem
    yield f"{observation.number} {outcome.status} {outcome.changed}"
    if problem is not None:
        yield f"{problem.type}: {problem.message}"
    for difference in observation.differences:
        is_text = difference.kind == "text"
        found = difference.actual if is_text else _rounded(difference.actual)
        yield f"{difference.kind} {difference.where} {found}"


def _rounded(value: Value) -> str:
    """A value in words, or its numbers to a few digits."""
    array = as_array(value)
    if isinstance(value, Record):
        return " ".join([describe(value), *(_rounded(part) for _, part in parts(value))])
    if array is None:
        return _text(value)
    numbers = np.stack([array.real, array.imag]) if array.dtype.kind == "c" else array
    numbers = numbers.astype(np.int64 if array.dtype.kind in "mM" else np.float64)
    numbers = numbers.astype(np.float64)
    scale = float(np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0)) or 1.0
    with np.errstate(all="ignore"):
        shares = np.round(numbers / scale, DECIMALS) + 0.0  # no −0
    return f"{array.shape} {scale:.3g} {shares.ravel().tolist()}"


def _text(value: Value) -> str:
    try:
        return key_text(tuple(value) if isinstance(value, list) else value)
    except MalformedError:
        return describe(value)
