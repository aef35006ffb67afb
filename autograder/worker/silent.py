"""`check` as a submission's own cells find it while they are graded: it says so, and does nothing.

The real one would load the engine into every child that runs a notebook, which took 45 ms.
"""

from __future__ import annotations

from typing import Any

__all__ = ["Silence", "check"]


class Silence:
    """What `check` gives back while grading; it stands for no verdict."""

    passed = False

    def __repr__(self) -> str:
        return "The grader runs its own checks."


def check(function: Any, *, key: Any = None) -> Silence:
    """No verdict, whatever the function."""
    return Silence()
