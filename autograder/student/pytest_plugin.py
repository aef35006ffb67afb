"""A pytest plugin: in an assignment's folder, each exercise of the key is a test.

pytest loads this module in every project, so that it imports nothing of ours until it is asked to
collect a folder with a key, or the key itself. Nothing else of a project is touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autograder.student.definitions import Definition

KEY_FILE, SUFFIXES = "key.json", (".ipynb", ".py")
WIDTH = 98
CHECKED = pytest.StashKey[dict[Path, "_Checked"]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Exercises | None:
    """The exercises of a key, if pytest was asked for it, for its folder, or for the notebook.

    A key somewhere below belongs to what others wrote: an instructor's pytest must not run that.
    """
    asked = parent.session.isinitpath
    is_key = file_path.name == KEY_FILE and (asked(file_path) or asked(file_path.parent))
    if is_key or (file_path.suffix == ".ipynb" and asked(file_path)):
        return _exercises(file_path, parent)
    return None


def pytest_pycollect_makemodule(module_path: Path, parent: Any) -> Any:
    """The same for the module, which pytest would import; editors name it to run one exercise."""
    return _exercises(module_path, parent) if parent.session.isinitpath(module_path) else None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write the points, and what to do next."""
    for checked in config.stash.get(CHECKED, {}).values():
        terminalreporter.write_line("")
        for line in checked.last_lines():
            terminalreporter.write_line(line)


def _exercises(path: Path, parent: Any) -> Exercises | None:
    """What pytest collects for a file of an assignment's folder; None for anybody else's file."""
    key = _read(path.with_name(KEY_FILE))
    if key is None or path.name not in (KEY_FILE, *(f"{key['assignment']}{s}" for s in SUFFIXES)):
        return None
    return Exercises.from_parent(parent, path=path, key=key)


def _read(path: Path) -> dict[str, Any] | None:
    """A key of ours as plain JSON, or None for a file of somebody else's."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        names = [exercise["name"] for exercise in data["exercises"] if "cases" in exercise]
        is_key = isinstance(data["assignment"], str) and "version" in data and bool(names)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return data if is_key else None


class Exercises(pytest.File):
    """What pytest shows of an assignment's folder."""

    def __init__(self, *, key: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.key, self.folder = key, self.path.parent

    def collect(self) -> Iterator[Exercise]:
        """A test for each exercise, at the place in the student's files that is graded."""
        from autograder.student.definitions import counting, definitions

        for exercise in self.key["exercises"]:
            name = exercise["name"]
            found = definitions(self.folder, self.key["assignment"], name)
            place = counting(found, exercise.get("stub", ""))
            yield Exercise.from_parent(self, name=name, place=place)

    def checked(self) -> _Checked:
        """One check of all exercises of the folder that are to run."""
        checked = self.config.stash.setdefault(CHECKED, {})
        if self.folder not in checked:
            items = (item for item in self.session.items if isinstance(item, Exercise))
            names = dict.fromkeys(i.name for i in items if i.parent.folder == self.folder)
            checked[self.folder] = _Checked(self.folder, tuple(names))
        return checked[self.folder]


class Exercise(pytest.Item):
    """What pytest shows of an exercise: a test."""

    parent: Exercises

    def __init__(self, *, place: Definition | None, **options: Any) -> None:
        super().__init__(**options)
        self.place = place
        if place is not None:
            self.path = place.path  # what an editor opens

    def reportinfo(self) -> tuple[Path, int, str]:
        """The student's file, and the line of the function in it, counted from 0."""
        return self.path, self.place.line - 1 if self.place else 0, self.name

    def runtest(self) -> None:
        """Fail with the words of `autograder check`; what is not written yet is skipped."""
        checked = self.parent.checked()
        verdict = checked.verdicts.get(self.name, {})
        if verdict.get("status") == "passed":
            return
        if verdict.get("status") == "not_attempted" and not checked.body(self.name):
            raise pytest.skip.Exception("not written yet", _use_item_location=True)
        text = [f"{self._where(verdict)}{checked.head(self.name)}", *checked.body(self.name)]
        pytest.fail("\n".join(text), pytrace=False)

    def _where(self, verdict: dict[str, Any]) -> str:
        """The line that failed, or else the function's, in the form that editors link."""
        if verdict.get("line") and str(verdict.get("file")).endswith(".py"):
            return f"{verdict['file']}:{verdict['line']}: "
        return f"{self.path.name}:{self.place.line}: " if self.place else ""


class _Checked:
    """What came of one check of a folder, for each exercise in plain text."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        from autograder.student.checking import Checker, CheckFault, Job

        try:
            self.done = Checker().check(Job(str(folder), names, WIDTH, full=True))
        except CheckFault as fault:
            self.done = {"message": str(fault)}
        self.parts = {part["name"]: part for part in self.done.get("exercises", ())}
        found = self.done.get("json", {}).get("exercises", ())
        self.verdicts: dict[str, dict[str, Any]] = {verdict["name"]: verdict for verdict in found}

    def head(self, name: str) -> str:
        """The exercise's name and title, or why nothing was checked."""
        if name not in self.parts:
            return str(self.done.get("message") or self.done["summary"])
        return f"{name} · {self.parts[name]['title']}"

    def body(self, name: str) -> list[str]:
        """What `check` says below that; of a cause that it has told already, the message."""
        from click import unstyle

        if name not in self.parts:
            return []
        lines = [unstyle(line)[4:] for line in self.parts[name]["body"]]
        is_told = lines or self.parts[name]["status"] == "not_attempted"
        return lines if is_told else [f"  {self.verdicts[name]['message']}"]

    def last_lines(self) -> list[str]:
        """The points, what is to be said of the files as a whole, and what to do next."""
        steps = self.done.get("next", ())[:1]  # the tests have said what else is wrong
        lines = [self.done.get("remark"), self.done.get("summary"), *steps]
        return [line for line in lines if line]
