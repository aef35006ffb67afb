"""An entry of the trail of scores, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from autograder.course.history import Change, Entry
from autograder.course.past import BY_HAND, COMMENT
from autograder.reports.table import SIGNS
from autograder.reports.text import local, points, safe_line


def entry_lines(entry: Entry, zone: tzinfo | None) -> Iterator[str]:
    """When a score changed and to what, why, and by whom; then each exercise that changed."""
    old = "" if entry.old_score is None else f"{points(entry.old_score)} → "
    was = f"{entry.old_status} → " if entry.old_status not in ("", entry.new_status) else ""
    yield (
        f"{local(datetime.fromisoformat(entry.at), zone)}  {safe_line(entry.student)}: "
        f"{old}{points(entry.new_score)}, {was}{entry.new_status}".replace("_", " ")
    )
    yield f"    {entry.cause} · {'noticed for' if entry.manual else 'by'} {safe_line(entry.by)}"
    for change in entry.changes if entry.old_score is not None else ():
        yield f"    {change_in_words(change)}"


def change_in_words(change: Change) -> str:
    """One exercise: "train ✗ → ✓, 0 → 3"."""
    if change.new_status == COMMENT:
        return f"{change.name}: another comment"
    words = {BY_HAND: BY_HAND, "": ""}
    signs = [words.get(s, SIGNS.get(s, "✗")) for s in (change.old_status, change.new_status)]
    numbers = ["–" if p is None else points(p) for p in (change.old_points, change.new_points)]
    shown = " → ".join(dict.fromkeys(filter(None, signs)))
    return f"{change.name} {shown}, {' → '.join(dict.fromkeys(numbers))}"
