"""Large libraries that submissions use: imported ahead, and named where they cannot be had."""

from collections.abc import Callable, Collection, Mapping

from autograder.submissions.files import UserError

# Those that a worker imports ahead for the submissions that seem to need them.
LIBRARIES = ("matplotlib", "pandas", "torch")
# A part of each that is not there where only a folder is left of the library.
PARTS = {"matplotlib": "matplotlib.pyplot", "pandas": "pandas.core", "torch": "torch.nn"}
# What a message calls each, and what to install for it.
PACKAGES = {
    "IPython": ("IPython", "exercise-kit[instructor]"),
    "copydetect": ("copydetect", "exercise-kit[instructor]"),
    "matplotlib": ("matplotlib", "exercise-kit[plots]"),
    "numpy": ("NumPy", "exercise-kit"),
    "torch": ("PyTorch", "exercise-kit[torch]"),
}


class LibraryError(UserError, RuntimeError):
    """A library that an assignment needs cannot be imported here; the message says what to do."""


def import_all(
    names: Collection[str], uses: Mapping[str, Callable[[], None]] | None = None
) -> dict[str, str]:
    """Import these libraries, and use them; why not, for those that cannot be."""
    failed = {}
    for name in names:
        try:
            __import__(PARTS.get(name, name))
            if uses and name in uses:
                uses[name]()
        except Exception as error:  # a damaged library raises anything
            failed[name] = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return failed


def title(name: str) -> str:
    """What a message calls a library."""
    return PACKAGES.get(name, (name, ""))[0]


def install(name: str) -> str:
    """The command that installs a library."""
    _, package = PACKAGES.get(name, (name, "exercise-kit"))
    return f'pip install "{package}"'


def require(names: Collection[str], failed: Mapping[str, str], assignment: str) -> None:
    """Raise LibraryError if one of the libraries that an assignment needs is among the failed."""
    for name in sorted(failed.keys() & set(names)):
        raise LibraryError(
            f"{assignment} needs {title(name)}, which cannot be imported here ({failed[name]}). "
            f"Install it: {install(name)}"
        )
