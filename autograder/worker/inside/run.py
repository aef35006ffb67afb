"""Runs a submission's files in the child, so that what fails costs no more than its statement.

Whatever raises or hangs among a module's statements is noted, and those after it are run. Of a
notebook's cell that fails, the definitions after the failing line are made. What ends the process
is left out when the submission is loaded again.
"""

from __future__ import annotations

import ast
import contextlib
import linecache
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from autograder.submissions.cells import raw_cells, released_names, text_of
from autograder.values import Value, freeze
from autograder.values.outcome import COMMAND, MAIN_BLOCK, TEXT_CELL, Problem
from autograder.worker.inside import source as code_of
from autograder.worker.inside import text as text_of_module
from autograder.worker.inside.calling import line_in, own_line, problem_of
from autograder.worker.inside.lost import LostNames
from autograder.worker.inside.source import MAX_CELLS
from autograder.worker.inside.time_limit import Bell

__all__ = ["Runner"]

# After so many statements that fail, a file is given up.
MAX_FAILED = 50
# The most notebook commands that are ignored in one module.
MAX_COMMANDS = 200
# All outputs of a notebook travel in one message, which has a bound; a character may take six.
MAX_OUTPUTS = 2**20
TOO_MUCH = {"output_type": "stream", "name": "stdout", "text": "(no more outputs are kept)\n"}


