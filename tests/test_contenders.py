"""The benchmark's tables and picture, from results that are made up here."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from benchmarks.contenders import summary

ROOT = Path(__file__).resolve().parent.parent
# Its child, for which it does not wait, works for 0.3 s.
NOBODY_WAITS = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
if os.fork() == 0:
    while time.process_time() < 0.3: pass
"""
MEASURED = """
import subprocess, sys
from benchmarks.contenders.measure import become_reaper, measure
become_reaper()
print(measure(lambda: subprocess.run([sys.executable, "-ISc", sys.argv[1]])).cpu)
"""


def a_run(number: int, kind: str, contender: str, cpu: float, wall: float) -> dict[str, Any]:
    return {
        "round": number, "class": kind, "contender": contender, "load": 0.25,
        "submissions": 4 if kind == "honest" else 6, "cpu": cpu, "wall": wall, "peak_mb": 100.0,
    }  # fmt: skip


RESULTS = {
    "version": 1,
    "date": "2030-01-02",
    "machine": {
        "processor": "A & B", "processors": 2, "memory_gb": 8.0, "system": "Linux 6", "python": "3",
    },
    "class": {"right": 3, "wrong": 1, "hang": 2},
    "contenders": {"own-1": "own code", "slow": "a slow grader"},
    "runs": [
        a_run(1, "honest", "own-1", 2.0, 2.0),
        a_run(1, "honest", "slow", 8.0, 9.0),
        a_run(1, "with hangs", "slow", 28.0, 69.0),
        a_run(2, "honest", "own-1", 4.0, 4.0),
        a_run(2, "honest", "slow", 20.0, 22.0),
        a_run(2, "with hangs", "slow", 40.0, 62.0),
    ],
}  # fmt: skip


def test_a_ratio_is_taken_within_a_round() -> None:
    assert summary.ratios(RESULTS, "slow") == [4.0, 5.0]


def test_a_table_has_medians_and_the_least_and_the_largest() -> None:
    rows = list(summary.table(RESULTS))
    slow = "| a slow grader | 3.50 (2.00–5.00) | 4.50 (4.00–5.00) | 3.88 (2.25–5.50) |"
    assert f"{slow} 100 (100–100) |" in rows


def test_a_hang_costs_what_it_adds_to_the_honest_class_of_its_round() -> None:
    rows = list(summary.table(RESULTS))
    assert rows[-1] == "| a slow grader | 25.0 (20.0–30.0) | 10.0 (10.0–10.0) |"
    assert not any(row.startswith("| own code") for row in rows[-2:])


def test_the_picture_has_a_bar_for_each_ratio() -> None:
    picture = ElementTree.fromstring("".join(summary.picture(RESULTS)))  # noqa: S314  # our own
    own, slow = (float(bar.attrib["width"]) for bar in picture.iter("rect"))
    assert slow / own == pytest.approx(4.5, rel=0.01)
    words = [text.text for text in picture.iter("text")]
    assert words == ["own code", "1.00", "a slow grader", "4.50"]


def test_the_page_is_made_from_the_results_that_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contenders.json"
    monkeypatch.setattr(summary, "RESULTS", path)
    assert "make bench" in "\n".join(summary.page())
    path.write_text(json.dumps(RESULTS), encoding="utf-8")
    page = "\n".join(summary.page())
    assert "2 × A &amp; B, 8 GB, Linux 6" in page
    assert "3 right submissions and 1 wrong ones" in page
    assert page.index("| own code |") < page.index("<svg")


@pytest.mark.skipif(sys.platform != "linux", reason="perf_event_open is Linux's")
def test_the_work_of_a_child_for_which_nobody_waits_is_counted() -> None:
    command = [sys.executable, "-c", MEASURED, NOBODY_WAITS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if "perf_event_open failed" in done.stderr:
        pytest.skip("this machine does not allow perf_event_open")
    assert 0.29 < float(done.stdout) < 3, done.stderr
