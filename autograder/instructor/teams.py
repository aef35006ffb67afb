"""Teams: the work of one member is put into the folders of the others, who are graded as ever.

`teams.csv` at the course's root has the columns team and student, and may have assignment.
`.autograder/teams/ASSIGNMENT.json` records which folders in submitted/ are copies, and of whose: a
folder that has changed since is the student's own again.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.authoring.room import RoomError
from autograder.collecting.originals import Originals
from autograder.course.database import opened
from autograder.course.marks import share_marks
from autograder.reports.text import safe_line
from autograder.submissions.files import SubmissionError, read_file, write_json
from autograder.submissions.folder import SECRET, folder_digest, read_submission
from autograder.submissions.intake import copy_submission, id_problem

TEAMS = "teams.csv"
NEVER = datetime.min


def read_teams(root: Path, assignment: str) -> dict[str, list[str]]:
    """The members of each team that an assignment has. Raises RoomError for what is not valid.

    A row whose column assignment is empty, or that has none, counts for every assignment.
    """
    file = root / TEAMS
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.DictReader(lines))
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, csv.Error) as error:
        raise RoomError(f"{file} is not a CSV file in UTF-8: {error}.") from error
    teams: dict[str, list[str]] = {}
    team_of: dict[str, str] = {}
    for number, row in enumerate(table, 2):
        team, student = ((row.get(name) or "").strip() for name in ("team", "student"))
        if (row.get("assignment") or "").strip() not in ("", assignment):
            continue
        if not team or id_problem(student):
            expected = "a header `team,student` and in each row a team and a student's id"
            raise RoomError(f"{file}, row {number}: expected {expected}.")
        if team_of.setdefault(student, team) != team:
            raise RoomError(
                f"{file}, row {number}: {student} is in the teams {safe_line(team_of[student])} "
                f"and {safe_line(team)}.\nA student has one team for an assignment: remove a row."
            )
        if student not in teams.setdefault(team, []):
            teams[team].append(student)
    return teams


def copies(root: Path, assignment: str) -> dict[str, str]:
    """Whose work a student's folder holds, for each student whose folder is a copy."""
    folders = _Folders(root, assignment)
    return {s: copy.of for s, copy in folders.recorded().items() if folders.digest(s) == copy.made}


def share_work(root: Path, assignment: str) -> list[str]:
    """Give every member the work that their team handed in last; a line for each decision.

    Raises RoomError where teams.csv is not valid; nothing is changed then.
    """
    teams, folders = read_teams(root, assignment), _Folders(root, assignment)
    recorded = folders.recorded()
    if not teams and not recorded:
        return []
    mates = {student: members for members in teams.values() for student in members}
    said, kept = [], {}
    for student, copy in recorded.items():
        if folders.digest(student) != copy.made:
            continue  # by now it is the student's own
        if copy.of in mates.get(student, ()):
            kept[student] = copy
            continue
        folders.set_aside(student)
        said.append(
            f"{student} is no longer in a team with {copy.of}, whose work is removed from "
            f"submitted/{student}/.\nTo get {student}'s own: autograder collect {assignment}"
        )
    for team, members in teams.items():
        said += _share(folders, safe_line(team), members, kept)
    folders.record(kept)
    return said


def give_marks(api: Any, root: Path, assignment: str) -> list[str]:
    """Give each member the marks of the work that counts for them; a line for each that differs."""
    if not (of := copies(root, assignment)):
        return []
    with opened(api.coursedir) as gradebook:
        said = share_marks(gradebook, assignment, of)
        gradebook.db.commit()
    return said


def _share(
    folders: _Folders, team: str, members: list[str], kept: dict[str, _Copy]
) -> Iterator[str]:
    """Copy a team's work to the members who do not have it yet, and note that in `kept`."""
    there = [student for student in members if folders.digest(student)]
    own = [student for student in there if student not in kept] or there
    if not own:
        return
    works = {student: folders.work(student) for student in own}
    times = {student: folders.when_or_never(student) for student in own}
    last = max(own, key=lambda student: times[student])
    is_clear = NEVER not in times.values() and list(times.values()).count(times[last]) == 1
    if len(set(works.values())) > 1 and not is_clear:
        yield (
            f"Team {team}: {' and '.join(own)} handed in different work, and no times say which is "
            f"newer. Each keeps their own.\nRemove the folder in submitted/ that does not count, "
            f"then run: autograder grade {folders.assignment}"
        )
        return
    kept.pop(last, None)
    given, digest = [], folders.digest(last)
    for student in members:
        copy = kept.get(student)
        if student == last or (copy and (copy.of, copy.source) == (last, digest)):
            continue
        if student in own and works[student] != works[last]:
            yield (
                f"Team {team}: {last} handed in last. {student}'s other work does not count; it is "
                f"kept in .autograder/originals/{folders.assignment}/replaced/."
            )
        folders.copy(last, student)
        kept[student] = _Copy(last, digest, folders.digest(student))
        given.append(student)
    if given:
        yield f"Team {team}: {last}'s work counts for {', '.join(given)} too."


@dataclass(frozen=True)
class _Copy:
    """Whose work a folder holds; digests of that folder, and of what was made of it."""

    of: str
    source: str
    made: str


class _Folders:
    """The folders of an assignment in submitted/, and the record of those that are copies."""

    def __init__(self, root: Path, assignment: str) -> None:
        self.root, self.assignment = root, assignment
        self._record = root / ".autograder" / "teams" / f"{assignment}.json"

    def _folder(self, student: str) -> Path:
        return self.root / "submitted" / student / self.assignment

    def digest(self, student: str) -> str:
        """A digest of the student's folder, or "" where there is none."""
        folder = self._folder(student)
        return folder_digest(folder) if folder.is_dir() and not folder.is_symlink() else ""

    def when_or_never(self, student: str) -> datetime:
        """When it was handed in; NEVER where nothing says that."""
        from autograder.nbgrader.times import time_in  # which takes a second to import

        return time_in(self._folder(student)) or NEVER

    def work(self, student: str) -> tuple[bytes | None, bytes | None]:
        """The notebook and the module, both None where there is nothing to grade."""
        try:
            found = read_submission(self._folder(student), self.assignment)
        except (SubmissionError, OSError):
            return None, None
        return found.notebook, found.module

    def copy(self, of: str, student: str) -> None:
        """Put one student's work into another's folder, which keeps its secret for feedback."""
        folder, secret = self._folder(student), None
        if self.digest(student):
            with contextlib.suppress(SubmissionError):
                secret = read_file(folder / SECRET)
            self.set_aside(student)
        copy_submission(self._folder(of), folder, [SECRET])
        if secret:
            (folder / SECRET).write_bytes(secret)

    def set_aside(self, student: str) -> None:
        """Move a folder to where it is not lost."""
        Originals(self.root, self.assignment).set_aside(self._folder(student), student)

    def recorded(self) -> dict[str, _Copy]:
        """The record; empty where there is none, or it is damaged."""
        try:
            text = self._record.read_text(encoding="utf-8")
            return {student: _Copy(**copy) for student, copy in json.loads(text).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def record(self, kept: dict[str, _Copy]) -> None:
        """Write the record."""
        self._record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_json(self._record, {s: asdict(copy) for s, copy in sorted(kept.items())})
