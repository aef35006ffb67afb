"""Teams, in the steps of the week: shared work when collecting, and shared marks when grading."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.course.database import opened
from autograder.course.marks import share_marks


def give_work(root: Path, assignment: str) -> list[str]:
    """Give each member the team's newest work; a line for each decision."""
    if not has_teams(root, assignment):  # what shares it is slow to import
        return []
    from autograder.nbgrader.teams import share_work

    return share_work(root, assignment)


def has_teams(root: Path, assignment: str) -> bool:
    """Whether there are teams, or work that was shared when there were."""
    return (root / "teams.csv").exists() or (
        root / ".autograder" / "teams" / f"{assignment}.json"
    ).exists()


def give_marks(api: Any, root: Path, assignment: str) -> list[str]:
    """Give each member the marks of the work that counts for them; a line for each that differs."""
    from autograder.nbgrader.teams import copies

    if not (of := copies(root, assignment)):
        return []
    with opened(api.coursedir) as gradebook:
        said = share_marks(gradebook, assignment, of)
        gradebook.db.commit()
    return said


def work_of(root: Path, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """Whose work it is, for those of the students who have a copy of a team member's."""
    from autograder.nbgrader.teams import copies

    of = copies(root, assignment)
    return {student: of[student] for student in students if student in of}
