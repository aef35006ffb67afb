"""How a corpus of faults is written: replacement definitions for the functions of a right module."""
from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.mistake import edited


@dataclass(frozen=True)
class Fault:
    """One faulty implementation; `exercise` is the exercise that must not pass."""

    name: str
    exercise: str
    source: str


class Faults(list[Fault]):
    """The faults of one assignment, whose right module is base.py in the folder.

    An exercise that is `slow` is taken out where another one is broken: its runs would show nothing.
    """

    def __init__(self, folder: Path, slow: str | None = None) -> None:
        super().__init__()
        self.slow = slow
        self.base = (folder / "base.py").read_text(encoding="utf-8")
        self._functions = {
            node.name: node for node in ast.parse(self.base).body
            if isinstance(node, ast.FunctionDef)
        }

    def add(self, exercise: str, name: str, source: str) -> None:
        """A fault from the whole text of its definitions."""
        name = f"{exercise}_{name}"
        assert exercise in self._functions and name not in {fault.name for fault in self}, name
        source = textwrap.dedent(source).strip() + "\n"
        if self.slow not in (None, exercise):
            source += f"\n\ndel {self.slow}\n"
        self.append(Fault(name, exercise, source))

    def edit(self, exercise: str, **edits: list[tuple[str, str]]) -> None:
        """The function of the base with some text replaced."""
        for name, replacements in edits.items():
            source = ast.get_source_segment(self.base, self._functions[exercise])
            assert source is not None
            for old, new in replacements:
                source = edited(source, old, new)
            self.add(exercise, name, source)

    def body(self, exercise: str, **bodies: str) -> None:
        """The signature of the base with another body."""
        signature = ast.unparse(self._functions[exercise].args)
        for name, body in bodies.items():
            body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
            self.add(exercise, name, f"def {exercise}({signature}):\n{body}")

    def spoil(self, exercise: str, **bodies: str) -> None:
        """The right `answer`, and then this: a body, or an expression to return."""
        signature = self._functions[exercise].args
        arguments = ", ".join(argument.arg for argument in signature.args)
        for name, body in bodies.items():
            body = textwrap.dedent(body).strip()
            if "return" not in body and "raise" not in body and "yield" not in body:
                body = f"return {body}"
            self.add(exercise, name, (
                f"_correct_{exercise} = {exercise}\n\n\n"
                f"def {exercise}({ast.unparse(signature)}):\n"
                f"    answer = _correct_{exercise}({arguments})\n"
                + textwrap.indent(body, "    ")
            ))
