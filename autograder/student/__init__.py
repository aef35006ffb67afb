"""What a student's notebook and folder use: `check` and its kin, and what commands run.

Imports `judging` and what lies below it. `notebook` and `gradients` are for notebooks. Commands use
`checking`, which imports next to nothing and has `child` load a folder's files in a process of
their own.
`pytest_plugin` is what pytest imports, in every project.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.student.gradients import gradient_check
    from autograder.student.notebook import case, check, hint

__all__ = ["case", "check", "gradient_check", "hint"]


def __getattr__(name: str) -> Any:
    """What a notebook imports; nothing that works where its cells are run to be graded."""
    import importlib
    import os

    if name not in __all__:
        raise AttributeError(f"module 'autograder.student' has no attribute {name!r}")
    if "AUTOGRADER_WORKER" in os.environ:  # the cells are run to be graded
        return getattr(importlib.import_module("autograder.worker.inside.silent"), name)
    notebook = importlib.import_module("autograder.student.notebook")
    notebook.greet()
    if name == "gradient_check":
        notebook = importlib.import_module("autograder.student.gradients")
    return getattr(notebook, name)
