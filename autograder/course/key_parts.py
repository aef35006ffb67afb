"""What a key is made of, as digests that are kept, so that a later key can be compared with it."""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.authoring.release import key_path
from autograder.course.records import key_digest
from autograder.reports.text import points
from autograder.submissions.files import KEY_FILE, write_json

# By exercise, what of it, and a digest or the value itself; the empty name is the assignment.
Parts = dict[str, dict[str, Any]]
# Which fields of a key belong together, and what people call them; the rest of the key, of
# an exercise and of a case is named as well.
WHOLE = {"data files": ("files",), "provided cells": ("provided",)}
GROUPS = {"text": ("title", "hints", "mistakes", "released")}
CASE_GROUPS = {
    "expected values": ("expected", "calls", "samples"),
    "tolerance": ("tolerance",),
    "mistakes": ("mistakes",),
}
OF_WHOLE, OPTIONS, CASES = "title or libraries", "options", "cases"


def parts_of(key: dict[str, Any]) -> Parts:
    """The parts of a key that was read as JSON."""
    whole, exercises = dict(key), key["exercises"]
    del whole["exercises"]
    return {"": _digests(whole, WHOLE, OF_WHOLE)} | {
        e["name"]: _exercise(dict(e)) for e in exercises
    }


def _exercise(exercise: dict[str, Any]) -> dict[str, Any]:
    worth = exercise.pop("points")
    cases = [_digests(case, CASE_GROUPS, CASES) for case in exercise.pop("cases")]
    of_cases = {part: _digest([case[part] for case in cases]) for part in (CASES, *CASE_GROUPS)}
    return {"points": worth, **of_cases, **_digests(exercise, GROUPS, OPTIONS)}


def _digests(
    data: dict[str, Any], groups: Mapping[str, tuple[str, ...]], rest: str
) -> dict[str, str]:
    known = {field for fields in groups.values() for field in fields}
    others = {field: value for field, value in data.items() if field not in known}
    return {rest: _digest(others)} | {
        name: _digest([data.get(field) for field in fields]) for name, fields in groups.items()
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def key_changes(old: Parts, new: Parts) -> Iterator[str]:
    """What differs between two keys, in words: "points of linear (2 → 3)", "tolerance of train"."""
    before, after = ([name for name in parts if name] for parts in (old, new))
    yield from (f"{name} is new" for name in after if name not in old)
    yield from (f"{name} is removed" for name in before if name not in new)
    both = [name for name in after if name in old]
    for name in both:
        if (was := old[name]["points"]) != (now := new[name]["points"]):
            yield f"points of {name} ({points(was)} → {points(now)})"
    for part in (CASES, *CASE_GROUPS, *GROUPS, OPTIONS):
        if names := [name for name in both if old[name].get(part) != new[name].get(part)]:
            yield f"{part} of {', '.join(names)}"
    whole = {**old[""], **new[""]}
    yield from (part for part in whole if old[""].get(part) != new[""].get(part))


def keep_parts(root: Path, assignment: str) -> str:
    """The digest of the private key as it is now, whose parts are kept from now on if it is one."""
    digest = key_digest(root, assignment)
    path = _place(root, digest)
    if digest and not path.exists():
        with contextlib.suppress(ValueError, KeyError, TypeError):  # damaged: it is made again
            write_json(path, parts_of(json.loads(key_path(root, assignment).read_bytes())))
    return digest


def key_difference(root: Path, old: str, new: str) -> str:
    """What differs between the keys of two digests; the empty text where one was not kept."""
    before, after = _kept_parts(root, old), _kept_parts(root, new)
    return "; ".join(key_changes(before, after)) if before and after else ""


def _kept_parts(root: Path, digest: str) -> Parts | None:
    try:
        parts: Parts = json.loads(_place(root, digest).read_bytes())
    except (OSError, ValueError):
        return None
    return parts


def _release_parts(root: Path, assignment: str) -> Parts:
    """The parts of what is in assignments/: the public key, the prose, the written questions."""
    folder = root / "assignments" / assignment
    parts = parts_of(json.loads((folder / KEY_FILE).read_bytes()))
    cells = json.loads((folder / f"{assignment}.ipynb").read_bytes())["cells"]
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    parts[""]["text of the notebook"] = _digest([cell["source"] for cell in prose])
    for cell in prose:
        if (ours := cell["metadata"].get("nbgrader", {})).get("grade"):
            parts[ours["grade_id"]] = {"points": ours["points"]}
    return parts


def note_release(root: Path, assignment: str) -> str:
    """Keep what is released, and say what is different from the last release."""
    now = _release_parts(root, assignment)
    path = root / ".autograder" / "history" / "released" / f"{assignment}.json"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    try:
        last = json.loads(path.read_bytes())
        changes = "; ".join(key_changes(last["parts"], now)) or "nothing changed"
        words = f"Since the last release on {last['date']}: {changes}."
    except FileNotFoundError:
        names = [name for name in now if name]
        total = sum(now[name]["points"] for name in names)
        words = f"First release: {len(names)} exercises and questions, {points(total)} points."
    except (ValueError, KeyError, TypeError):
        words = f"{path} is damaged, so what changed since the last release is not known."
    write_json(path, {"date": today, "parts": now})
    return words


def _place(root: Path, digest: str) -> Path:
    return root / ".autograder" / "history" / "keys" / f"{digest}.json"
