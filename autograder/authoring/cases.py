"""A case of an exercise, as its author declares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.values.compare import OFF_SEED, Tolerance


@dataclass(frozen=True)
class Case:
    """One call of an exercise's function, as its author declares it."""

    args: tuple[Any, ...]
    keywords: dict[str, Any]
    tolerance: Tolerance = OFF_SEED
    expensive: bool = False
    called: int = 1
    raises: type[Exception] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.tolerance, Tolerance):
            raise ValueError(
                f"tolerance={self.tolerance!r}: a tolerance has two parts. "
                "Write tolerance=Tolerance(rtol=1e-3, atol_of_largest=0)."
            )


def case(
    *args: Any,
    tolerance: Tolerance = OFF_SEED,
    expensive: bool = False,
    called: int = 1,
    raises: type[Exception] | None = None,
    **keywords: Any,
) -> Case:
    """A case with keyword arguments, another tolerance, or one of these marks.

    - `expensive`: the case runs last, and only if every other case of the exercise has passed.
    - `called=2`: the function is called twice on the same objects, and the second result counts.
    - `raises=ValueError`: the function raises an exception of this type, or of a subclass.

    Raises ValueError if `called` is less than 1, `tolerance` is no Tolerance, or `raises` is no
    type that can be told from a stub's exception.
    """
    if called < 1:
        raise ValueError(f"called={called}: a case calls its function at least once.")
    is_type = raises is None or (isinstance(raises, type) and issubclass(raises, Exception))
    if not is_type or raises is NotImplementedError:
        raise ValueError(
            f"raises={getattr(raises, '__name__', repr(raises))}: name a type of exception such as "
            "ValueError, without quotes. NotImplementedError is what a stub raises."
        )
    return Case(args, keywords, tolerance, expensive, called, raises)
