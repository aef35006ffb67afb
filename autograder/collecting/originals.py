"""What was handed in, kept under its SHA-256, and the list of what came of it."""

import hashlib
import json
import shutil
import tempfile
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from autograder.collecting.names import Named, identify
from autograder.submissions.entries import ending_of
from autograder.submissions.files import naming, open_regular, write_json


def downloaded(root: Path, assignment: str) -> dict[str, tuple[str, Named]]:
    """What the platform called each student's work, where it has a number for the student."""
    path = root / ".autograder" / "originals" / assignment / "originals.json"
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["students"]
        names = {str(row["student"]): str(row["name"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    found = {}
    for student, name in names.items():
        for is_folder in (True, False):
            named = identify(name, assignment, is_folder=is_folder)
            if named.platform:
                found[student] = name, named
    return found


class Originals:
    """The folder of an assignment's originals, private to the instructor.

    originals.json lists every student: what it was called, its SHA-256, and what became of it.
    """

    def __init__(self, root: Path, assignment: str) -> None:
        self.assignment = assignment
        self.folder = root / ".autograder" / "originals" / assignment
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.list = self.folder / "originals.json"
        self.rows: dict[str, dict[str, Any]] = self._load()

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            rows = json.loads(self.list.read_text(encoding="utf-8"))["students"]
            return {row["student"]: row for row in rows}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError):
            # A list that is damaged is set aside; the originals themselves are still there.
            self.list.replace(self.list.with_suffix(".damaged"))
            return {}

    def save(self) -> None:
        """Write the list."""
        rows = [self.rows[student] for student in sorted(self.rows)]
        write_json(self.list, {"version": 1, "students": rows})

    def keep_source(self, source: Path) -> None:
        """Keep a download that is one file; of a folder, what is taken from it is kept."""
        if source.is_file():
            with open_regular(source) as file:
                self.keep(file, source.name)

    def keep(self, file: BufferedIOBase, name: str) -> dict[str, Any]:
        """A row on a file's content, which is kept."""
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        kept = self.folder / f"{digest}{ending_of(name)}"
        part = self.folder / f".{digest}"
        part.touch(0o600)
        with naming(self.folder), part.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        part.replace(kept)
        return {"name": name, "sha256": digest, "bytes": kept.stat().st_size, "kept": kept.name}

    def set_aside(self, folder: Path, student: str) -> None:
        """Move a folder that is replaced to where it is not lost."""
        aside = self.folder / "replaced"
        aside.mkdir(exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=aside, prefix=f"{student}-"))
        folder.rename(place / folder.name)
