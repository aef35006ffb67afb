"""The times that students' files and folders give, which may be anything."""

from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.submissions.files import SubmissionError, read_file
from autograder.submissions.folder import TIMESTAMP

LONGEST_TIME = 100


def read_time(content: bytes | str) -> datetime | None:
    """The time that a student's file or folder's name gives, or None if nbgrader reads none."""
    if not 0 < len(content) < LONGEST_TIME:
        return None
    try:
        text = content if isinstance(content, str) else content.decode()
        time: datetime = parse_utc(text.strip())
    except Exception:  # dateutil's error types are many and not documented
        return None
    return time


def time_in(folder: Path | str) -> datetime | None:
    """The time in a folder of a student, or None where there is none that can be read."""
    try:
        return read_time(read_file(Path(folder) / TIMESTAMP) or b"")
    except (SubmissionError, OSError):
        return None
