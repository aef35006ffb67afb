"""Messages for what beginners write: names with typing errors, and Python's less helpful words."""

from __future__ import annotations

import linecache
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.judging.failures import failure
from autograder.student.caller import InProcess, captured
from autograder.values import freeze
from autograder.values.outcome import Outcome
from autograder.worker.inside.calling import call
from autograder.worker.request import Request


def outcome_of(body: str, *args: Any) -> Outcome:
    """What calling f(x) comes to, where this is its body."""
    text = f"import numpy as np\nimport math\ndef f(x):\n    {body}\n"
    linecache.cache["work.py"] = (len(text), None, text.splitlines(keepends=True), "work.py")
    namespace: dict[str, Any] = {"__name__": "work"}
    exec(compile(text, "work.py", "exec"), namespace)  # noqa: S102
    return call(namespace["f"], [freeze(a) for a in args or (np.ones(2),)], {}, ["x"], Path())


@pytest.mark.parametrize(
    ("body", "question"),
    [
        ("weights = 1; return wieghts", "name 'wieghts' is not defined. Did you mean weights?"),
        ("return np.ex(x)", "has no attribute 'ex'. Did you mean exp?"),
        ("return x.shap", "has no attribute 'shap'. Did you mean shape?"),
        ("return pritn(x)", "name 'pritn' is not defined. Did you mean print?"),
    ],
)
def test_a_name_that_may_be_meant_is_asked_about(body: str, question: str) -> None:
    assert question in failure("f", outcome_of(body))[0]


@pytest.mark.parametrize(
    "body",
    [
        "return zzyzx",
        "raise AttributeError('nothing near')",
        "raise NameError('print', name=5)",
        "raise AttributeError('shape', name='a' * 10**6, obj=x)",
    ],
)
def test_nothing_is_asked_where_no_name_is_near(body: str) -> None:
    assert "Did you mean" not in failure("f", outcome_of(body))[0]


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ("return nonsense(np) or np.exp(x)", None),
        ("return math.exp(x)", "Those of NumPy, such as np.exp, take arrays."),
        ("raise EOFError('EOF when reading a line')", "Nobody answers input() in a check"),
        ("raise NameError(\"name 'np' is not defined\")", "`import numpy as np`"),
        (
            "raise TypeError('torch.nn.modules.activation.Sigmoid is not a Module subclass')",
            "such as nn.Sigmoid(), with parentheses.",
        ),
        (
            "raise RuntimeError('a leaf Variable that requires grad is being used in an in-place "
            "operation.')",
            "only under torch.no_grad().",
        ),
    ],
)
def test_what_helps_is_said_where_the_exception_does_not(body: str, advice: str | None) -> None:
    lines = failure("f", outcome_of(body))
    assert (lines[2:] == []) if advice is None else (advice in lines[-1])


def test_a_call_that_ends_python_is_told_with_its_line() -> None:
    assert failure("f", outcome_of("exit()")) == [
        "f ends Python in line 4 of work.py.",
        "    exit()",
    ]


def test_parameters_that_were_changed_are_to_be_given_back() -> None:
    lines = failure("f", outcome_of("return x", np.ones(2), 0.5))
    assert lines[0].startswith("f raises TypeError: f() takes 1 positional argument but 2 were")
    assert lines[-1] == "Restore the parameters that the released function has."


def test_the_first_optimizer_has_time_to_load_what_pytorch_loads_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That takes 2 s of an idle processor, and 8 s were seen on a busy one."""
    caller, request = InProcess({}, {}, tmp_path, seconds=10), Request("train", (), {}, ())
    monkeypatch.setitem(sys.modules, "torch", ModuleType("torch"))
    monkeypatch.delitem(sys.modules, "torch._dynamo", raising=False)
    assert caller.seconds_for(request) == 30
    monkeypatch.setitem(sys.modules, "torch._dynamo", ModuleType("torch._dynamo"))
    assert caller.seconds_for(request) == 10


def test_a_loop_that_prints_keeps_the_beginning_and_little_time() -> None:
    with captured() as printed:
        print("first")
        start = time.process_time()
        for _ in range(100_000):
            print("x" * 100)
        took = time.process_time() - start
    assert printed.getvalue().startswith("first\nxxx")
    assert len(printed.getvalue()) == 8_000
    assert took < 5  # of a processor; a tenth of a second when it was written
