"""What the exercises leave to do in a folder: written answers, and to hand in by a deadline."""

import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.reports.text import counted, local, points, safe_line
from autograder.submissions.cells import ANSWER_STUB, nbgraders, raw_cells, text_of
from autograder.submissions.files import SubmissionError, read_file
from autograder.submissions.folder import COURSE_FILE, find_notebook

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# How long the time left is said in days, in hours, and in minutes.
UNITS = ((timedelta(days=2), timedelta(days=1), "day"), (timedelta(hours=2), timedelta(hours=1),
         "hour"), (timedelta(0), timedelta(minutes=1), "minute"))  # fmt: skip


@dataclass(frozen=True)
class Remaining:
    """The written answers in a folder's notebook, as it is saved, and the course's wishes.

    `unwritten` of the `answers` still hold the placeholder. `course` is nbgrader's id of the
    course, empty where nothing says it.
    """

    notebook: str = ""
    points: float = 0.0
    answers: int = 0
    unwritten: int = 0
    course: str = ""
    deadline: datetime | None = None

    def by_a_person(self) -> str:
        """What is not graded automatically: 4 points for two written answers, in NAME.ipynb."""
        count = NUMBERS[self.answers] if self.answers < len(NUMBERS) else self.answers
        answers = "answer" if self.answers == 1 else "answers"
        worth = f"{points(self.points)} {'point' if self.points == 1 else 'points'}"
        return f"{worth} for {count} written {answers}, in {self.notebook}"

    def to_write(self) -> str:
        """How many answers are still to be written, or the empty text."""
        if not self.unwritten:
            return ""
        verb = "holds" if self.unwritten == 1 else "hold"
        return f"{self.unwritten} of {self.answers} still {verb} {ANSWER_STUB}"

    def due(self, now: datetime) -> list[str]:
        """A line about the deadline, in the time zone of this computer; none without one."""
        if self.deadline is None:
            return []
        when = local(self.deadline)
        if self.deadline <= now:
            return [f"the deadline was {when}"]
        return [f"the deadline is {when}, in {_in_words(self.deadline - now)}"]


def _in_words(left: timedelta) -> str:
    """A time in its largest unit of which there are two, rounded down."""
    unit, name = next((unit, name) for least, unit, name in UNITS if left >= least)
    return counted(left // unit, name)


def remaining(folder: Path, assignment: str) -> Remaining:
    """What is left to do in a folder; what cannot be read there counts as not there."""
    course, deadline = course_and_deadline(folder)
    path, cells = folder / f"{assignment}.ipynb", None
    with contextlib.suppress(SubmissionError, OSError):
        path, _ = find_notebook(folder, assignment)
        cells = raw_cells(read_file(path) or b"")
    answers = [cell for cell in cells or () if _points(cell) is not None]
    unwritten = [cell for cell in answers if text_of(cell).strip() in ("", ANSWER_STUB)]
    possible = sum(_points(cell) or 0.0 for cell in answers)
    return Remaining(safe_line(path.name), possible, len(answers), len(unwritten), course, deadline)


def _points(cell: dict[str, Any]) -> float | None:
    """The points of a cell for a written answer, None for any other cell."""
    ours, is_text = nbgraders(cell), cell.get("cell_type") == "markdown"
    is_answer = is_text and ours.get("grade") is True and ours.get("solution") is True
    found = ours.get("points")
    return float(found) if is_answer and isinstance(found, int | float) else None


def course_and_deadline(folder: Path) -> tuple[str, datetime | None]:
    """The course's id and the deadline, which `release` writes beside the key."""
    try:
        stated = json.loads((folder / COURSE_FILE).read_text(encoding="utf-8"))
        course, deadline = stated.get("course"), stated.get("deadline")
    except (OSError, ValueError, AttributeError, RecursionError):
        return "", None
    moment = None
    with contextlib.suppress(TypeError, ValueError):
        moment = datetime.fromisoformat(deadline)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return course if isinstance(course, str) else "", moment
