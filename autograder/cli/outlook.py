"""What grading would change, as lines: whose verdicts and scores, grouped by the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.course.history import Change
    from autograder.instructor import Outlook


def outlook_lines(looks: Sequence[Outlook]) -> Iterator[str]:
    """For each cause, a line for each student with another score or verdict."""
    for cause in dict.fromkeys(look.cause for look in looks):
        yield f"{cause}:"
        lines = [line_of(look) for look in looks if look.cause == cause]
        yield from (f"  {line}" for line in lines if line)
        if same := lines.count(""):
            yield f"  {same} unchanged"


def tally(looks: Sequence[Outlook], unchanged: int = 0) -> str:
    """How many would gain, lose, be graded for the first time, and stay as they are."""
    pairs = [(look.old_score, look.new_score) for look in looks]
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    first = sum(old is None and new is not None for old, new in pairs)
    up, down = sum(new > old for old, new in both), sum(new < old for old, new in both)
    faults = sum(new is None for _, new in pairs)
    parts = [f"{up} would gain", f"{down} would lose"]
    parts += [f"{first} would be graded for the first time"] if first else []
    parts += [f"{faults} could not be judged"] if faults else []
    return ", ".join([*parts, f"{unchanged + len(both) - up - down} unchanged"])


def line_of(look: Outlook) -> str:
    """One student's line, empty where neither score nor verdict would be another one."""
    from autograder.reports.text import points, safe_line

    name = safe_line(look.student)
    if look.new_score is None:
        return f"{name}: could not be judged: {safe_line(look.fault)}"
    if look.old_score is None:
        return f"{name}: {points(look.new_score)}{', not gradable' if look.is_unread else ''}"
    shown = [_change(change, look) for change in look.changes]
    if look.is_changed:
        shown.append(f"{points(look.old_score)} → {points(look.new_score)}")
    elif any(shown):
        shown.append(f"{points(look.new_score)} as before")
    return f"{name}: {', '.join(filter(None, shown))}" if any(shown) else ""


def _change(change: Change, look: Outlook) -> str:
    """One exercise, "train ✗ → ✓"; empty where it fails in another way, for as many points."""
    from autograder.reports.table import SIGNS
    from autograder.reports.text import points

    if "" in (change.old_status, change.new_status):
        return f"{change.name} {'is new' if change.new_status else 'is removed'}"
    note = " (points by hand count)" if change.name in look.by_hand else ""
    signs = [SIGNS.get(s, "✗") for s in (change.old_status, change.new_status)]
    if signs[0] != signs[1]:
        return f"{change.name} {signs[0]} → {signs[1]}{note}"
    if change.old_points == change.new_points:
        return ""
    numbers = [points(p or 0.0) for p in (change.old_points, change.new_points)]
    return f"{change.name} {signs[0]} {numbers[0]} → {numbers[1]}{note}"
