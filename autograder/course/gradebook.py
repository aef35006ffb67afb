"""nbgrader's gradebook: what it has of everybody, and the fields that the kit enters there."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.database import CourseError, opened, place
from autograder.course.lateness import due_penalty, follow, seconds_late, what_holds
from autograder.course.marks import Mark, marks_of
from autograder.course.policy import Policy, read_policy


@dataclass(frozen=True)
class Row:
    """What the gradebook has of one submission.

    By cell: `points` (None for an answer without any score), `auto_scores` and `max_scores`.
    `unmarked` are the cells that formgrader asks a person to look at, `overridden` those where a
    person's score replaces an automatic one, `marks` all that a person gave. `late_seconds` are
    None without a time or a deadline. `due_penalty` is what the course's plugin takes off now, None
    where it fails. `deadline` is the student's own; it and the time of handing in, `submitted`, are
    None where they are not known.
    """

    raw_score: float
    penalty: float
    max_score: float
    late_seconds: float | None
    points: dict[str, float | None]
    auto_scores: dict[str, float | None]
    max_scores: dict[str, float]
    unmarked: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    due_penalty: float | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    submitted: datetime | None = None
    deadline: datetime | None = None

    @property
    def score(self) -> float:
        """The points after the late penalty, never below zero."""
        return max(0.0, self.raw_score - self.penalty)

    @property
    def is_stale(self) -> bool:
        """Whether the course's plugin takes off something else now, or fails."""
        due = self.due_penalty
        return due is None or not math.isclose(due, self.penalty, abs_tol=1e-9)


@dataclass(frozen=True)
class Book:
    """What the gradebook has of an assignment: its points, by cell too, and a row per student."""

    max_score: float
    max_scores: dict[str, float]
    rows: dict[str, Row]


def read_book(api: Any, assignment: str) -> Book:
    """What the gradebook has of an assignment.

    Raises CourseError if it cannot be read, or does not have the assignment.
    """
    with opened(api.coursedir) as gradebook:
        if not is_entered(gradebook, assignment):
            raise CourseError(
                f"The gradebook {place(api.coursedir.db_url)} has no assignment {assignment!r}.\n"
                f"Run `nbgrader generate_assignment {assignment}` or `autograder release "
                f"{assignment}`, or restore a gradebook that has it from a backup."
            )
        return book_of(gradebook, assignment, api.config, Path(api.coursedir.root))


def is_entered(gradebook: Any, assignment: str) -> bool:
    """Whether an open gradebook has the assignment with its cells, not its name alone."""
    from nbgrader.api import MissingEntry

    try:
        return bool(gradebook.find_notebook(assignment, assignment).grade_cells)
    except MissingEntry:
        return False


def book_of(gradebook: Any, name: str, config: Any, root: Path) -> Book:
    """The same of an assignment in an open gradebook."""
    from autograder.course.session import keep_cells, submissions_of

    keep_cells(gradebook, name)
    assignment, submissions = gradebook.find_assignment(name), submissions_of(gradebook, name)
    policy = what_holds(read_policy(root, name), assignment, submissions)
    cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
    rows = {
        submission.student.id: _row(
            submission, policy, due_penalty(gradebook, submission, policy, config)
        )
        for submission in submissions
    }
    return Book(assignment.max_score, {cell.name: cell.max_score for cell in cells}, rows)


def read_row(url: str, assignment: str, student: str, notebook: str) -> Row:
    """What one notebook of a student has, without a due penalty.

    Raises MissingEntry where there is none.
    """
    from autograder.course.session import Gradebook

    with Gradebook(url) as gradebook:
        return row_of(gradebook, assignment, student, notebook)


def row_of(gradebook: Any, assignment: str, student: str, notebook: str = "") -> Row:
    """The same in an open gradebook; without a notebook's name, of all notebooks together."""
    from autograder.course.session import keep_cells

    keep_cells(gradebook, assignment)
    submission = gradebook.find_submission(assignment, student)
    policy = what_holds(Policy(), submission.assignment, [submission])
    part = notebook and gradebook.find_submission_notebook(notebook, assignment, student)
    return _row(submission, policy, None, part or None)


def _row(submission: Any, policy: Policy, due_penalty: float | None, notebook: Any = None) -> Row:
    """What a submission has, or of it this notebook."""
    whole = notebook or submission
    notebooks = [notebook] if notebook else submission.notebooks
    grades = [grade for notebook in notebooks for grade in notebook.grades]
    unscored = {g.name for g in grades if g.auto_score is None and g.manual_score is None}
    return Row(
        whole.score, whole.late_submission_penalty or 0.0, whole.max_score,
        seconds_late(submission, policy),
        {g.name: None if g.name in unscored else float(g.score) for g in grades},
        {g.name: g.auto_score for g in grades},
        {g.name: g.cell.max_score for g in grades},
        tuple(g.name for g in grades if g.needs_manual_grade),
        tuple(g.name for g in grades if g.auto_score is not None and g.score != g.auto_score),
        due_penalty,
        marks_of(notebooks),
        submission.timestamp and submission.timestamp.replace(tzinfo=UTC),
        policy.due(submission.student.id),
    )  # fmt: skip


def follow_policy(api: Any, assignment: str) -> list[str]:
    """Enter the deadline and the extensions of policies.toml; a line for each contradiction.

    Raises CourseError if the gradebook cannot be written.
    """
    policy = read_policy(Path(api.coursedir.root), assignment)
    with opened(api.coursedir) as gradebook:
        entered = gradebook.find_assignment(assignment)
        said = follow(policy, entered, entered.submissions)
        gradebook.db.commit()
    return said


def enter_due_penalties(api: Any, assignment: str, rows: dict[str, Row]) -> None:
    """Replace the late penalties in these rows by those that the course's plugin gives now.

    Raises CourseError if the gradebook cannot be written.
    """
    with opened(api.coursedir) as gradebook:
        for student, row in rows.items():
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
            notebook.late_submission_penalty = row.due_penalty
        gradebook.db.commit()


def points_problem(assignment: str, room: dict[str, float], book: dict[str, float]) -> str:
    """Where a room and the gradebook disagree on points and what to do, or the empty text."""
    differ = sorted(cell for cell in room.keys() | book.keys() if room.get(cell) != book.get(cell))
    if not differ:
        return ""
    here, there = (f"{side[differ[0]]:g}" if differ[0] in side else "no" for side in (room, book))
    return (
        f"`{differ[0].removeprefix(CHECK)}` has {here} points in solutions/{assignment}/, "
        f"{there} in the gradebook.\nNothing was graded. "
        f"Run autograder release {assignment}, then autograder grade {assignment}."
    )
