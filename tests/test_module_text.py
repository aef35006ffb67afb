"""What a module's bytes say: its encoding, a notebook's commands in it, and what does not run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from working import Notebook, Open, call

from autograder.judging.grading import grade_submission
from autograder.key import Key
from autograder.submissions.folder import Submission
from autograder.worker.process import Zygotes

# --- encodings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "# -*- coding: cp1252 -*-\ndef f(): return 'ü€'\n".encode("cp1252"),
        "#!/usr/bin/env python\n# coding=cp1252\ndef f(): return 'ü€'\n".encode("cp1252"),
        "# vim: set fileencoding=cp1252 :\r\ndef f(): return 'ü€'\r\n".encode("cp1252"),
        "# -*- coding: utf-8 -*-\ndef f(): return 'ü€'\n".encode(),
        "# -*- coding: utf-8 -*-\ndef f(): return 'ü€'\n".encode("utf-8-sig"),
        "# the coding of this file is not declared\ndef f(): return 'ü€'\n".encode(),
        "x = 1\n\n# coding: cp1252\ndef f(): return 'ü€'\n".encode(),
    ],
    ids=["first line", "second line", "as an editor says", "UTF-8", "with a mark", "in words",
         "third line"],
)  # fmt: skip
def test_a_declared_encoding_is_honoured_as_python_does(opened: Open, data: bytes) -> None:
    assert call(opened(data)).value == "ü€"


def test_a_line_in_another_encoding_is_told_as_it_is(opened: Open) -> None:
    text = "# coding: latin-1\ndef f():\n    raise ValueError('ü')  # ö\n"
    problem = call(opened(text.encode("latin-1"))).problem
    assert (problem.message, problem.line, problem.source) == ("ü", 3, "raise ValueError('ü')  # ö")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"# coding: klingon\ndef f(): return 1", "unknown encoding: klingon"),
        ("# coding: cp1252\ndef f(): return 1".encode("utf-8-sig"), "encoding problem: utf-8"),
    ],
    ids=["unknown", "a mark against it"],
)
def test_a_declaration_that_does_not_hold_is_told(opened: Open, data: bytes, words: str) -> None:
    session = opened(data)
    assert session.loaded.sources("f") == []
    obstacle = session.loaded.obstacle("f")
    assert words in obstacle.problem.message


@pytest.mark.parametrize(
    "text",
    ["", "# coding: utf-8\n", "# a coding\n", "# coding: ascii\n", "# coding: rot13\n", "ÿþ"],
)
def test_other_bytes_than_utf_8_are_unreadable(opened: Open, text: str) -> None:
    session = opened(f"{text}# ü\ndef f(): return 1".encode("latin-1"))
    assert session.loaded.sources("f") == []
    assert session.loaded.unreadable() == "work.py is not UTF-8 text: save it as UTF-8."


# --- commands of a notebook -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    ["!pip install -q torch==2.0", "%matplotlib inline", "%%time", "files = !ls", "%timeit f()",
     "?print", "print?", "print??", "pip install numpy",
     "!echo 'it\"s'", "%cd 3rd", "!ls | wc -l", "!echo (", "if True:\n    !ls\n    %pwd",
     "!pip install \\\n    numpy", "%config A.b = 'c'"],
)  # fmt: skip
def test_a_notebook_command_in_a_module_costs_itself_alone(opened: Open, command: str) -> None:
    text = f"import math\n{command}\ndef f():\n    return 7\ndef g():\n    return math.nothing\n"
    session = opened(text)
    assert call(session).value == 7
    problem = call(session, "g").problem
    assert problem.line == len(text.splitlines())
    assert problem.source == "return math.nothing"
    assert "Notebook commands in work.py are ignored" in session.loaded.remark


def test_the_lines_of_commands_are_told(opened: Open) -> None:
    one = opened("x = 1\n%matplotlib inline\ndef f(): return 1")
    assert call(one).value == 1
    assert one.loaded.remark == "Notebook commands in work.py are ignored (line 2)."
    many = opened("!ls\n" * 10 + "def f(): return 1\n1 / 0\n")
    assert call(many).value == 1
    assert many.loaded.remark == (
        "Notebook commands in work.py are ignored (lines 1, 2, 3, 4, 5, 6, 7, 8 …). "
        "Line 12 of work.py raises ZeroDivisionError: division by zero; the rest still runs."
    )


def test_a_command_that_an_export_spells_out_costs_itself_alone(opened: Open) -> None:
    session = opened("get_ipython().system('pip install numpy')\ndef f():\n    return 7\n")
    assert call(session).value == 7


@pytest.mark.parametrize(
    ("text", "line"),
    [("x = 1 +\ndef f(): return 1", 1), ("!ls\ndef f() return 1", 2), ("x = (1\n!ls\n", 1)],
)
def test_what_is_no_command_is_told_as_before(opened: Open, text: str, line: int) -> None:
    session = opened(text)
    obstacle = session.loaded.obstacle("f")
    assert (obstacle.problem.type, obstacle.problem.line) == ("SyntaxError", line)


def test_what_looks_like_a_command_and_compiles_is_left_alone(opened: Open) -> None:
    text = 'NOTE = """\n!pip install numpy\n%time\n"""\ndef f():\n    return (7\n        % 4)\n'
    session = opened(text)
    assert call(session).value == 3
    assert session.loaded.remark == ""


def test_a_module_of_a_platform_gets_its_points(
    public_key: Key, altered: Callable[..., str], zygotes: Zygotes
) -> None:
    module = '"""As Colab writes it"""\n\n!pip install -q exercise-kit\n\n' + altered()
    report = grade_submission(public_key, Submission("a", None, module.encode()), zygotes)
    assert report.points == 20
    assert "Notebook commands in mlp.py are ignored (line 3)." in report.message


# --- functions that stand where nothing runs ------------------------------------------------------

GUARDED = """
import math

