"""What grading would change, known before anything is written; grouped by the cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Row
from autograder.course.history import Change
from autograder.course.marks import Mark
from autograder.course.past import Past, cause_of, changes_of
from autograder.reports.text import points, safe_line


@dataclass(frozen=True)
class Outlook:
    """What grading a student would change, and why; the scores are those before a late penalty.

    `old_score` is None where the student was not graded before. `by_hand` are the exercises among
    the changes for which points given by hand count, whatever the verdict. `fault` says why the
    submission could not be judged; then nothing would change. What `is_unread` is not gradable.
    """

    student: str
    cause: str
    old_score: float | None
    new_score: float | None
    changes: tuple[Change, ...] = ()
    by_hand: tuple[str, ...] = ()
    fault: str = ""
    is_unread: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether another score would be written over an earlier one."""
        return None not in (self.old_score, self.new_score) and self.old_score != self.new_score


def outlook_of(
    root: Path, key: str, student: str, past: Past | None, row: Row | None, judged: Any
) -> Outlook:
    """What a submission that was judged (`Judged`), by the key of this digest, would change."""
    report: dict[str, Any] = judged.report.to_json()
    cause = cause_of(root, past, key, judged.submission_digest)
    old = past.raw_score if past else None
    if report["status"] == "grader_fault":
        return Outlook(student, cause, old, None, fault=str(report.get("message")))
    changes = changes_of(past, report)
    marks = row.marks if row else {}
    given = [name for name in marks if marks[name].score is not None]
    by_hand = tuple(c.name for c in changes if f"{CHECK}{c.name}" in given)
    score, is_unread = _score(report, row, marks), report["status"] == "not_gradable"
    return Outlook(student, cause, old, score, changes, by_hand, is_unread=is_unread)


def _score(report: dict[str, Any], row: Row | None, marks: dict[str, Mark]) -> float:
    """The points of a report, of marks that take their place, and of written answers."""
    given = row.points if row else {}
    total = sum(p or 0.0 for cell, p in given.items() if not cell.startswith(CHECK))
    for exercise in report["exercises"]:
        mark = marks.get(f"{CHECK}{exercise['name']}", Mark())
        total += exercise["points"] if mark.score is None else mark.score
        total += mark.extra_credit or 0.0
    return total


# --- as lines -----------------------------------------------------------------------------------


def outlook_lines(looks: Sequence[Outlook]) -> Iterator[str]:
    """For each cause, a line for each student with another score or verdict."""
    for cause in dict.fromkeys(look.cause for look in looks):
        yield f"{cause}:"
        lines = [line_of(look) for look in looks if look.cause == cause]
        yield from (f"  {line}" for line in lines if line)
        if same := lines.count(""):
            yield f"  {same} unchanged"


def tally(looks: Sequence[Outlook], unchanged: int) -> str:
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
    from autograder.reports.table import SIGNS  # beside tables, which take a while to import

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
