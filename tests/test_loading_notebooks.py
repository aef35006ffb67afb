"""A notebook is loaded: cells share one namespace, and each costs only itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from working import (
    FORGE,
    SOON,
    Notebook,
    Open,
    call,
    needs_linux,
)

from autograder.worker.inside.source import cell_digest
from autograder.worker.request import Setup

pytestmark = needs_linux


@pytest.mark.parametrize(
    "data",
    [b"", b"no JSON", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [1]}', b"\xff\xfe", b"[" * 10**5],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_what_is_no_notebook_is_unreadable_and_leaves_the_module(opened: Open, data: bytes) -> None:
    session = opened("def f(): return 1", data)
    assert (
        session.loaded.unreadable() == "work.ipynb is not a notebook (it is not JSON with cells)."
    )
    assert call(session).value == 1


@pytest.mark.parametrize("source", ["def f(): return 1", ["def f():\n", "    return 1"]])
def test_a_cell_may_be_one_text_or_a_list_of_lines(opened: Open, source: Any) -> None:
    data = json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()
    assert call(opened(notebook=data)).value == 1
    assert call(opened(notebook=b"\xef\xbb\xbf" + data)).value == 1


def test_cells_share_one_namespace_and_the_last_definition_counts(
    opened: Open, notebook: Notebook
) -> None:
    data = notebook("def f(): return n", "n = 1", "def g(): return 1", "def g(): return f() + n")
    assert call(opened(notebook=data), "g").value == 2


@pytest.mark.parametrize(
    "cell",
    ["def h(:", "1 / 0", "raise SystemExit", "exit()", "quit()", "while True: pass",
     "import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "%nosuchmagic", "?", "x = ",
     "%%nosuchmagic\nx", "assert False", "raise KeyboardInterrupt", "input()", "%reset -f"],
)  # fmt: skip
def test_a_cell_costs_only_itself(opened: Open, notebook: Notebook, cell: str) -> None:
    """Whether it is not Python, hangs, or ends the process."""
    session = opened(notebook=notebook("a = 1", cell, "def g(): return 2"), seconds=SOON)
    assert call(session, "g").value == 2


def test_two_cells_that_hang_and_one_that_dies_cost_only_themselves(
    opened: Open, notebook: Notebook
) -> None:
    hang = "while True: pass"
    cells = [hang, "def f(): return 1", hang, "def g(): return f() + 1", "import os; os.abort()"]
    session = opened(notebook=notebook(*cells), seconds=SOON)
    assert call(session, "g").value == 2


def test_what_a_cell_shows_is_kept_in_nbformats_form(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("print('a'); print('b')", "1 + 1", "1 / 0", "None"))
    session.loaded.sources("f")
    printed, shown, raised, nothing = (session.loading.cells[number] for number in range(4))
    assert printed == [{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}]
    assert shown[0]["output_type"] == "execute_result"
    assert shown[0]["data"] == {"text/plain": "2"}
    assert (raised[0]["output_type"], raised[0]["ename"]) == ("error", "ZeroDivisionError")
    assert nothing == []


@pytest.mark.parametrize(
    "cell",
    ["import os; 3", "import os\n3", "def f(): return 3\nf()", "class C: pass\n3",
     "from os import (\n    path,\n)\n3", "import os \\\n    ; 3", "# three\n3", "3 #"],
)  # fmt: skip
def test_a_cell_that_ends_in_a_value_shows_it(opened: Open, notebook: Notebook, cell: str) -> None:
    session = opened(notebook=notebook(cell))
    session.loaded.sources("f")
    assert [output["data"] for output in session.loading.cells[0]] == [{"text/plain": "3"}]


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        ("def f(n=1 / 0): pass", "error", "division by zero"),
        ("class C:\n    print('made')", "stream", "made"),
        ("def f(): return 3 is 3", "stream", "SyntaxWarning"),
        ("import nowhere", "error", "No module named"),
        ("def f(:", "error", "invalid syntax"),
        ("class C:\n    raise SystemExit(3)", "error", "3"),
    ],
)
def test_what_a_cell_of_definitions_says_is_kept(
    opened: Open, notebook: Notebook, cell: str, kind: str, word: str
) -> None:
    session = opened(notebook=notebook(cell, "def g(): return 1"))
    assert call(session, "g").value == 1
    first = session.loading.cells[0][0]
    assert first["output_type"] == kind
    assert word in first.get("text", first.get("evalue"))


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["from __future__ import annotations", "def f(n: nowhere = 1): return n"], 1),
        (["def f():\n    %precision 3\n    return 1"], 1),
        (["def f():\n    here = !ls\n    return here"], []),
        (["def f():\n    return get_ipython() is not None"], True),
        (["    def f():\n        return 1"], 1),
        (['def f():\n    text = """\nfrom here\n"""\n    return text'], "\nfrom here\n"),
        (["def f(\n    n=1,\n):\n    return n\n\n\n# the end"], 1),
        (["class C:\n    n = 1", "def f():\n    return C.n"], 1),
        (["", "def f(): return 1"], 1),
        (["async def g(): return 1", "def f():\n    return g.__name__"], "g"),
        (["import os", "def f(): return __name__"], "__main__"),
    ],
)
def test_definitions_are_what_ipython_makes_of_them(
    opened: Open, notebook: Notebook, cells: list[str], value: Any
) -> None:
    """With annotations of the future, magics in a body, and cells that are all indented."""
    session = opened(notebook=notebook(*cells))
    assert call(session).value == value
    assert session.loading.problems == []


def test_a_place_that_no_notebook_has_costs_only_the_notebook(
    opened: Open, notebook: Notebook
) -> None:
    """It once came back to each later child, which could not read it."""
    forged = {"status": "progress", "place": ["notebook", 1e300, 0]}
    cell = f"{FORGE}\nsend({forged})\nos._exit(1)"
    session = opened("def g(): return 1", notebook(cell, "def f(): return 2"))
    assert call(session, "g").value == 1
    assert session.loaded.unreadable() is None


def test_half_a_character_costs_no_cell(opened: Open, notebook: Notebook) -> None:
    """JSON can hold it, UTF-8 cannot."""
    session = opened(notebook=notebook("def f(): return 1", "# \ud83d", "x = '\ud83d'"))
    assert call(session).value == 1


@pytest.mark.parametrize(
    "hook",
    [
        "ip.input_transformers_cleanup.append(lambda ls: [x.replace('ONE', '1') for x in ls])",
        "ip.input_transformers_post.append(lambda lines: [l.replace('ONE', '1') for l in lines])",
        "import ast\nclass One(ast.NodeTransformer):\n"
        "    def visit_Name(self, node):\n"
        "        return ast.Constant(1) if node.id == 'ONE' else node\n"
        "ip.ast_transformers.append(One())",
        "ip.events.register('pre_run_cell', lambda info: ip.push({'ONE': 1}))",
    ],
)
def test_what_a_notebook_does_to_its_cells_is_done_to_all(
    opened: Open, notebook: Notebook, hook: str
) -> None:
    session = opened(notebook=notebook(f"ip = get_ipython()\n{hook}", "def f(): return ONE"))
    assert call(session).value == 1


def test_a_notebook_begins_with_nothing_of_ours(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("there = bool(globals().get('_'))\ndef f(): return there"))
    assert call(session).value is False


def test_a_misspelt_name_is_told_whatever_other_cell_fails(
    opened: Open, notebook: Notebook
) -> None:
    session = opened(notebook=notebook("def linaer(x): return x", "def broken(:"))
    session.loading.setup = Setup("work", ("linear", "other"), {}, frozenset())
    assert session.loaded.similar("linear") == "linaer"
    assert session.loaded.obstacle("linear") is None
    assert session.loaded.obstacle("other") is None  # that cell defines something else


@pytest.mark.parametrize(
    ("line", "is_blamed"),
    [
        ("open('notes.txt')", False),
        ("import of_nowhere", False),
        ("from of_nowhere import f", True),
        ("from of_nowhere import *", True),
        ("def f(:", True),
        ("f = of_nowhere", True),
        ("if True:\n    of_nowhere\n    def f(): pass", True),
    ],
)
@pytest.mark.parametrize("in_notebook", [False, True])
def test_a_line_that_fails_is_blamed_for_what_it_may_have_defined(
    opened: Open, notebook: Notebook, line: str, is_blamed: bool, in_notebook: bool
) -> None:
    """After it the rest is run, so that a function that nobody wrote is missing."""
    session = opened(notebook=notebook(line)) if in_notebook else opened(line)
    assert session.loaded.sources("f") == []
    assert (session.loaded.obstacle("f") is not None) == is_blamed


def test_what_a_cell_shows_is_bounded(opened: Open, notebook: Notebook) -> None:
    cells = "for _ in range(1000): print('x' * 10**4)", "'y' * 10**7", "def f(): return 1"
    session = opened(notebook=notebook(*cells))
    assert call(session).value == 1
    assert len(json.dumps(session.loading.cells)) < 500_000


@pytest.mark.parametrize("end", ["plt.show()", "None"])
@pytest.mark.parametrize("magic", ["%matplotlib inline", "%matplotlib", "# no magic"])
def test_a_plot_becomes_an_image(opened: Open, notebook: Notebook, magic: str, end: str) -> None:
    """Many notebooks begin with %matplotlib inline; many do not call plt.show."""
    cells = [f"{magic}\nimport matplotlib.pyplot as plt", f"plt.plot([1, 2])\n{end}"]
    session = opened(notebook=notebook(*cells))
    session.loaded.sources("f")
    assert session.loading.problems == []
    images = [
        output["data"] for output in session.loading.cells[1] if "image/png" in output["data"]
    ]
    assert len(images) == 1
    assert images[0]["image/png"].startswith("iVBOR")


@pytest.mark.parametrize(
    "cell",
    ["!touch made", "!!touch made", "x = !touch made", "%%bash\ntouch made", "%%sh\ntouch made",
     "%sx touch made", "%system touch made", "%%script bash\ntouch made", "%pip install made",
     "get_ipython().system('touch made')", "get_ipython().getoutput('touch made')"],
)  # fmt: skip
def test_shell_magics_do_nothing_but_say_so(opened: Open, notebook: Notebook, cell: str) -> None:
    look = "import os\ndef f(): return os.path.exists('made')"
    session = opened(notebook=notebook(cell, look))
    assert call(session).value is False
    assert session.loading.problems == []
    assert "Shell commands do nothing while grading." in session.loading.cells[0][0]["text"]


def test_experiments_and_checks_are_not_run(opened: Open, notebook: Notebook) -> None:
    """A provided cell is known by its text; trailing white space that an editor adds is not."""
    experiment = "ran = True\nwhile True: pass"
    data = notebook("ran = False\ndef f(): return ran", experiment + "  \n\n", experiment)
    session = opened(notebook=data, provided=frozenset([cell_digest(experiment)]), seconds=SOON)
    assert call(session).value is False
    assert session.loading.cells.keys() == {0, 1, 2}


def test_a_check_cell_that_was_altered_says_that_the_grader_runs_its_own(
    opened: Open, notebook: Notebook
) -> None:
    cells = ["from autograder import check", "def f(): return 1", "check(f)", "check('nothing')"]
    session = opened(notebook=notebook(*cells))
    session.loaded.sources("f")
    for number in (2, 3):
        (shown,) = session.loading.cells[number]
        assert shown["data"]["text/plain"] == "The grader runs its own checks."


def test_cells_beyond_bounds_are_not_run(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("n = 0\ndef f(): return n", *["n += 1"] * 2500))
    assert call(session).value == 1999


# --- cells that are given -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    ["from pathlib import Path", "import math as Path", "def Path(x): return x",
     "for i in range(2): pass\nimport json, pathlib\nfrom pathlib import Path"],
)  # fmt: skip
def test_what_given_cells_define_is_there(opened: Open, notebook: Notebook, given: str) -> None:
    """Experiments are not run while grading; a student may use what they import all the same."""
    experiment = f"{given}\nraise SystemExit"
    session = opened(
        notebook=notebook("def f(): return callable(Path) or Path.pi > 3", experiment),
        provided=frozenset([cell_digest(experiment)]),
    )
    assert call(session).value is True


def your_turn(notebook: bytes) -> bytes:
    """The notebook with its last cell marked as one for a student's own experiments."""
    content = json.loads(notebook)
    content["cells"][-1]["metadata"] = {"tags": ["your-turn"]}
    return json.dumps(content).encode()


