"""What came instead of a value, in sentences: exceptions, hangs, crashes, code that did not run."""

from __future__ import annotations

import re

from autograder.values.outcome import MAIN_BLOCK, TEXT_CELL, Outcome, Problem

__all__ = ["failure", "misplaced", "obstruction"]

MAX_MESSAGE, MAX_TEST = 200, 60
POWER = re.compile(r"bitwise_xor|operand type\(s\) for \^|Cannot perform '.or'")
PRODUCT = re.compile(
    r"matmul: .* mismatch|not aligned|mat1 and mat2|Dot product shape mismatch"
    r"|size mismatch, got input|first two dimensions of batch2|inconsistent tensor size"
)
# As NumPy and PyTorch write two shapes: (4,3) and (4,1), (4x3 and 4x1).
OPERANDS = re.compile(r"\((\d+(?:, ?|x)\d*)\)?,? (?:and|vs) \(?(\d+(?:, ?|x)\d*)\)")


def failure(name: str, outcome: Outcome) -> list[str]:
    """What a call of `name` came to that returned no value, a line each."""
    if outcome.status == "timeout":
        return _timeout(name, outcome)
    if outcome.problem is not None:
        return _problem(name, outcome.problem)
    return {
        "memory": [f"{name} asks for more memory than there is for a submission."],
        "missing": [f"{name} is not a function any more when it is called."],
    }.get(outcome.status, [f"Calling {name} crashed Python."])


def _timeout(name: str, outcome: Outcome) -> list[str]:
    problem, reason = outcome.problem, outcome.reason or "does not return in time"
    question = "Is there a loop that does not end?"
    if "processor" not in reason:
        question = "Is there a loop that does not end, or does it wait for something?"
    if problem is None or not problem.line:
        return [f"{name} {reason}.", question]
    lines = [
        f"{name} {reason}; it was interrupted in line {problem.line} of {_file(problem, name)}:"
    ]
    lines += [f"    {problem.source}"] if problem.source else []
    return [*lines, question]


def _problem(name: str, problem: Problem) -> list[str]:
    is_stub = problem.type == "NotImplementedError" and not problem.is_pytorchs
    if is_stub and problem.function not in ("", name):
        where = f" of {problem.file}" if problem.file.endswith(".py") else ""
        return [f"{name} calls {problem.function}{where}, which still raises NotImplementedError."]
    if problem.type == "LookupError" and "no answer" in problem.message:
        return [f"{name} raises an exception: {problem.message}."]
    place = f" in line {problem.line} of {_file(problem, name)}" if problem.line else ""
    lines = [f"{name} raises {problem.type}{place}: {_told(problem)}".rstrip(": ")]
    if problem.source:
        lines.append(f"    {problem.source}")
    if problem.caller_line and problem.function != name:
        lines.append(f"That is in {problem.function}, which line {problem.caller_line} calls:")
        lines.append(f"    {problem.caller_source}")
    return lines + _advice(problem)


def _advice(problem: Problem) -> list[str]:
    if problem.type == "NotImplementedError" and problem.line:
        return [f"Line {problem.line} still raises: remove it once the function returns its value."]
    found = re.match(r"No module named '([\w.]{1,50})'", problem.message)
    if problem.type != "ModuleNotFoundError" or not found:
        return []
    return [
        f"No library {found[1]} is installed here, and no file {found[1]}.py is graded: only the "
        "assignment's own notebook and module are."
    ]


def misplaced(name: str, problem: Problem | None) -> str | None:
    """Where `name` is defined that nothing runs, or None where that is not the problem."""
    if problem is not None and problem.type == MAIN_BLOCK:
        place = f"line {problem.line} of its cell"
        if problem.file.endswith(".py"):
            place = f"{problem.file} line {problem.line}"
        if problem.function:
            return (
                f"{name} is defined inside {problem.function} in {place}, where it cannot be "
                f"called from outside. Move it out of {problem.function}."
            )
        return (
            f"{name} is defined under if {problem.source[:MAX_TEST]} in {place}, which does not "
            "run while grading. Move it above that block."
        )
    if problem is not None and problem.type == TEXT_CELL:
        return (
            f"{name} stands in a cell of {problem.file} that is not a code cell, so it does not "
            "run. Change the cell's type to code."
        )
    return None


def obstruction(obstacle: Outcome) -> list[str]:
    """What kept code from running, and the line of it where there is one."""
    problem = obstacle.problem
    ends = {"timeout": obstacle.reason or "does not end", "crashed": "crashes Python"}
    if problem is None:
        return [f"running the code outside functions {ends[obstacle.status]}."]
    place = f"line {problem.line} of {_file(problem)}" if problem.line else _file(problem)
    what = f"{problem.type} in {place}: {_told(problem)}"
    if obstacle.status in ends:
        what = f"{place} {ends[obstacle.status]}."
    return [what, *([f"    {problem.source}"] if problem.source else []), *_advice(problem)]


def _told(problem: Problem) -> str:
    """The exception's message, or what it means where a library puts that in words of its own."""
    if POWER.search(problem.message) and "bitwise_xor" not in problem.source:
        return "^ is not a power in Python. A power is written **."
    operands = OPERANDS.search(problem.message)
    shapes = _first_line(problem.shapes)
    if operands and shapes.count("(") < 2:
        shapes = f"{_shape(operands[1])} and {_shape(operands[2])}"
    if PRODUCT.search(problem.message) and shapes.count("(") > 1:
        return f"the shapes do not fit a matrix product: {shapes}. Is a transpose missing?"
    return _first_line(problem.message)


def _shape(text: str) -> str:
    return str(tuple(map(int, re.findall(r"\d+", text))))


def _first_line(message: str) -> str:
    lines = message.strip().splitlines()
    return (lines[0] if lines else "")[:MAX_MESSAGE]


def _file(problem: Problem, name: str = "") -> str:
    """The module, or the cell: the function's own, or that of another one, which is named."""
    if problem.file.endswith(".py") and "/" not in problem.file:
        return problem.file
    is_own = not name or problem.function in ("", name) or problem.function[0] == "<"
    return "its cell" if is_own else f"the cell of {problem.function}"
