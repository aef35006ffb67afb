"""What runs in the child: it loads one submission and answers calls, one at a time.

Everything a student made is parsed, compiled and run here and nowhere else. What is sent back is
data; whatever student code does to this module, it can only send other data.
"""

from __future__ import annotations

import ast
import hashlib
import json
import linecache
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.outcome import Outcome, Problem
from autograder.values import MalformedError, TextFile, Value, freeze, from_bytes, thaw, to_bytes
from autograder.worker import wire
from autograder.worker.calling import CallRules, call, problem_of, similar_function
from autograder.worker.time_limit import OutOfTime, time_limit

__all__ = ["MAX_CELLS", "TYPICAL", "cell_digest", "main", "warm_up"]

TYPICAL = "def typical(x, bias, file):\n    return 1 / (1 + abs(x @ x.T + bias)), x.sum(axis=0)\n"
# A notebook of 10 MB may hold 250,000 cells, which would take minutes; those beyond are not run.
MAX_CELLS = 2000
# What is left of a module whose other top-level code hangs or ends the process.
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
# What is left where that hangs or ends it as well: these without the values that are called for.
CALLING = (ast.Assign, ast.AnnAssign)


def cell_digest(source: str) -> str:
    """The digest by which a provided cell is known, whatever its trailing white space."""
    lines = [line.rstrip() for line in source.strip().splitlines()]
    text = "\n".join(lines).encode("utf-8", "surrogatepass")  # JSON may hold half a character
    return hashlib.sha256(text).hexdigest()[:32]


def warm_up() -> None:
    """Run the paths that every submission takes: imports, and memory that a child copies on use."""
    namespace: dict[str, Any] = {}
    text = TYPICAL.encode().decode("utf-8-sig")
    exec(compile(text, "typical.py", "exec"), namespace)  # noqa: S102  # our own text
    file = TextFile("numbers.txt", "0.5\n", is_open=True)
    given = from_bytes(*to_bytes({"args": [np.eye(2), 0.5, file]}))["args"]
    outcome = call(namespace["typical"], given, {}, ["x", "bias", "file"], Path())
    to_bytes(_outcome_message(outcome))


def main(commands: int, answers: int, shell: Any, folder: Path) -> None:
    """Answer commands until the parent closes the pipe, in a process that is locked down."""
    for name in ("HOME", "TMPDIR"):
        os.environ[name] = str(folder)
    tempfile.tempdir = None
    child = _Child(commands, answers, shell, folder)
    while True:
        try:
            message = wire.receive(commands)
        except EOFError:
            return
        child.answer(child.handle(message))


