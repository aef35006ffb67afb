"""The options of an exercise: how it is called, and how its results are compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Annotated, Any

from autograder.values import Value
from autograder.values.compare import Tolerance, differences
from autograder.values.compare_text import text_differences
from autograder.values.difference import Difference


@dataclass(frozen=True)
class Checked:
    """What a field's value in JSON must be, in words and as a test."""

    expected: str
    is_right: Callable[[Any], bool]


# A plain file name on every system: no separator, no drive, not hidden.
FILE_NAME = re.compile(r"[^\W_][^/\\:*?\"<>|]{0,99}")

Name = Annotated[str, Checked("a name", str.isidentifier)]
FileName = Annotated[
    str,
    Checked(
        "the name of a file in the assignment's folder",
        lambda name: name.isprintable() and FILE_NAME.fullmatch(name) is not None,
    ),
]
# Marks a field that few keys need: it is written only where it has another value than usual.
RARE = "rare"


@dataclass(frozen=True, eq=False, kw_only=True)
class Options:
    """How an exercise is called and judged; `Assignment.exercise` explains each option."""

    returns: tuple[str, ...] = ()
    uses: tuple[Name, ...] = ()
    partial: bool = False
    exact_dtype: bool = False
    structure_only: bool = False
    changes: tuple[Name, ...] = ()
    declared: tuple[Name, ...] = ()
    seed: int | None = None
    any_shape: bool = field(default=False, metadata={RARE: True})
    prints: bool = field(default=False, metadata={RARE: True})
    writes: tuple[FileName, ...] = field(default=(), metadata={RARE: True})

    def options(self) -> dict[str, Any]:
        """These options alone, by name."""
        return {option.name: getattr(self, option.name) for option in fields(Options)}

    def differences(self, value: Value, expected: Value, tolerance: Tolerance) -> list[Difference]:
        """The differences between a value and the expected one, by this exercise's options."""
        texts: tuple[Value, ...] = ()
        due = texts
        are_alike = isinstance(value, tuple) and isinstance(expected, tuple)
        if self.texts and are_alike and len(value) == len(expected):
            value, texts = self.split(value)
            expected, due = self.split(expected)
        found = differences(
            value, expected, tolerance, self.returns,
            exact_dtype=self.exact_dtype, structure_only=self.structure_only,
        )  # fmt: skip
        for text, wanted, where in zip(texts, due, self.texts, strict=False):
            found += text_differences(text, wanted, where, tolerance)
        return found

    @property
    def texts(self) -> tuple[str, ...]:
        """What the texts are called that come after a result: what is printed, and each file."""
        printed = ("the printed text",) if self.prints else ()
        return (*printed, *(f"the file {name}" for name in self.writes))

    def split(self, value: tuple[Value, ...]) -> tuple[Value, tuple[Value, ...]]:
        """A call's value without the texts, and these."""
        count = len(value) - len(self.texts)
        rest = value[:count] if self.changes or self.declared else value[0]
        return rest, value[count:]