class Runner:
    """Runs a module and a notebook; what they define, and what went wrong.

    `progress` is told what is going to be run: its limit begins, and what ends the process is its
    doing. What takes too long is interrupted by the `bell`.
    """

    def __init__(
        self, message: Mapping[str, Any], shell: Any, folder: Path,
        progress: Callable[[str, int], None], bell: Bell,
    ) -> None:  # fmt: skip
        self.assignment, self.names = str(message["assignment"]), list(message["names"])
        self.message, self.shell, self.folder, self.progress = message, shell, folder, progress
        self.bell = bell
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.problems: list[dict[str, Any]] = []
        self.cells: list[Any] = []
        self.beyond = 0
        self.room = MAX_OUTPUTS

    def note(
        self, place: str, problem: Problem, defines: list[str], *, cell: int = 0, ran: bool = True
    ) -> None:
        """Keep what went wrong, which exercises that code defines, and whether the rest ran."""
        entry = {"source": place, "cell": cell, "problem": vars(problem), "ran": ran}
        # What a file gives that is imported whole, nobody knows when it is not there.
        wanted = [name for name in self.names if name in defines or "*" in defines]
        self.problems.append({**entry, "defines": wanted})

    # --- a module -------------------------------------------------------------------------------

    def run_module(self, data: bytes) -> None:
        """Run the module, under its own name and as a file of its own."""
        file, text = f"{self.assignment}.py", ""
        try:
            text = text_of_module.decoded(data, file)
            linecache.cache[file] = (len(text), None, text_of_module.code_lines(text), file)
            text, tree, code = self._compiled(text, file)
        except UnicodeDecodeError:
            self.note("module", Problem("UnicodeDecodeError", "", file), [], ran=False)
            return
        except code_of.UncompiledError as error:
            defined = code_of.defined_in_text(text, self.names) if text else self.names
            problem = replace(problem_of(error.reason), file=file)
            self.note("module", problem, defined, ran=False)
            return
        (self.folder / file).write_bytes(data)
        module = ModuleType(self.assignment)
        module.__file__ = str(self.folder / file)
        sys.modules[self.assignment] = module
        self.namespaces["module"] = module.__dict__
        self._run_statements(code, tree, text, module.__dict__)
        self._restore_functions(text, file, module.__dict__)
        self._note_inner("module", text, file, self.names)

    def _note_inner(
        self, place: str, text: str, file: str, names: list[str], cell: int = 0
    ) -> None:
        """Note the exercises that stand inside a function, a class or a condition."""
        for name, line, inside, test in text_of_module.inner_definitions(text, file, names):
            problem = Problem(MAIN_BLOCK, "", file, line, test, inside)
            self.note(place, problem, [name], cell=cell)

    def _compiled(self, text: str, file: str) -> tuple[str, ast.Module | None, CodeType]:
        """The module's text without a notebook's commands, and what is run of it.

        Raises UncompiledError.
        """
        for _ in range(MAX_COMMANDS):
            try:
                tree = code_of.left_over(text, file, self.message["left_out"])
                return text, tree, code_of.compiled(tree or text, file)
            except code_of.UncompiledError as error:
                found = text_of_module.without_command(text, error)
                if found is None:
                    raise
                line, text = found
                self.note("module", Problem(COMMAND, file=file, line=line), [])
        return text, None, code_of.compiled(text, file)

    def _run_statements(
        self, code: CodeType, tree: ast.Module | None, text: str, namespace: dict[str, Any]
    ) -> None:
        """Run all statements; after one that fails, those that come after it."""
        file, flags = code.co_filename, code.co_flags
        for _ in range(MAX_FAILED):
            self.progress("module", 0)
            try:
                with self.bell:
                    exec(code, namespace)  # noqa: S102  # running it is what the child is for
                return
            except BaseException as error:
                tree = tree or ast.parse(text, file)
                failed, tree = code_of.parted(tree, line_in(error, code))
                own = text_of_module.shell_statement(failed)
                problem = problem_of(error)
                if failed is None or own is None:
                    defined = code_of.defined_by(failed) if failed else self.names
                    self.note("module", problem, defined)
                else:
                    self.note("module", Problem(COMMAND, file=file, line=failed.lineno), [])
                    tree.body[:0] = code_of.in_one_line(own, failed.lineno)
            if not tree.body:
                return
            code = code_of.compiled(tree, file, flags)

    def _restore_functions(self, text: str, file: str, namespace: dict[str, Any]) -> None:
        """Make functions again whose names the module gave to something else afterwards."""
        taken = [n for n in self.names if n in namespace and not callable(namespace[n])]
        if defined := code_of.definitions(text, file, taken):
            with contextlib.suppress(BaseException):
                exec(code_of.compiled(defined, file), namespace)  # noqa: S102

    # --- a notebook -----------------------------------------------------------------------------

    def run_notebook(self, data: bytes) -> None:
        """Run the notebook's code cells in order, without those that are given."""
        cells = raw_cells(data)
        if cells is None:
            file = f"{self.assignment}.ipynb"
            self.note("notebook", Problem("NotANotebook", "", file), [], ran=False)
            return
        namespace = self.namespaces["notebook"] = self.shell.user_ns
        provided, self.beyond = set(self.message["provided"]), max(0, len(cells) - MAX_CELLS)
        code = [(p, text_of(c)) for p, c in enumerate(cells[:MAX_CELLS]) if _is_code(c)]
        given = {position for position, text in code if code_of.cell_digest(text) in provided}
        own = "\n".join(text for position, text in code if position not in given)
        functions: dict[str, Any] = {}
        lost = LostNames()
        for position, text in code:
            outputs: list[Any] = []
            if position in given:
                self._run_given(text, own)
            elif position not in self.message["skip"]:
                outputs = self._run_cell(position, text)
            self.cells.append([position, freeze(self._bounded(outputs))])
            functions |= {n: f for n in self.names if callable(f := namespace.get(n))}
            lost.note(namespace)
        # Names that a later cell gave to something else, as in forward = forward(x): where they
        # are called, and checked, they were functions.
        namespace.update({n: f for n, f in functions.items() if not callable(namespace.get(n))})
        lost.restore(namespace)
        self._note_texts(cells[:MAX_CELLS], namespace)

    def _note_texts(self, cells: list[dict[str, Any]], namespace: Mapping[str, Any]) -> None:
        """Note the exercises that are in no code cell, but in one of another type."""
        missing = [name for name in self.names if not callable(namespace.get(name))]
        for position, cell in enumerate(cells if missing else []):
            if _is_code(cell):
                with contextlib.suppress(*code_of.UNCOMPILED):
                    text = self._python(code_of.in_its_lines(text_of(cell)))
                    self._note_inner("notebook", text, "its cell", missing, position)
                continue
            named = (*released_names(cell), *code_of.defined_in_text(text_of(cell), missing))
            if found := [name for name in missing if name in named]:
                problem = Problem(TEXT_CELL, file=f"{self.assignment}.ipynb")
                self.note("notebook", problem, found, cell=position)

    def _run_cell(self, position: int, text: str) -> list[Any]:
        """Run a cell; after a statement that fails, those that come after it, as of a module."""
        self.progress("notebook", position)
        text = code_of.in_its_lines(text)
        if position in self.message["reduced"]:
            text = code_of.only_definitions(self._python(text))
        outputs: list[Any] = []
        last = 0
        for _ in range(MAX_FAILED):
            error, more = self._run_source(text)
            outputs += more
            if error is None:
                break
            defined, end, rest = code_of.after(self._python(text), own_line(error))
            defined += code_of.defined_in_text(text, self.names)
            self.note("notebook", problem_of(error), defined, cell=position)
            if end <= last:
                break
            last, text = end, rest
            self.progress("notebook", position)
        return outputs

    def _python(self, text: str) -> str:
        """A cell's text without what IPython alone understands, its lines where they were."""
        body = code_of.without_cell_magic(text)
        with contextlib.suppress(BaseException), self.bell:
            return str(self.shell.transform_cell(body))
        return body

    def _run_source(self, text: str) -> tuple[BaseException | None, list[Any]]:
        """The exception that ended a cell's text, if any did, and its outputs."""
        if not text.strip():
            return None, []
        outputs: list[Any] = []
        try:
            with self.bell:
                error, outputs = self.shell.run(text)
        except BaseException as raised:
            error = raised
        return error, outputs

    def _run_given(self, text: str, own: str) -> None:
        """Of a given cell, which is not run, make the definitions that the submission may use."""
        if tree := code_of.used_definitions(text, own):
            with contextlib.suppress(BaseException):
                exec(code_of.compiled(tree, "given"), self.shell.user_ns)  # noqa: S102  # ours

    def _bounded(self, outputs: list[Any]) -> list[Any]:
        """The outputs, or word that they are too many to keep."""
        self.room -= sum(len(str(output)) for output in outputs)
        return outputs if self.room > 0 or not outputs else [TOO_MUCH]

    def reply(self) -> dict[str, Value]:
        """What the parent is told: names of functions, problems, and the cells' outputs."""
        names = {
            source: [name for name in self.names if callable(namespace.get(name))]
            for source, namespace in self.namespaces.items()
        }
        return {
            "status": "loaded", "names": names, "problems": self.problems, "cells": self.cells,
            "beyond": self.beyond,
        }  # fmt: skip


def _is_code(cell: Mapping[str, Any]) -> bool:
    return bool(cell.get("cell_type") == "code")
