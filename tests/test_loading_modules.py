"""A module is loaded: whatever fails in it costs no more than its statement."""

from __future__ import annotations

import math

import pytest
from working import (
    SOON,
    Notebook,
    Open,
    call,
    needs_linux,
    within,
)

from autograder.values.outcome import Outcome

pytestmark = needs_linux


@pytest.mark.parametrize(
    "top_level",
    ["while True: pass", "import time; time.sleep(1000)", "import os; os._exit(0)", "input_('?')"],
)
def test_a_module_keeps_its_definitions_whatever_its_other_code_does(
    opened: Open, top_level: str
) -> None:
    module = f"""
import os
input_ = lambda prompt: os.abort()
TWO = 2
def f(): return TWO
if TWO == 2:
    {top_level}
def g(): return f() + 1
class C: pass
"""
    session = opened(module, seconds=SOON)
    assert call(session, "f").value == 2
    assert call(session, "g").value == 3
    assert session.loaded.sources("h") == []


@pytest.mark.parametrize(
    ("end", "status"), [("sum(iter(int, 1))", "timeout"), ("__import__('os')._exit(0)", "crashed")]
)
def test_a_definition_that_does_not_load_says_why_and_leaves_the_others(
    opened: Open, end: str, status: str
) -> None:
    session = opened(
        f"def f(): return 1\nclass A: NUMBER = {end}\n@(lambda g: {end})\ndef g(): return 2",
        seconds=SOON,
    )
    assert call(session).value == 1
    assert session.loaded.sources("g") == []
    obstacle = session.loaded.obstacle("g")
    assert (obstacle.status, obstacle.problem.line) == (status, 4)


def test_what_ends_the_process_again_and_again_costs_its_file(
    opened: Open, notebook: Notebook
) -> None:
    session = opened(
        "import os\n" + "os._exit(0)\n" * 20 + "def f(): return 1", notebook("def g(): return 2")
    )
    assert (session.loaded.sources("f"), call(session, "g").value) == ([], 2)
    obstacle = session.loaded.obstacle("f")
    assert obstacle.status == "crashed"
    assert session.loaded.remark == "work.py crashes Python; it is left out."


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("while True: pass", "Line 2 of work.py used more than 1 s of processor time; "
         "the rest still runs."),
        ("__import__('time').sleep(60)", "Line 2 of work.py did not finish within 1.2 s; "
         "the rest still runs."),
        ("1 / 0", "Line 2 of work.py raises ZeroDivisionError: division by zero; "
         "the rest still runs."),
        ("raise type('no name', (Exception,), {})", "Line 2 of work.py raises an exception; "
         "the rest still runs."),
        ("sum(iter(int, 1))", "Line 2 of work.py used more than 1 s of processor time; "
         "the rest still runs."),
        ("__import__('os')._exit(0)", "Line 2 of work.py crashes Python; the rest still runs."),
    ],
    ids=["a loop", "a sleep", "an exception", "an odd exception", "a loop in C", "an end"],
)  # fmt: skip
def test_what_a_module_does_outside_functions_is_told_where_the_functions_are_there(
    opened: Open, statement: str, told: str
) -> None:
    """A student whose points are all there hears of it all the same."""
    session = opened(f"def f(): return 1\n{statement}\ndef g(): return 2", seconds=SOON)
    assert (call(session).value, call(session, "g").value) == (1, 2)
    assert session.loaded.remark == told


@pytest.mark.parametrize(
    "loop", ["while True: pass", "sum(iter(int, 1))", "class A: x = sum(iter(int, 1))"]
)
def test_a_cell_that_does_not_end_is_told_by_its_number_among_code_cells(
    opened: Open, notebook: Notebook, loop: str
) -> None:
    session = opened(
        notebook=notebook("def f(): return N", f"\n{loop}\nN = 1", "x = 1"), seconds=SOON
    )
    assert call(session).value == 1
    assert session.loaded.remark == (
        "Line 2 of code cell 2 of work.ipynb used more than 1 s of processor time; "
        "the rest still runs."
    )


def test_where_there_is_no_function_its_places_are_told(opened: Open) -> None:
    session = opened("x = 1")
    assert session.loaded.sources("f") == []
    assert session.loaded.absent("f") == "There is no function f in work.ipynb or work.py."


def test_a_loop_of_the_module_is_not_told_as_the_notebooks(
    opened: Open, notebook: Notebook
) -> None:
    """Its place is no cell, though the notebook's first cell is code."""
    session = opened(
        "while True: pass\ndef f(): return 1", notebook("def g(): return 2"), seconds=SOON
    )
    assert (call(session).value, session.loaded.sources("g")) == (1, ["notebook"])
    reason = "used more than 1 s of processor time"
    assert session.loaded.remark == f"Line 1 of work.py {reason}; the rest still runs."


