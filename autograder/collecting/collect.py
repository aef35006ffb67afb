"""Puts what a learning platform gives into submitted/STUDENT/ASSIGNMENT.

A submission that is refused becomes a folder with the reason, which is graded as not gradable.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder.collecting.attempts import Attempt, attempts_by_student, read
from autograder.collecting.names import Named
from autograder.collecting.originals import Originals
from autograder.collecting.sources import Item, items_of
from autograder.reports.text import safe_line
from autograder.submissions.files import SubmissionError, UnreadableError, naming, read_file
from autograder.submissions.folder import LATE, TIMESTAMP, leave_note

__all__ = ["Attempt", "collect_from", "in_short"]

FIX_READING = "Make it readable, then run the command again; what was collected before is kept."
FIX_WRITING = "Move it away or fix it, then run the command again."
# So many names of ignored files are shown.
MOST_SHOWN = 10
WRITTEN = re.compile(rb"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC\n")


def collect_from(
    root: Path,
    assignment: str,
    sources: Sequence[Path],
    whose: Callable[[Item], Named],
    into: Callable[[str], Path] | None = None,
) -> Iterator[Attempt]:
    """Collect from folders and archives; each student's last attempt, one after another.

    `whose` says what an item's name means, and `into` gives the folder of a student's submission,
    by default the one in submitted/. The list of originals is written now and then, and at the end.
    """
    originals = Originals(root, assignment)
    place = into or (lambda student: root / "submitted" / student / assignment)
    with ExitStack() as stack:
        items: list[Item] = []
        for source in sources:
            try:
                items += stack.enter_context(items_of(source, assignment))
                originals.keep_source(source)
            except SubmissionError as error:
                yield Attempt("", source.name, "refused", str(error))
            except UnreadableError as error:
                yield Attempt("", source.name, "failed", f"{source}: {error} {FIX_READING}")
        for item in items:
            item.named = whose(item)
        work = [item for item in items if not item.is_ignored]
        try:
            for student, attempts in attempts_by_student(work, assignment).items():
                attempt = _collect(place(student), originals, attempts)
                originals.save_now_and_then()
                yield attempt
        finally:
            originals.save()
        yield from (Attempt("", item.name, "ignored") for item in items if item.is_ignored)


def in_short(names: Sequence[str]) -> str:
    """The names on one line, which a download with many other files does not make long."""
    more = f" and {len(names) - MOST_SHOWN} more" if names[MOST_SHOWN:] else ""
    return ", ".join(safe_line(name) for name in names[:MOST_SHOWN]) + more


def _collect(target: Path, originals: Originals, attempts: Sequence[Attempt]) -> Attempt:
    """Collect a student's last attempt; what fails for that student alone stops no other."""
    attempt = attempts[-1]
    attempt.others = [attempt.name for attempt in attempts[:-1]]
    try:
        attempt.status = _collected(target, originals, attempt)
    except UnreadableError as error:
        attempt.status, attempt.reason = "failed", f"{error} {FIX_READING}"
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        reason = f"{error.filename}: {error.strerror}. {FIX_WRITING}"
        attempt.status, attempt.reason = "failed", reason
    return attempt


def _collected(target: Path, originals: Originals, attempt: Attempt) -> str:
    """Put an attempt into its place, unless it is there already or a newer one is; the status."""
    old, when = originals.rows.get(attempt.student), attempt.when
    if target.exists() and when and _time_there(old, target) > when.isoformat():
        attempt.reason = "older than what is collected"
        return "unchanged"
    try:
        files = read(attempt, originals)
    except SubmissionError as error:
        files, attempt.reason = {}, safe_line(str(error))
    row = _row(attempt)
    if row == old and target.is_dir():
        return "refused" if attempt.reason else "unchanged"
    _place(target, attempt, files, originals)
    originals.rows[attempt.student] = row
    return str(row["status"])


def _time_there(old: dict[str, Any] | None, target: Path) -> str:
    """The time of what is collected, "" for none: by the list, or by the folder itself.

    The list lacks what was collected right before the command was killed.
    """
    try:
        written = WRITTEN.fullmatch(read_file(target / TIMESTAMP) or b"")
    except SubmissionError:
        written = None
    there = f"{written[1].decode()}T{written[2].decode()}+00:00" if written else ""
    return max((old or {}).get("time") or "", there)


def _row(attempt: Attempt) -> dict[str, Any]:
    return {
        "student": attempt.student,
        "name": attempt.name,
        "time": attempt.when.isoformat() if attempt.when else None,
        "status": "refused" if attempt.reason else "collected",
        "reason": attempt.reason,
        "originals": attempt.originals,
        "not_counted": attempt.others,
    } | ({"late": True} if attempt.is_late else {})


def _place(target: Path, attempt: Attempt, files: dict[str, bytes], originals: Originals) -> None:
    """Move a folder into place once it is whole; what was there before is set aside."""
    parent = target.parent
    parent.mkdir(parents=True, exist_ok=True)
    with naming(parent), tempfile.TemporaryDirectory(dir=parent, prefix=".") as place:
        new = Path(place) / target.name
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if attempt.reason:
            leave_note(new, attempt.reason)
        if attempt.when:
            text = f"{attempt.when:%Y-%m-%d %H:%M:%S} UTC\n"
            (new / TIMESTAMP).write_text(text, encoding="utf-8")
        if attempt.is_late:
            (new / LATE).write_text("The platform marked this work as late.\n", encoding="utf-8")
        if target.is_symlink() or target.exists():
            originals.set_aside(target, attempt.student)
        new.rename(target)
