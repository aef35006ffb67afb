"""Hostile and broken notebooks in one class with honest ones, through stock nbgrader and ours."""

from __future__ import annotations

import base64
import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import COURSE_CONFIG, TINY, TINY_EXERCISES

from autograder.course.records import load_records
from autograder.instructor import course as verbs
from autograder.nbgrader.settings import course_configuration

CONFIG = COURSE_CONFIG + "c.Exchange.cache = {cache!r}\nc.ExchangeCollect.check_owner = False\n"
SCRIPT = f"""{TINY}
# %% [markdown] question="why" points=4
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""

Notebook = dict[str, Any]
Change = Callable[[Notebook], Any]
CLAIM = {"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}}
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def checks(notebook: Notebook) -> list[Notebook]:
    """The check cells."""
    return [cell for cell in notebook["cells"] if cell["id"].startswith("check-")]


def code(source: str, **more: Any) -> Notebook:
    """A code cell."""
    return {
        "cell_type": "code", "id": "x", "metadata": {}, "execution_count": None, "outputs": [],
        "source": source,
    } | more  # fmt: skip


def each(change: Change, among: Callable[[Notebook], list[Notebook]] = checks) -> Change:
    """A change of every check cell, or of every cell of another choice."""

    def changed(notebook: Notebook) -> None:
        for cell in among(notebook):
            change(cell)

    return changed


def every(notebook: Notebook) -> list[Notebook]:
    return notebook["cells"]


def cells(change: Callable[[list[Notebook]], list[Notebook]]) -> Change:
    """A change of the list of cells."""
    return lambda notebook: notebook.update(cells=change(notebook["cells"]))


def without_checks(all_cells: list[Notebook]) -> list[Notebook]:
    return [cell for cell in all_cells if not cell["id"].startswith("check-")]


def nested(depth: int) -> Any:
    deep: Any = []
    for _ in range(depth):
        deep = [deep]
    return deep


# Right solutions in a notebook of which something else was changed: full marks.
RIGHT: dict[str, Change] = {
    "honest-1": lambda notebook: None,
    "checks-deleted": cells(without_checks),
    "checks-duplicated": cells(lambda all_cells: all_cells + all_cells[-4:]),
    "checks-edited": each(lambda cell: cell.update(source="raise SystemExit")),
    "checks-reordered": cells(lambda all_cells: all_cells[::-1]),
    "points-edited": each(lambda cell: cell["metadata"]["nbgrader"].update(points=-5)),
    "points-absurd": each(lambda cell: cell["metadata"]["nbgrader"].update(points={"a": 1})),
    "ids-edited": each(lambda cell: cell["metadata"]["nbgrader"].update(grade_id="../../x")),
    "ids-of-no-type": each(lambda cell: cell["metadata"]["nbgrader"].update(grade_id=[1])),
    "schema-old": each(lambda cell: cell["metadata"]["nbgrader"].update(schema_version=0)),
    "schema-new": each(lambda cell: cell["metadata"]["nbgrader"].update(schema_version=99)),
    "tags": each(lambda cell: cell["metadata"].update(tags=["skip-execution"]), every),
    "tags-absurd": each(lambda cell: cell["metadata"].update(tags={"a": [None]}), every),
    "types-changed": each(lambda cell: cell.update(cell_type="raw")),
    "type-unknown": each(lambda cell: cell.update(cell_type="heading")),
    "no-metadata": each(lambda cell: cell.pop("metadata"), every),
    "checks-without-source": each(lambda cell: cell.update(cell_type="raw", source=None)),
    "nbformat-5": lambda notebook: notebook.update(nbformat=5, nbformat_minor=99),
    "minor-of-no-type": lambda notebook: notebook.update(nbformat_minor="five"),
    "no-nbformat": lambda notebook: notebook.pop("nbformat"),
    "ids-the-same": each(lambda cell: cell.update(id="same"), every),
    "ids-invalid": each(lambda cell: cell.update(id="<a b>\x1b"), every),
    "ids-long": each(lambda cell: cell.update(id="x" * 5000), every),
    "outputs-absurd": each(lambda cell: cell.update(outputs={"data": 7}), every),
    "outputs-claim": each(lambda cell: cell.update(outputs=[CLAIM])),
    "attachments": each(lambda cell: cell.update(attachments=[1]), every),
    "kernel-ruby": lambda notebook: notebook.update(
        metadata={"kernelspec": {"name": "ruby", "language": "ruby"}, "language_info": 5}
    ),
    "language-odd": lambda notebook: notebook.update(
        metadata={"language_info": {"name": "<script>"}, "language": 3, "title": "<script>"}
    ),
    "widgets": lambda notebook: notebook["metadata"].update(
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"<script>": 1}}}
    ),
    "metadata-nested": lambda notebook: notebook["metadata"].update(deep=nested(200)),
    "metadata-none": lambda notebook: notebook.pop("metadata"),
    "source-in-one": each(lambda cell: cell.update(source="".join(cell["source"])), every),
    "surrogates": cells(lambda all_cells: [*all_cells, code("'\ud800'")]),
    "text-long": cells(
        lambda all_cells: [*all_cells, all_cells[0] | {"cell_type": "raw", "source": "x" * 400_000}]
    ),
    "honest-2": lambda notebook: None,
}


def a_solution_is_the_check(notebook: Notebook) -> None:
    """The solution of total gets the metadata of its check cell, and prints what it wants."""
    solution = next(cell for cell in notebook["cells"] if "def total" in "".join(cell["source"]))
    solution["metadata"] = checks(notebook)[-1]["metadata"]
    solution["source"] = "2.0"


# Nothing in the notebook that earns a point.
NOTHING: dict[str, Change] = {
    "no-cells": lambda notebook: notebook.update(cells=[]),
    "cells-of-no-type": lambda notebook: notebook.update(cells={}),
    "cells-without-source": each(lambda cell: cell.pop("source"), every),
    "nbformat-3": lambda notebook: notebook.update(nbformat=3, worksheets=[notebook.pop("cells")]),
    "too-many-cells": lambda notebook: notebook.update(cells=[code("1")] * 3000),
}


def data(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()


def text(notebook: Notebook) -> str:
    return json.dumps(notebook, ensure_ascii=False).replace("Twice x.", "Zweimal, für Ünï.")


# The file as bytes, and whether it counts.
FILES: dict[str, tuple[Callable[[Notebook], bytes], bool]] = {
    "empty-file": (lambda notebook: b"", False),
    "bom": (lambda notebook: b"\xef\xbb\xbf" + data(notebook), True),
    "latin-1": (lambda notebook: text(notebook).encode("latin-1"), False),
    "utf-16": (lambda notebook: text(notebook).encode("utf-16"), False),
    "not-json": (lambda notebook: b"\x00\x1b]0;pwned\x07{", False),
    "json-list": (lambda notebook: b"[1, 2, 3]", False),
    "brackets": (lambda notebook: b"[" * 100_000, False),
    "large": (lambda notebook: data(notebook) + b" " * 11 * 2**20, False),
    "keys-twice": (
        lambda notebook: data(notebook)[:-1] + b', "cells": []}',
        False,
    ),
    "not-finite": (
        lambda notebook: data(notebook)[:-1] + b', "x": [NaN, Infinity, 1e999]}',
        True,
    ),
    "integer-long": (lambda notebook: data(notebook)[:-1] + b', "x": ' + b"9" * 5000 + b"}", False),
}


def write(folder: Path, notebook: Notebook, name: str = "tiny.ipynb") -> None:
    (folder / name).write_bytes(data(notebook))


def deep_folders(folder: Path, notebook: Notebook) -> None:
    write(folder, notebook)
    for _ in range(200):
        folder = folder / "f"
        folder.mkdir()


def a_link(folder: Path, notebook: Notebook) -> None:
    write(folder.parent, notebook, "elsewhere.ipynb")
    (folder / "tiny.ipynb").symlink_to(folder.parent / "elsewhere.ipynb")


def of_their_own(folder: Path, notebook: Notebook) -> None:
    """Files by which a test runner, Python, nbgrader, Jupyter or the kit could be led."""
    evil = "import os; os._exit(7)\n"
    for name in (
        "conftest.py", "sitecustomize.py", "nbgrader_config.py", "jupyter_nbconvert_config.py",
        "numpy.py", "gradebook.db", "key.json", "or_gate.csv", "autograder.py",
    ):  # fmt: skip
        (folder / name).write_text(evil)
    write(folder, notebook)


def named_oddly(folder: Path, notebook: Notebook) -> None:
    for name in ("a\nb", "\x1b]0;pwned\x07", "\u202egnp.exe", "[red]", "=1+1", "\udcff"):
        (folder / name).write_text("x")
    write(folder, notebook)


def many_files(folder: Path, notebook: Notebook) -> None:
    for number in range(5000):
        (folder / f"{number}.txt").touch()
    write(folder, notebook)


def a_pipe(name: str) -> Callable[[Path, Notebook], None]:
    def make(folder: Path, notebook: Notebook) -> None:
        write(folder, notebook)
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return make


def times(content: bytes) -> Callable[[Path, Notebook], None]:
    def make(folder: Path, notebook: Notebook) -> None:
        write(folder, notebook)
        (folder / "timestamp.txt").write_bytes(content)

    return make


def checkpoints(folder: Path, notebook: Notebook) -> None:
    (folder / ".ipynb_checkpoints").mkdir()
    write(folder / ".ipynb_checkpoints", {"cells": 1}, "tiny-checkpoint.ipynb")
    write(folder, notebook)


def two_notebooks(folder: Path, notebook: Notebook) -> None:
    write(folder, notebook, "tiny (1).ipynb")
    write(folder, notebook, "tiny-final.ipynb")


# The folder, and the points of it.
FOLDERS: dict[str, tuple[Callable[[Path, Notebook], None], float]] = {
    "renamed": (lambda folder, notebook: write(folder, notebook, "tiny (1).ipynb"), 3),
    "capitals": (lambda folder, notebook: write(folder, notebook, "TINY.IPYNB"), 3),
    "two-notebooks": (two_notebooks, 0),
    "nothing": (lambda folder, notebook: None, 0),
    "a-folder": (lambda folder, notebook: (folder / "tiny.ipynb").mkdir(), 0),
    "a-link": (a_link, 0),
    "a-pipe": (a_pipe("tiny.ipynb"), 0),
    "time-is-a-pipe": (a_pipe("timestamp.txt"), 3),
    "time-is-junk": (times(b"\x00\xff yesterday"), 3),
    "time-is-odd": (times(b"0001-01-01 00:00:00 +9999"), 3),
    "module-is-a-pipe": (a_pipe("tiny.py"), 0),
    "of-their-own": (of_their_own, 3),
    "named-oddly": (named_oddly, 3),
    "many-files": (many_files, 3),
    "checkpoints": (checkpoints, 3),
    "deep-folders": (deep_folders, 3),
}
# Folders in submitted/ that stand for nobody.
NOBODY = ("a\nb", "\x1b]0;pwned\x07", "[ab]", "=1+1", ".hidden", "-rf", "\u202eadmin")
POINTS = (
    dict.fromkeys(RIGHT, 3.0)
    | {"a-solution-is-the-check": 1.0}
    | dict.fromkeys(NOTHING, 0.0)
    | {name: 3.0 * counts for name, (_, counts) in FILES.items()}
    | {name: points for name, (_, points) in FOLDERS.items()}
    | {"web": 3.0}
)


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A stock command in a process of its own, as it ended."""
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(folder), "AUTOGRADER_SECRET": "test"}
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=500,
    )  # fmt: skip


