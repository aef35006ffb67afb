"""A class of hostile and broken notebooks and folders, each with the points that it earns."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
# Folders in submitted/ that belong to no student.
NOBODY = ("a\nb", "\x1b]0;pwned\x07", "[ab]", "=1+1", ".hidden", "-rf", "\u202eadmin")
POINTS = (
    dict.fromkeys(RIGHT, 3.0)
    | {"a-solution-is-the-check": 1.0}
    | dict.fromkeys(NOTHING, 0.0)
    | {name: 3.0 * counts for name, (_, counts) in FILES.items()}
    | {name: points for name, (_, points) in FOLDERS.items()}
    | {"web": 3.0}
)


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
