"""A notebook of nbgrader or otter becomes a room: what is derived, and what is left to write."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import pytest
from courses import run
from nbformat import v4
from working import needs_linux

from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import RoomError, open_room
from autograder.authoring.script import read_cells
from autograder.building.adopting.adopt import Adopted, adopt, read_notebook
from autograder.building.adopting.cases import read_cases
from autograder.building.adopting.names import Names
from autograder.building.adopting.pieces import Piece
from autograder.building.start import start_course
from autograder.key import save_text
from autograder.reports.report import Report

TUTORIAL = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source"
MEAN = '''\
def mean(x):
    """The mean of the sample x."""
    ### BEGIN SOLUTION
    return np.sum(x) / len(x)
    ### END SOLUTION'''
SPREAD = '''\
def variance(x, ddof=0):
    """The mean squared distance from the mean.

    `ddof` is subtracted from the number of measurements.
    """
    # at least one more than ddof
    if len(x) <= ddof:
        raise ValueError("too few measurements")
    return np.sum((x - mean(x)) ** 2) / (len(x) - ddof)


def standardize(x):
    """The sample x, shifted and scaled to mean 0 and variance 1."""
    return (x - mean(x)) / np.sqrt(variance(x))'''
TEST_MEAN = """\
assert mean([1, 2, 3]) == 2
assert np.isclose(mean(lengths), 10.25)
### BEGIN HIDDEN TESTS
assert mean(np.array([-1.0, 1.0])) == 0
### END HIDDEN TESTS"""
TEST_SPREAD = """\
rng = np.random.default_rng(0)
x = np.array([1.0, 2.0, 3.0, 4.0])
np.testing.assert_allclose(variance(x), 1.25)
assert np.isclose(variance(x, ddof=1), 5 / 3)
for size in [2, 5]:
    sample = rng.normal(size=size)
    assert np.isclose(variance(sample), np.var(sample))
with pytest.raises(ValueError):
    variance(np.ones(1), ddof=1)"""
TEST_STANDARDIZE = """\
z = standardize(x)
assert z.shape == x.shape
assert abs(np.mean(z)) < 1e-12
assert variance(np.array([1, 1, 4])) == 2"""


def code(source: str, **ours: Any) -> Any:
    return v4.new_code_cell(source, metadata=marked(**ours))


def text(source: str, **ours: Any) -> Any:
    return v4.new_markdown_cell(source, metadata=marked(**ours))


def marked(**ours: Any) -> dict[str, Any]:
    """Metadata as nbgrader's extension of Jupyter writes them."""
    usual = {"schema_version": 3, "task": False, "grade": False, "solution": False, "locked": False}
    return {"nbgrader": usual | ours} if ours else {}


def solution(source: str, grade_id: str) -> Any:
    return code(source, grade_id=grade_id, solution=True)


def check(source: str, grade_id: str, points: float) -> Any:
    return code(source, grade_id=grade_id, grade=True, locked=True, points=points)


STATISTICS = (
    text("# Statistics of a sample\n\n[Four lengths](lengths.csv) in mm, measured twice."),
    code("%matplotlib inline\nimport numpy as np\nimport pytest\n\nUNIT = 'mm'"),
    code('lengths = np.loadtxt("lengths.csv", delimiter=",")\nprint(lengths, UNIT)'),
    text("## The mean"),
    solution(MEAN, "mean"),
    check(TEST_MEAN, "test-mean", 2),
    text("## Spread"),
    solution(SPREAD, "spread"),
    check(TEST_SPREAD, "test-variance", 3),
    check(TEST_STANDARDIZE, "test-standardize", 1),
    text("Why may the sum be divided by $N - 1$?"),
    text(
        "### BEGIN SOLUTION\nThe mean is estimated from the same sample.\n### END SOLUTION",
        grade_id="why-n-1", grade=True, solution=True, points=2,
    ),
)  # fmt: skip


