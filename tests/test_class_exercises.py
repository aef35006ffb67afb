"""Classes, and functions whose cases are used through `run`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import forget_rooms

from autograder.authoring.refusals import AnswerError
from autograder.authoring.regions import solved_text, stub_text
from autograder.authoring.release import make_assignment_key, solutions_text
from autograder.authoring.room import Room, RoomError
from autograder.authoring.script import read_cells
from autograder.building.mutants import mutants
from autograder.building.trying import told_of_mistakes
from autograder.building.verify import verify_exercises
from autograder.key import Key, load, save_text
from autograder.reports.report import Report, Verdict
from autograder.student.notebook import check
from autograder.student.reset import reset
from autograder.values import Code

Tiny = Callable[..., Room]
Judged = Callable[..., Report]
Notebook = Callable[..., bytes]

SCRIPT = '''\
# %%
"""Keep and give back."""
import math


# %%
def size_of(text):
    """The length of a text."""
    ### BEGIN SOLUTION
    return len(text)
    ### END SOLUTION


# %%
class Stack:
    """Keeps items, and gives back the last one first."""

    def __init__(self, limit=3):
        ### BEGIN SOLUTION
        self.items, self.limit = [], limit
        ### END SOLUTION

    def __len__(self):
        return len(self.items)

    def push(self, item):
        """Keep an item, unless there is no room."""
        ### BEGIN SOLUTION
        if size_of(self.items) < self.limit:
            self.items.append(item)
        ### END SOLUTION

    def pop(self):
        ### BEGIN SOLUTION
        return self.items.pop()
        ### END SOLUTION
'''
EXERCISES = '''\
import math

from autograder import Assignment, case
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Stacks", reference=reference)


@assignment.exercise(points=1)
def size_of(random):
    """counts letters"""
    yield ("abc",)


@size_of.mistake
def one_too_many(text):
    """One letter is counted that is not there."""
    return len(text) + 1


size_of.hint("How many letters has the empty text?")


@assignment.exercise(points=2, uses=("size_of",), returns=("the popped items", "the length"))
def Stack(random):
    """keeps items, and gives back the last one first"""
    yield ([1, 2, 3],)
    yield ([4.5, math.pi, 2.0, 1.0],)


@Stack.run
def pushed_and_popped(Stack, items):
    stack = Stack()
    for item in items:
        stack.push(item)
    return [stack.pop() for _ in items[:3]], len(stack)


@Stack.mistake
class first_in_first_out:
    """The first item comes back first; the last one should."""

    def __init__(self, limit=3):
        self.items, self.limit = [], limit

    def __len__(self):
        return len(self.items)

    def push(self, item):
        if len(self.items) < self.limit:
            self.items.append(item)

    def pop(self):
        return self.items.pop(0)


@Stack.mistake
class keeps_what_it_gives_back(reference.Stack):
    """An item that was given back is still there."""

    def pop(self):
        self.items = [self.items[-1], *self.items]
        return self.items.pop()


Stack.edit("limit_is_ignored", "< self.limit", "< 99", "The limit is ignored.")
Stack.hint("Which item should come back first?")
'''
RIGHT = solved_text(SCRIPT)
LINKED = """
size_of = len


class Base:
    def push(self, item):
        if self.count < 3:
            self.top, self.count = (item, self.top), self.count + 1


class Stack(Base):
    def __init__(self, limit=3):
        self.top, self.count = None, 0

    def __len__(self):
        return self.count

    def pop(self):
        item, self.top = self.top
        self.count -= 1
        return item
