"""Calls one function on plain data and reports the outcome as plain data.

This runs where the function lives: in a worker, in a student's notebook, or in the process that
makes an answer key. It judges nothing.
"""

import contextlib
import inspect
import linecache
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from autograder.values import (
    Code,
    Unsupported,
    Value,
    freeze,
    imported_torch,
    same,
    thaw,
    trained_parts,
)
from autograder.values.instances import ClassError
from autograder.values.outcome import NO_CLASS, NO_RULES, CallRules, Outcome, Problem
from autograder.worker.inside.problem import problem_of
from autograder.worker.inside.source import function_span, is_stub
from autograder.worker.inside.traces import traced


def call(
    function: Any,
    args: Sequence[Value],
    keywords: Mapping[str, Value],
    names: Sequence[str],
    folder: Path,
    rules: CallRules = NO_RULES,
    classes: Mapping[str, Any] | None = None,
) -> Outcome:
    """The outcome of `function(*args, **keywords)` on fresh copies of the arguments.

    Arguments of an assignment's own classes are of those in `classes`, as `thaw` says.

    `function` may be anything, where the rules say how to `run` it. `names` are the names of the
    arguments in the order of the call, for those found changed;
    file arguments are written into `folder`. Where the rules name arguments that must change, or
    declared defaults, printed text or files, the value is a tuple: the result, those arguments'
    final states, the defaults, and the texts. KeyboardInterrupt passes through.
    """
    given = [*args, *keywords.values()]
    try:
        live = [thaw(argument, folder, classes) for argument in given]
    except ClassError as error:
        return Outcome("exception", problem=Problem(NO_CLASS, str(error)))
    changing = {name: live[names.index(name)] for name in rules.changes}
    parameters = {name: trained_parts(model) for name, model in changing.items()}
    used = partial(thaw(rules.run, folder, classes), function) if rules.run else function
    try:
        for _ in range(rules.called):
            named = dict(zip(keywords, live[len(args) :], strict=True))
            value, texts = _value(used, live[: len(args)], named, rules, folder)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return _failure(function, error, rules.stub)
    changed = [
        name
        for name, argument, now in zip(names, given, live, strict=True)
        if name not in rules.changes and _is_changed(argument, now, folder, classes)
    ]
    if rules.changes or rules.declared or texts:
        states = (_state(model, parameters[name]) for name, model in changing.items())
        defaults = (_default(function, name, usual) for name, usual in rules.declared.items())
        value = (value, *states, *defaults, *texts)
    return Outcome("value", value, changed=tuple(changed))


def applied(code: Code, args: Sequence[Value], folder: Path) -> Outcome:
    """The outcome of a key's function on fresh copies of these arguments."""
    try:
        names = [str(number) for number in range(len(args))]
        return call(thaw(code, folder), args, {}, names, folder)
    except Exception as error:  # what a student returned may not make an object
        return Outcome("exception", problem=problem_of(error))


def _value(
    function: Callable[..., Any], args: Sequence[Any], keywords: Mapping[str, Any],
    rules: CallRules, folder: Path,
) -> tuple[Value, list[Value]]:  # fmt: skip
    """What the function returns, prints and writes, as plain data. Raises what it raises."""
    before = _open_figures()
    try:
        seeded = contextlib.nullcontext() if rules.seed is None else _seeded(rules.seed)
        with seeded, traced(rules, folder) as texts:
            value = function(*args, **keywords)
            if inspect.iscoroutine(value):
                from autograder.worker.inside.awaiting import finished  # it imports asyncio

                value = finished(value)
            frozen = freeze(value)
        return frozen, texts
    finally:
        for number in _open_figures() - before:  # a notebook would show them
            sys.modules["matplotlib.pyplot"].close(number)


def _state(model: Any, parameters: list[Any]) -> Value:
    """What became of an argument that must change in place, and must keep its own parts."""
    now = trained_parts(model)
    if len(now) != len(parameters) or any(a is not b for a, b in zip(now, parameters, strict=True)):
        return Unsupported(f"{type(model).__name__} with new parameters in place of its own")
    return freeze(model)


def _default(function: Callable[..., Any], name: str, usual: Value) -> Value:
    """The default that a function declares, or the usual one where it may hide it."""
    try:
        parameter = inspect.signature(function).parameters[name]
    except Exception:  # no such parameter, for it takes **options; or no signature at all
        return usual
    if parameter.default is inspect.Parameter.empty:
        return None
    return usual if parameter.default is None else freeze(parameter.default)


def _is_changed(argument: Value, now: Any, folder: Path, classes: Mapping[str, Any] | None) -> bool:
    """Whether a live argument is no longer what it was thawed from."""
    frozen = freeze(now)
    # An open file does not come back as it went; it is compared with a fresh one.
    if same(argument, frozen, drawn=True):
        return False
    return not same(freeze(thaw(argument, folder, classes)), frozen, drawn=True)


@contextlib.contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """NumPy's and PyTorch's generators seeded, and restored afterwards."""
    torch = imported_torch()
    numpy_state, torch_state = np.random.get_state(), torch.get_rng_state() if torch else None
    np.random.seed(seed)
    if torch:
        torch.default_generator.manual_seed(seed)  # of the processor: to seed all takes 0.3 ms
    try:
        yield
    finally:
        np.random.set_state(numpy_state)
        if torch:
            torch.set_rng_state(torch_state)


def _open_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _failure(function: Callable[..., Any], error: BaseException, stub: str) -> Outcome:
    if isinstance(error, MemoryError):
        return Outcome("memory")
    problem = problem_of(error)
    is_open = isinstance(error, NotImplementedError) and not problem.is_pytorchs
    if is_open and _is_untouched(function, error, stub):
        return Outcome("not_attempted")
    return Outcome("exception", problem=problem)


def _is_untouched(function: Callable[..., Any], error: BaseException, stub: str) -> bool:
    """Whether the exception was raised in the function's own body, which is still the stub's.

    Of a class, that is in one of its methods.
    """
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    code = frame.f_code
    lines = linecache.getlines(code.co_filename, frame.f_globals)
    if inspect.isclass(function):
        first, end = function_span(lines, function.__name__) or (0, 0)
        return first < frame.f_lineno <= end and is_stub("".join(lines[first:end]), stub)
    if code is not getattr(inspect.unwrap(function), "__code__", None):
        return False
    lines = lines[code.co_firstlineno - 1 :]
    return not lines or is_stub("".join(inspect.getblock(lines)), stub)