def saved(path: Path, *cells: Any, language: str = "python") -> Path:
    spec = {"name": "kernel", "display_name": "A kernel", "language": language}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=list(cells), metadata={"kernelspec": spec}), path)
    return path


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A course with a room adopted from such a notebook, built; and what `adopt` printed."""
    course = tmp_path_factory.mktemp("adopt") / "course"
    start_course(course)
    old = saved(course.parent / "old" / "statistics.ipynb", *STATISTICS)
    (old.parent / "lengths.csv").write_text("10.0,10.5,10.25,10.25\n")
    out, told = run(course, "adopt", str(old))
    assert told == "next: autograder build statistics\n      autograder verify statistics\n"
    run(course, "build", "statistics")
    return course, out


# --- a whole notebook ----------------------------------------------------------------------------


def test_the_room_of_an_adopted_notebook(
    statistics: tuple[Path, str], assert_golden: Callable[[str, str], None]
) -> None:
    """Its two files, and the list of what is left to write."""
    course, out = statistics
    room = course / "solutions" / "statistics"
    assert_golden("adopt_script", (room / "statistics.py").read_text())
    assert_golden("adopt_exercises", (room / "exercises.py").read_text())
    assert_golden("adopt_left", out)
    assert (room / "lengths.csv").read_text() == "10.0,10.5,10.25,10.25\n"


@needs_linux
def test_the_laws_hold_for_an_adopted_room_but_hints_are_left_to_write(
    statistics: tuple[Path, str],
) -> None:
    out, _ = run(statistics[0], "verify", "statistics", code=1)
    broken = [line for line in out.splitlines() if not line.startswith(("✓", " "))]
    assert broken == ["✗ statistics: every exercise has hints"]


@needs_linux
def test_right_and_wrong_submissions_of_an_adopted_assignment(
    statistics: tuple[Path, str], judged: Callable[..., Report]
) -> None:
    room = open_room(statistics[0], "statistics")
    key = make_assignment_key(room, b"secret")
    right = judged(key, room.script)
    assert (right.points, right.max_points) == (6.0, 6.0)
    for old, new, scores in (
        ("/ len(x)\n", "/ len(x) + 1\n", {"mean": 0.0, "variance": 3.5, "standardize": 0.5}),
        ("- ddof", "", {"mean": 2.0, "variance": 0.0, "standardize": 0.5}),
        ("x - mean(x)) / np", "x) / np", {"mean": 2.0, "variance": 3.5, "standardize": 0.0}),
    ):
        wrong = judged(key, room.script.replace(old, new))
        assert {verdict.name: verdict.points for verdict in wrong.verdicts} == scores


def test_a_solution_that_is_a_whole_cell_is_not_handed_out(statistics: tuple[Path, str]) -> None:
    released = (statistics[0] / "assignments" / "statistics" / "statistics.py").read_text()
    assert "def standardize(x):" in released
    assert "at least one more" not in released
    assert "np.sqrt" not in released


def test_a_built_notebook_of_an_adopted_room_has_no_edits(statistics: tuple[Path, str]) -> None:
    _, told = run(statistics[0], "adopt", "source/statistics/statistics.ipynb")
    assert told.endswith("no edits in source/statistics/statistics.ipynb\n")


# --- what is refused -----------------------------------------------------------------------------


def adopted(tmp_path: Path, *cells: Any, name: str = "adopted") -> Adopted:
    """What adopting a notebook with these cells makes."""
    path = saved(tmp_path / "old" / "a.ipynb", *cells)
    (tmp_path / "solutions").mkdir(exist_ok=True)
    return adopt(tmp_path, path, read_notebook(path), name)


def exercises(made: Adopted) -> str:
    return made.paths[1].read_text()


TWO = "assert double(1) == 2"
DOUBLE = solution(
    "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", "d"
)


def test_bad_input_is_refused_in_plain_words(tmp_path: Path) -> None:
    start_course(tmp_path)
    (tmp_path / "text.ipynb").write_text("no JSON")
    (tmp_path / "list.ipynb").write_text("[]")
    saved(tmp_path / "plain.ipynb", code("1 + 1"))
    saved(tmp_path / "julia.ipynb", DOUBLE, language="julia")
    saved(tmp_path / "my-notebook.ipynb", DOUBLE, check(TWO, "t", 1))
    saved(tmp_path / "value.ipynb", solution("print(1)", "x"), check("assert 1 == 1", "t", 1))
    for file, words in (
        ("none.ipynb", "none.ipynb cannot be read: No such file or directory."),
        (".", ". cannot be read: Is a directory."),
        ("text.ipynb", "is not a notebook: it is not JSON with a list of cells."),
        ("list.ipynb", "is not a notebook: it is not JSON with a list of cells."),
        ("plain.ipynb", "plain.ipynb has no graded cells, neither nbgrader's nor otter's."),
        ("julia.ipynb", "julia.ipynb is written in julia. The kit grades Python."),
        ("my-notebook.ipynb", "for example my_notebook"),
        ("value.ipynb", "No test in value.ipynb uses a function or variable of a solution cell"),
    ):
        out, told = run(tmp_path, "adopt", file, code=2)
        assert words in told
        assert out == ""
    assert list((tmp_path / "solutions").iterdir()) == []


@pytest.mark.parametrize("folder", ["solutions", "source", "assignments"])
def test_what_is_there_is_not_overwritten(tmp_path: Path, folder: str) -> None:
    """Nor a folder that `build` would replace, such as nbgrader's own source."""
    path = tmp_path / folder / "adopted" / "adopted.py"
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    with pytest.raises(RoomError, match="is there already, and stays as it is") as caught:
        adopted(tmp_path, DOUBLE, check(TWO, "t", 1))
    assert str(caught.value).endswith("autograder adopt NOTEBOOK --name NAME")
    assert path.read_text() == "mine"