if __name__ == "__main__":
    def linear(x, weights, bias=0.0):
        return x @ weights + bias
"""


@pytest.mark.parametrize("beside", [None, "def linear(x, w, b): raise NotImplementedError()"])
def test_a_function_in_a_main_block_is_told_to_be_there(
    public_key: Key, zygotes: Zygotes, notebook: Notebook, beside: str | None
) -> None:
    """Also where a notebook beside it holds the stub."""
    cells = notebook(beside) if beside else None
    report = grade_submission(public_key, Submission("a", cells, GUARDED.encode()), zygotes)
    linear = next(verdict for verdict in report.verdicts if verdict.name == "linear")
    assert linear.status == "missing"
    assert linear.message == (
        'linear is defined under if __name__ == "__main__" in line 5 of mlp.py, '
        "which does not run while grading. Move it above that block."
    )


@pytest.mark.parametrize("test", ["'__main__' == __name__", "__name__ == '__main__' and True"])
def test_a_main_block_may_be_written_in_other_ways(opened: Open, test: str) -> None:
    session = opened(f"if {test}:\n    try:\n        def f(): return 1\n    finally: pass")
    obstacle = session.loaded.obstacle("f")
    assert (obstacle.status, obstacle.problem.line) == ("missing", 3)


def test_a_main_block_that_defines_something_again_costs_nothing(opened: Open) -> None:
    session = opened("def f(): return 1\nif __name__ == '__main__':\n    def f(): return 2\n")
    assert call(session).value == 1
    assert session.loaded.remark == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def main():\n    def f(): return 1\n", "is defined inside main in line 2 of mlp.py"),
        ("class A:\n    def f(self): return 1\n", "is defined inside A in line 2 of mlp.py"),
        ("if 1 > 2:\n    def f(): return 1\n", "is defined under if 1 > 2 in line 2 of mlp.py"),
        ("try:\n    if __name__ == '__main__':\n        def f(): return 1\nfinally:\n    pass\n",
         'is defined under if __name__ == "__main__" in line 3 of mlp.py'),
        ("if __name__ == '__main__':\n    f = lambda: 1\n",
         'is defined under if __name__ == "__main__" in line 2 of mlp.py'),
        ("if __name__ == '__main__':\n    async def f(): return 1\n",
         'is defined under if __name__ == "__main__" in line 2 of mlp.py'),
    ],
    ids=["a function", "a class", "a condition", "a try", "a lambda", "async"],
)  # fmt: skip
@pytest.mark.parametrize("where", ["module", "beside a stub", "notebook"])
def test_a_function_inside_something_else_is_told_to_be_there(
    public_key: Key, zygotes: Zygotes, notebook: Notebook, text: str, words: str, where: str
) -> None:
    text = text.replace("f()", "linear()").replace("f(self)", "linear(self)")
    text = text.replace("f =", "linear =")
    if where == "notebook" and "__main__" in text:
        return  # there it runs
    stub = notebook("def linear(x, w, b): raise NotImplementedError()") if "stub" in where else None
    work = Submission("a", stub, text.encode())
    if where == "notebook":
        work = Submission("a", notebook("x = 1", f"%time\n{text}"), None)
        words = words.replace("in line 2 of mlp.py", "in line 3 of its cell")
    linear = next(
        v for v in grade_submission(public_key, work, zygotes).verdicts if v.name == "linear"
    )
    assert linear.status == "missing"
    assert words in linear.message


@pytest.mark.parametrize(
    "data",
    [
        b"# coding: klingon\ndef linear(x, weights, bias=0.0): return 1",
        "\u200bdef linear(x, weights, bias=0.0): return 1".encode(),
        b"def linear(x, weights, bias=0.0): return 1 \0",
    ],
    ids=["its encoding is unknown", "before it is what nobody sees", "a zero byte"],
)
def test_what_does_not_load_is_told_also_beside_a_stub(
    public_key: Key, zygotes: Zygotes, notebook: Notebook, data: bytes
) -> None:
    stub = notebook("def linear(x, w, b): raise NotImplementedError()")
    report = grade_submission(public_key, Submission("a", stub, data), zygotes)
    linear = next(verdict for verdict in report.verdicts if verdict.name == "linear")
    assert linear.status == "exception"
    assert "linear is never defined: SyntaxError in " in linear.message
    assert "mlp.py" in linear.message
