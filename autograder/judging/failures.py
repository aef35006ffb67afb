"""An exception, a hang, or code that did not run, in sentences."""

import re

from autograder.values.outcome import MAIN_BLOCK, NO_CLASS, TEXT_CELL, Outcome, Problem

MAX_MESSAGE, MAX_TEST = 200, 60
POWER = re.compile(r"bitwise_xor|operand type\(s\) for \^|Cannot perform '.or'")
PRODUCT = re.compile(
    r"matmul: .* mismatch|not aligned|mat1 and mat2|Dot product shape mismatch"
    r"|size mismatch, got input|first two dimensions of batch2|inconsistent tensor size"
)
# As NumPy and PyTorch write two shapes: (4,3) and (4,1), (4x3 and 4x1).
OPERANDS = re.compile(r"\((\d+(?:, ?|x)\d*)\)?,? (?:and|vs) \(?(\d+(?:, ?|x)\d*)\)")
# An exception's type, what its message and the line of code hold, and what helps.
ADVICE = (
    ("NameError", re.compile("^name 'np' "), "Is `import numpy as np` missing, or not run yet?"),
    ("NameError", re.compile("^name 'pd' "), "Is `import pandas as pd` missing, or not run yet?"),
    ("EOFError", re.compile("reading a line"),
     "Nobody answers input() in a check: the function has what it needs in its arguments."),
    ("TypeError", re.compile(r"converted to Python scalars\n.*\bmath\."),
     "The functions of math take one number. Those of NumPy, such as np.exp, take arrays."),
    ("TypeError", re.compile(
        r"^\w+\.\w+\(\) takes (0 .* but 1|1 .* but 2|2 .* but 3|3 .* but 4) w"),
     "Is `self` missing, the first parameter of a method?"),
    ("TypeError", re.compile("is not a Module subclass"),
     "A layer is made by a call of its class, such as nn.Sigmoid(), with parentheses."),
    ("RuntimeError", re.compile("leaf Variable that requires grad .*in-place"),
     "Change a parameter in place only under torch.no_grad()."),
)  # fmt: skip


def failure(name: str, outcome: Outcome) -> list[str]:
    """Why a call of `name` returned no value, a line each."""
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
    may_wait = "" if "processor" in reason else ", or does it wait for something"
    question = f"Is there a loop that does not end{may_wait}?"
    if problem is None or not problem.line:
        return [f"{name} {reason}.", question]
    place = f"{name} {reason}; it was interrupted in line {problem.line} of {_file(problem, name)}:"
    return [place, *_source(problem.source), question]


def _problem(name: str, problem: Problem) -> list[str]:
    is_stub = problem.type == "NotImplementedError" and not problem.is_pytorchs
    if is_stub and problem.function not in ("", name):
        where = f" of {problem.file}" if problem.file.endswith(".py") else ""
        return [f"{name} calls {problem.function}{where}, which still raises NotImplementedError."]
    if problem.type == NO_CLASS:
        return [f"{name} cannot be called: {problem.message}"]
    place = f" in line {problem.line} of {_file(problem, name)}" if problem.line else ""
    if problem.source and not problem.line:
        place = " where a case uses it"
    if problem.type == "SystemExit":
        return [f"{name} ends Python{place}.", *_source(problem.source)]
    lines = [f"{name} raises {problem.type}{place}: {_told(problem)}".rstrip(": ")]
    lines += _source(problem.source)
    if problem.caller_line and problem.function != name:
        lines.append(f"That is in {problem.function}, which line {problem.caller_line} calls:")
        lines += _source(problem.caller_source)
    if problem.type == "TypeError" and not problem.line and problem.message.startswith(f"{name}()"):
        lines.append("Restore the parameters that the released function has.")
    return lines + _advice(problem)


def _advice(problem: Problem) -> list[str]:
    """What to do about an exception that says it badly itself."""
    for kind, words, advice in ADVICE:
        if problem.type == kind and words.search(f"{problem.message}\n{problem.source}"):
            return [advice]
    if problem.type == "NotImplementedError" and problem.line:
        return [f"Line {problem.line} still raises: remove it once the function returns its value."]
    found = re.match(r"No module named '([\w.]{1,50})'", problem.message)
    if problem.type != "ModuleNotFoundError" or not found:
        return []
    neither = f"No library {found[1]} is installed here, and no file {found[1]}.py is graded"
    return [f"{neither}: only the assignment's own notebook and module are."]


def misplaced(name: str, problem: Problem | None) -> str | None:
    """Where `name` is defined in code that does not run; None if that is not the problem."""
    if problem is not None and problem.type == TEXT_CELL:
        return (
            f"{name} stands in a cell of {problem.file} that is not a code cell, so it does not "
            "run. Change the cell's type to code."
        )
    if problem is None or problem.type != MAIN_BLOCK:
        return None
    place = f"line {problem.line} of {_file(problem)}"
    if problem.function:
        return (
            f"{name} is defined inside {problem.function} in {place}, where it cannot be "
            f"called from outside. Move it out of {problem.function}."
        )
    return (
        f"{name} is defined under if {problem.source[:MAX_TEST]} in {place}, which does not "
        "run while grading. Move it above that block."
    )


def obstruction(obstacle: Outcome) -> list[str]:
    """What kept code from running, and the line of code if there is one."""
    problem, is_late = obstacle.problem, obstacle.status == "timeout"
    end = (obstacle.reason or "does not end") if is_late else "crashes Python"
    if problem is None:
        return [f"running the code outside functions {end}."]
    place = f"line {problem.line} of {_file(problem)}" if problem.line else _file(problem)
    what = f"{problem.type} in {place}: {_told(problem)}"
    if is_late or obstacle.status == "crashed":
        what = f"{place} {end}."
    return [what, *_source(problem.source), *_advice(problem)]


def _source(line: str) -> list[str]:
    return [f"    {line}"] if line else []


def _told(problem: Problem) -> str:
    """The exception's message, in plain words if it is a library's message for a known mistake."""
    if POWER.search(problem.message) and "bitwise_xor" not in problem.source:
        return "^ is not a power in Python. A power is written **."
    operands = OPERANDS.search(problem.message)
    shapes = _first_line(problem.shapes)
    if operands and shapes.count("(") < 2:
        shapes = " and ".join(
            str(tuple(map(int, re.findall(r"\d+", o)))) for o in operands.groups()
        )
    if PRODUCT.search(problem.message) and shapes.count("(") > 1:
        return f"the shapes do not fit a matrix product: {shapes}. Is a transpose missing?"
    return _first_line(problem.message)


def _first_line(message: str) -> str:
    return next(iter(message.strip().splitlines()), "")[:MAX_MESSAGE]


def _file(problem: Problem, name: str = "") -> str:
    """The module, or the cell: the function's own, or that of another function."""
    if problem.file.endswith(".py") and "/" not in problem.file:
        return problem.file
    is_own = not name or problem.function in ("", name) or problem.function[0] == "<"
    return "its cell" if is_own else f"the cell of {problem.function}"
