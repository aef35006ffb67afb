"""`check` and `hint` in a student's notebook: judged on the public key, in its own process."""

import contextlib
import dis
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.judging.judge import judge
from autograder.key import (
    InvalidKeyError,
    Key,
    KeyExercise,
    NoSuchExerciseError,
    PropertyFault,
    load,
)
from autograder.reports.report import Verdict
from autograder.student.caller import InProcess, Interrupted
from autograder.student.doctor import lack
from autograder.student.figures import with_figure
from autograder.student.hints import hints_taken, next_hint
from autograder.student.next_step import next_steps
from autograder.student.remaining import remaining
from autograder.student.result import VALIDATING, Result, by_cell, print_text
from autograder.student.show import case_of
from autograder.submissions.files import KEY_FILE, UserError
from autograder.submissions.libraries import import_all, require
from autograder.values import thaw
from autograder.values.instances import ClassError

Function = Callable[..., Any] | str
# The names of the mistakes that the last checks found, for the next hints, by assignment and name.
_found: dict[tuple[str, str], str] = {}


@contextlib.contextmanager
def _in_brief() -> Iterator[None]:
    """Have IPython show the message of our errors alone: their traceback is about this module."""
    try:
        yield
    except (UserError, Interrupted, PropertyFault, ClassError) as error:
        words = str(error)
        vars(error)["_render_traceback_"] = lambda: [words]
        raise error from None