def test_what_a_student_tries_in_a_cell_of_their_own_is_not_run(
    opened: Open, notebook: Notebook
) -> None:
    data = your_turn(notebook("ran = False\ndef f(): return ran", "ran = True\nwhile True: pass"))
    session = opened(notebook=data, seconds=SOON)
    assert call(session).value is False
    assert session.loaded.problems == []


def test_a_function_that_stands_in_such_a_cell_counts(opened: Open, notebook: Notebook) -> None:
    """As it does in the kernel, where `check` has passed it."""
    data = your_turn(notebook("def f(): return 1", "def f(): return 2\nraise SystemExit"))
    assert call(opened(notebook=data)).value == 2


def test_what_given_cells_import_is_left_where_nobody_uses_it(
    opened: Open, notebook: Notebook
) -> None:
    """A library for plots would cost every submission half a second."""
    session = opened(
        notebook=notebook(
            "import sys\ndef f(): return 'colorsys' in sys.modules", "import colorsys"
        ),
        provided=frozenset([cell_digest("import colorsys")]),
    )
    assert call(session).value is True  # it is named, here in the test itself
    session = opened(
        notebook=notebook("import sys\ndef f(): return 'color' + 'sys' in sys.modules",
                          "import colorsys"),
        provided=frozenset([cell_digest("import colorsys")]),
    )  # fmt: skip
    assert call(session).value is False


