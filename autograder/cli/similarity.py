"""The command that lists submissions that have most of their code in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.common import FAILED, course_of, echo, stop, tell
from autograder.cli.progress import Bar

if TYPE_CHECKING:
    from autograder.instructor.similarity import Comparison, Pair

# As autograder.instructor.similarity.THRESHOLD, which takes a while to import.
THRESHOLD = 80


@click.command()
@click.argument("assignment")
@click.option("--threshold", type=click.IntRange(1, 100), default=THRESHOLD, show_default=True,
              help="List pairs that share at least so many percent of their code.")  # fmt: skip
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False),
              help="Write a page with the sources of each pair side by side.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def similarity(assignment: str, threshold: int, html: Path | None, as_json: bool) -> None:
    """List pairs of submissions that share most of the code that is not the release's."""
    from autograder.submissions.files import write_atomically
    from autograder.submissions.libraries import import_all, require

    root = course_of(assignment)
    require(("copydetect",), import_all(("copydetect",)), "autograder similarity")
    from autograder.instructor.similarity import compare
    from autograder.instructor.similarity_page import page

    with Bar() as bar:
        found = compare(root, assignment, threshold, tell, bar)
    if not found.works and not found.left_out:
        stop(f"No submission of {assignment} is here: run autograder collect {assignment}.", FAILED)
    if html is not None:
        write_atomically(html, page(found).encode(), mode=0o600)
    echo(json.dumps(found.to_json(), indent=1) if as_json else "\n".join(_lines(found, html)))


def _lines(found: Comparison, html: Path | None) -> Iterator[str]:
    from autograder.instructor.similarity_page import MOST, PROVES, usual_in_words
    from autograder.reports.text import safe_line

    yield (
        f"{found.assignment}: {len(found.pairs)} of {found.number} pairs "
        f"share {found.threshold} % or more of their code"
    )
    yield from (_line(pair) for pair in found.pairs[:MOST])
    if more := len(found.pairs[MOST:]):
        yield f"  … and {more} more; --json lists them all"
    if found.number:
        yield usual_in_words(found)
    for student, why in found.left_out.items():
        yield f"Not compared: {safe_line(student)}. {safe_line(why)}"
    yield PROVES
    if html is not None:
        yield f"The sources are side by side in {html}."
    elif found.pairs:
        yield f"next: autograder similarity {found.assignment} --html similar.html"


def _line(pair: Pair) -> str:
    """One pair: "  97 %  s003 and s017 (97 % of s003's code, 91 % of s017's)"."""
    from autograder.reports.text import safe_line

    (first, second), (one, other) = map(safe_line, pair.students), pair.shares
    of_each = f"{one} % of {first}'s code, {other} % of {second}'s"
    return f"  {pair.share:3} %  {first} and {second} ({of_each})"