def greet() -> None:
    """In a notebook's cell, print what is missing here, in one line; nothing is as usual."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if hasattr(shell, "kernel"):
        _say_once(shell.execution_count)


@lru_cache(1)
def _say_once(cell: int) -> None:
    """Three names that one cell imports are one occasion."""
    here = Path(KEY_FILE)
    if words := lack((here if here.exists() else _released(here)).parent):
        print(words)


@_in_brief()
def check(*functions: Function, key: str | Path = KEY_FILE) -> Result:
    """The verdicts on functions, or on exercises of these names; without any, on every exercise.

    The functions are called in this process with copies of the public key's inputs, and with a time
    limit. In a notebook, the exercises that they call are looked up there too. A script that does
    nothing with the verdicts has them printed; a notebook shows them itself. Raises ValueError if
    the key has no such exercise, InvalidKeyError if there is no usable key, and LibraryError where
    the assignment needs a library that is not here.
    """
    answer_key = _load_key(Path(key), *functions)
    names = [_exercise(answer_key, function).name for function in functions]
    own = dict(zip(names, functions, strict=True))
    own = {name: function for name, function in own.items() if not isinstance(function, str)}
    # A warning of the student's code would fail the cell in nbgrader's Validate.
    quiet = contextlib.redirect_stderr(io.StringIO())
    silence = quiet if VALIDATING in os.environ else contextlib.nullcontext()
    with tempfile.TemporaryDirectory() as folder, silence:
        caller = InProcess(_namespace(functions), own, Path(folder), variables=answer_key.variables)
        try:
            found = judge(answer_key, caller, only=names or None)
            end = () if names else _end(answer_key, found, Path(key).parent)
            result = Result(tuple(with_figure(answer_key, one, caller) for one in found), end)
        except Exception:  # perhaps a case's arguments could not be made
            libraries = answer_key.libraries
            require(libraries, import_all(libraries), answer_key.assignment)
            raise
    for verdict in result.verdicts:
        _found[answer_key.assignment, verdict.name] = verdict.mistake or ""
    if _is_dropped(sys._getframe(2)):  # the frame between is that of `_in_brief`
        print_text(repr(result))
    return result


def _is_dropped(caller: FrameType) -> bool:
    """Whether a script that is being run calls for nothing but the call: not so in any cell."""
    if caller.f_globals.get("__name__") != "__main__":
        return False
    if caller.f_globals.get("__file__") != caller.f_code.co_filename:
        return False
    steps = dis.get_instructions(caller.f_code)
    return next(s.opname for s in steps if s.offset > caller.f_lasti) == "POP_TOP"


@_in_brief()
def hint(function: Function | None = None, *, key: str | Path = KEY_FILE) -> None:
    """Print the next hint for a function, or for the exercise of this name.

    Each call shows one more. After a check that names a mistake, it begins with that mistake.
    Without a function, it says how many hints were taken. Raises ValueError and InvalidKeyError as
    `check` does.
    """
    answer_key = _load_key(Path(key))
    if function is None:
        print(hints_taken(answer_key, Path(key).parent))
        return
    name = _exercise(answer_key, function).name
    found = _found.get((answer_key.assignment, name))
    print(next_hint(answer_key, name, Path(key).parent, found))


@_in_brief()
def case(function: Function, number: int = 1, *, key: str | Path = KEY_FILE) -> Any:
    """The arguments of a public case of an exercise: x, weights, bias for `case(linear, 4)`.

    Fresh copies, in the order of the parameters; the argument itself where there is only one.
    Raises ValueError where the exercise has no such case, and what `check` raises.
    """
    exercise = _exercise(_load_key(Path(key), function), function)
    folder = Path(tempfile.mkdtemp())  # an argument that is a file stays there
    classes = vars(sys.modules["__main__"])
    arguments = [thaw(value, folder, classes) for value in case_of(exercise, number)]
    return arguments[0] if len(arguments) == 1 else tuple(arguments)


def _end(key: Key, verdicts: Sequence[Verdict], folder: Path) -> tuple[str, ...]:
    """What to do next after a check of everything; of a notebook, what is saved counts."""
    rest = remaining(folder, key.assignment)
    return tuple(next_steps(key.assignment, verdicts, rest, say=by_cell, full=True))


def _load_key(path: Path, *functions: Function) -> Key:
    """The key, with the cases of what these functions need, or of everything."""
    try:
        path = path if path.exists() else _released(path)
        if not path.exists():
            where = f"There is no {path} in {Path.cwd()}."
            advice = "It comes with the assignment: keep it beside the notebook."
            raise InvalidKeyError(f"{where}\n{advice}")
        return load(path, [_called(function) for function in functions])
    except FileNotFoundError:  # there is no working directory
        gone = "The folder of this notebook was replaced or deleted.\nRestart the kernel."
        raise InvalidKeyError(gone) from None


def _released(path: Path) -> Path:
    """For an author's notebook in a course's source/, the key of what is released from it."""
    here = Path.cwd()
    is_source = here.parent.name == "source" and str(path) == KEY_FILE
    return here.parent.parent / "assignments" / here.name / path if is_source else path


def _called(function: Function) -> str:
    return function if isinstance(function, str) else str(getattr(function, "__name__", ""))


def _exercise(key: Key, function: Function) -> KeyExercise:
    """The exercise that is meant. Raises NoSuchExerciseError if the key has none of that name."""
    first = [exercise.name for exercise in key.exercises if exercise.kind == "variable"][:1]
    if not callable(function) and not isinstance(function, str):
        raise NoSuchExerciseError(
            f"Expected a function or class; this is a value of type {type(function).__name__}.\n"
            "If its name was given to a result, run the cell that defines the function again."
            + "".join(f'\nA variable is checked by its name: check("{n}")' for n in first)
        )
    return key.exercise(_called(function))


def _module_of(thing: Any) -> dict[str, Any] | None:
    """The names of the module that defines a class."""
    module = sys.modules.get(getattr(thing, "__module__", ""))
    return vars(module) if isinstance(thing, type) and module else None


def _namespace(functions: Sequence[Function]) -> dict[str, Any]:
    """Where the exercises and those that they call live: the functions' module or the notebook."""
    places = [getattr(function, "__globals__", _module_of(function)) for function in functions]
    own = (place for place in places if isinstance(place, dict))
    return next(own, vars(sys.modules["__main__"]))