# --- tests as cases ------------------------------------------------------------------------------


def lines(source: str, name: str = "f") -> list[str]:
    """The lines that a test becomes for the function `f`, beside `g` and a constant `k`."""
    names = Names({"f", "g", "k", "helper"}, {"np", "math", "random"}, {"x.csv"})
    return [line.text for line in read_cases(name, {"f", "g"}, names, [Piece("test", source, 1)])]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("assert f(1, 2) == 3", "yield (1, 2)"),
        ("assert f(1, scale=2) == 3", "yield case(1, scale=2)"),
        ("assert f() is None", "yield ()"),
        ("assert not f([])", "yield ([],)"),
        ("assert 3 == f(k)", "yield (reference.k,)"),
        ("assert f(g(1)) == 3", "yield (reference.g(1),)"),
        ("assert np.isclose(f(np.ones((2, 3))), 1)", "yield (np.ones((2, 3)),)"),
        ("np.testing.assert_allclose(f(-1.5), [1])", "yield (-1.5,)"),
        ("assert abs(f(2) - 1) < 1e-9", "yield (2,)"),
        ("assert round(f(2), 2) == 0.67", "yield (2,)"),
        ("assert math.isclose(f(math.pi), 0)", "yield (math.pi,)"),
        ("tc.assertEqual(f(1), 2)", "yield (1,)"),
        ("f(1)", "yield (1,)"),
        ("x = f(1)\nassert x == 2", "yield (1,)"),
        ("a, b = f(1)\nassert (a, b) == (1, 2)", "yield (1,)"),
        ("rng = np.random.default_rng(1)\nassert f(rng.normal()) == 0",
         "rng = random\nyield (rng.normal(),)"),
        ("x = [1]\nassert f(x) == 1\nx.append(2)\nassert f(x) == 3",
         "x = [1]\nyield (x,)\nx.append(2)\nyield (x,)"),
        ("x = np.zeros(2)\nx[0] = 1\nunused = 5\nassert f(x) == 1",
         "x = np.zeros(2)\nx[0] = 1\nyield (x,)"),
        ("assert f(1) == 2\nassert f(1) < 3", "yield (1,)"),
        ("for x, y in [(1, 2), (3, 4)]:\n    assert f(x) == y",
         "for x, y in [(1, 2), (3, 4)]:\n    yield (x,)"),
        ("def test_f():\n    x = 2\n    assert f(x) == 4\ntest_f()", "x = 2\nyield (x,)"),
        ("def twice(x):\n    return 2 * x\nassert f(twice(1)) == 1",
         "def twice(x):\n    return 2 * x\nyield (twice(1),)"),
        ("assert np.sum(f(np.loadtxt('x.csv'))) == 1", "yield (np.loadtxt(HERE / 'x.csv'),)"),
        ("assert f('x.csv') == 1",
         "yield (TextFile('x.csv', (HERE / 'x.csv').read_text(encoding='utf-8')),)"),
        ("with pytest.raises(ValueError):\n    f(-1)", "yield case(-1, raises=ValueError)"),
        ("try:\n    f(-1)\nexcept ValueError:\n    pass\nelse:\n    assert False",
         "yield case(-1, raises=ValueError)"),
        ("x = [1]\nwith pytest.raises(IndexError):\n    f(x)",
         "x = [1]\nyield case(x, raises=IndexError)"),
        ("if k > 1:\n    assert f(1) == 1", "if reference.k > 1:\n    yield (1,)"),
        ("assert g(1) == 1\nprint('passed')", ""),
    ],
)  # fmt: skip
def test_a_test_that_becomes_cases(source: str, expected: str) -> None:
    assert "\n".join(lines(source)) == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("assert f(data) == 1", "write cases in the place of this test (it needs data):"),
        ("assert f(lambda x: x) == 1", "(it needs the function lambda x: x):"),
        ("assert f(np.sin) == 1", "(it needs the function np.sin):"),
        ("assert f(g) == 1", "(it needs the function g):"),
        ("assert f(random.random()) == 1", "(it needs the notebook's random):"),
        ("assert f(input()) == 1", "(it needs input):"),
        ("assert all([f(x) == 1 for x in (1, 2)])", "(it needs x):"),
        ("assert callable(f)", "write cases in the place of this test:"),
        ("assert f(np.random.rand(3)) == 1", "(it needs np.random.rand):"),
        ("assert_raises(ValueError, f, -1, k=2)", "write cases in the place of this test:"),
        ("with redirect_stdout(out):\n    f(1)", "write cases in the place of this test:"),
        ("assert throws(lambda: f(-1), ValueError)", "write cases in the place of this test:"),
        ("try:\n    f(1)\nexcept NameError:\n    pass", "write cases in the place of this test:"),
        ("with pytest.raises(OwnError):\n    f(1)", "write cases in the place of this test:"),
        ("x = input()\nassert f(x) == 1", "(it needs x):"),
    ],
)  # fmt: skip
def test_a_test_that_cannot_be_read_stays_as_a_comment(source: str, words: str) -> None:
    found = lines(source)
    assert len(found) == 1
    assert found[0].startswith("# TODO: ")
    assert words in found[0].splitlines()[0]
    assert found[0].splitlines()[1] == f"#     {source.splitlines()[-1 if '(x)' in source else 0]}"


