"""What went wrong, in sentences: a difference, an exception, a hang, code that did not run."""

import re

from autograder.judging.texts import text_sentence
from autograder.key import KeyExercise
from autograder.values import Unsupported, Value, describe
from autograder.values.compare_arrays import as_array
from autograder.values.difference import Difference
from autograder.values.hashed import by_text, shown
from autograder.values.outcome import MAIN_BLOCK, NO_CLASS, TEXT_CELL, Outcome, Problem
from autograder.values.words import element, shape_of

MAX_MESSAGE, MAX_TEST, MAX_SHOWN, MAX_BYTES = 200, 60, 6, 30
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
# What is described so where something else is expected, and how to make that of it.
CONVERSIONS = (
    ("a sparse", "an array", " Convert it: `.toarray()`."),
    ("an array", "a sparse", " Convert it: `scipy.sparse.csr_array(…)`."),
    ("a masked array", "an array", " Fill what is masked: `.filled(…)`."),
)
# Which of a figure's axes a difference is in.
AXES = re.compile(r" of the (\w+ axes)$")
PANDAS = re.compile(r"\b(DataFrame|Series)\b")


# --- a value that differs -----------------------------------------------------------------------


def subject(exercise: KeyExercise, difference: Difference) -> str:
    """What a sentence about the difference is about: a part of the result, or all of it."""
    if difference.where.startswith("["):  # an entry of a list or of a tuple without names
        return f"result{difference.where}"
    if exercise.kind == "variable" and not difference.where:
        return exercise.name
    return difference.where or f"The result of {exercise.name}"


def sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    """What was found of `name`, and what is expected, with a question where one helps."""
    one = AXES.search(name)
    text = _sentence(exercise, name.removesuffix(one[0]) if one else name, difference)
    text = f"T{text[1:]}" if text.startswith("the ") else text
    return f"In the {one[1]}: {text.replace('The figure has', 'There is')}" if one else text


def _sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected, kind = difference.actual, difference.expected, difference.kind
    if kind == "property":
        messages = {one.name: one.message for one in exercise.properties}
        return f"This does not hold: {messages[difference.where]} {difference.told}".strip()
    if kind == "text" or (kind == "type" and difference.where in exercise.texts):
        return text_sentence(exercise.name, difference)
    if difference.step is not None:
        return _history_sentence(name, difference)
    if kind in ("type", "dtype") and _is_complex(actual) and _is_real(expected):
        return f"{name} is complex, expected real numbers. Is `.real` or `abs(…)` missing?"
    if kind in ("type", "structure"):
        name, due = _placed(name, difference), f"{describe(expected)}{_parts(exercise, difference)}"
        if exercise.kind == "variable" and not difference.where:
            return f"{name} is {describe(actual)}, expected {due}."
        return _type_sentence(name, actual, due)
    if kind == "raises":
        return f"{exercise.name} returns {describe(actual)}; this case should raise {expected}."
    if kind == "length":
        return _length_sentence(exercise, name, difference)
    if kind == "missing":
        return difference.told
    if kind == "columns":
        is_table = isinstance(expected, list) and name != "the legend"
        verb = " has the columns" if is_table else ": found"
        return f"{name}{verb} {_names(actual)}, expected {_names(expected)}."
    if kind in ("keys", "members", "fields", "parameters"):
        return f"{name} {_lacks_and_has(kind, actual, expected)}."
    if kind == "shape":
        wanted = shape_of(expected)
        wanted_words = "a single number" if wanted is None else str(wanted)
        return f"{name} has the shape {shape_of(actual)}, expected {wanted_words}."
    if kind == "dtype":
        return f"{name} has the dtype {actual.dtype}, expected {expected.dtype}."
    return _value_sentence(name, difference)


def _lacks_and_has(kind: str, actual: Value, expected: Value) -> str:
    """Which keys or members are missing, and which are there that are not expected."""
    found, wanted = by_text(actual), by_text(expected)
    words = str if kind in ("fields", "parameters") else shown
    lacking = [words(key) for text, key in wanted.items() if text not in found]
    surplus = [words(key) for text, key in found.items() if text not in wanted]
    told = (("lacks the", lacking), ("has the unexpected", surplus))
    noun = kind[:-1]
    return " and ".join(f"{verb} {noun}{'s' * (len(k) > 1)} {_names(k)}" for verb, k in told if k)


