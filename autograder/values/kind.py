"""One kind of object as plain data: how it becomes a record, what that holds, and the way back."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.values.plain import MAX_DIMENSIONS, Record, Unsupported, Value

Fields = Mapping[str, Value]
Freeze = Callable[[Any], Value]
Fits = Callable[[Value], bool]


class Thaw(Protocol):
    """Makes live objects of plain data."""

    @property
    def classes(self) -> Mapping[str, Any] | None:
        """Where the classes of instances are looked up; without, each gets a class of its own."""

    def __call__(self, value: Value) -> Any:
        """A fresh live object."""


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    `fields` says what each field must hold, which is checked when a record is read; `fits` checks
    them together. `freeze` gives the record, or Unsupported, or None for objects of other kinds;
    a kind without it is frozen by another. One without `thaw` cannot be an argument, and one that
    is an `argument` alone cannot be returned.
    """

    name: str
    fields: Mapping[str, Fits]
    describe: Callable[[Fields], str]
    freeze: Callable[[Any, Freeze], Value | None] | None = None
    thaw: Callable[[Fields, Thaw], Any] | None = None
    fits: Callable[[Fields], bool] = lambda _: True
    argument: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the manual's table of kinds: by what a kind is compared, and what is accepted."""

    kind: str
    compared: str
    accepted: str


def is_a(*kinds: type) -> Fits:
    """A check for these types."""
    return lambda value: isinstance(value, kinds)


def has_axes(count: int, kinds: str = "biufcmM") -> Fits:
    """A check for arrays of so many dimensions, and of these kinds of dtypes."""
    return lambda value: (
        isinstance(value, np.ndarray) and value.ndim == count and value.dtype.kind in kinds
    )


def is_shape(most: int) -> Fits:
    """A check for the shape of an array of at most so many elements, which no side exceeds."""
    return lambda value: (
        isinstance(value, tuple)
        and len(value) <= MAX_DIMENSIONS
        and all(type(side) is int and 0 <= side <= most for side in value)
        and math.prod(value) <= most
    )


def is_record(*kinds: str) -> Fits:
    """A check for records of these kinds."""
    return lambda value: isinstance(value, Record) and value.kind in kinds


def are(fits: Fits) -> Fits:
    """A check for lists of which each item passes another check."""
    return lambda value: isinstance(value, list) and all(map(fits, value))


def is_column(value: Value) -> bool:
    """Whether this is a table's column: an array of one dimension, or a list of anything."""
    return isinstance(value, list | Unsupported) or has_axes(1)(value)


def length(column: Value) -> int:
    """The number of entries of a column; 0 for one that cannot be sent."""
    return 0 if isinstance(column, Unsupported) else len(column)
