"""Where a text defines a function, by its lines alone: nothing of it is parsed or run."""

from __future__ import annotations

import re
from collections.abc import Sequence


def function_span(lines: Sequence[str], name: str) -> tuple[int, int] | None:
    """The numbers of a function's first line, counted from 0, and of the line after it.

    It ends before the next line that is neither indented nor a comment. The last definition counts.
    """
    head = re.compile(rf"(?:async\s+)?def\s+{name}\b")
    starts = [number for number, line in enumerate(lines) if head.match(line)]
    if not starts:
        return None
    first = starts[-1]
    end = first + 1
    for number, line in enumerate(lines[end:], end):
        if line.strip() and line[0] not in " \t)#":
            break
        end = number + 1 if line.strip() and line[0] != "#" else end
    while first and lines[first - 1].startswith("@"):
        first -= 1
    return first, end
