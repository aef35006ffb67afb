"""Exercises that are graded by what a call prints and by the files that it writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.refusals import AnswerError
from autograder.authoring.regions import solved_text, stub_text
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.key import Key, load, save_text
from autograder.reports.report import Report, Verdict
from autograder.values.compare import OFF_SEED
from autograder.values.compare_text import text_differences
from autograder.values.outcome import CallRules
from autograder.worker.inside.calling import call

Tiny = Callable[..., Room]
Judged = Callable[..., Report]
Said = Callable[..., Verdict]

SCRIPT = '''\
# %%
def table(rows):
    """Print a line for each row, and their number."""
    ### BEGIN SOLUTION
    for name, value in rows:
        print(f"{name:8} {value:.6f}")
    return len(rows)
    ### END SOLUTION


# %%
def save(path, rows):
    """Write the rows as CSV."""
    ### BEGIN SOLUTION
    with open(path, "w") as file:
        file.write("name,value\\\\n")
        for name, value in rows:
            file.write(f"{name},{value!r}\\\\n")
    ### END SOLUTION
'''.replace("\\\\n", "\\n")
EXERCISES = '''\
from autograder import Assignment, case
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Texts", reference=reference)


def rows(random):
    return [(name, random.uniform(1, 9)) for name in ("or", "and", "xor")]


@assignment.exercise(points=1, prints=True)
def table(random):
    """prints a table"""
    yield (rows(random),)
    yield (rows(random)[:1],)


@table.mistake
def without_names(rows):
    """The names are missing."""
    for _, value in rows:
        print(f"{value:.6f}")
    return len(rows)


table.hint("What does print(f'{name:8}') do?")


@assignment.exercise(points=1, writes=("rows.csv",))
def save(random):
    """writes a file"""
    yield ("rows.csv", rows(random))


@save.mistake
def no_header(path, rows):
    """The line with the names of the columns is missing."""
    with open(path, "w") as file:
        for name, value in rows:
            file.write(f"{name},{value!r}\\\\n")


save.hint("Which line comes first?")
'''.replace("\\\\n", "\\n")
RIGHT = solved_text(SCRIPT)
SAVE = 'import csv\ndef save(path, rows):\n    with open(path, "w", newline="") as file:\n'


@pytest.fixture
def room(tiny: Tiny) -> Room:
    return tiny(SCRIPT, EXERCISES)


@pytest.fixture
def said(key: Key, judged: Judged) -> Said:
    """The verdict on an exercise of this module."""

    def verdict(module: str, name: str = "table") -> Verdict:
        (found,) = [v for v in judged(key, module).verdicts if v.name == name]
        return found

    return verdict


# --- what counts as the same text -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("a  \nb\n\n", "a\nb"),
        ("x = 0.333333333", "x = 0.3333333"),
        ("1e-3, 2.0", "0.001, 2"),
        ("a\r\nb", "a\nb\n"),
        ("-0.0", "0.0"),
        ("loss:0.333333333;", "loss:0.3333333;"),
    ],
)
def test_ends_of_lines_and_the_digits_of_floats_do_not_count(actual: str, expected: str) -> None:
    assert not list(text_differences(actual, expected, "the printed text", OFF_SEED))


@pytest.mark.parametrize(
    ("actual", "expected", "line"),
    [
        ("a\nb", "a\nc", 1),
        ("a", "a\nb", 1),
        ("a\nb", "a", 1),
        ("step 1000000", "step 1000001", 0),
        ("0.5", "0.6", 0),
        ("x2 = 1", "x3 = 1", 0),
        ("2026-01-02", "2026-01-03", 0),
        ("1.2.3", "1.2.4", 0),
        ("a b", "a  b", 0),
        ("nan", "0.0", 0),
    ],
)
def test_the_first_line_that_differs_is_found(actual: str, expected: str, line: int) -> None:
    (found,) = text_differences(actual, expected, "the printed text", OFF_SEED)
    assert (found.kind, found.index) == ("text", (line,))


# --- a call ---------------------------------------------------------------------------------------


def test_a_call_gives_its_texts_after_its_result(tmp_path: Path, capsys: object) -> None:
    def writes(name: str) -> int:
        print("seen")
        Path(name).write_text("text")
        return len(list(Path.cwd().iterdir()))

    before = Path.cwd()
    for _ in range(2):
        rules = CallRules(prints=True, writes=("a.txt", "b.txt"))
        outcome = call(writes, ["a.txt"], {}, ["name"], tmp_path, rules)
        assert outcome.value == (1, "seen\n", "text", None)
    assert Path.cwd() == before and not list(tmp_path.iterdir())


def test_what_is_no_text_or_too_long_cannot_be_compared(tmp_path: Path) -> None:
    def writes() -> None:
        print("x" * 200_000)
        Path("a.bin").write_bytes(b"\xff\x00")

    rules = CallRules(prints=True, writes=("a.bin",))
    _, printed, binary = call(writes, [], {}, [], tmp_path, rules).value
    assert printed.type_name == "text of more than 100,000 letters"
    assert binary.type_name == "file that is not text"


def test_the_folder_is_left_when_the_call_raises(tmp_path: Path) -> None:
    before = Path.cwd()
    rules = CallRules(writes=("a.txt",))
    assert call(lambda: 1 / 0, [], {}, [], tmp_path, rules).status == "exception"
    assert Path.cwd() == before and not list(tmp_path.iterdir())


# --- keys and laws --------------------------------------------------------------------------------


def test_the_key_holds_the_texts(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key))
    table, save = load(path).exercises
    count, printed = table.cases[0].expected
    assert count == 3 and printed.startswith("or       ")
    assert save.cases[0].expected[1].startswith("name,value\nor,")
    path.write_text(path.read_text().replace('"writes": ["rows.csv"]', '"writes": ["../rows.csv"]'))
    with pytest.raises(ValueError, match="name of a file"):
        load(path)


def test_what_the_reference_prints_is_not_shown_when_a_key_is_made(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    make_assignment_key(room)
    assert capsys.readouterr().out == ""


def test_a_key_without_the_texts_is_damaged(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key).replace('"prints": true', '"prints": true, "writes": ["b.txt"]'))
    with pytest.raises(ValueError, match="table: cases lack what is printed or written"):
        load(path)


def test_the_laws_hold(broken_laws: dict[str, tuple[str, ...]]) -> None:
    assert broken_laws == {}


# --- submissions ----------------------------------------------------------------------------------


def test_right_texts_get_the_points(key: Key, judged: Judged) -> None:
    assert judged(key, RIGHT).points == 2
    other = (
        "import sys\ndef table(rows):\n    lines = ['%-8s %.8f' % row for row in rows]\n"
        "    sys.stdout.write('\\n'.join(lines))\n    return len(rows)\n"
        f"{SAVE}        csv.writer(file).writerows([('name', 'value'), *rows])\n"
    )
    assert judged(key, other).points == 2


def test_a_wrong_line_is_shown(said: Said) -> None:
    verdict = said(RIGHT.replace("{name:8} ", "{name:8}: "))
    assert (verdict.status, verdict.mistake) == ("failed", None)
    assert re.fullmatch(
        r"Line 1 of the printed text is 'or +: \d.\d+', expected 'or +\d.\d+'\.", verdict.message
    )


def test_what_is_not_printed_or_written_is_told(said: Said) -> None:
    silent = said(RIGHT.replace("print(", "str("))
    assert silent.message.startswith("Nothing is in the printed text, expected 'or ")
    fewer = said(RIGHT.replace("in rows:", "in rows[:2]:"))
    assert "The printed text ends before line 3, expected 'xor" in fewer.message
    elsewhere = said(RIGHT.replace('open(path, "w")', 'open("other", "w")'), "save")
    assert elsewhere.message == "save does not write the file rows.csv."
    binary = said(f"{SAVE}        file.buffer.write(b'\\xff')\n", "save")
    assert "The file rows.csv is a value of type file that is not text, expected text." in (
        binary.message
    )


def test_the_result_counts_as_well(said: Said) -> None:
    verdict = said(RIGHT.replace("return len(rows)", "return 0"))
    assert verdict.message == "The result of table is 0, expected 3."


def test_mistakes_are_named(said: Said) -> None:
    assert said(RIGHT.replace("{name:8} ", "")).mistake == "without_names"
    header = RIGHT.replace('        file.write("name,value\\n")\n', "")
    assert said(header, "save").mistake == "no_header"


def test_a_hidden_text_is_not_shown(said: Said) -> None:
    text = RIGHT.replace(
        "in rows:\n        print", "in rows:\n        SEEN.append(1)\n        print"
    )
    verdict = said(f"SEEN = []\n{text}".replace(":.6f}", ":.{6 if len(SEEN) < 5 else 1}f}"))
    assert verdict.status == "failed"
    assert verdict.message == (
        "The public cases pass; a hidden case, with other shapes and numbers, gives other text "
        "than expected."
    )
    assert verdict.output == ""


def test_stubs_are_not_attempted(key: Key, judged: Judged) -> None:
    assert {v.status for v in judged(key, stub_text(SCRIPT)).verdicts} == {"not_attempted"}


# --- an author's slips ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("open(path", "open('other'", "does not write the file rows.csv. It is looked for in"),
        ('"w") as file', '"wb") as file', "raises TypeError"),
    ],
)
def test_a_reference_that_writes_no_text_is_refused(
    tiny: Tiny, old: str, new: str, why: str
) -> None:
    with pytest.raises(AnswerError) as refused:
        make_assignment_key(tiny(SCRIPT.replace(old, new), EXERCISES))
    assert why in str(refused.value)
    assert "solutions/tiny/exercises.py, line " in str(refused.value)
