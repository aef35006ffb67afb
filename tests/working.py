"""What the tests of the worker share: a call, its limits, forged messages, and other processes."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.values.outcome import Outcome
from autograder.worker.request import Request
from autograder.worker.session import Session

needs_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the worker's limits and the tests' look at /proc need Linux"
)

Open = Callable[..., Session]
Notebook = Callable[..., bytes]

# Short enough to wait for, long enough for an honest call on a busy machine.
SOON = 1.0


def call(session: Session, exercise: str = "f", *args: Any) -> Outcome:
    """The outcome of one call of the implementation that counts."""
    (source, *_) = session.loaded.sources(exercise)
    names = tuple(f"argument {number}" for number in range(1, len(args) + 1))
    request = Request(exercise, args, {}, names)
    return session.call(request, source, no_answer)


@contextlib.contextmanager
def within(session: Session, seconds: float) -> Iterator[None]:
    """What is done here may take so much of the submission's time, however busy the machine is."""
    before = session.meter.left
    yield
    assert before - session.meter.left < seconds


def descendants() -> set[int]:
    """The processes that this one has started, and those that they have, as far as they run."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (stat := status(int(entry.name))):
            parents[int(entry.name)] = stat[1]
    found = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {os.getpid()}


def status(pid: int) -> tuple[str, int] | None:
    """The state and the parent of a process, or None if it has ended."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else (state, int(parent))


def ended(pids: set[int]) -> bool:
    """Whether all of these processes end soon."""
    deadline = time.monotonic() + 20  # a busy machine takes its time
    while any(map(status, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not any(map(status, pids))


def settled(count: int) -> bool:
    """Whether there come to be so many descendants soon."""
    deadline = time.monotonic() + 20  # a busy machine takes its time
    while len(descendants()) != count and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(descendants()) == count


def no_answer(name: str, args: Any, keywords: Any) -> None:
    """The key has no answer for any exercise that the student's code calls."""


FORGE = """
import json, os, struct
def send(message, blob=b""):
    header = json.dumps(message).encode()
    os.write(4, struct.pack(">II", len(header), len(blob)) + header + blob)
"""
AN_ARRAY = {"array": 2, "shape": [2], "dtype": "int8"}


def loaded(**changes: Any) -> dict[str, Any]:
    parts = {"names": {"dict": [["module", ["f"]]]}, "problems": [], "cells": []} | changes
    return {"status": "loaded"} | {name: part for name, part in parts.items() if part is not None}
