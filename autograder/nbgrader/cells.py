"""A submission in the form of the released notebook: its cells, or the functions of its module."""

import contextlib
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.nbbase import random_cell_id
from nbgrader.utils import is_grade, is_solution

from autograder.authoring.room import course_root
from autograder.reports.text import safe_line, storable
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import read_submission
from autograder.submissions.intake import MAX_TEXT, Cell, read_cells
from autograder.worker.inside.source import HEAD, function_span

DEFINED = re.compile(rf"^{HEAD}(\w+)", re.MULTILINE)
# The line that gives a variable its value.
ASSIGNED = r"{}[ \t]*(?::[^=]*)?=(?!=)"
MARKER = re.compile(r"^(?=# %%)", re.MULTILINE)
MISSING = "No cell of the submission is marked as this one. The answer may stand in another cell."
# Where in a cell's metadata its position in the submission is kept, until it is judged.
ORIGIN = "submitted"
KINDS = ("code", "markdown", "raw")


def submitted_notebook(folder: Path, assignment: str) -> Any:
    """The released notebook with the cells of a submission, or with the functions of its module.

    Its metadata say which of them it shows; it shows neither where there is none that can be shown.
    Every released cell is there once, with the release's metadata. Only types, sources and pasted
    pictures are the student's, and which released cell each one is: by nbgrader's metadata, or
    else by the cell's own id, which tools that clean metadata leave. The first cell counts.
    """
    notebook, shows = deepcopy(_released_notebook(assignment)), ""
    with contextlib.suppress(SubmissionError):
        handed_in = read_submission(folder, assignment)
        cells, module = read_cells(handed_in.notebook), handed_in.module
        if cells is not None:
            notebook.cells, shows = _restored(cells, notebook.cells), "notebook"
        elif handed_in.notebook is None and module is not None:
            file = f"{assignment}.py"
            stub = (_released(assignment) / file).read_text(encoding="utf-8")
            shows = "module" if _lay_out(notebook, module, stub, file) else ""
    notebook.metadata["autograder"] = {"shows": shows}
    return notebook


def _released(assignment: str) -> Path:
    """The folder that students got."""
    return course_root() / "assignments" / assignment


def _released_notebook(assignment: str) -> Any:
    """The notebook that students got, to be copied before it is changed."""
    path = _released(assignment) / f"{assignment}.ipynb"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(1)
def _read(path: Path, _changed: int) -> Any:
    return nbformat.read(path, as_version=4)


def _restored(cells: list[Cell], released: list[Any]) -> list[Any]:
    wanted = {name: cell for cell in released if (name := grade_id_of(cell)) is not None}
    found = _found(cells, wanted)
    restored: list[Any] = []
    for position, cell in enumerate(cells):
        like = wanted.get(found.get(position, ""))
        restored.append(_cell(cell.cell_type, cell.source, like))
        if cell.attachments and restored[-1].cell_type == "markdown":
            restored[-1].attachments = nbformat.from_dict(cell.attachments)
        restored[-1].metadata[ORIGIN] = position
    previous = -1
    for name, cell in wanted.items():
        if name not in found.values():  # it comes after the released cell before it
            is_answer = cell.metadata["nbgrader"]["solution"]
            words = f"# {MISSING}" if cell.cell_type == "code" else MISSING
            restored.insert(previous + 1, _cell("", words if is_answer else cell.source, cell))
        previous = next(i for i, cell in enumerate(restored) if grade_id_of(cell) == name)
    return restored


def _found(cells: list[Cell], wanted: dict[str, Any]) -> dict[int, str]:
    """Which released cell stands at which position; an id counts where no metadata says it."""
    own = {cell.get("id"): name for name, cell in wanted.items()}
    found: dict[int, str] = {}
    for names in ([cell.grade_id for cell in cells], [own.get(cell.id) for cell in cells]):
        for position, name in enumerate(names):
            if name in wanted and position not in found and name not in found.values():
                found[position] = name
    return found


