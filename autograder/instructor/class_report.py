"""A class in numbers: scores, each exercise, the mistakes made, and who needs a look.

Only submissions that are graded, and whose grading is still true, count in the numbers of an
exercise. What was not recorded is None, not zero.
"""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from autograder.course.standing import Standing
from autograder.instructor.looks import Look, looks
from autograder.instructor.per_exercise import CodeOf, ExerciseReport, exercise_report

# A bar stands for one point, or for more where there would be more bars than this.
MOST_BARS = 24
# The numbers of a row that JSON gives.
ROW = ("student", "status", "score", "max_score", "raw_score", "penalty", "late", "late_seconds",
       "unmarked", "overridden")  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """How many scores are at least `low` and below `high`; the last bar includes `high`."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Scores:
    """The scores of `count` submissions, after late penalties."""

    count: int
    median: float
    mean: float
    lowest: float
    highest: float
    full_marks: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ClassReport:
    """Everything that the report on a class shows; `scores` is None where there are none."""

    assignment: str
    anonymous: bool
    standings: tuple[Standing, ...]
    statuses: dict[str, int]
    scores: Scores | None
    looks: tuple[Look, ...]
    exercises: tuple[ExerciseReport, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as outside tools rely on it; a number that is not finite is null."""
        rows = [
            {name: getattr(standing, name) for name in ROW}
            | {"exercises": list(standing.report.get("exercises", ()))}
            for standing in self.standings
        ]
        data = {name: value for name, value in vars(self).items() if name != "standings"}
        return plain({"version": 1} | data | {"submissions": rows})  # type: ignore[no-any-return]


def plain(value: Any) -> Any:
    """The value as JSON has it; a number that is not finite is None."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else value


def summarise(
    assignment: str,
    standings: Sequence[Standing],
    code_of: CodeOf = lambda student, exercise: "",
    *,
    anonymous: bool = False,
) -> ClassReport:
    """The report on a class; `code_of` gives a student's function by student and exercise."""
    graded = [s for s in standings if s.report.get("status") == "graded"]
    verdicts = {s.student: {e["name"]: e for e in s.report["exercises"]} for s in graded}
    names = list(dict.fromkeys(name for found in verdicts.values() for name in found))
    numbers = count(1)
    return ClassReport(
        assignment, anonymous, tuple(standings),
        dict(Counter(standing.status for standing in standings)),
        _scores([s for s in standings if s.status in ("graded", "unmarked")]),
        looks(assignment, standings, anonymous=anonymous),
        tuple(exercise_report(name, graded, verdicts, names, code_of, numbers) for name in names),
    )  # fmt: skip


def _scores(standings: Sequence[Standing]) -> Scores | None:
    found = [standing.score for standing in standings if standing.score is not None]
    if not found:
        return None
    most = max(standing.max_score for standing in standings)
    return Scores(
        len(found), statistics.median(found), statistics.fmean(found), min(found), max(found),
        sum(s.score == s.max_score for s in standings), _bars(found, max(most, *found, 1.0)),
    )  # fmt: skip


def _bars(scores: Sequence[float], most: float) -> tuple[Bar, ...]:
    """A bar for each point, or for each few points; full marks have the last one."""
    width = math.ceil(most / MOST_BARS)
    counts = Counter(int(max(score, 0.0) // width) for score in scores)
    return tuple(
        Bar(number * width, min((number + 1) * width, most), counts[number])
        for number in range(int(most // width) + 1)
    )
