"""Assignments of nbgrader's own kind, without a room: notebooks with tests that a person wrote.

They are generated, released, collected and graded as stock nbgrader does, with one difference: a
submitted notebook, with its tests in it, runs in a sandboxed child instead of a kernel.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.preprocessors as stock
from nbformat.v4 import new_output
from nbgrader.converters import Autograde as StockAutograde
from nbgrader.utils import is_grade

from autograder.authoring.room import assignment_names
from autograder.nbgrader.outputs import clean_output
from autograder.submissions.folder import Submission
from autograder.submissions.libraries import LIBRARIES
from autograder.values.outcome import COMMAND
from autograder.worker.inside.run import MAX_PROBLEMS
from autograder.worker.limits import Limits
from autograder.worker.loading import Loading
from autograder.worker.process import zygotes_of_this_thread
from autograder.worker.request import Setup
from autograder.worker.session import Session


def is_plain(root: Path, assignment: str) -> bool:
    """Whether an assignment has no room in solutions/."""
    return assignment not in assignment_names(root)


class PlainAutograde(StockAutograde):  # type: ignore[misc]
    """nbgrader's own converter, for a folder of notebooks of any names."""

    def _init_preprocessors(self) -> None:
        super()._init_preprocessors()
        self.exporter.register_preprocessor(stock.CheckCellMetadata)


def run_notebook(nb: Any, assignment: str, student: str, folder: Path) -> None:
    """Run a notebook in a sandboxed child, and give its cells their outputs.

    A cell that raises ends with an error, and so does a test that was not run to its end: nbgrader
    gives full points to a test without an output. `folder` is where its data files are. Raises
    RuntimeError for a notebook that is not in Python, which only a kernel can run.
    """
    language = nb.metadata.get("kernelspec", {}).get("language") or "python"
    if language != "python":
        raise RuntimeError(
            f"{assignment} is written in {language}, which runs in a kernel alone. To have kernels "
            "run what students wrote, without a sandbox, set c.Judge.kernel = True."
        )
    loaded = _loaded(nb, assignment, student, folder)
    failed = dict(_failures(loaded))
    for position, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        cell.outputs = list(filter(None, map(clean_output, loaded.cells.get(position, []))))
        why = failed.get(position)
        if why is None and is_grade(cell) and not _ran(loaded, position):
            why = "NotRun", "This test was not run."
        if why and not any(output.output_type == "error" for output in cell.outputs):
            cell.outputs.append(
                new_output("error", ename=why[0], evalue=why[1], traceback=[": ".join(why)])
            )


def _loaded(nb: Any, assignment: str, student: str, folder: Path) -> Loading:
    """What running the notebook came to, beside the text files of its folder."""
    files = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb":
            try:
                files[path.name] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # such as a picture; code that opens it raises FileNotFoundError
    mentions = dict.fromkeys(LIBRARIES, 0)
    setup = Setup(assignment, (), files, frozenset(), mentions=mentions)
    submission = Submission(student, nbformat.writes(nb).encode(), None)
    limits = Limits.for_this_machine()
    with Session(zygotes_of_this_thread(), submission, setup, limits) as session:
        return session.loaded


def _failures(loaded: Loading) -> Iterator[tuple[int, tuple[str, str]]]:
    """The cells that did not end well: the type and the message of the first problem of each."""
    for entry in reversed(loaded.problems):
        source, position, _ = entry["place"]
        if source == "notebook" and (problem := entry["problem"]).type != COMMAND:
            outcome = loaded.left_out.get(entry["place"])
            yield position, (problem.type, (outcome and outcome.reason) or problem.message)


def _ran(loaded: Loading, position: int) -> bool:
    """Whether a cell was run to its end, as far as anybody knows."""
    is_known = position in loaded.cells and not loaded.dropped and not loaded.unreadable()
    return is_known and len(loaded.problems) < MAX_PROBLEMS
