"""Auto-graded exercises for numerical code.

Students use `check` and `hint` in a notebook, with `case` and `gradient_check` from
`autograder.student`, and in a shell the command `autograder`. Authors declare assignments with
`Assignment` and `case`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.authoring.assignment import Assignment
    from autograder.authoring.cases import case
    from autograder.student import check, hint
    from autograder.values import TextFile
    from autograder.values.compare import OFF_SEED, PUBLISHED, Tolerance

__all__ = ["OFF_SEED", "PUBLISHED", "Assignment", "TextFile", "Tolerance", "case", "check", "hint"]

_HOMES = {
    "Assignment": "authoring.assignment",
    "OFF_SEED": "values.compare",
    "PUBLISHED": "values.compare",
    "TextFile": "values",
    "Tolerance": "values.compare",
    "case": "authoring.cases",
    "check": "student",
    "hint": "student",
}


def __getattr__(name: str) -> Any:
    """Names are imported on first use, so that the worker starts without what only authors need."""
    if name not in _HOMES:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"autograder.{_HOMES[name]}"), name)