def the_kit(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the kit in a process of its own, as it ended."""
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(folder), "AUTOGRADER_SECRET": "test"}
    return subprocess.run(
        [sys.executable, "-c", "from autograder.cli import main; main()", *words],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=500,
    )  # fmt: skip


SCRIPTS = """<script>alert(1)</script> <img src=x onerror=alert(2)> <svg onload=alert(3)></svg>
[link](javascript:alert(4)) ![pixel](https://evil.example/p.png)

<style>body {background: url(https://evil.example/s)}</style> <form action=//evil.example><input>
<iframe src=//evil.example></iframe> <base href=//evil.example> <meta http-equiv=refresh content=0>
<a id="submission_id" name="base_url" class="navbar-fixed-top" href="//evil.example">x</a>
<div style="position:fixed;background:url(https://evil.example/d)">over</div>
<math><mi href="javascript:alert(7)">x</mi></math> <!-- --!><script>alert(8)</script> -->

![](attachment:x.png) $<script>alert(5)</script>$ \u202e `<script>alert(6)</script>`
"""
SHOWS = """
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
bad = "<script>alert(9)</script><img src='https://evil.example/o.png' onerror='alert(10)'>"
display(HTML(bad), Javascript("alert(11)"), Latex(bad), Markdown(bad))
display({"image/svg+xml": "<svg onload='alert(12)'/>", "text/plain": bad}, raw=True)
display({"image/png": "x' onerror='alert(13)", "text/plain": "\\x1b]0;pwned\\x07" + bad}, raw=True)
display({"application/vnd.jupyter.widget-view+json": bad, "text/plain": "widget"}, raw=True)
print(bad, "\\x1b[31mred\\x1b[0m", "\\u202e")
raise ValueError(bad)
"""


def web(notebook: Notebook) -> None:
    """Script in every place that a page shows."""
    answer = next(cell for cell in notebook["cells"] if "why" in cell["id"])
    answer["source"] = SCRIPTS
    answer["attachments"] = {"x.png": {"image/png": PNG, "text/html": SCRIPTS}}
    notebook["cells"] += [
        {"cell_type": "markdown", "id": "m", "metadata": {}, "source": SCRIPTS},
        {"cell_type": "raw", "id": "r", "metadata": {"raw_mimetype": ""}, "source": SCRIPTS},
        code(SHOWS),
    ]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released assignment, and a class put into submitted/ by hand."""
    root = tmp_path_factory.mktemp("course")
    room = root / "solutions" / "tiny"
    room.mkdir(parents=True)
    (room / "tiny.py").write_text(SCRIPT, encoding="utf-8")
    (room / "exercises.py").write_text(TINY_EXERCISES, encoding="utf-8")
    for name in ("exchange", "cache"):
        (root / name).mkdir(mode=0o777)
        (root / name).chmod(0o777)
    (root / "nbgrader_config.py").write_text(
        CONFIG.format(exchange=str(root / "exchange"), cache=str(root / "cache"))
    )
    done = the_kit(root, "release", "tiny")
    assert done.returncode == 0, done.stderr
    for name in POINTS:
        hand_in(root, name)
    for name in NOBODY:
        folder = root / "submitted" / name / "tiny"
        folder.mkdir(parents=True)
        write(folder, right(root))
    return root


def right(course: Path) -> Notebook:
    """The notebook with the reference's solutions."""
    made: Notebook = json.loads((course / "source" / "tiny" / "tiny.ipynb").read_text())
    return made


def hand_in(course: Path, name: str) -> None:
    """Put the folder of one student into submitted/."""
    folder = course / "submitted" / name / "tiny"
    folder.mkdir(parents=True)
    shutil.copy(course / "assignments" / "tiny" / "tiny.py", folder)
    notebook = right(course)
    if name in FOLDERS:
        FOLDERS[name][0](folder, notebook)
    elif name in FILES:
        (folder / "tiny.ipynb").write_bytes(FILES[name][0](notebook))
    else:
        own = {"web": web, "a-solution-is-the-check": a_solution_is_the_check}
        (RIGHT | NOTHING | own)[name](notebook)
        write(folder, notebook)


def content(folder: Path) -> dict[str, bytes]:
    """Every regular file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(scope="module")
def handed_in(course: Path) -> dict[str, bytes]:
    """What lies in submitted/ before anything is graded."""
    return content(course / "submitted")


@pytest.fixture(scope="module")
def stock(course: Path, handed_in: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """Stock `nbgrader autograde` over the whole class, in one process."""
    return nbgrader(course, "autograde", "tiny")


@pytest.fixture(scope="module")
def paged(course: Path, stock: subprocess.CompletedProcess[str]) -> Path:
    """The course after stock `nbgrader generate_feedback` and `release_feedback`."""
    comment(course, "web", SCRIPTS)
    for command in ("generate_feedback", "release_feedback"):
        done = nbgrader(course, command, "tiny")
        assert done.returncode == 0, done.stderr[-3000:]
    return course


def comment(course: Path, student: str, words: str) -> None:
    """Write a grader's comment into the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "test-course") as book:
        (answer, *_) = book.find_submission_notebook("tiny", "tiny", student).comments
        answer.manual_comment = words
        book.db.commit()


def points(course: Path) -> dict[str, float]:
    rows = verbs.submission_rows(course, "tiny")
    return {row["student"]: row["score"] for row in rows if row["score"] is not None}


def test_stock_autograde_gives_everybody_what_they_earned(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """No folder stops the batch, loses a student, or earns a point that was not earned."""
    assert stock.returncode == 0, stock.stderr[-3000:]
    assert points(course) == POINTS


def test_what_was_handed_in_stays_as_it_was(
    course: Path, handed_in: dict[str, bytes], stock: subprocess.CompletedProcess[str]
) -> None:
    """Grading writes nothing into submitted/."""
    assert content(course / "submitted") == handed_in


def test_every_student_has_a_row_with_a_true_status(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """What cannot be opened says so; a notebook of another name is told."""
    records = load_records(course, "tiny")
    assert set(records) == set(POINTS)
    statuses = {name: record["status"] for name, record in records.items()}
    broken = {name for name, status in statuses.items() if status == "not_gradable"}
    unreadable = {name for name, (_, counts) in FILES.items() if not counts}
    assert broken == unreadable - {"keys-twice"} | {
        *("cells-of-no-type", "nbformat-3", "a-folder", "a-link", "a-pipe", "module-is-a-pipe"),
    }
    assert set(statuses.values()) == {"graded", "not_gradable"}
    assert records["renamed"]["message"] == "tiny (1).ipynb counts as tiny.ipynb."
    assert "tiny (1).ipynb, tiny-final.ipynb" in records["two-notebooks"]["message"]


def test_the_log_holds_no_control_characters(stock: subprocess.CompletedProcess[str]) -> None:
    """Names of folders and files are written out before they reach a terminal."""
    own = stock.stderr.replace("\x1b[m", "")
    assert "\x1b]" not in own
    assert "\x07" not in own
    assert "\u202e" not in own
    assert '\\x1b]0;pwned\\x07" is not a valid student id (it must' in own


def test_only_known_files_reach_the_autograded_folder(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """Formgrader serves what lies there, so nothing else of a student's may."""
    for student in ("of-their-own", "named-oddly", "many-files"):
        folder = course / "autograded" / student / "tiny"
        assert {path.name for path in folder.iterdir()} == {"tiny.ipynb", "tiny.py"}


def test_our_command_agrees_and_says_which_folders_are_nobodys(
    course: Path, stock: subprocess.CompletedProcess[str], handed_in: dict[str, bytes]
) -> None:
    """Grading again by the kit's command gives the same points; bad names are told, escaped."""
    done = the_kit(course, "grade", "tiny", "--again")
    assert done.returncode == 1, done.stderr
    counts = f"{len(POINTS)} graded, 0 unchanged, 0 failed, {len(NOBODY)} refused"
    assert done.stdout == f"tiny: {counts}\n"
    assert "a\\nb: refused" in done.stderr
    assert "grader fault" not in done.stderr
    assert "\x1b" not in done.stderr
    assert points(course) == POINTS
    assert content(course / "submitted") == handed_in


# --- pages ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What in a page could run, load or lead somewhere."""

    LOADING = ("src", "srcset", "data", "poster", "action", "background", "xlink:href")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.policies: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and what its attributes could do."""
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in given if name.startswith("on")]
        self.addresses += [given[name] for name in (*self.LOADING, "href") if name in given]
        self.ids += [given[name] for name in ("id", "name") if name in given]
        if given.get("http-equiv", "").casefold() == "content-security-policy":
            self.policies.append(given["content"])

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        self.words += data


def test_a_feedback_page_runs_nothing_and_loads_nothing(paged: Path) -> None:
    """Script in answers, sources, outputs, attachments and comments is dead text in one file."""
    html = (paged / "feedback" / "web" / "tiny" / "tiny.html").read_text(encoding="utf-8")
    page = Page(html)
    living = {"script", "iframe", "object", "embed", "form", "input", "base", "link", "svg", "math"}
    assert not living & set(page.tags)
    assert page.tags.count("style") == 1
    assert page.handlers == []
    assert {address.split(",")[0][:1] for address in page.addresses} == {"#", "d"}
    assert {a for a in page.addresses if a[0] == "d"} == {f"data:image/png;base64,{PNG}"}
    assert page.policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert set(page.ids) <= {"referrer", "viewport", *(f"{name}" for name in graded_ids(paged))}
    for number in range(1, 14):
        assert f"alert({number})" in page.words or number in (2, 4), number
    assert "\u202e" not in html
    assert "\x1b" not in html


def graded_ids(course: Path) -> set[str]:
    return {
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in right(course)["cells"]
        if "nbgrader" in cell["metadata"]
    }


def test_a_feedback_page_shows_scores_verdicts_and_remarks(paged: Path) -> None:
    """The table of scores, our verdicts with their colours, and what was odd about the files."""
    html = (paged / "feedback" / "renamed" / "tiny" / "tiny.html").read_text(encoding="utf-8")
    assert "tiny (1).ipynb counts as tiny.ipynb." in html
    assert "<header>\n<h1>tiny <span>3 / 7</span></h1>" in html
    assert (
        '<td class="passed">✓</td><td><a href="#check-double">double</a></td><td>1 / 1</td>' in html
    )
    assert '<b style="color:#1a7f37">✓ double</b>' in html
    assert "border-left:0.3em solid #1a7f37" in html


def test_every_student_has_a_page(paged: Path) -> None:
    """No notebook keeps the others from their feedback."""
    pages = {path.parent.parent.name for path in (paged / "feedback").glob("*/tiny/tiny.html")}
    assert pages == set(POINTS)


def test_formgrader_shows_a_students_script_as_text(
    paged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exporter, configured as its server extension does, adds nothing that runs to its own."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

    monkeypatch.chdir(paged)
    config = course_configuration(paged)
    config.merge(FormgradeExtension().build_extra_config())
    exporter = HTMLExporter(config=config)

    def page(student: str) -> Page:
        path = paged / "autograded" / student / "tiny" / "tiny.ipynb"
        resources = {"index": 0, "total": 1, "base_url": "", "notebook_path": "x"}
        return Page(exporter.from_filename(str(path), resources=resources)[0])

    honest, hostile = page("honest-1"), page("web")
    for tag in ("script", "style", "iframe", "form", "svg", "base", "link", "meta"):
        assert hostile.tags.count(tag) == honest.tags.count(tag), tag
    assert hostile.handlers == honest.handlers
    own = set(honest.addresses) | {f"data:image/png;base64,{PNG}"}
    assert set(hostile.addresses) <= own
    assert "alert(9)" in hostile.words
    assert not {"base_url", "submission_id"} & set(hostile.ids)
    assert "\u202e" not in hostile.words


def test_autograded_notebooks_hold_no_living_output_of_students(paged: Path) -> None:
    """Whoever opens one in Jupyter finds text and pictures, and our own verdicts as HTML."""
    path = paged / "autograded" / "web" / "tiny" / "tiny.ipynb"
    kinds = {
        (cell["metadata"].get("nbgrader", {}).get("grade", False), kind)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    }
    assert kinds == {(True, "text/html"), (True, "text/plain"), (False, "text/plain")}


# --- the exchange and the tables -----------------------------------------------------------------


def test_collect_takes_no_links_and_is_stopped_by_nobody(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """A link to a secret refuses that folder, names that are no submission are passed over.

    Who has a time that cannot be read has no file with a time.
    """
    inbound = course / "exchange" / "test-course" / "inbound"
    time = "2026-01-02 03:04:05.000000 UTC"
    sly = inbound / f"sly+tiny+{time}+abc"
    sly.mkdir()
    (course / "secret").write_text("the secret")
    (sly / "secret.html").symlink_to(course / "secret")
    (sly / "folder").symlink_to(course)
    os.mkfifo(sly / "pipe")
    (sly / "tiny.ipynb").symlink_to(course / "source" / "tiny" / "tiny.ipynb")
    (sly / "timestamp.txt").write_bytes(b"\xff")
    for name in ("x+tiny+never+abc", f"\x1b]0;pwned\x07+tiny+{time}+abc", f"..+tiny+{time}+a"):
        (inbound / name).mkdir()
    done = nbgrader(course, "collect", "tiny")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "\x1b]" not in done.stderr
    collected = course / "submitted" / "sly" / "tiny"
    assert {path.name for path in collected.iterdir()} == {"not-gradable.txt", "timestamp.txt"}
    assert (collected / "timestamp.txt").read_text() == time
    assert (collected / "not-gradable.txt").read_text().startswith("It holds a link: ")
    assert not (course / "tiny").exists()
    assert not list((course / "submitted" / "x" / "tiny").iterdir())
    for student in ("sly", "x"):
        shutil.rmtree(course / "submitted" / student)


def test_tables_hold_no_formulas(course: Path, stock: subprocess.CompletedProcess[str]) -> None:
    """Stock export and ours write a name that begins like a formula as text."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "test-course") as book:
        book.update_or_create_student("honest-1", last_name='=cmd|"/C calc"!A0, x', first_name="@a")
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    with (course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows["honest-1"]["last_name"] == """'=cmd|"/C calc"!A0, x"""
    assert rows["honest-1"]["first_name"] == "'@a"
    assert {name: float(row["score"]) for name, row in rows.items()} == POINTS
