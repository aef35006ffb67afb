"""How records of each kind differ: sets by their members."""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator

from autograder.values.difference import Difference
from autograder.values.hashed import by_text
from autograder.values.kind import Fields
from autograder.values.plain import Value

Compare = Callable[[Value, Value, str], Iterator[Difference]]
Differ = Callable[[Fields, Fields, str, Compare], Iterator[Difference]]


def _members(
    actual: Fields, expected: Fields, where: str, compare: Compare
) -> Iterator[Difference]:
    found, wanted = by_text(actual["items"]), by_text(expected["items"])
    extra = [item for text, item in found.items() if text not in wanted]
    missing = [item for text, item in wanted.items() if text not in found]
    extra, missing = _unmatched(extra, missing, compare)
    if extra or missing:
        yield Difference("members", where, extra, missing)


def _unmatched(
    extra: list[Value], missing: list[Value], compare: Compare
) -> tuple[list[Value], list[Value]]:
    """Members without the floats of one side that are near enough to one of the other."""
    is_float = [isinstance(item, float) and math.isfinite(item) for item in extra]
    floats = sorted(item for item, is_one in zip(extra, is_float, strict=True) if is_one)
    left = [item for item, is_one in zip(extra, is_float, strict=True) if not is_one]
    unmatched = []
    for item in missing:
        is_number = isinstance(item, int | float)
        place = bisect_left(floats, item) if is_number else 0
        near = [i for i in (place - 1, place) if is_number and 0 <= i < len(floats)]
        agreeing = [i for i in near if not any(True for _ in compare(floats[i], item, ""))]
        if agreeing:
            del floats[agreeing[0]]
        else:
            unmatched.append(item)
    return left + floats, unmatched


DIFFERENCES: dict[str, Differ] = {"set": _members, "frozenset": _members}