@pytest.mark.parametrize("where", ["module", "notebook"])
def test_what_took_too_long_is_not_waited_for_again(
    opened: Open, notebook: Notebook, where: str
) -> None:
    """When a call costs the child, the next one loads what is left in no time."""
    cells = ["import time\ndef f(): time.sleep(60)\nN = 7", "while True: pass", "def g(): return N"]
    text = "\n".join(cells)
    session = opened(text, seconds=2) if where == "module" else opened(
        notebook=notebook(*cells), seconds=2
    )  # fmt: skip
    assert session.loaded.sources("g") == [where]
    assert call(session).status == "timeout"
    with within(session, 1.5):
        assert call(session, "g").value == 7


def test_where_all_ran_nothing_is_told_of_it(opened: Open, notebook: Notebook) -> None:
    """A cell that raises shows that itself."""
    session = opened("def f(): return 1", notebook("1 / 0"))
    assert call(session).value == 1
    assert session.loaded.remark == ""


@pytest.mark.parametrize("end", ["os._exit(0)", "sum(iter(int, 1))"])
def test_what_calls_saw_changes_nothing_of_what_is_told(opened: Open, end: str) -> None:
    """A submission that finds a hidden input in a file it left could choose what ends."""
    module = f"import os\ndef f(): {end}\nif os.path.exists('/tmp/seen'): os._exit(0)\n"
    session = opened(module, seconds=SOON)
    assert session.loaded.sources("f") == ["module"]
    before = session.loaded.remark
    assert call(session).status in ("crashed", "timeout")
    session.loading.drop(("module", 0, 3), Outcome("crashed"))  # as if it ended a reload
    assert call(session).status in ("crashed", "timeout")
    assert session.loaded.remark == before == ""


# --- code outside functions that fails ------------------------------------------------------------


@pytest.mark.parametrize(
    "statement", ["raise SystemExit", "import sys; sys.exit(3)", "1 / 0", "raise KeyboardInterrupt",
                  "while True: pass", "@undefined\ndef h(): pass", "(1 /\n 0)"],
)  # fmt: skip
def test_a_statement_that_fails_costs_nothing_else(opened: Open, statement: str) -> None:
    """What comes after it is run, as in a notebook; with its own lines and future imports."""
    session = opened(
        f"from __future__ import annotations\ndef f(): return 1\n{statement}\n"
        "def g(x: Nothing): return 1 / 0",
        seconds=SOON,
    )
    assert call(session).value == 1
    problem = call(session, "g", 0).problem
    assert (problem.type, problem.source) == (
        "ZeroDivisionError",
        "def g(x: Nothing): return 1 / 0",
    )


def test_many_statements_that_fail_are_all_passed_over(opened: Open) -> None:
    session = opened("1 / 0\n" * 20 + "def f(): return 1")
    assert call(session).value == 1


def test_a_function_that_fails_to_be_made_says_why(opened: Open) -> None:
    session = opened("@undefined\ndef f(): return 1\ndef g(): return 2")
    assert session.loaded.sources("f") == []
    obstacle = session.loaded.obstacle("f")
    assert (obstacle.problem.type, obstacle.problem.line) == ("NameError", 1)
    assert session.loaded.obstacle("g") is None


@pytest.mark.parametrize("where", ["module", "notebook"])
def test_a_name_that_is_given_to_a_result_is_the_function_again(
    opened: Open, notebook: Notebook, where: str
) -> None:
    """As in forward = forward(x): where it was called and checked, it was a function."""
    cells = ["def f(x=1): return x", "def g(): return f(2)", "f = f()"]
    session = opened("\n".join(cells)) if where == "module" else opened(notebook=notebook(*cells))
    assert (call(session).value, call(session, "g").value) == (1, 2)


@pytest.mark.parametrize("loop", ["while True: pass", "sum(iter(int, 1))"])
def test_definitions_of_a_cell_that_does_not_end_count(
    opened: Open, notebook: Notebook, loop: str
) -> None:
    """An experiment that takes minutes stands below its function, and above another one."""
    cell = f"%time\nN = 2\ndef f(): return N\n{loop}\n\ndef g():\n    return N + 1"
    session = opened(notebook=notebook(cell), seconds=SOON)
    assert (call(session).value, call(session, "g").value) == (2, 3)


def test_definitions_after_what_fails_in_a_cell_count(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("def f(): return 1\n1 / 0\ndef g(): return 2\n2 / 0"))
    assert (call(session).value, call(session, "g").value) == (1, 2)


@pytest.mark.parametrize(
    "line",
    ["!pip install \\\n  nothing", "if True:\n    !pip install nothing", "files = !ls *.csv",
     "here = %pwd", "len?", "%cd nowhere", "x = 1\r\ny = '\x0c'"],
)  # fmt: skip
@pytest.mark.parametrize("failing", ["import nothing_there", "__import__('os')._exit(0)"])
def test_what_only_ipython_understands_costs_no_definition(
    opened: Open, notebook: Notebook, line: str, failing: str
) -> None:
    """In a cell that fails, or ends the process, after it."""
    session = opened(notebook=notebook(f"{line}\n{failing}\ndef f(): return 1\n\nN = 2"))
    assert call(session).value == 1


