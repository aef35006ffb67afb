"""`check` and `hint` as a submission's own cells find it while they are graded: nothing happens.

The real ones would load the engine into every child that runs a notebook, which took 45 ms.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Silence", "check", "hint"]


class Silence:
    """What `check` gives back while grading; it stands for no verdict."""

    passed = False

    def __repr__(self) -> str:
        return "The grader runs its own checks."


def check(*functions: Any, key: Any = None) -> Silence:
    """No verdict, whatever the functions."""
    return Silence()


def hint(function: Any, *, key: Any = None) -> None:
    """Nothing: there is nobody to read a hint."""
