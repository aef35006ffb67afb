"""Runs a submission's files in the child, so that what fails costs no more than its statement.

A module and a notebook's cells are run statement by statement. One that raises, or takes too long,
is noted and the next one is run. One that ends the process is left out when the submission is
loaded again.
"""

import __future__

import ast
import contextlib
import linecache
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from autograder.submissions.cells import is_your_turn, raw_cells, released_names, text_of
from autograder.values import Value, freeze
from autograder.values.outcome import COMMAND, MAIN_BLOCK, TEXT_CELL, Problem
from autograder.worker.inside import source as code_of
from autograder.worker.inside.names import is_kept, is_there, put_back, similar_function
from autograder.worker.inside.problem import problem_of
from autograder.worker.inside.source import MAX_CELLS, UNCOMPILED
from autograder.worker.inside.time_limit import OutOfTime

# A statement of a file: "module" or "notebook", the cell's position, and its own number there.
Place = tuple[str, int, int]
LEFT_OUT = "LeftOut"  # the type of problem of a statement that was not run
MAX_PROBLEMS = 200
# The future imports that change how Python compiles still; the older ones are the language by now.
FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names[-3:])


class Runner:
    """Runs a module and a notebook; what they define, and what went wrong.

    `progress` is called with a statement's place before it runs, because it may not end. `bell`
    makes what interrupts one that takes too long.
    """

    def __init__(
        self, message: Mapping[str, Any], shell: Any, folder: Path,
        progress: Callable[[Place], None], bell: Callable[[], AbstractContextManager[None]],
    ) -> None:  # fmt: skip
        self.assignment, self.names = str(message["assignment"]), list(message["names"])
        self.variables = frozenset(message["variables"])
        self.message, self.shell, self.folder, self.progress = message, shell, folder, progress
        self.bell = bell
        self.left_out = {tuple(place) for place in message["left_out"]}
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.problems: list[dict[str, Any]] = []
        self.cells: list[Any] = []
        self._begin("module", {})

    def note(
        self, place: Place, problem: Problem, defines: Iterable[str], *, ran: bool = True
    ) -> None:
        """Keep what went wrong, which exercises that code defines, and whether the rest ran."""
        # Without the file, nobody knows what `from file import *` defines.
        names = set(defines)
        wanted = [name for name in self.names if name in names or "*" in names]
        entry = {"place": list(place), "problem": vars(problem), "ran": ran, "defines": wanted}
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(entry)

    # --- statements -----------------------------------------------------------------------------

    def _begin(self, source: str, namespace: dict[str, Any]) -> None:
        """Go on with another file."""
        self.source, self.cell, self.namespace = source, 0, namespace
        self.ran: list[tuple[int, ast.stmt]] = []
        self.kept: dict[str, Any] = {}

    def begins(self, number: int, node: ast.stmt) -> bool:
        """Whether to run the part's statement of this number, which may be left out."""
        self.ran.append((self.cell, node))
        place = (self.source, self.cell, number)
        if place in self.left_out:
            file = f"{self.assignment}.py" if self.source == "module" else ""
            problem = Problem(LEFT_OUT, file=file, line=node.lineno)
            self.note(place, problem, code_of.defined_by(node))
            return False
        is_plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
        if number and not is_plain:  # the parent knows where a part begins
            self.progress(place)
        return True

    def ended(self, number: int, node: ast.stmt, error: BaseException | None) -> None:
        """Note what became of a statement that was run."""
        place, defined = (self.source, self.cell, number), code_of.defined_by(node)
        if error is not None:
            self.note(place, problem_of(error), defined)
        if isinstance(error, OutOfTime):
            self.progress((self.source, self.cell, number + 1))
        self.kept |= {n: v for n in defined if is_kept(v := self.namespace.get(n))}

    def _there(self, namespace: Mapping[str, Any]) -> list[str]:
        """The exercises that a file has."""
        return [name for name in self.names if is_there(namespace, name, self.variables)]

    def _missing(self) -> set[str]:
        return set(self.names).difference(self._there(self.namespace))

    def _finish(self, file: str) -> None:
        """Put back what names stood for where functions used them, and note what is missing.

        That is, the exercises that stand inside a function, a class or a condition.
        """
        put_back(self.namespace, self.kept, [node for _, node in self.ran], self.variables)
        missing = self._missing()
        for cell, node in self.ran if missing else ():
            for name, line, inside, test in code_of.inner_definitions(node, missing):
                problem = Problem(MAIN_BLOCK, "", file, line, test, inside)
                self.note((self.source, cell, 0), problem, [name])

    # --- a module -------------------------------------------------------------------------------

    def run_module(self, data: bytes) -> None:
        """Run the module, under its own name and as a file of its own."""
        file, start = f"{self.assignment}.py", ("module", 0, 0)
        text = ""
        try:
            text = code_of.decoded(data)
            linecache.cache[file] = (len(text), None, code_of.python_lines(text), file)
            statements = self._compiled(text, file)
        except (UnicodeError, LookupError):
            self.note(start, Problem("UnicodeDecodeError", "", file), [], ran=False)
            return
        except UNCOMPILED as error:
            defined = code_of.defined_in_text(text, self.names) if text else self.names
            self.note(start, replace(problem_of(error), file=file), defined, ran=False)
            return
        (self.folder / file).write_bytes(data)
        module = ModuleType(self.assignment)
        module.__file__ = str(self.folder / file)
        sys.modules[self.assignment] = module
        self.namespaces["module"] = module.__dict__
        self._begin("module", module.__dict__)
        self.run_statements(statements)
        self._finish(file)

    def _compiled(self, text: str, file: str) -> list[tuple[ast.stmt, CodeType]]:
        """The module's statements, each with its code. Raises what is in UNCOMPILED."""
        tree, commands = code_of.parsed(text, file)
        flags = 0
        if "__future__" in text:
            flags = compile(tree, file, "exec", dont_inherit=True).co_flags & FUTURE
        for line in commands:
            self.note(("module", 0, 0), Problem(COMMAND, file=file, line=line), [])
        return code_of.compiled(tree.body, file, flags)

    def run_statements(self, statements: Iterable[tuple[ast.stmt, CodeType]]) -> None:
        """Run each statement, whatever those before it raised."""
        for number, (node, code) in enumerate(statements):
            if not self.begins(number, node):
                continue
            raised: BaseException | None = None
            try:
                with self.bell():
                    exec(code, self.namespace)  # noqa: S102  # running it is what the child is for
            except BaseException as error:
                raised = error
            self.ended(number, node, raised)

    # --- a notebook -----------------------------------------------------------------------------

    def run_notebook(self, data: bytes) -> None:
        """Run the notebook's code cells in order, without those that are given or your turn."""
        cells, file = raw_cells(data), f"{self.assignment}.ipynb"
        if cells is None:
            self.note(("notebook", 0, 0), Problem("NotANotebook", "", file), [], ran=False)
            return
        self.namespaces["notebook"] = self.shell.user_ns
        self._begin("notebook", self.shell.user_ns)
        cells = cells[:MAX_CELLS]
        code = {position: text_of(cell) for position, cell in enumerate(cells) if _is_code(cell)}
        provided = set(self.message["provided"])
        given = {
            place
            for place, text in code.items()
            if code_of.cell_digest(text) in provided or is_your_turn(cells[place])
        }
        own = "\n".join(text for position, text in code.items() if position not in given)
        words = {*self.names, *code_of.WORD.findall(own)} if given else set()
        for self.cell, text in code.items():
            is_given = self.cell in given
            outputs = self._run_given(text, words) if is_given else self._run_cell(text)
            self.cells.append([self.cell, freeze(outputs)])
        self._finish("")
        self._note_texts(cells, file)

    def _run_cell(self, text: str) -> list[Any]:
        """The outputs of a cell."""
        place = ("notebook", self.cell, 0)
        self.progress(place)
        try:
            error, outputs = self.shell.run(text, self)
        except BaseException as raised:  # half a character, or an interruption between statements
            error, outputs = raised, []
        if error is not None:
            self.note(place, problem_of(error), code_of.defined_in_text(text, self.names))
        return list(outputs)

    def _run_given(self, text: str, words: set[str]) -> list[Any]:
        """No outputs: a cell is not run, but its definitions are made, which may be used."""
        with contextlib.suppress(BaseException):
            tree = code_of.used_definitions(text, words)
            exec(compile(tree, "given", "exec"), self.namespace)  # noqa: S102  # ours
        return []

    def _note_texts(self, cells: list[dict[str, Any]], file: str) -> None:
        """Note the exercises that are in no code cell, but in one of another type."""
        missing = self._missing()
        texts = [(n, cell) for n, cell in enumerate(cells) if missing and not _is_code(cell)]
        for number, cell in texts:
            named = (*released_names(cell), *code_of.defined_in_text(text_of(cell), missing))
            if found := missing.intersection(named):
                self.note(("notebook", number, 0), Problem(TEXT_CELL, file=file), found)

    def run(self) -> dict[str, Value]:
        """Run the files, beside the assignment's data files; the report for the parent.

        That is names of functions, names that may be meant, problems, and the cells' outputs.
        """
        for name, text in self.message["files"].items():
            (self.folder / name).write_text(text, encoding="utf-8")
        sys.argv = [f"{self.assignment}.py"]
        for source, run in (("module", self.run_module), ("notebook", self.run_notebook)):
            if (data := self.message[source]) is not None:
                run(data.tobytes())
        names = {source: self._there(space) for source, space in self.namespaces.items()}
        similar = {
            name: other
            for namespace in self.namespaces.values()
            for name in self.names
            if name not in namespace
            if (other := similar_function(name, namespace, self.names, self.variables))
        }
        return {
            "status": "loaded", "names": names, "problems": self.problems, "cells": self.cells,
            "similar": similar,
        }  # fmt: skip


def _is_code(cell: Mapping[str, Any]) -> bool:
    return bool(cell.get("cell_type") == "code")