def _is_complex(value: Value) -> bool:
    array = as_array(value)
    return array is not None and array.dtype.kind == "c"


def _is_real(value: Value) -> bool:
    array = as_array(value)
    return array is not None and array.dtype.kind in "iuf"


def _value_sentence(name: str, difference: Difference) -> str:
    if name == "the grid":
        has, wanted = ("a", "none") if difference.actual else ("no", "one")
        return f"The figure has {has} grid, expected {wanted}."
    if name.endswith(" label") and not difference.actual.strip():  # its words are up to them
        return f"{name.removesuffix(' label')} axis has no label, expected one."
    found, wanted = (
        _element(difference, side) for side in (difference.actual, difference.expected)
    )
    return f"{_placed(name, difference)} is {found}, expected {wanted}."


def _placed(name: str, difference: Difference) -> str:
    """What a sentence about an element is about: an element, or a row of a column."""
    place = f"[{', '.join(map(str, difference.index))}]" if difference.index else ""
    if place and not difference.where:
        return f"Element {place} of the result"
    if not place or not name.startswith(("column ", "the ")):
        return f"{name}{place}"
    is_column = len(difference.index or ()) == 1
    return f"Row {place[1:-1]} of {name}" if is_column else f"Element {place} of {name}"


def _element(difference: Difference, value: Value) -> str:
    if difference.index is None or not shape_of(value):
        return _number(value)
    found = element(value, difference.index)
    return found if isinstance(found, str) else _number(found)


def _length_sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected = len(difference.actual), len(difference.expected)
    if name.endswith("figure's axes") and not actual:
        return "The figure is empty. Has plt.show() or plt.close() ended the one that was drawn?"
    nouns = ("value", "values") if isinstance(difference.expected, tuple) else ("entry", "entries")
    wanted = f"{expected}{_parts(exercise, difference)}"
    return f"{name} has {actual} {nouns[actual != 1]}, expected {wanted}."


def _type_sentence(name: str, actual: Value, wanted: str) -> str:
    """What came instead of the expected type, and how to convert it if that is known."""
    if actual is None:
        return f"{name} is None, expected {wanted}. Is a return missing?"
    known = actual.type_name if isinstance(actual, Unsupported) else describe(actual)
    frame = PANDAS.search(known)
    if frame and wanted.startswith(("an array", "the number")):
        return f"{name} is a {frame[0]}, expected {wanted}. Use its array, `.to_numpy()`, instead."
    words = describe(actual)
    advice = next((text for came, due, text in CONVERSIONS
                   if words.startswith(came) and wanted.startswith(due)), "")  # fmt: skip
    return f"{name} is {words}, expected {wanted}.{advice}"


def _parts(exercise: KeyExercise, difference: Difference) -> str:
    """The names of a returned tuple's parts, if the difference is about the whole tuple."""
    whole = not difference.where and isinstance(difference.expected, tuple)
    return f" ({', '.join(exercise.returns)})" if whole and exercise.returns else ""


def _history_sentence(name: str, difference: Difference) -> str:
    history = name.partition("[")[0] or "The history"
    actual, step = difference.actual, difference.step or 0
    if name.endswith("[1]"):
        return (
            f"{history} first differs at step {step}: the error is {_number(actual)}, "
            f"expected {_number(difference.expected)}."
        )
    if isinstance(actual, int) and not isinstance(actual, bool):
        question = " Are steps counted from 0?" if abs(actual - step) == 1 else ""
        found = _number(actual)
        return f"{history} has an entry of step {found}, expected step {step}.{question}"
    return (
        f"{history}: the entry of step {step} is {describe(actual)}; "
        "an entry is a pair of a step and an error."
    )


def _number(value: Value) -> str:
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, bytes):
        return repr(value[:MAX_BYTES]) + "…" * (len(value) > MAX_BYTES)
    if isinstance(value, int | float | complex) and not isinstance(value, bool):
        return f"{value:.7g}"
    return describe(value)


def _names(value: Value) -> str:
    if not isinstance(value, list):
        return str(value)
    shown = ", ".join(str(name) for name in value[:MAX_SHOWN])
    return (shown or "nothing") if len(value) <= MAX_SHOWN else f"{shown}, …"


# --- no value -----------------------------------------------------------------------------------


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
