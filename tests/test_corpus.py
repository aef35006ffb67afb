"""Correct modules of many styles get full marks; faulty ones never pass the exercise they break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.build import make_assignment_key
from autograder.grading import grade_submission
from autograder.key import Key
from autograder.report import Report
from autograder.room import open_room
from autograder.worker.process import Zygotes
from autograder.worker.submission import Submission
from tests.corpus.faults import BASE, FAULTS, Fault

ROOT = Path(__file__).parent.parent
CORRECT = sorted((ROOT / "tests" / "corpus" / "correct").glob("*.py"))
CHUNKS = [FAULTS[start : start + 30] for start in range(0, len(FAULTS), 30)]


@pytest.fixture(scope="module")
def key() -> Key:
    """A private key: public cases, and hidden ones from a secret of the test's own."""
    return make_assignment_key(open_room(ROOT, "mlp"), b"the corpus's secret")


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    """Warm processes for the whole module."""
    with Zygotes() as warm:
        yield warm


def grade(key: Key, zygotes: Zygotes, name: str, source: str) -> Report:
    """The report on a module."""
    return grade_submission(key, Submission(name, None, source.encode()), zygotes)


@pytest.mark.parametrize("path", CORRECT, ids=lambda path: path.stem)
def test_a_correct_module_gets_full_marks(key: Key, zygotes: Zygotes, path: Path) -> None:
    """Whatever its style: loops, float32, classes, torch inside."""
    report = grade(key, zygotes, path.stem, path.read_text(encoding="utf-8"))
    wrong = [(v.name, v.message, v.details) for v in report.verdicts if v.status != "passed"]
    assert wrong == []
    assert report.points == report.max_points


@pytest.mark.parametrize("chunk", CHUNKS, ids=lambda chunk: f"{chunk[0].name} …")
def test_no_faulty_module_passes(key: Key, zygotes: Zygotes, chunk: list[Fault]) -> None:
    """The exercise that the fault breaks fails, so that nobody faulty gets full marks."""
    passed = []
    for fault in chunk:
        report = grade(key, zygotes, fault.name, f"{BASE}\n{fault.source}")
        verdicts = {verdict.name: verdict for verdict in report.verdicts}
        if verdicts[fault.exercise].status == "passed" or report.points == report.max_points:
            passed.append(fault.name)
    assert passed == []
