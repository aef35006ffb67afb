"""Teams, in the steps of the week: shared work when collecting, and shared marks when grading."""

from pathlib import Path
from typing import Any

from autograder.course.database import opened
from autograder.course.marks import share_marks


def give_work(root: Path, assignment: str) -> list[str]:
    """Give each member the team's newest work; a line for each decision."""
    from autograder.nbgrader.teams import share_work

    return share_work(root, assignment)


def give_marks(api: Any, root: Path, assignment: str) -> list[str]:
    """Give each member the marks of the work that counts for them; a line for each that differs."""
    from autograder.nbgrader.teams import copies

    if not (of := copies(root, assignment)):
        return []
    with opened(api.coursedir) as gradebook:
        said = share_marks(gradebook, assignment, of)
        gradebook.db.commit()
    return said
