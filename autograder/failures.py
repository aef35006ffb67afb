"""What came instead of a value, in sentences: exceptions, hangs, crashes, code that did not run."""

from __future__ import annotations

import re

from autograder.outcome import MAIN_BLOCK, TEXT_CELL, Outcome, Problem

__all__ = ["failure", "misplaced", "obstruction"]

MAX_MESSAGE = 200


def failure(name: str, outcome: Outcome) -> list[str]:
    """What a call of `name` came to that returned no value, a line each."""
    if outcome.status == "timeout":
        return _timeout(name, outcome.problem)
    if outcome.problem is not None:
        return _problem(name, outcome.problem)
    return {
        "memory": [f"{name} asks for more memory than there is for a submission."],
        "missing": [f"{name} is not a function any more when it is called."],
    }.get(outcome.status, [f"The call of {name} ends the whole process, or disturbs it."])


def _timeout(name: str, problem: Problem | None) -> list[str]:
    if problem is None or not problem.line:
        return [f"{name} does not return in time.", "Is there a loop that does not end?"]
    place = f"line {problem.line} of {_file(problem, name)}"
    lines = [f"{name} does not return in time; it was interrupted in {place}:"]
    lines += [f"    {problem.source}"] if problem.source else []
    return [*lines, "Is there a loop that does not end?"]


def _problem(name: str, problem: Problem) -> list[str]:
    if problem.type == "NotImplementedError" and problem.function not in ("", name):
        where = f" of {problem.file}" if problem.file.endswith(".py") else ""
        return [f"{name} calls {problem.function}{where}, which still raises NotImplementedError."]
    if problem.type == "LookupError" and "no answer" in problem.message:
        return [f"{name} raises an exception: {problem.message}."]
    place = f" in line {problem.line} of {_file(problem, name)}" if problem.line else ""
    lines = [f"{name} raises {problem.type}{place}: {_first_line(problem.message)}".rstrip(": ")]
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
        return (
            f'{name} is defined under if __name__ == "__main__" in {problem.file} line '
            f"{problem.line}, which does not run while grading. Move it above that block."
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
    if problem is None:
        reason = "does not end" if obstacle.status == "timeout" else "ends the whole process"
        return [f"running the code outside functions {reason}."]
    place = f"line {problem.line} of {_file(problem)}" if problem.line else _file(problem)
    what = f"{problem.type} in {place}: {_first_line(problem.message)}"
    if obstacle.status == "timeout":
        what = f"{place} does not end."
    return [what, *([f"    {problem.source}"] if problem.source else []), *_advice(problem)]


def _first_line(message: str) -> str:
    lines = message.strip().splitlines()
    return (lines[0] if lines else "")[:MAX_MESSAGE]


def _file(problem: Problem, name: str = "") -> str:
    """The module, or the cell: the function's own, or that of another one, which is named."""
    if problem.file.endswith(".py") and "/" not in problem.file:
        return problem.file
    is_own = not name or problem.function in ("", name) or problem.function[0] == "<"
    return "its cell" if is_own else f"the cell of {problem.function}"
