"""One difference between a returned value and the expected one."""

from dataclasses import dataclass
from typing import Literal

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
