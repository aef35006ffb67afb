"""Correct modules of many styles get full marks; faulty ones never pass the exercise they break."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import answers_of, sample

from autograder.judging.grading import grade_submission
from autograder.judging.reporting import make_report, setup_for
from autograder.submissions.folder import Submission
from autograder.worker.limits import Limits
from autograder.worker.process import Zygotes
from autograder.worker.session import Session

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
CORRECT = sorted(CORPUS.glob("*/correct/*.py"))
CHUNK = 60
SAMPLE = 20


@dataclass(frozen=True)
class Chunk:
    """Some of an assignment's faults, and the clean module that they are appended to."""

    assignment: str
    base: str
    faults: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.assignment}-{self.faults[0].name} …"


def chunks() -> Iterator[Any]:
    """All faults of all assignments; one in twenty, all together, for `make test`."""
    for path in sorted(CORPUS.glob("*/faults.py")):
        name = path.parent.name
        faults = importlib.import_module(f"tests.corpus.{name}.faults").FAULTS
        base = (path.parent / "base.py").read_text(encoding="utf-8")
        yield Chunk(name, base, tuple(faults[::SAMPLE]))
        others = [fault for number, fault in enumerate(faults) if number % SAMPLE]
        for start in range(0, len(others), CHUNK):
            chunk = Chunk(name, base, tuple(others[start : start + CHUNK]))
            yield pytest.param(chunk, marks=pytest.mark.long)


def name_of(path: Path) -> str:
    """The assignment and the style of a module."""
    return f"{path.parts[-3]}-{path.stem}"


@pytest.mark.parametrize("path", sample(CORRECT, 12), ids=name_of)
def test_a_correct_module_gets_full_marks(zygotes: Zygotes, path: Path) -> None:
    """Whatever its style: loops, float32, classes, torch inside."""
    submission = Submission(path.stem, None, path.read_bytes())
    report = grade_submission(answers_of(path.parts[-3]), submission, zygotes)
    wrong = [(v.name, v.message, v.details) for v in report.verdicts if v.status != "passed"]
    assert wrong == []
    assert report.points == report.max_points


@pytest.mark.parametrize("chunk", list(chunks()), ids=str)
def test_no_faulty_module_passes(zygotes: Zygotes, chunk: Chunk) -> None:
    """The exercise that the fault breaks fails; the others are not judged, as they are right."""
    whole = answers_of(chunk.assignment)
    passed = []
    for fault in chunk.faults:
        module = f"{chunk.base}\n{fault.source}".encode()
        submission = Submission(fault.name, None, module)
        with Session(zygotes, submission, setup_for(whole), Limits.for_this_machine()) as session:
            (verdict,) = make_report(whole, session, only=[fault.exercise]).verdicts
        if verdict.status == "passed":
            passed.append(fault.name)
    assert passed == []