def _cell(cell_type: str, source: str, released: Any) -> Any:
    """A new cell; where it is a released one, with that one's type and metadata."""
    kind = cell_type if released is None else released.cell_type
    kind = kind if kind in KINDS else "markdown"
    # The notebook is validated as a whole, later; nbformat's own functions validate each cell.
    cell = NotebookNode(id=random_cell_id(), cell_type=kind, source=source, metadata=NotebookNode())
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if released is not None:
        cell.metadata = deepcopy(released.metadata)
    return cell


# --- a module handed in alone -------------------------------------------------------------------


def _lay_out(nb: Any, module: bytes, released: str, file: str) -> bool:
    """Put the module's functions into the cells that ask for them, and the rest into a last one.

    `released` is the module that students got: what is unchanged of it is left out. False for a
    module that is too large to be shown.
    """
    text = re.sub(r"\r\n?", "\n", storable(module.decode("utf-8-sig", "replace")))
    if len(text) > MAX_TEXT:
        return False
    lines, taken = text.split("\n"), set[int]()
    for cell in nb.cells:
        asks_for_code = cell.cell_type == "code" and is_solution(cell)
        names = DEFINED.findall(cell.source) if asks_for_code else []
        found = [span for name in names if (span := function_span(lines, name))]
        variable = grade_id_of(cell) or ""
        if asks_for_code and not names and variable.isidentifier():
            names = [variable]
            found = [span] if (span := function_span(lines, variable, ASSIGNED)) else []
        taken.update(number for span in found for number in range(*span))
        if names:
            functions = ["\n".join(lines[slice(*span)]) for span in found]
            cell.source = "\n\n\n".join(functions) or f"# {file} does not define {names[0]}."
    left = "\n".join("" if n in taken else line for n, line in enumerate(lines))
    if rest := "\n".join(_changed(left, text, released)):
        nb.cells.append(nbformat.v4.new_code_cell(f"# The rest of {file}:\n\n{rest}".rstrip()))
    return True


def _changed(left: str, text: str, released: str) -> Iterator[str]:
    """What is left of each part of the module that is not a part of the released one."""
    known = {part.strip() for part in MARKER.split(released)}
    for part, old in zip(MARKER.split(left), MARKER.split(text), strict=True):
        words = re.sub("^# %%.*", "", part).strip("\n")
        if old.strip() not in known and words.strip():
            yield re.sub("\n{4,}", "\n\n\n", words) + "\n"


def take_origins(nb: Any) -> list[int | None]:
    """Where in the submission each cell was, which the cells forget."""
    return [cell.metadata.pop(ORIGIN, None) for cell in nb.cells]


def notice(reason: str) -> Any:
    """A cell that says in formgrader why the checks below it have no points."""
    text = f"**Not gradable**, so no points were given:\n\n    {safe_line(reason)}"
    return nbformat.v4.new_markdown_cell(storable(text))


def leave_answers(nb: Any, assignment: str, *, is_shown: bool) -> None:
    """Have a person mark an untouched answer where the student's own may be somewhere else.

    That is in a cell beside it that is not the release's, or in a notebook that is not shown.
    nbgrader gives 0 to an answer that still has its checksum.
    """
    released = {cell.source.strip() for cell in _released_notebook(assignment).cells}
    for position, cell in enumerate(nb.cells):
        if is_grade(cell) and is_solution(cell):
            beside = [*_own(nb.cells[position + 1 :], released)]
            beside += _own(nb.cells[:position][::-1], released)
            if beside or not is_shown:
                cell.metadata["nbgrader"].pop("checksum", None)


def _own(cells: list[Any], released: set[str]) -> Iterator[Any]:
    """The student's own cells that hold anything, up to the first of the release."""
    for cell in cells:
        text = cell.source.strip()
        if grade_id_of(cell) is not None or (text and text in released):
            return
        if text or cell.get("attachments"):
            yield cell


def grade_id_of(cell: Any) -> str | None:
    """The id of the released cell that this one is, or None."""
    grade_id: str | None = cell.metadata.get("nbgrader", {}).get("grade_id")
    return grade_id
