"""A function of an earlier assignment, from the student's own notebook or module."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from autograder.submissions.cells import raw_cells, text_of
from autograder.worker.inside.source import DEFINITIONS, UNCOMPILED, decoded, parsed

T = TypeVar("T")


def earlier(
    folder: Path, name: str, use: Callable[[Callable[..., Any]], T]
) -> tuple[T | None, str]:
    """What `use` makes of a function of the notebook or module in a folder, and the file's name.

    The notebook comes first. Only imports, functions, classes and constants are taken from a file:
    its experiments do not run. Why a file is of no use is printed; (None, "") if none is.
    """
    for suffix in (".ipynb", ".py"):
        path = folder.resolve() / f"{folder.resolve().name}{suffix}"
        where = f"{path.parent.name}/{path.name}"
        try:
            return use(_function(path, name)), where
        except FileNotFoundError:
            print(f"{where}: there is no such file.")
        except NotImplementedError:
            print(f"{where}: `{name}`, or a function that it calls, is not written yet.")
        except Exception as error:
            print(f"{where}: {type(error).__name__}: {error}")
    return None, ""


def _function(path: Path, name: str) -> Callable[..., Any]:
    """The function as the file defines it. Raises what its definitions raise, and LookupError."""
    module = ModuleType(path.stem)
    for text in _texts(path):
        code = ast.Module([node for node in text.body if _defines(node)], [])
        exec(compile(code, str(path), "exec"), vars(module))  # noqa: S102
    function: Callable[..., Any] | None = getattr(module, name, None)
    if function is None:
        raise LookupError(f"no function `{name}` is defined there.")
    return function


def _texts(path: Path) -> Iterator[ast.Module]:
    """The module, or each code cell of the notebook that is Python."""
    data = path.read_bytes()
    if path.suffix == ".py":
        yield ast.parse(decoded(data))
        return
    if (cells := raw_cells(data)) is None:
        raise ValueError("this is not a notebook (JSON with cells).")
    for cell in cells:
        if cell.get("cell_type") == "code":
            try:
                yield parsed(text_of(cell), str(path))[0]
            except UNCOMPILED:
                print(f"{path.name}: a cell that is not Python is left out.")


def _defines(node: ast.stmt) -> bool:
    """Whether a statement only defines something: a function, class, import, lambda or constant."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return isinstance(node.value, ast.Constant | ast.Lambda)
    return isinstance(node, DEFINITIONS)