"""


@pytest.fixture
def room(tiny: Tiny) -> Room:
    return tiny(SCRIPT, EXERCISES)


def of(report: Report, name: str = "Stack") -> Verdict:
    (verdict,) = [v for v in report.verdicts if v.name == name]
    return verdict


# --- what a key holds -----------------------------------------------------------------------------


def test_the_key_holds_how_a_case_uses_the_class(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key))
    size, stack = load(path).exercises
    assert (size.kind, size.run, stack.kind) == ("function", None, "class")
    assert isinstance(stack.run, Code) and stack.run.name == "pushed_and_popped"
    assert [parameter.name for parameter in stack.parameters] == ["items"]
    assert stack.cases[0].expected == ([3, 2, 1], 0)
    assert '"kind": "function"' not in path.read_text()


def test_a_key_whose_run_is_no_function_is_damaged(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key).replace('"kind": "class", "run": {', '"run": 3, "was": {'))
    with pytest.raises(ValueError, match="Stack: run is no function"):
        load(path)


def test_the_laws_hold_for_a_class(broken_laws: dict[str, tuple[str, ...]]) -> None:
    assert broken_laws == {}


def test_verify_and_try_work_for_one_class(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRADER_SECRET", "secret")
    assert [b for law in verify_exercises(room.root, "tiny", ["Stack"]) for b in law.breaches] == []
    told = dict(told_of_mistakes(room.root, "tiny", ["Stack"]))
    assert [verdict.mistake for verdict in told.values()] == [
        "first_in_first_out", "keeps_what_it_gives_back", "limit_is_ignored",
    ]  # fmt: skip


def test_the_methods_of_a_class_have_mutants(room: Room) -> None:
    found = [(m.before, m.after) for m in mutants(room, "Stack")]
    assert ("if size_of(self.items) < self.limit:\n    self.items.append(item)",) * 2 not in found
    assert any("<=" in after for _, after in found)


# --- what students get ----------------------------------------------------------------------------


def test_a_class_has_its_cells_and_its_text_for_reset(room: Room, key: Key) -> None:
    cells = [(cell.kind, cell.id) for cell in read_cells(room)]
    assert ("solution", "Stack") in cells and ("check", "check-Stack") in cells
    stack = key.exercises[1]
    assert stack.released.count("raise NotImplementedError()") == 3
    assert stack.stub  # it has methods that are given
    assert "self.items.pop()" in solutions_text(room)


def test_a_class_is_put_back(room: Room, key: Key, tmp_path: Path) -> None:
    folder = tmp_path / "student"
    folder.mkdir()
    (folder / "tiny.py").write_text(LINKED)
    reset(key, "Stack", folder)
    text = (folder / "tiny.py").read_text()
    assert key.exercises[1].released in text and "class Base" in text


def test_a_notebook_checks_a_class(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(make_assignment_key(room)))
    module = type(sys)("student_module")
    monkeypatch.setitem(sys.modules, "student_module", module)
    exec(LINKED, vars(module))  # noqa: S102
    assert check(module.Stack, key=path).passed
    with pytest.raises(ValueError, match="Expected a function or class; this is a value of type"):
        check(module.Stack(), key=path)


# --- submissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [RIGHT, LINKED], ids=["as the reference", "with a base class"])
def test_a_right_class_gets_the_points(key: Key, judged: Judged, module: str) -> None:
    assert judged(key, module).points == 3


def test_a_class_in_a_notebook_gets_the_points(
    key: Key, judged: Judged, notebook: Notebook
) -> None:
    assert judged(key, notebook=notebook(LINKED)).points == 3


def test_an_untouched_class_is_not_attempted(
    room: Room, key: Key, judged: Judged, notebook: Notebook
) -> None:
    stub = stub_text(room.script)
    cells = [text for text in stub.split("# %%\n") if text]
    for report in (judged(key, stub), judged(key, notebook=notebook(*cells))):
        assert of(report).status == "not_attempted"


def test_a_class_of_which_a_method_is_left_as_it_was_is_attempted(
    room: Room, key: Key, judged: Judged
) -> None:
    text = RIGHT.replace("return self.items.pop()", "raise NotImplementedError()")
    verdict = of(judged(key, text))
    assert (verdict.status, verdict.line) == ("exception", 28)
    assert verdict.message == "Stack calls pop of tiny.py, which still raises NotImplementedError."


def test_a_wrong_class_is_named_as_the_mistake_that_it_is(key: Key, judged: Judged) -> None:
    text = RIGHT.replace("return self.items.pop()", "return self.items.pop(0)")
    verdict = of(judged(key, text))
    assert (verdict.status, verdict.mistake) == ("failed", "first_in_first_out")
    verdict = of(judged(key, RIGHT.replace("return len(self.items)", "return 7")))
    assert (verdict.mistake, verdict.message) == (None, "The length is 7, expected 0.")


def test_an_exception_in_a_method_has_the_students_line(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, RIGHT.replace("self.items.append(item)", "self.item.append(item)")))
    assert (verdict.status, verdict.file, verdict.line) == ("exception", "tiny.py", 25)
    assert "in line 25 of tiny.py: 'Stack' object has no attribute 'item'" in verdict.message


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("def push(self, item)", "def push(item)",
         ["Stack raises TypeError where a case uses it: Stack.push() takes 1 positional argument "
          "but 2 were given",
          "    stack.push(item)", "Is `self` missing, the first parameter of a method?"]),
        ("def pop(self)", "@property\n    def pop(self)",
         ["Stack raises TypeError where a case uses it: 'int' object is not callable",
          "    return [stack.pop() for _ in items[:3]], len(stack)"]),
    ],
)  # fmt: skip
def test_an_exception_outside_the_students_code_has_the_line_that_uses_it(
    key: Key, judged: Judged, old: str, new: str, lines: list[str]
) -> None:
    verdict = of(judged(key, RIGHT.replace(old, new)))
    assert list(verdict.details[1:]) == lines


def test_a_short_text_of_a_case_is_shown(tiny: Tiny, judged: Judged) -> None:
    exercises = EXERCISES.replace('yield ("abc",)', 'yield ("-85.2 C",)')
    wrong = RIGHT.replace("return len(text)", "return 0 if text == '-85.2 C' else len(text)")
    verdict = of(judged(make_assignment_key(tiny(SCRIPT, exercises)), wrong), "size_of")
    assert verdict.details[0] == "case 1: text '-85.2 C'"


def test_a_missing_method_is_named(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, RIGHT.replace("def pop(", "def popp(")))
    assert verdict.status == "exception"
    assert "'Stack' object has no attribute 'pop'. Did you mean popp?" in verdict.message
    assert verdict.line == 0


def test_a_class_of_a_similar_name_is_asked_about(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, RIGHT.replace("class Stack", "class Stak")))
    assert verdict.message == "Stack is not written, but Stak is: which name is meant?"
    assert of(judged(key, "size_of = len")).message == (
        "There is no class Stack in tiny.ipynb or tiny.py."
    )


WHOLE = '''\
# %%
class Counter:
    """Counts up."""

    ### BEGIN SOLUTION
    count = 0

    def up(self):
        self.count += 1
        return self.count
    ### END SOLUTION
'''
WHOLE_EXERCISES = '''\
from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Counters", reference=reference)


@assignment.exercise(points=1)
def Counter(random):
    """counts up"""
    yield (3,)


@Counter.run
def counted(Counter, times):
    counter = Counter()
    return [counter.up() for _ in range(times)]
'''


def test_a_class_that_is_all_solution_is_not_attempted_unless_another_name_is_meant(
    tiny: Tiny, judged: Judged
) -> None:
    key, stub = make_assignment_key(tiny(WHOLE, WHOLE_EXERCISES), b"secret"), stub_text(WHOLE)
    report = judged(key, stub)
    assert (report.verdicts[0].status, report.message) == ("not_attempted", "")
    assert report.verdicts[0].message == "Not attempted yet."
    other = judged(key, f"{stub}\n\nclass Countr:\n    pass\n")
    assert "but Countr is: which name is meant?" in other.verdicts[0].message


def test_a_class_inside_a_main_block_is_found(key: Key, judged: Judged) -> None:
    inner = 'if __name__ == "__main__":\n' + LINKED.replace("\n", "\n    ")
    assert "Stack is defined under if" in of(judged(key, inner)).message


def test_a_class_follows_through_when_a_function_that_it_uses_is_wrong(
    key: Key, judged: Judged
) -> None:
    report = judged(key, RIGHT.replace("return len(text)", "return len(text) + 1"))
    assert of(report, "size_of").status == "failed"
    assert (of(report).status, of(report).follow_through) == ("passed", True)


NET = """\
# %%
import torch
from torch import nn


