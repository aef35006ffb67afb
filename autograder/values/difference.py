"""One difference between a returned value and the expected one, and what finds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from autograder.values.plain import Value

Kind = Literal[
    "type", "structure", "length", "columns", "keys", "missing", "shape", "dtype", "not_finite",
    "members", "fields", "parameters", "value", "text", "raises", "property",
]  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One way in which a value differs: its kind, where, and both sides.

    `raises` is a value in place of an exception, whose type `expected` names.
    `where` is the path of the part ("dE_dw", "history"), `index` the first element that differs,
    `step` the step of a history's entry. `actual` and `expected` are the compared parts, whole; of
    sets, the members that only one of them has.
    Of a text that is printed or written, they are the first line that differs, or None.
    For a property that does not hold, `where` is its name, and `told` what it says itself.
    """

    kind: Kind
    where: str
    actual: Value
    expected: Value
    index: tuple[int, ...] | None = None
    step: int | None = None
    told: str = ""


class Comparison(Protocol):
    """What compares the parts of a value, by the exercise's tolerance and options."""

    @property
    def structure_only(self) -> bool:
        """Whether the values of a model's parameters do not count."""

    @property
    def alone(self) -> Self:
        """The same for parts whose numbers are measured by themselves."""

    @property
    def of_columns(self) -> Self:
        """The same for columns, whose dtypes do not count either."""

    def beside(self, values: Iterable[Value]) -> Self:
        """The same for parts that belong together, such as weights and a bias."""

    def compare(self, actual: Value, expected: Value, where: str) -> Iterator[Difference]:
        """The differences between two values."""
