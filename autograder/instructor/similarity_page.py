"""The page of similar submissions: one file, no script, nothing from elsewhere."""

from collections.abc import Iterator
from typing import Any

from autograder.instructor.similarity import Comparison, Pair, Spans
from autograder.reports.pages import environment
from autograder.reports.text import safe

# So many pairs are listed on a terminal, and their sources are on the page, which lists all pairs.
MOST = 50
PROVES = (
    "A similar pair is a reason to talk with both students, not proof of copying: short exercises\n"
    "have few right answers."
)
# docs/decisions/0011-similarity.md has the measurement.
MEASURED = (
    "Measured at 80 %: among 50 honest solutions of a longer assignment, each in a style of its "
    "own, none of 1225 pairs was listed. Among 50 solutions put together from four or five usual "
    "wordings of each function, 37 of 1225 were, which is 3 %. A class lies in between."
)


def usual_in_words(found: Comparison) -> str:
    """What pairs of this class usually share, against which a pair is to be seen."""
    half, most = found.usual
    return f"Half of all pairs share at most {half} %, and 95 of 100 at most {most} %."


def page(found: Comparison) -> str:
    """The comparison as an HTML page."""
    shown = [_side_by_side(found, pair) for pair in found.pairs[:MOST]]
    template = environment("autograder.instructor").get_template("similarity.html.j2")
    return template.render(
        found=found, shown=shown, proves=PROVES, measured=MEASURED, usual=usual_in_words(found)
    )


def _side_by_side(found: Comparison, pair: Pair) -> list[tuple[str, int, list[Any]]]:
    """For each student of a pair: the id, the share, and the lines of the code."""
    return [
        (student, share, list(_lines(found.works[student].code, spans)))
        for student, share, spans in zip(pair.students, pair.shares, pair.spans, strict=True)
    ]


def _lines(code: str, spans: Spans) -> Iterator[list[tuple[str, bool]]]:
    """Each line as parts, with whether the other student has the part."""
    start = 0
    for line in code.split("\n"):
        end, place, parts = start + len(line), start, []
        for begin, stop in spans:
            begin, stop = max(begin, start), min(stop, end)
            if begin < stop and begin >= place:
                parts += [(code[place:begin], False), (code[begin:stop], True)]
                place = stop
        parts.append((code[place:end], False))
        yield [(safe(text), is_shared) for text, is_shared in parts if text]
        start = end + 1
