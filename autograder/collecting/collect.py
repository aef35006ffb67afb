"""Puts what a learning platform gives into submitted/STUDENT/ASSIGNMENT.

Of several attempts the newest counts, never the best. A submission that is refused becomes a folder
with the reason, which is graded as not gradable.
"""

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.collecting.attempts import by_student, counts
from autograder.collecting.names import identify, target_of
from autograder.collecting.originals import Originals
from autograder.collecting.sources import Item, items_of
from autograder.reports.text import safe_line
from autograder.submissions.archives import STUDENT
from autograder.submissions.entries import ending_of, nested_archive, refuse_problems, take
from autograder.submissions.files import (
    MAX_BYTES,
    SubmissionError,
    UnreadableError,
    naming,
    read_file,
)
from autograder.submissions.folder import LATE, TIMESTAMP, leave_note
from autograder.worker.unpacking import unpacked

FIX_READING = "Make it readable, then run the command again; what was collected before is kept."
FIX_WRITING = "Move it away or fix it, then run the command again."
WRITTEN = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@dataclass
class Attempt:
    """The attempt of a student that counts, and how collecting it ended.

    `status` is "collected", "unchanged" or "refused"; "failed" if the student is not the cause
    (nothing was changed then); or "ignored" if the name matches no student. `student` is empty for
    what is ignored, and for a source that cannot be read. `others` are the names of what the
    student also handed in and does not count; `originals` are rows on what was kept. It is
    `is_late` if the platform says so, and `is_newer` if it replaced something.
    """

    student: str
    name: str
    status: str = ""
    reason: str = ""
    others: list[str] = field(default_factory=list)
    originals: list[dict[str, Any]] = field(default_factory=list)
    when: datetime | None = None
    is_late: bool = False
    is_newer: bool = False


def collect_from(
    root: Path,
    assignment: str,
    sources: Sequence[Path],
    pattern: re.Pattern[str] | None = None,
    into: Callable[[str], Path] | None = None,
) -> Iterator[Attempt]:
    """Collect from folders and archives; each student's last attempt, one after another.

    `pattern` is the form of their names, by default those of the platforms. `into` gives the folder
    of a student's submission, by default the one in submitted/.
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
            item.named = identify(item.name, assignment, pattern, is_folder=item.is_folder)
        work = [item for item in items if not item.is_ignored]
        try:
            for student, found in by_student(work, assignment).items():
                yield _collect(student, place(student), originals, found)
        finally:
            originals.save()
        yield from (Attempt("", item.name, "ignored") for item in items if item.is_ignored)


# --- reading and placing it ---------------------------------------------------------------------


def _collect(student: str, target: Path, originals: Originals, items: Sequence[Item]) -> Attempt:
    """Collect a student's last attempt; what fails for that student alone stops no other."""
    last = items[-1]
    others = [item.name for item in items if not counts(item, last)]
    counted = [item for item in items if counts(item, last)]
    is_late = any(item.named.is_late for item in counted)
    attempt = Attempt(student, last.name, others=others, when=last.named.when, is_late=is_late)
    try:
        attempt.status = _collected(attempt, target, originals, counted)
    except UnreadableError as error:
        attempt.status, attempt.reason = "failed", f"{error} {FIX_READING}"
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        reason = f"{error.filename}: {error.strerror}. {FIX_WRITING}"
        attempt.status, attempt.reason = "failed", reason
    return attempt


def _collected(attempt: Attempt, target: Path, originals: Originals, items: Sequence[Item]) -> str:
    """Put an attempt into its place, unless it is there already or a newer one is; the status."""
    old, when = originals.rows.get(attempt.student), attempt.when
    if when and _time_there(target) > when.isoformat(" ").encode():
        attempt.reason = "older than what is collected"
        return "unchanged"
    try:
        files = _read(items, attempt, originals)
    except SubmissionError as error:
        files, attempt.reason = {}, safe_line(str(error))
    row = _row(attempt) | ({"late": True} if attempt.is_late else {})
    if row == old and target.is_dir():
        return "refused" if attempt.reason else "unchanged"
    if when:
        files[TIMESTAMP] = f"{when:%Y-%m-%d %H:%M:%S} UTC\n".encode()
    if attempt.is_late:
        files[LATE] = b"The platform marked this work as late.\n"
    attempt.is_newer = target.is_symlink() or target.exists()
    _place(target, attempt, files, originals)
    originals.rows[attempt.student] = row
    return str(row["status"])


def _row(attempt: Attempt) -> dict[str, Any]:
    return {
        "student": attempt.student,
        "name": attempt.name,
        "time": attempt.when.isoformat() if attempt.when else None,
        "status": "refused" if attempt.reason else "collected",
        "reason": attempt.reason,
        "originals": attempt.originals,
        "not_counted": attempt.others,
    }


def _time_there(target: Path) -> bytes:
    """The time of what is collected, or nothing."""
    try:
        written = WRITTEN.match(read_file(target / TIMESTAMP) or b"")
    except SubmissionError:
        written = None
    return written[0] if written else b""


def _read(items: Sequence[Item], attempt: Attempt, originals: Originals) -> dict[str, bytes]:
    """The files that count of an attempt, by name; its originals are kept, and listed in it.

    Raises SubmissionError if an item is refused, and UnreadableError where this machine cannot
    read one.
    """
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    # Without NAME.ipynb, the only notebook of another name counts, as in a folder.
    notebooks = [i for i in items if i.is_loose and i.named.fits and ending_of(i.name) == ".ipynb"]
    for item in items:
        found = _read_item(item, attempt, originals, is_alone=notebooks == [item])
        attempt.others += [names[name] for name in found if name in names]
        names |= dict.fromkeys(found, item.name)
        files |= found
    if not files:
        work = f"{originals.assignment}.ipynb nor {originals.assignment}.py"
        raise SubmissionError(f"It holds neither {work}. It holds {attempt.name}.")
    return files


def _read_item(
    item: Item, attempt: Attempt, originals: Originals, *, is_alone: bool
) -> dict[str, bytes]:
    tree, assignment = item.open(), originals.assignment
    if item.is_folder:
        refuse_problems(tree.entries)
        entry = nested_archive(tree.entries, assignment)
    else:
        entry = tree.entries[0]
    if entry is None:
        files = take(tree, assignment)
        attempt.originals += [originals.keep(io.BytesIO(files[n]), n) for n in sorted(files)]
        return files
    if entry.problem:  # the name of a loose file is the platform's: any character may be in it
        raise SubmissionError(f"It holds {entry.problem}: {entry.shown}")
    data = tree.read(entry, MAX_BYTES if item.is_loose else STUDENT.packed)
    attempt.originals.append(originals.keep(io.BytesIO(data), entry.parts[-1]))
    if not item.is_loose:
        with unpacked(data) as tree:
            return take(tree, assignment)
    target = target_of(item.name, item.named.file, assignment)
    target = target or (f"{assignment}.ipynb" if is_alone else None)
    return {target: data} if target else {}


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
        if attempt.is_newer:
            originals.set_aside(target, attempt.student)
        new.rename(target)