class _Child:
    def __init__(self, commands: int, answers: int, shell: Any, folder: Path) -> None:
        self.commands, self.answers, self.shell = commands, answers, shell
        self.folder = folder
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.names: list[str] = []
        self.limits: dict[str, float] = {}
        self.problems: list[dict[str, Any]] = []
        self.cells: list[Any] = []

    def answer(self, message: dict[str, Value]) -> None:
        """Send one message, after everything that was printed before it."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # noqa: S112  # a stream that student code broke is its own loss
                continue
        wire.send(self.answers, message)

    def handle(self, message: dict[str, Value]) -> dict[str, Value]:
        if message["command"] == "load":
            return self.load(message)
        if message["command"] == "substitute":
            for name in message["names"]:
                for namespace in self.namespaces.values():
                    namespace[name] = self.asking(name)
            return {"status": "substituted"}
        return self.call(message)

    # --- loading --------------------------------------------------------------------------------

    def load(self, message: dict[str, Value]) -> dict[str, Value]:
        for name, text in message["files"].items():
            (self.folder / name).write_text(text, encoding="utf-8")
        name, self.names = message["assignment"], message["names"]
        self.limits = message["limits"]
        if message["module"] is not None:
            self.load_module(name, message["module"].tobytes(), message["left_out"])
        if message["notebook"] is not None:
            self.load_notebook(name, message["notebook"].tobytes(), message)
        names = {
            source: [key for key in self.names if callable(namespace.get(key))]
            for source, namespace in self.namespaces.items()
        }
        return {
            "status": "loaded", "names": names, "similar": self.similar(),
            "problems": self.problems, "cells": self.cells,
        }  # fmt: skip

    def similar(self) -> dict[str, str]:
        """For exercises that a file lacks, the name of a function there that may be meant."""
        found = {}
        for namespace in self.namespaces.values():
            for name in self.names:
                if name not in namespace and (
                    other := similar_function(name, namespace, self.names)
                ):
                    found[name] = other
        return found

    def load_module(self, name: str, data: bytes, left_out: int) -> None:
        file = f"{name}.py"
        module = ModuleType(name)
        module.__file__ = file
        try:
            source = data.decode("utf-8-sig")
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            code = compile(
                _definitions(source, file, left_out) if left_out else source,
                file, "exec", dont_inherit=True,
            )  # fmt: skip
        except UnicodeDecodeError:
            self.report("module", Problem("UnicodeDecodeError", "", file), fatal=True)
            return
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            self.report("module", problem_of(error), source)
            return
        sys.modules[name] = module
        self.namespaces["module"] = module.__dict__
        self.progress("module", 0)
        try:
            exec(code, module.__dict__)  # noqa: S102  # running it is what the child is for
        except BaseException as error:
            self.report("module", problem_of(error), source)

    def load_notebook(self, name: str, data: bytes, message: dict[str, Value]) -> None:
        cells = _code_cells(data)
        if cells is None:
            self.report("notebook", Problem("NotANotebook", "", f"{name}.ipynb"), fatal=True)
            return
        self.namespaces["notebook"] = self.shell.user_ns
        provided, skipped = set(message["provided"]), set(message["skip"])
        for position, source in cells:
            outputs: list[Any] = []
            if position not in skipped and cell_digest(source) not in provided:
                self.progress("notebook", position)
                try:
                    error, outputs = self.shell.run(source)
                except BaseException as raised:
                    error = raised
                if error is not None:
                    self.report("notebook", problem_of(error), source)
            self.cells.append([position, freeze(outputs)])

    def progress(self, source: str, cell: int) -> None:
        """Say what is going to be run: its limit begins, and what ends the process is its doing."""
        self.answer({"status": "progress", "source": source, "cell": cell})

    def report(
        self, place: str, problem: Problem, source: str = "", *, fatal: bool = False
    ) -> None:
        """Note what went wrong while loading, and which exercises that code defines."""
        defines = [name for name in self.names if re.search(rf"^\s*def\s+{name}\b", source, re.M)]
        self.problems.append(
            {"source": place, "problem": vars(problem), "fatal": fatal, "defines": defines}
        )

    # --- calling --------------------------------------------------------------------------------

    def call(self, message: dict[str, Value]) -> dict[str, Value]:
        function = self.namespaces[message["source"]].get(message["exercise"])
        if not callable(function):
            return {"status": "missing"}
        rules = CallRules(tuple(message["changes"]), message["seed"])
        try:
            with time_limit(self.limits["expensive" if message["expensive"] else "call"]):
                outcome = call(
                    function, message["args"], message["keywords"], message["names"],
                    self.folder, rules,
                )  # fmt: skip
        except OutOfTime as late:
            outcome = Outcome("timeout", problem=problem_of(late))
        return _outcome_message(outcome)

    def asking(self, name: str) -> Callable[..., Any]:
        """A function that has the parent answer, for an exercise that the student got wrong."""

        def ask(*args: Any, **keywords: Any) -> Any:
            self.answer(
                {
                    "status": "ask",
                    "exercise": name,
                    "args": freeze(args),
                    "keywords": freeze(keywords),
                }
            )
            reply = wire.receive(self.commands)
            if not reply["known"]:
                raise LookupError(f"{name} is called with arguments that the key has no answer for")
            return thaw(reply["value"], self.folder)

        ask.__name__ = name
        return ask


def _definitions(source: str, file: str, left_out: int) -> ast.Module:
    """A module's definitions; if more is left out than once, without assignments that call."""
    tree = ast.parse(source, file)
    tree.body = [
        node
        for node in tree.body
        if isinstance(node, DEFINITIONS) and not (left_out > 1 and _calls(node))
    ]
    return tree


def _calls(node: ast.stmt) -> bool:
    return isinstance(node, CALLING) and any(isinstance(part, ast.Call) for part in ast.walk(node))


def _outcome_message(outcome: Outcome) -> dict[str, Value]:
    message: dict[str, Value] = {"status": outcome.status, "changed": list(outcome.changed)}
    if outcome.status == "value":
        message["value"] = outcome.value
    if outcome.problem is not None:
        message["problem"] = freeze(vars(outcome.problem))
    return message


def _code_cells(data: bytes) -> list[tuple[int, str]] | None:
    """Position and source of each code cell, or None for what is not a notebook."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
        cells = notebook["cells"]
        return [
            (position, _source(cell["source"]))
            for position, cell in enumerate(cells[:MAX_CELLS])
            if cell["cell_type"] == "code"
        ]
    except (ValueError, KeyError, TypeError, RecursionError, MalformedError):
        return None


def _source(source: Any) -> str:
    text = "".join(source) if isinstance(source, list) else source
    if not isinstance(text, str):
        raise MalformedError("a cell whose source is not text")
    return text