# --- a notebook and a module ----------------------------------------------------------------------


def test_the_notebook_comes_before_the_module(opened: Open, notebook: Notebook) -> None:
    session = opened("def f(): return 'm'\ndef g(): return 'm'", notebook("def f(): return 'n'"))
    assert session.loaded.sources("f") == ["notebook", "module"]
    assert session.loaded.sources("g") == ["module"]
    assert call(session).value == "n"


def test_a_notebook_can_import_the_module_beside_it(opened: Open, notebook: Notebook) -> None:
    session = opened("def f(): return 1", notebook("import work\ndef g(): return work.f() + 1"))
    assert call(session, "g").value == 2


# --- names that a later cell takes away -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["def f(): return sum([1, 2])", "sum = 0\nfor n in [3]: sum += n"], 3),
        (["def s(x): return x + 1\ndef f(): return s(1)", "for s in range(3): pass"], 2),
        (["import math as np\ndef f(): return np.floor(2.5)", "np = 3"], 2),
        (["def f(): return [(lambda: max(1, n))() for n in [4]][0]", "max = 0"], 4),
        (["def s(): return 1\ndef f(): return s()", "def s(): return 2", "s = 3"], 2),
        (["def g(x): return x.max()", "max = 5\ndef f(): return max", "g = 1"], 5),
        (["n = 1\ndef f(): return n", "n = 2"], 2),
    ],
)
def test_a_function_finds_what_it_found_where_it_was_checked(
    opened: Open, notebook: Notebook, cells: list[str], value: Any
) -> None:
    """A scratch cell at the end that calls a number `sum` costs nobody the exercises above it."""
    assert call(opened(notebook=notebook(*cells))).value == value


def test_a_notebook_has_no_name_that_it_does_not_define(opened: Open, notebook: Notebook) -> None:
    """Nothing is left of what the warm process ran: `np` is an error there as in Jupyter."""
    session = opened(notebook=notebook("def f():\n    return np.pi"))
    outcome = call(session)
    assert outcome.status == "exception"
    assert outcome.problem.type == "NameError"