def test_after_a_line_that_fails_the_rest_of_its_cell_is_run(
    opened: Open, notebook: Notebook
) -> None:
    """The first cell imports what only the student has, and then says what functions need."""
    cells = ["import nothing_there as n\nn.set()\nimport math\nTINY = math.exp(-1)\nexec('1 +')",
             "def f(): return TINY"]  # fmt: skip
    session = opened(notebook=notebook(*cells))
    assert call(session).value == math.exp(-1)


@pytest.mark.parametrize(
    "begin", ["\n\n", "\n\nx = [1]\n", "\r\n \t\n", "\n\n%%time\n", "%%time\n\n"]
)
def test_empty_lines_at_the_top_of_a_cell_that_fails_cost_nothing(
    opened: Open, notebook: Notebook, begin: str
) -> None:
    """IPython does not count them."""
    session = opened(notebook=notebook(f"{begin}import nothing_there\ndef f(): return 1\n"))
    assert call(session).value == 1


def test_an_indented_cell_may_begin_with_empty_lines(opened: Open, notebook: Notebook) -> None:
    """IPython takes the indentation of the first line from all."""
    session = opened(notebook=notebook("\n\n    N = 1\n    def f(): return N"))
    assert call(session).value == 1


@pytest.mark.parametrize("end", ["sum(iter(int, 1))", "__import__('os')._exit(0)"])
def test_blocks_of_definitions_are_definitions(opened: Open, end: str) -> None:
    """Imports with a way out, as in try: import …, are left where other code is left out."""
    session = opened(
        f"""
        try:
            import math
        except ImportError:
            math = None
        if math:
            ONE = 1
        else:
            ONE = 2
        def f(): return math.floor(ONE + 0.5)
        {end}
        """,
        seconds=SOON,
    )
    assert call(session).value == 1


# --- a program's surroundings ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "import sys; sys.stdout.reconfigure(encoding='utf-8')",
        "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')",
        "import os; os.chdir(os.path.dirname(__file__))",
        "open(os.path.dirname(__file__) + '/data.csv').read()",
        "assert 'def f' in open(__file__).read()",
        "import argparse; argparse.ArgumentParser().parse_args()",
        "import sys; assert sys.argv == ['work.py']",
        "open('helper.py', 'w').write('ONE = 1'); from helper import ONE",
        "import inspect; assert 'return 1' in inspect.getsource(f)",
    ],
)
def test_what_honest_modules_do_where_they_start_works(opened: Open, line: str) -> None:
    session = opened(f"import os\ndef f(): return 1\n{line}\n", files={"data.csv": "1"})
    assert call(session).value == 1
    assert session.loading.problems == []


def test_a_file_of_the_submission_hides_no_library(opened: Open) -> None:
    """Its own folder comes last on the path."""
    session = opened(
        "open('random.py', 'w').write('x = 1'); open('colorsys.py', 'w').write('x = 1')\n"
        "import random, colorsys\ndef f(): return hasattr(random, 'x') or hasattr(colorsys, 'x')"
    )
    assert call(session).value is False


# --- text that does not compile -------------------------------------------------------------------


def test_a_syntax_error_in_a_module_is_told_with_its_line(opened: Open) -> None:
    session = opened("def f(:\n    return 1\n")
    assert session.loaded.sources("f") == []
    assert session.loaded.unreadable() is None
    obstacle = session.loaded.obstacle("f")
    problem = obstacle.problem
    assert (problem.type, problem.file, problem.line) == ("SyntaxError", "work.py", 1)
    assert problem.source == "def f(:"


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000,
        "-" * 100_000 + "1",
        "x = '\\ud800'\n\0",
        "return 1",
        "\tx = 1\n        y = 2",
    ],
    ids=["parentheses", "signs", "a null", "a return", "mixed indentation"],
)
def test_source_that_does_not_compile_costs_only_itself(opened: Open, source: str) -> None:
    session = opened(source.encode())
    assert session.loaded.sources("f") == []
    assert session.loaded.obstacle("f") is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfdef f():\n    return '\xc3\xbc'\n",
        b"def f():\r\n    return '\xc3\xbc'\r\n",
        b"def f():\r    return '\xc3\xbc'\r",
        b"# coding: utf-8\ndef f():\n    return '\xc3\xbc'",
    ],
    ids=["byte order mark", "CRLF", "CR", "a coding line"],
)
def test_utf_8_loads_whatever_its_line_ends(opened: Open, data: bytes) -> None:
    assert call(opened(data)).value == "ü"


def test_a_line_is_counted_right_after_crlf(opened: Open) -> None:
    outcome = call(opened(b"import os\r\n\r\ndef f():\r\n    return os.nothing\r\n"))
    assert (outcome.problem.line, outcome.problem.source) == (4, "return os.nothing")


def test_an_empty_module_is_read(opened: Open) -> None:
    session = opened(b"")
    assert session.loaded.unreadable() is None
    assert session.loaded.sources("f") == []