# --- cells ---------------------------------------------------------------------------------------


def script(tmp_path: Path, *cells: Any) -> str:
    made = adopted(tmp_path, *cells, DOUBLE, check(TWO, "t", 1))
    return made.paths[0].read_text()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(x):\n    return x",
         "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"),
        ("def f(x): return x",
         "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"),
        ("### BEGIN SOLUTION\ndef f(x):\n    '''Doc.'''\n    # why\n    return x\n### END SOLUTION",
         "def f(x):\n    '''Doc.'''\n    ### BEGIN SOLUTION\n    # why\n    return x\n"
         "    ### END SOLUTION\n"),
        ("def f(x):\n    # BEGIN SOLUTION\n    return x\n    # END SOLUTION",
         "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n"),
    ],
)  # fmt: skip
def test_a_function_to_write_has_its_body_in_a_region(
    tmp_path: Path, source: str, expected: str
) -> None:
    assert f"# %%\n{expected}" in script(tmp_path, solution(source, "f"))


def test_a_mark_without_its_counterpart_is_refused_where_the_notebook_is_built(
    tmp_path: Path,
) -> None:
    source = "def f(x):\n    y = x\n    ### BEGIN SOLUTION\n    return y"
    script(tmp_path, solution(source, "f"))
    with pytest.raises(RoomError, match="after ### BEGIN SOLUTION there is no ### END SOLUTION"):
        read_cells(open_room(tmp_path, "adopted"))


