"""Large libraries that submissions use: imported ahead, and named where they cannot be had."""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["LIBRARIES", "LibraryError", "import_all", "require"]

# Those that a worker imports ahead for the submissions that seem to need them.
LIBRARIES = ("matplotlib", "pandas", "torch")
# A part of each that is not there where only a folder is left of the library.
PARTS = {"matplotlib": "matplotlib.pyplot", "pandas": "pandas.core", "torch": "torch.nn"}
PACKAGES = {"torch": ("PyTorch", "exercise-kit[torch]")}


class LibraryError(RuntimeError):
    """A library that an assignment needs cannot be imported here; the message says what to do."""


def import_all(names: Collection[str]) -> dict[str, str]:
    """Import these libraries; why not, for those that cannot be imported."""
    failed = {}
    for name in names:
        try:
            __import__(PARTS.get(name, name))
        except Exception as error:  # a damaged library raises anything
            failed[name] = "" if isinstance(error, ModuleNotFoundError) else _line(error)
    return failed


def require(names: Collection[str], failed: Mapping[str, str], assignment: str) -> None:
    """Raise LibraryError if one of the libraries that an assignment needs is among the failed."""
    for name in sorted(failed.keys() & set(names)):
        title, package = PACKAGES.get(name, (name, "exercise-kit"))
        what = f"cannot be imported here ({failed[name]})" if failed[name] else "is not installed"
        raise LibraryError(
            f'{assignment} needs {title}, which {what}. Install it: pip install "{package}"'
        )


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
