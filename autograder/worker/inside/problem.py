"""An exception as plain data: its place in the student's code, and the shapes that did not fit."""

from __future__ import annotations

import linecache
import re
import sys
import sysconfig
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from autograder.values.outcome import Problem

__all__ = ["frames", "problem_of"]

LIBRARIES = tuple(
    sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
COMPILED = (".pyx", ".pxd", ".pxi")  # Cython's frames name files of where a library was built
OURS = str(Path(__file__).parent.parent.parent)
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
    try:
        message = str(error)
    except Exception:
        message = ""
    kind = type(error).__name__
    if isinstance(error, SyntaxError):
        source, line = (error.text or "").strip(), error.lineno or 0
        return Problem(kind, str(error.msg), str(error.filename or ""), line, source)
    own = [(frame, line) for frame, line in frames(error.__traceback__) if _is_own(frame)]
    if not own:
        return Problem(kind, message)
    (outer, outer_line), (frame, line) = own[0], own[-1]
    code = frame.f_code
    found = Problem(
        kind, message, code.co_filename, line, _source(frame, line), code.co_name,
        shapes=_shapes(error, frame),
    )  # fmt: skip
    if outer.f_code is code:
        return found
    return replace(found, caller_line=outer_line, caller_source=_source(outer, outer_line))


def frames(traceback: TracebackType | None) -> list[tuple[FrameType, int]]:
    """The frames that an exception came through, from the outermost, each with its line."""
    found = []
    while traceback is not None:
        found.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    return found


def _is_own(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    if name.endswith(COMPILED):
        return False
    return not name.startswith(("<frozen", "<__array_function__", OURS, *LIBRARIES))


def _source(frame: FrameType, line: int) -> str:
    return linecache.getline(frame.f_code.co_filename, line, frame.f_globals).strip()


def _shapes(error: BaseException, frame: FrameType) -> str:
    """The shapes of the arrays that the failing expression names: "g (4, 3), dE_dy.T (1, 4)".

    NumPy's own message leaves the names out.
    """
    modules = [(sys.modules.get(module), name) for module, name in ARRAYS]
    types = [getattr(module, name, None) for module, name in modules if module is not None]
    found = {}
    for name, transposed, _ in NAME.findall(_expression(error, frame)):
        value: Any = frame.f_locals.get(name, frame.f_globals.get(name))
        if type(value) in types:
            shape = tuple(value.shape)
            found[name + transposed] = shape[::-1] if transposed else shape
    return ", ".join(f"{name} {shape}" for name, shape in found.items())


def _expression(error: BaseException, frame: FrameType) -> str:
    """The source of what failed in this frame: a part of one line, or several lines."""
    entry, last = error.__traceback__, 0
    while entry is not None:
        last = entry.tb_lasti if entry.tb_frame is frame else last
        entry = entry.tb_next
    place = next(islice(frame.f_code.co_positions(), last // 2, None), (None,) * 4)
    start, end, left, right = place
    if start is None or end is None:
        return ""
    name = frame.f_code.co_filename
    lines = [linecache.getline(name, n, frame.f_globals) for n in range(start, end + 1)]
    is_part = start == end and left is not None
    return lines[0].encode()[left:right].decode(errors="replace") if is_part else "".join(lines)