def test_code_that_is_not_python_is_left_out_of_the_script(tmp_path: Path) -> None:
    made = adopted(tmp_path, code("x = ("), DOUBLE, check(TWO, "t", 1))
    assert "x = (" not in made.paths[0].read_text()
    assert "# TODO: cell 1 is not Python, so students do not get it:\n#     x = (" in exercises(
        made
    )


def test_a_region_in_a_cell_that_is_not_marked_as_a_solution_is_one(tmp_path: Path) -> None:
    """Handed out as it is, it would tell the answer, so nbgrader refuses it."""
    text_ = script(tmp_path, code(MEAN), text("### BEGIN SOLUTION\nSo.\n### END SOLUTION"))
    assert f"# %%\n{MEAN}\n" in text_
    assert '# %% [markdown] question="answer-2" points=1\n# ### BEGIN SOLUTION\n# So.\n' in text_


@pytest.mark.parametrize(
    "source",
    [
        "# secret: x + x\ndef f(x):\n    return x + x\n# secret",
        "### BEGIN SOLUTION\n# secret\n### END SOLUTION\nshown = 1",
        "### BEGIN SOLUTION\n# secret\n### END SOLUTION",
        "# secret",
        "secret = (",
    ],
)
def test_no_comment_on_a_solution_is_handed_out(tmp_path: Path, source: str) -> None:
    assert "secret" not in script(tmp_path, solution(source, "f"))


def test_functions_of_a_cell_are_split_and_what_is_given_beside_them_is_set_up(
    tmp_path: Path,
) -> None:
    """A helper without a region is given; the import belongs to it."""
    cell = (
        "import math\n\n# given\ndef helper(x):\n    return x\n\n" + MEAN + "\n\nprint(mean([1]))"
    )
    cells = [part.strip() for part in script(tmp_path, solution(cell, "mean")).split("# %%")]
    assert "import math\n\n# given\ndef helper(x):\n    return x" in cells
    assert MEAN in cells
    assert 'tags=["your-turn"]\nif __name__ == "__main__":\n    print(mean([1]))' in cells


def test_an_answer_that_is_a_value_is_a_variable(tmp_path: Path) -> None:
    """What helps to compute it stands in its cell. Its value is not in the public key."""
    cell = "import math\n\nside = double(2)\nanswer = math.hypot(side, 3)\nprint(answer)"
    test = "assert answer == 5\nassert double(answer) == 10"
    made = adopted(tmp_path, DOUBLE, solution(cell, "a"), check(test, "t", 3), check(TWO, "t2", 1))
    assert (
        "# %%\nimport math\n\n# %%\n### BEGIN SOLUTION\nside = double(2)\n"
        "answer = math.hypot(side, 3)\n### END SOLUTION\n"
    ) in made.paths[0].read_text()
    assert "# TODO: write cases in the place of this test (it needs answer):" in exercises(made)
    key = make_assignment_key(open_room(tmp_path, "adopted"))
    assert [(e.name, e.points) for e in key.exercises] == [("double", 2.5), ("answer", 1.5)]
    assert "5.0" not in save_text(key)


