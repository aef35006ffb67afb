"""Beginning a course and its first assignment, and the error messages that authors read."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import pytest
from courses import TINY, TINY_EXERCISES, run, start

from autograder import case
from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import files_beside
from autograder.authoring.room import Room, RoomError, open_room
from autograder.building.start import start_course, start_room
from autograder.building.verify import verified, verify_exercises

Tiny = Callable[..., Room]


# --- begin ---------------------------------------------------------------------------------------


def test_a_new_course_with_a_new_assignment_keeps_every_law(tmp_path: Path) -> None:
    """From nothing, by the four commands that each one names as the next."""
    course = tmp_path / "deep learning"
    out, told = run(tmp_path, "new-course", str(course))
    assert out.count(" new\n") == 5
    assert told.startswith(f"next: cd {course}\n      autograder new NAME")
    assert 'course_id = "deep-learning"' in (course / "nbgrader_config.py").read_text()
    assert "autograder verify" in (course / ".github" / "workflows" / "verify.yml").read_text()
    out, told = run(course, "new", "first")
    assert out == "solutions/first/first.py new\nsolutions/first/exercises.py new\n"
    assert told == "next: autograder build first\n      autograder verify first\n"
    run(course, "build")
    with verified(course, ["first"], 1) as found:
        broken = [law for laws in found.values() for law in laws if law.breaches]
    assert broken == []


def test_a_course_without_assignments_says_how_to_begin_one(tmp_path: Path) -> None:
    start_course(tmp_path / "course")
    for command in ("build", "verify"):
        _, told = run(tmp_path / "course", command, code=1)
        assert told.endswith("holds no assignment yet.\nBegin one: autograder new NAME\n")


def test_to_verify_what_is_not_built_yet_names_the_command_that_builds_it(tmp_path: Path) -> None:
    course = tmp_path / "course"
    start_course(course)
    start_room(course, "first")
    _, told = run(course, "verify", "first", code=1)
    assert told.endswith(
        "assignments/first/first.ipynb is not made yet.\nBuild it first: autograder build first\n"
    )


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(RoomError, match=r"README\.md is there already, and stays as it is"):
        start_course(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_a_second_assignment_of_a_name_is_refused(tiny: Tiny) -> None:
    room = tiny()
    with pytest.raises(RoomError, match="There is an assignment tiny already"):
        start_room(room.root, "tiny")


@pytest.mark.parametrize(
    ("name", "better"),
    [("my-room", "my_room"), ("1st", "my_1st"), ("class", "my_class"), ("a b", "a_b")],
)
def test_a_name_that_python_cannot_import_is_refused(
    tmp_path: Path, name: str, better: str
) -> None:
    with pytest.raises(RoomError, match=f"no name for an assignment(.|\n)* example {better}\\."):
        start_room(tmp_path, name)
    (tmp_path / "solutions" / name).mkdir(parents=True)
    (tmp_path / "solutions" / name / "exercises.py").touch()
    with pytest.raises(RoomError, match=f"example {better}"):
        open_room(tmp_path, name)


# --- slips ---------------------------------------------------------------------------------------

QUESTION = '\n# %% [markdown] question="why" {}\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n'
EXERCISES = "solutions/tiny/exercises.py, line 10:\n"


def told(tiny: Tiny, old: str, new: str) -> str:
    """The error message for a room whose script or exercises have `new` in place of `old`."""
    texts = [text.replace(old, new) for text in (TINY, TINY_EXERCISES)]
    assert texts != [TINY, TINY_EXERCISES]
    with pytest.raises((AnswerError, RoomError)) as caught:
        files_beside(tiny(*texts))
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("yield random.normal(size=(2, 3)),\n", "yield (random.normal(size=(2, 3)))\n",
         "double yields a value of type ndarray, and not a tuple of arguments.\n"
         "For a single argument, write yield (argument,) or yield case(argument)."),
        ("yield random.normal(size=(2, 3)),\n    yield random.normal(size=(4, 1)),", "pass",
         "double yields no case. Write, for example: yield (random.normal(size=3),)"),
        ("return 2 * x", "x *= 2\n    return x",
         "The reference double gives no clean value: changes its argument x.\n"
         "Let it work on a copy, or name the argument in changes=(…)."),
        ("nothing_is_doubled(x)", "nothing_is_doubled(x, y)",
         "The mistake nothing_is_doubled of double cannot be called as the reference is: "
         "nothing_is_doubled() missing 1 required positional argument: 'y'\n"
         "Give it the reference's parameters, or `right` first to take them by name."),
        ("(points=1)", "(points=1, changes=('y',))",
         "double: changes names y, but the reference has no such parameter. It has x."),
        ("(points=1)", "(points=1, returns=('a', 'b'))",
         "double: returns names 2 parts, but the reference returns an array of shape (2, 3).\n"
         "Name as many parts as it returns, in their order."),
        ("(points=1)", "(points=1, declared=('y',))",
         "double: declared names y, but the reference has no parameter of that name with a "
         "default."),
        ("yield random.normal(size=(4, 1)),", "yield 1, 2, 3",
         "The reference double raises TypeError: double() takes 1 positional argument but 3 were "
         "given"),
    ],
)  # fmt: skip
def test_a_slip_in_an_exercise_is_told_with_its_line(
    tiny: Tiny, old: str, new: str, words: str
) -> None:
    assert told(tiny, old, new) == EXERCISES + words


def test_an_error_while_cases_are_made_is_told_with_its_line(tiny: Tiny) -> None:
    words = told(tiny, "yield random.normal(size=(4, 1)),", "yield random.norm(4),")
    assert words.startswith(
        f"{EXERCISES}solutions/tiny/exercises.py, line 14, raises AttributeError: "
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("def double(random)", "def double()",
         "double takes 0 arguments for its cases; it takes a random generator: "
         "def double(random):"),
        ("(points=1)", "(points='1')", "double: points are '1', they must be a positive number."),
        ('uses=("double",)', 'uses=("double")', 'Write a tuple of one with a comma: ("x",)'),
        ("def double(x)", "def doubled(x)",
         "solutions/tiny/tiny.py does not define double, which exercises.py declares. "
         "Is doubled meant?"),
        ('uses=("double",)', 'uses=("doubel",)',
         "total uses doubel, which is no exercise above it. Above it are: double."),
        ("### ", "# ",
         "tiny.py has no solution cell for double, total.\nBegin its cell with # %%, and put what "
         "students write between ### BEGIN SOLUTION and ### END SOLUTION."),
    ],
)  # fmt: skip
def test_a_slip_in_a_declaration_is_told(tiny: Tiny, old: str, new: str, words: str) -> None:
    assert told(tiny, old, new).endswith(words)


def test_a_tolerance_that_is_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"tolerance=0\.1: .* Write tolerance=Tolerance\("):
        case(1.0, tolerance=0.1)  # type: ignore[arg-type]


def test_a_solution_in_prose_that_is_no_question_is_told(tiny: Tiny) -> None:
    end = "    return float(np.sum(double(x))) + start\n    ### END SOLUTION\n"
    head, question = '[markdown] question="why"', QUESTION.format("points=2")
    words = told(tiny, end, end + question.replace(head, "[markdown] question=why-not"))
    assert words.startswith("A markdown cell has a solution region, and is no question:")
    assert words.endswith('should be, for example: # %% [markdown] question="why" points=2')


def test_two_mistakes_that_return_the_same_are_told_apart_by_no_case(tiny: Tiny) -> None:
    again = "\n\n@double.mistake\ndef not_doubled(x):\n    'Not doubled.'\n    return +x\n"
    found = verify_exercises(tiny(extra=again).root, "tiny", ["double"])
    assert [breach for law in found for breach in law.breaches][:1] == [
        "double.nothing_is_doubled is named nothing: not_doubled gives the same results. "
        "Add a case in which they differ (solutions/tiny/exercises.py, line 10)"
    ]


@pytest.mark.parametrize("points", ["", "points=two", "points=0", "points=-1"])
def test_a_question_without_points_is_told_with_its_line(tiny: Tiny, points: str) -> None:
    end = "    return float(np.sum(double(x))) + start\n    ### END SOLUTION\n"
    assert told(tiny, end, end + QUESTION.format(points)) == (
        "Line 19 of the script: the question why has no points.\n"
        'Write, for example: # %% [markdown] question="why" points=2'
    )


@pytest.mark.parametrize("words", ["from solutions.tiny.helpers import two", "import helpers"])
def test_a_helper_that_students_do_not_get_is_refused(
    tiny: Tiny, tiny_script: str, words: str
) -> None:
    script = tiny_script.replace("import numpy as np", f"import numpy as np\n{words}")
    with pytest.raises(RoomError, match=r"line 4, imports .*helpers, which students do not get"):
        tiny(script, helpers="two = 2\n")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.csv", None, "x.csv is not there, but exercises.py names it in files=…."),
        ("x.npy", b"\x93NUMPY\xff", "x.npy is no UTF-8 text, and only text is handed out."),
        ("data/x.csv", b"a,b", "data/x.csv: a data file lies beside tiny.py"),
    ],
)  # fmt: skip
def test_a_data_file_that_cannot_be_handed_out_is_refused(
    tiny: Tiny, name: str, content: bytes | None, words: str
) -> None:
    files = f"files=({name!r},), reference=reference"
    room = tiny(TINY, TINY_EXERCISES.replace("reference=reference", files))
    if content is not None:
        (room.folder / name).parent.mkdir(exist_ok=True)
        (room.folder / name).write_bytes(content)
    with pytest.raises(RoomError) as caught:
        room.data_files()
    assert words in str(caught.value)


# --- verify one exercise -------------------------------------------------------------------------


def test_one_exercise_is_verified_alone(tiny: Tiny) -> None:
    """Nothing needs to be built for that."""
    out, _ = run(tiny().root, "verify", "tiny", "double", code=1)
    assert out == (
        "✓ tiny: the reference module gets full marks\n"
        "✓ tiny: every parameter with a default is left out in some case\n"
        "✓ tiny: what takes a model is called twice on one in some case\n"
        "✓ tiny: 1 mistake fails in a public case and is named as itself\n"
        "✓ tiny: the feedback on all mistakes shows no number of a hidden case\n"
        "✗ tiny: every exercise has hints\n"
        "    double (solutions/tiny/exercises.py, line 10)\n"
    )


def test_nothing_is_said_of_mistakes_where_none_is_declared(tiny: Tiny) -> None:
    mistake = TINY_EXERCISES[TINY_EXERCISES.index("@double.mistake") :]
    exercises = TINY_EXERCISES.replace(mistake[: mistake.index("@assignment")], "")
    out, _ = run(tiny(TINY, exercises).root, "verify", "tiny", "double", code=1)
    assert "reference module" in out
    assert "mistake" not in out


def test_an_exercise_to_verify_that_is_not_there_is_told(tiny: Tiny) -> None:
    _, told = run(tiny().root, "verify", "tiny", "dubble", code=2)
    assert told == "tiny has no exercise 'dubble'. Is double meant?\nIt has double, total.\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="verify --watch forks, which Windows cannot")
def test_a_saved_file_is_verified_again(tiny: Tiny) -> None:
    root = tiny().root
    process = start(root, "verify", "tiny", "double", "--watch", stderr=subprocess.STDOUT)
    lines = iter(process.stdout.readline, "")  # type: ignore[union-attr]
    try:
        assert "✗ tiny: every exercise has hints\n" in list(takewhile(not_waiting, lines))
        exercises = root / "solutions" / "tiny" / "exercises.py"
        exercises.write_text(exercises.read_text() + 'double.hint("Twice?")\n')
        assert "✓ tiny: every exercise has hints\n" in list(takewhile(not_waiting, lines))
    finally:
        process.kill()
        process.communicate()


def not_waiting(line: str) -> bool:
    return not line.startswith("watching ")


def test_what_a_student_reads_of_each_mistake_is_printed(tiny: Tiny) -> None:
    out, _ = run(tiny().root, "try", "tiny", "double")
    assert out.startswith(
        "double.nothing_is_doubled\n✗ double · twice every element   0 / 1\n    case 2: x (4, 1)\n"
    )
    assert "The elements come back as they are." in out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
def test_an_author_works_in_a_students_folder_that_goes_away(tiny: Tiny, tmp_path: Path) -> None:
    """Where no terminal is, the screen is a report a line after each save."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = start(tiny().root, "try", "tiny", settings={"TMPDIR": str(scratch)})
    told = process.stderr.readline()  # type: ignore[union-attr]
    folder = Path(told.removeprefix("Edit ").partition("/tiny.py")[0])
    assert {path.name for path in folder.iterdir()} == {"tiny.py", "key.json", "README.md"}
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert not folder.exists()
