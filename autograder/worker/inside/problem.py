"""An exception as plain data: its place in the student's code, and the shapes that did not fit."""

import builtins
import linecache
import re
import sys
import traceback
from collections.abc import Iterable
from dataclasses import replace
from types import FrameType, ModuleType
from typing import Any

from autograder.values import AUTHORS
from autograder.values.instances import LIBRARIES, OURS
from autograder.values.outcome import Problem

MAX_MESSAGE = 1000
# To compare names takes microseconds a pair; a typing error is closer than this.
MAX_NAME, MAX_NAMES, SIMILAR = 40, 2000, 0.75
COMPILED = (".pyx", ".pxd", ".pxi")  # Cython's frames name files of where a library was built
# A name, unless a part or another form of it is the operand.
NAME = re.compile(
    r"(?<![\w.])([A-Za-z_]\w*)(\.T\b)?"
    r"(?!\w|\[|\.(T|reshape|view|flatten|ravel|squeeze|unsqueeze|sum|mean|transpose)\b)"
)
ARRAYS = (
    ("numpy", "ndarray"), ("torch", "Tensor"), ("pandas", "DataFrame"), ("pandas", "Series"),
)  # fmt: skip


def problem_of(error: BaseException) -> Problem:
    """The exception as plain data, with the last line of code that is not a library's."""
    bases = " ".join(kind.__name__ for kind in type(error).__mro__)
    return replace(_problem_of(error), bases=bases)


def _problem_of(error: BaseException) -> Problem:
    try:
        message = str(error)[:MAX_MESSAGE]
    except Exception:
        message = ""
    kind = type(error).__name__
    if isinstance(error, SyntaxError):
        source, line = (error.text or "").strip(), error.lineno or 0
        return Problem(kind, str(error.msg), str(error.filename or ""), line, source)
    trace = error.__traceback__
    frames = [frame for frame, _ in traceback.walk_tb(trace)]
    stack = list(zip(frames, traceback.extract_tb(trace), strict=True))
    own = [(frame, place) for frame, place in stack if _is_own(frame)]
    if not own:
        source = _line_of_a_case([place for _, place in stack])
        message += _suggestion(error, frames[-1]) if frames else ""
        return Problem(kind, message, source=source)
    (outer, caller), (frame, place) = own[0], own[-1]
    message += _suggestion(error, frame)
    found = Problem(
        kind, message, place.filename, place.lineno or 0, place.line or "", place.name,
        shapes=_shapes(frame, place),
    )  # fmt: skip
    if outer.f_code is frame.f_code:
        return found
    return replace(found, caller_line=caller.lineno or 0, caller_source=caller.line or "")


def _line_of_a_case(places: Iterable[traceback.FrameSummary]) -> str:
    """The line of an author's function in which a student's class or function is used, if any."""
    lines = [place.line or "" for place in places if place.filename.startswith(AUTHORS)]
    return lines[-1] if lines else ""


def near_name(name: str, names: Iterable[str]) -> str | None:
    """The one of these names that may be meant, such as linear for lineer."""
    import difflib  # rarely needed, so not at start-up

    others = [other for other in names if len(other) <= MAX_NAME][:MAX_NAMES]
    return next(iter(difflib.get_close_matches(name, others, 1, SIMILAR)), None)


def _suggestion(error: BaseException, frame: FrameType) -> str:
    """A question that Python's own traceback adds, but not its message."""
    if not isinstance(error, NameError | AttributeError) or type(error.name) is not str:
        return ""
    names: Iterable[str] = [*frame.f_locals, *frame.f_globals, *vars(builtins)]
    if isinstance(error, AttributeError):
        names = dir(error.obj if type(error.obj) is ModuleType else type(error.obj))
    near = near_name(error.name[:MAX_NAME], names)
    return f". Did you mean {near}?" if near else ""


def _is_own(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    is_librarys = name.startswith(("<frozen", "<__array_function__", AUTHORS, OURS, *LIBRARIES))
    return not is_librarys and not name.endswith(COMPILED)


def _shapes(frame: FrameType, place: traceback.FrameSummary) -> str:
    """The shapes of the arrays that the failing expression names: "g (4, 3), dE_dy.T (1, 4)".

    NumPy's own message leaves the names out.
    """
    modules = [(sys.modules.get(module), name) for module, name in ARRAYS]
    types = [getattr(module, name, None) for module, name in modules if module is not None]
    found = {}
    for name, transposed, _ in NAME.findall(_expression(place)):
        value: Any = frame.f_locals.get(name, frame.f_globals.get(name))
        if type(value) in types:
            shape = tuple(value.shape)
            found[name + transposed] = shape[::-1] if transposed else shape
    return ", ".join(f"{name} {shape}" for name, shape in found.items())


def _expression(place: traceback.FrameSummary) -> str:
    """The source of what failed: a part of one line, or several lines."""
    start, end = place.lineno or 0, place.end_lineno or 0
    lines = [linecache.getline(place.filename, number) for number in range(start, end + 1)]
    if start == end and place.colno is not None:
        return lines[0].encode()[place.colno : place.end_colno].decode(errors="replace")
    return "".join(lines)
