"""The shapes of the arrays in an expression that failed: NumPy's own message leaves them out."""

from __future__ import annotations

import linecache
import re
import sys
from itertools import islice
from types import FrameType
from typing import Any

__all__ = ["shapes_in"]

# A name, but not one of which a part or another form is the operand.
NAME = re.compile(
    r"(?<![\w.])([A-Za-z_]\w*)(\.T\b)?"
    r"(?!\w|\[|\.(T|reshape|view|flatten|ravel|squeeze|unsqueeze|sum|mean|transpose)\b)"
)
ARRAYS = (
    ("numpy", "ndarray"), ("torch", "Tensor"), ("pandas", "DataFrame"), ("pandas", "Series"),
)  # fmt: skip


def shapes_in(error: BaseException, frame: FrameType) -> str:
    """What the expression that failed in this frame names: "g (4, 3), dE_dy.T (1, 4)"."""
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