@pytest.mark.parametrize(
    "source",
    ["answer = data.mean()", "answer = open('x.csv').read()", "answer: int", "print(6 * 7)",
     "class Answer:\n    pass"],
)  # fmt: skip
def test_an_answer_that_cannot_stand_alone_is_left_out_of_the_script(
    tmp_path: Path, source: str
) -> None:
    """It would reach students, or fail where the reference is imported."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "x.csv").write_text("1\n")
    cells = solution(source, "a"), check("assert answer == 42 or Answer()", "t42", 1)
    made = adopted(
        tmp_path, code("data = pd.read_csv('x.csv')"), *cells, DOUBLE, check(TWO, "t", 1)
    )
    assert source not in made.paths[0].read_text()
    what = (
        "is to be written, and is no function or variable that tests use and that can stand alone"
    )
    assert f"# TODO: cell 2 {what}:\n#     {source.splitlines()[0]}" in exercises(made)
    assert "the test in cell 3 gives 1 points, and calls no exercise:" in exercises(made)


def test_a_class_with_regions_is_handed_out_and_left_to_declare(tmp_path: Path) -> None:
    source = (
        "class Stack:\n    def push(self, x):\n        ### BEGIN SOLUTION\n"
        "        self.x = x\n        ### END SOLUTION"
    )
    made = adopted(
        tmp_path, solution(source, "s"), check("Stack().push(1)", "t", 1), DOUBLE,
        check(TWO, "t2", 1),
    )  # fmt: skip
    assert source in made.paths[0].read_text()
    assert "# TODO: declare the class Stack, and say how a case uses it" in exercises(made)
    make_assignment_key(open_room(tmp_path, "adopted"))


def test_locked_code_is_an_experiment_and_other_code_the_students_own(tmp_path: Path) -> None:
    cells = code("double(1)", grade_id="shown", locked=True), code("double(2)")
    found = script(tmp_path, *cells)
    assert '# %%\nif __name__ == "__main__":\n    double(1)\n' in found
    assert '# %% tags=["your-turn"]\nif __name__ == "__main__":\n    double(2)\n' in found


def test_a_task_and_code_graded_by_hand_are_written_answers(tmp_path: Path) -> None:
    scheme = "Prove it.\n\n### BEGIN MARK SCHEME\n1 for the idea\n### END MARK SCHEME"
    found = script(
        tmp_path,
        text(scheme, grade_id="cell-0f1a", task=True, points=2),
        code("use()", grade_id="use it", grade=True, solution=True, points=1.5),
    )
    assert (
        '# %% [markdown] question="cell-0f1a" points=2\n# Prove it.\n#\n'
        "# ### BEGIN SOLUTION\n# 1 for the idea\n# ### END SOLUTION\n"
    ) in found
    assert (
        '# %% [markdown] question="use-it" points=1.5\n'
        "# ### BEGIN SOLUTION\n# ```python\n# use()\n# ```\n# ### END SOLUTION\n"
    ) in found


def test_a_function_that_returns_nothing_is_pointed_out(tmp_path: Path) -> None:
    cell = solution("def greet(name):\n    print('Hello,', name)", "g")
    made = adopted(tmp_path, cell, check("greet('Ada')", "t", 1))
    assert "# TODO: it returns nothing: set prints=True" in exercises(made)


def test_data_that_students_would_not_get_is_listed(tmp_path: Path) -> None:
    old = tmp_path / "old"
    (old / "data").mkdir(parents=True)
    (old / "data" / "x.csv").write_text("1\n")
    (old / "picture.png").write_bytes(b"\x89PNG\xff")
    cells = text("![](picture.png)"), code("open('data/x.csv').read()")
    left = adopted(tmp_path, *cells, DOUBLE, check(TWO, "t", 1)).left
    why = "students do not get it, because it is not a text file"
    assert left[:2] == [f"{old / 'data'}: {why}", f"{old / 'picture.png'}: {why}"]


def test_a_notebook_of_what_students_get_has_no_solutions(tmp_path: Path) -> None:
    stub = solution("def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", "f")
    made = adopted(tmp_path, stub, check("assert f(1) == 2", "t", 1))
    assert "yield (1,)" in exercises(made)
    with pytest.raises(AnswerError, match="not_attempted"):
        make_assignment_key(open_room(tmp_path, "adopted"))


@pytest.mark.parametrize("name", ["ps1/problem1", "ps1_autotest/problem1"])
def test_the_tutorial_of_nbgrader_becomes_a_room_that_builds(tmp_path: Path, name: str) -> None:
    path = TUTORIAL / f"{name}.ipynb"
    (tmp_path / "solutions").mkdir()
    adopt(tmp_path, path, read_notebook(path), "adopted")
    key = make_assignment_key(open_room(tmp_path, "adopted"))
    first, second, *others = [(e.name, e.points, len(e.cases) > 2) for e in key.exercises]
    assert (first, second) == (("squares", 2.25, True), ("sum_of_squares", 0.75, True))
    assert others in ([], [("my_dictionary", 1.0, False)])


# --- otter ---------------------------------------------------------------------------------------

raw, plain = v4.new_raw_cell, v4.new_code_cell
OTTER = (
    raw("# ASSIGNMENT CONFIG\nname: hw01"),
    v4.new_markdown_cell("# Homework"),
    plain("import numpy as np\nimport otter\ngrader = otter.Notebook()"),
    raw("# BEGIN QUESTION\nname: q1\npoints: 2"),
    v4.new_markdown_cell("Write `square`; an otter would."),
    raw("# BEGIN SOLUTION"),
    plain("def square(x):\n    y = x * x # SOLUTION NO PROMPT\n    return y # SOLUTION"),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    plain("square(3) == 9"),
    plain('""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\nsquare(np.ones(2))'),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q2"),
    raw("# BEGIN SOLUTION"),
    plain(
        "def half(x):\n    # BEGIN SOLUTION NO PROMPT\n    return x / 2\n    # END SOLUTION\n"
        '    """ # BEGIN PROMPT\n    pass\n    """; # END PROMPT'
    ),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    plain("# HIDDEN\nassert half(2) == 1"),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q3\nmanual: true\npoints: 3"),
    raw("# BEGIN PROMPT"),
    v4.new_markdown_cell("_Type your answer here._"),
    raw("# END PROMPT"),
    raw("# BEGIN SOLUTION"),
    v4.new_markdown_cell("Because."),
    raw("# END SOLUTION"),
    raw("# END QUESTION"),
)


