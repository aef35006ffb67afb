"""Correct modules of many styles get full marks; faulty ones never pass the exercise they break."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import open_room
from autograder.judging.grading import grade_submission
from autograder.key import Key
from autograder.reports.report import Report
from autograder.submissions.folder import Submission
from autograder.worker.process import Zygotes

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
CORRECT = sorted(CORPUS.glob("*/correct/*.py"))
CHUNK = 30


@dataclass(frozen=True)
class Chunk:
    """Some of an assignment's faults, and the clean module that they are appended to."""

    assignment: str
    base: str
    faults: tuple[Any, ...]


def chunks() -> Iterator[Chunk]:
    """All faults of all assignments."""
    for path in sorted(CORPUS.glob("*/faults.py")):
        name = path.parent.name
        faults = importlib.import_module(f"tests.corpus.{name}.faults").FAULTS
        base = (path.parent / "base.py").read_text(encoding="utf-8")
        for start in range(0, len(faults), CHUNK):
            yield Chunk(name, base, tuple(faults[start : start + CHUNK]))


@cache
def key(assignment: str) -> Key:
    """A private key: public cases, and hidden ones from a secret of the test's own."""
    return make_assignment_key(open_room(ROOT, assignment), b"the corpus's secret")


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Warm processes for the whole module."""
    with Zygotes() as warm:
        yield warm


def grade(assignment: str, zygotes: Zygotes, name: str, source: str) -> Report:
    """The report on a module."""
    return grade_submission(key(assignment), Submission(name, None, source.encode()), zygotes)


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_correct_module_gets_full_marks(zygotes: Zygotes, path: Path) -> None:
    """Whatever its style: loops, float32, classes, torch inside."""
    report = grade(path.parts[-3], zygotes, path.stem, path.read_text(encoding="utf-8"))
    wrong = [(v.name, v.message, v.details) for v in report.verdicts if v.status != "passed"]
    assert wrong == []
    assert report.points == report.max_points


@pytest.mark.parametrize(
    "chunk", list(chunks()), ids=lambda c: f"{c.assignment}-{c.faults[0].name} …"
)
def test_no_faulty_module_passes(zygotes: Zygotes, chunk: Chunk) -> None:
    """The exercise that the fault breaks fails, so that nobody faulty gets full marks."""
    passed = []
    for fault in chunk.faults:
        report = grade(chunk.assignment, zygotes, fault.name, f"{chunk.base}\n{fault.source}")
        verdicts = {verdict.name: verdict for verdict in report.verdicts}
        if verdicts[fault.exercise].status == "passed" or report.points == report.max_points:
            passed.append(fault.name)
    assert passed == []