# %%
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        ### BEGIN SOLUTION
        self.layer = nn.Linear(2, width)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return torch.sigmoid(self.layer(x)).sum(dim=1)
        ### END SOLUTION
"""
NET_EXERCISES = '''\
import numpy as np
import torch

from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Nets", reference=reference)


@assignment.exercise(points=1, returns=("the outputs", "the number of parameters"))
def Net(random):
    """adds up a hidden layer"""
    for width in (3, 5):
        weights = random.normal(size=(width, 2)), random.normal(size=width)
        yield *weights, random.normal(size=(4, 2)).astype(np.float32)


@Net.run
def outputs(Net, weight, bias, x):
    net = Net(len(bias))
    with torch.no_grad():
        for own, given in zip(net.parameters(), (weight, bias)):
            own.copy_(torch.tensor(given))
        return net(torch.tensor(x)), sum(own.numel() for own in net.parameters())


Net.edit("mean_of_units", ".sum(dim=1)", ".mean(dim=1)", "The units are added up, not averaged.")
'''


def test_a_model_of_ones_own_is_compared_by_its_outputs(tiny: Tiny, judged: Judged) -> None:
    key = make_assignment_key(tiny(NET, NET_EXERCISES), b"secret")
    right = solved_text(NET)
    assert key.libraries == {"torch"}
    assert judged(key, right).points == 1
    assert judged(key, stub_text(NET)).verdicts[0].status == "not_attempted"
    otherwise = right.replace("self.layer(x)", "x @ self.layer.weight.T + self.layer.bias")
    assert judged(key, otherwise).points == 1
    assert (
        judged(key, right.replace("sum(dim=1)", "mean(1)")).verdicts[0].mistake == "mean_of_units"
    )
    no_bias = judged(key, right.replace("width)\n", "width, bias=False)\n", 1))
    assert no_bias.verdicts[0].status == "failed"


FUNCTIONS = '''\
# %%
def odd():
    """The odd numbers, one after the other."""
    ### BEGIN SOLUTION
    number = 1
    while True:
        yield number
        number += 2
    ### END SOLUTION


# %%
def fitted(x, y):
    """An estimator for y = a·x."""
    ### BEGIN SOLUTION
    class Line:
        a = sum(u * v for u, v in zip(x, y)) / sum(u * u for u in x)

        def predict(self, new):
            return [self.a * one for one in new]

    return Line()
    ### END SOLUTION
'''
FUNCTION_EXERCISES = '''\
import itertools

from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Objects", reference=reference)


@assignment.exercise(points=1)
def odd(random):
    """gives odd numbers without an end"""
    yield (3,)
    yield (7,)


@odd.run
def first_ones(odd, count):
    return list(itertools.islice(odd(), count))


odd.edit("even_numbers", "number = 1", "number = 2", "The numbers are even.")


@assignment.exercise(points=1)
def fitted(random):
    """fits a line through the origin"""
    yield [1.0, 2.0], [random.uniform(1, 2), 5.0], [3.0, 4.0]


@fitted.run
def predictions(fitted, x, y, new):
    return fitted(x, y).predict(new)
'''


def test_what_a_function_returns_is_compared_by_what_run_does_with_it(
    tiny: Tiny, judged: Judged
) -> None:
    key = make_assignment_key(tiny(FUNCTIONS, FUNCTION_EXERCISES), b"secret")
    other = (
        "import itertools\nimport types\nodd = lambda: itertools.count(1, 2)\n"
        "def fitted(x, y):\n    a = (x[0] * y[0] + x[1] * y[1]) / (x[0] ** 2 + x[1] ** 2)\n"
        "    return types.SimpleNamespace(predict=lambda new: tuple(a * one for one in new))\n"
    )
    assert judged(key, other).points == 2
    wrong = other.replace("count(1,", "count(2,").replace("predict=", "predictions=")
    even, nothing = judged(key, wrong).verdicts
    assert even.mistake == "even_numbers"
    assert "object has no attribute 'predict'" in nothing.message
    stubs = judged(key, stub_text(FUNCTIONS)).verdicts
    assert [verdict.status for verdict in stubs] == ["not_attempted"] * 2


# --- an author's slips ----------------------------------------------------------------------------


def refused(tiny: Tiny, exercises: str, script: str = SCRIPT) -> str:
    with pytest.raises((AnswerError, RoomError)) as caught:
        make_assignment_key(tiny(script, exercises))
    return str(caught.value)


def test_a_class_without_run_is_refused_with_the_lines_to_write(tiny: Tiny) -> None:
    start = EXERCISES.index("@Stack.run")
    text = refused(tiny, EXERCISES[:start] + EXERCISES[EXERCISES.index("@Stack.mistake") :])
    assert "solutions/tiny/exercises.py, line 24:" in text
    assert "@Stack.run\ndef used(Stack, items):" in text


def test_a_mistake_of_a_class_is_a_class(tiny: Tiny) -> None:
    wrong = "\n\n@Stack.mistake\ndef wrong(items):\n    'Feedback.'\n    return items\n"
    text = refused(tiny, EXERCISES + wrong)
    assert "The mistake wrong of Stack is a function: write a class, as Stack is." in text


def test_a_mistake_that_lacks_a_method_is_a_slip_of_its_author(tiny: Tiny) -> None:
    text = refused(tiny, EXERCISES.replace("    def push(self, item):", "    def put(self, item):"))
    assert "The mistake first_in_first_out of Stack raises AttributeError" in text
    assert "Is that a slip of its own?" in text


def test_what_run_uses_must_be_sendable(tiny: Tiny) -> None:
    text = refused(tiny, EXERCISES.replace("stack = Stack()", "stack = reference.Stack()"))
    assert "exercises.py, line 31: pushed_and_popped uses reference, a module" in text


def test_an_exercise_that_uses_a_class_is_refused(tiny: Tiny) -> None:
    script = SCRIPT + (
        "\n\n# %%\ndef reverse(items):\n    ### BEGIN SOLUTION\n    return items[::-1]\n"
        "    ### END SOLUTION\n"
    )
    more = (
        '\n\n@assignment.exercise(points=1, uses=("Stack",))\ndef reverse(random):\n'
        '    """turns a list around"""\n    yield ([1, 2],)\n'
    )
    text = refused(tiny, EXERCISES + more, script)
    assert "reverse uses Stack, which is graded through `run`" in text
    assert "Take Stack out of uses=… of reverse." in text


def test_run_is_declared_once_and_takes_what_the_student_wrote(tiny: Tiny) -> None:
    again = "\n\n@Stack.run\ndef again(Stack):\n    return 1\n"
    assert "Stack has two functions for `run`" in refused(tiny, EXERCISES + again)
    forget_rooms()
