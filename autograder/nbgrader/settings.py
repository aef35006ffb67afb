"""A course's nbgrader configuration, refused where nbgrader's own parts would do the kit's work.

A configuration comes from several files, each of which overrides what the others say. What nbgrader
makes of it in the end is looked at, not whether a file calls `configure`.
"""

import contextlib
import logging
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbgrader.preprocessors as stock
from nbconvert.preprocessors import ExecutePreprocessor
from nbgrader.apps import NbGrader
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.authoring.regions import BEGIN, END, STUB
from autograder.authoring.room import RoomError, make_importable
from autograder.nbgrader.converters import Autograde, GenerateAssignment
from autograder.nbgrader.exchange import Collect, ReleaseFeedback
from autograder.nbgrader.feedback import FeedbackPage
from autograder.nbgrader.plugin import Judge, ReleaseFiles, configure

HOW = """\
Remove what overrides the kit, and have these lines in nbgrader_config.py; the course's own settings
come after them, and add to the kit's lists instead of replacing them:
    from autograder.nbgrader_plugin import configure
    configure(c)"""
# These, in this order, among whatever else a course has.
RELEASING = (
    stock.LockCells, stock.ClearSolutions, stock.ComputeChecksums, stock.SaveCells,
    stock.ClearHiddenTests, stock.ClearMarkScheme, stock.CheckCellMetadata, ReleaseFiles,
)  # fmt: skip
JUDGING = (Judge, stock.SaveAutoGrades)


def course_configuration(root: Path) -> Any:
    """The course's nbgrader configuration, from its files, with its root.

    Raises RoomError where a file cannot be loaded, or leaves the kit's work to nbgrader.
    """
    app = NbGrader()
    app.log_level = logging.CRITICAL
    app.raise_config_file_errors = True
    make_importable(root)  # as nbgrader does: a plugin may stand in a file beside the configuration
    # nbgrader reads nbgrader_config.py in the current folder.
    with contextlib.chdir(root), _explained("nbgrader's configuration cannot be loaded"):
        app.load_config_file()
    configure(Config())  # for what it changes in nbgrader itself, wherever the settings are from
    with _explained("nbgrader cannot use the course's configuration"):
        problem = next(_problems(app.config), None)
    if problem:
        files = ", ".join(dict.fromkeys(app.loaded_config_files)) or "no file at all"
        raise RoomError(
            f"The kit is not switched on, or is overridden: {problem}.\n"
            f"nbgrader's configuration comes from {files}.\n{HOW}"
        )
    app.config.CourseDirectory.root = str(root)
    return app.config


@contextlib.contextmanager
def _explained(what: str) -> Iterator[None]:
    """Raises RoomError for whatever a configuration raises, with the line in its file."""
    try:
        yield
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename.endswith("_config.py")]
        where = f"{own[-1].filename}, line {own[-1].lineno}:\n" if own else ""
        raise RoomError(f"{what}:\n{where}{type(error).__name__}: {error}") from error


def _problems(config: Any) -> Iterator[str]:
    """What keeps the kit from doing its work, first things first."""
    CourseDirectory(config=config)  # raises what nbgrader would raise later
    grading, feedback = Autograde(config=config), GenerateFeedback(config=config)
    yield from _list_problems(grading, "autograde_preprocessors", JUDGING)
    yield from _list_problems(grading, "sanitize_preprocessors", (stock.OverwriteCells,))
    yield from _list_problems(feedback, "preprocessors", ())
    yield from _list_problems(GenerateAssignment(config=config), "preprocessors", RELEASING)
    exchange = ExchangeFactory(config=config)
    for configurable, name, kind in (
        (feedback, "exporter_class", FeedbackPage), (exchange, "collect", Collect),
        (exchange, "release_feedback", ReleaseFeedback),
    ):  # fmt: skip
        chosen = getattr(configurable, name)
        # Another exchange's classes are the course's own.
        is_own = configurable is exchange and not chosen.__module__.startswith("nbgrader.")
        if not is_own and not issubclass(chosen, kind):
            place = f"c.{type(configurable).__name__}.{name}"
            yield f"{place} is {chosen.__name__}, expected {kind.__name__}"
    # These would leave solutions in the release, or make attempts of untouched stubs.
    clear = stock.ClearSolutions(config=config)
    for name, mark in (("begin_solution_delimeter", BEGIN), ("end_solution_delimeter", END)):
        if (given := getattr(clear, name)) != (wanted := mark.removeprefix("### ")):
            yield f"c.ClearSolutions.{name} is {given!r}, expected {wanted!r}"
    if STUB[-1] not in clear.code_stub.get("python", ""):
        yield f"c.ClearSolutions.code_stub does not {STUB[-1]} for python"


def _list_problems(converter: Any, name: str, wanted: tuple[type, ...]) -> Iterator[str]:
    """What a converter's list of preprocessors, and its exporter's own, lack or must not have."""
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    for item in getattr(converter, name):
        exporter.register_preprocessor(item)
    enabled = [item for item in exporter._preprocessors if getattr(item, "enabled", True)]
    place, rest = f"c.{type(converter).__name__}.{name}", iter(enabled)
    for kind in wanted:
        if not any(isinstance(item, kind) for item in rest):
            yield f"{place} lacks {kind.__name__}, disables it, or has it in another place"
    executing = [type(item) for item in enabled if isinstance(item, ExecutePreprocessor)]
    if executing and not isinstance(converter, GenerateAssignment):
        yield f"{place} runs student code in a kernel, by {executing[0].__name__}"


def quiet_api(root: Path) -> Any:
    """The Python API of nbgrader, with the course's own configuration."""
    # nbgrader 0.9.6 on SQLAlchemy 2.1 warns of objects that it adds a moment later.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    # The gradebook prints a traceback of an error, and raises it as well.
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    log = logging.Logger("autograder.nbgrader", logging.WARNING)
    log.addHandler(logging.NullHandler())
    return NbGraderAPI(config=course_configuration(root), log=log)