def test_the_room_of_an_otter_notebook(
    tmp_path: Path, assert_golden: Callable[[str, str], None]
) -> None:
    made = adopted(tmp_path, *OTTER)
    assert_golden("adopt_otter", made.paths[0].read_text() + exercises(made))
    key = make_assignment_key(open_room(tmp_path, "adopted"))
    assert [(e.name, e.points, len(e.cases)) for e in key.exercises] == [
        ("square", 2.0, 2), ("half", 1.0, 1)
    ]  # fmt: skip


def test_a_notebook_with_odd_metadata_is_read_as_data(tmp_path: Path) -> None:
    """Such as a list in the place of points, or no list of lines."""
    cells = [DOUBLE, check(TWO, "t", 1)]
    path = saved(tmp_path / "old" / "a.ipynb", *cells)
    data = json.loads(path.read_text())
    data["cells"][1]["metadata"]["nbgrader"] |= {"points": ["many"], "grade_id": 7}
    data["cells"] += [{"cell_type": "code", "source": 7}, {"metadata": [], "source": "no type"}]
    data["metadata"] = ["no object"]
    path.write_text(json.dumps(data))
    (tmp_path / "solutions").mkdir()
    made = adopt(tmp_path, path, read_notebook(path), "adopted")
    assert "# TODO: its tests give no points" in exercises(made)
