"""What a student meets, shown to the author: the feedback on known mistakes, and a folder."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.authoring.release import files_beside, make_assignment_key
from autograder.authoring.room import course_secret, open_room
from autograder.building.mistakes import diagnoses_of
from autograder.building.verify import with_only
from autograder.reports.report import Verdict


def told_of_mistakes(
    root: Path, name: str, exercises: Sequence[str]
) -> Iterator[tuple[str, Verdict]]:
    """What a student reads of each known mistake of these exercises.

    That is by the public key or, of a variable, in final grading.
    """
    room = with_only(open_room(root, name), exercises)
    has_values = any(exercise.is_value for exercise in room.assignment.exercises)
    key = make_assignment_key(room, course_secret(root) if has_values else None)
    for exercise, mistake, verdict in diagnoses_of(room, key):
        yield f"{exercise.name}.{mistake}", verdict


@contextlib.contextmanager
def student_folder(root: Path, name: str) -> Iterator[Path]:
    """A folder of an assignment with what a student gets, but its notebook; removed at the end."""
    room = open_room(root, name)
    files = files_beside(room) | room.data_files()
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        for file, text in files.items():
            Path(folder, file).write_text(text, encoding="utf-8")
        yield Path(folder)
