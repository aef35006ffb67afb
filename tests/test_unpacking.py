"""The process that reads archives: losing it costs one archive, and what it says is data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from downloads import RIGHT, collected, laid_out, zipped
from working import needs_linux

from autograder.submissions.entries import take
from autograder.submissions.files import SubmissionError, UnreadableError
from autograder.worker import process
from autograder.worker.channel import Child, Died
from autograder.worker.process import Zygotes
from autograder.worker.unpacking import unpacked

pytestmark = needs_linux

WORK = {"mlp.py": RIGHT}


class Kept(Zygotes):
    """Warm processes whose last child is known."""

    last: Child

    def fork(self, *given: Any) -> Child:
        """A child, which is kept."""
        self.last = super().fork(*given)
        return self.last


def test_a_process_that_is_lost_is_replaced() -> None:
    with Kept() as zygotes, unpacked(zipped(WORK), zygotes=zygotes) as tree:
        zygotes.last.process.kill()
        zygotes.last.process.pidfd = None
        with pytest.raises(UnreadableError, match="has ended"):
            take(tree, "mlp")
        assert take(tree, "mlp") == WORK


def test_one_process_of_an_archive_is_as_good_as_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends it, who comes after that is collected."""
    files = {f"{name}/mlp.py": RIGHT for name in ("ada", "ben", "cy")}
    source = laid_out(tmp_path, {"class.zip": zipped(files)}) / "class.zip"
    exchange, asked = Child.exchange, []

    def lost_at_the_second(child: Child, message: Any, seconds: float) -> Any:
        asked.append(message)
        if len(asked) == 2:
            raise Died("crashed")
        return exchange(child, message, seconds)

    monkeypatch.setattr(Child, "exchange", lost_at_the_second)
    results = collected(tmp_path, source)
    assert [results[name].status for name in ("ada", "ben", "cy")].count("collected") == 2


ANSWERS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "no data": {"problem": "", "error": None},
    "no bytes": {"problem": "", "error": None, "data": "[]"},
    "no list": {"problem": "", "error": None, "data": np.frombuffer(b"7", np.uint8)},
    "no JSON": {"problem": "", "error": None, "data": np.frombuffer(b"[", np.uint8)},
    "a bomb": {"problem": "", "error": None, "data": np.frombuffer(b"[" * 10**6, np.uint8)},
    "no kind": {
        "problem": "", "error": None, "data": np.frombuffer(b'[["mlp.py", "x", ""]]', np.uint8),
    },
    "half a character": {
        "problem": "", "error": None,
        "data": np.frombuffer(b'[["\\ud800", "file", ""]]', np.uint8),
    },
    "no number": {"problem": "", "error": "x"},
    "a huge number": {"problem": "", "error": 2**62},
    "half a character of a problem": {"problem": "\ud800", "error": None},
}  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whatever_the_process_answers_is_a_refusal(
    answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch, zygotes: Zygotes
) -> None:
    """Code that has got into it reaches nothing outside."""
    monkeypatch.setattr(Child, "exchange", lambda *_: answer)
    refusals = (SubmissionError, UnreadableError)
    with pytest.raises(refusals) as refused, unpacked(zipped(WORK), zygotes=zygotes):
        pass
    str(refused.value).encode()


def test_a_machine_that_cannot_start_the_process_is_no_fault_of_the_archive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "START", "raise SystemExit(1)")
    fault = pytest.raises(UnreadableError, match="does not start")
    with Zygotes() as zygotes, fault, unpacked(zipped(WORK), zygotes=zygotes):
        pass
