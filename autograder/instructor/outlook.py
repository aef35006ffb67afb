"""What grading would change, known before anything is written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Row
from autograder.course.history import Change
from autograder.course.marks import Mark
from autograder.course.past import Past, cause_of, changes_of


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
