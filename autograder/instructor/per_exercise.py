"""One exercise in a class: who passed, what was wrong, and how often the same thing was."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.course.standing import Standing
from autograder.instructor.skeletons import skeleton
from autograder.reports.report import Points

# With fewer submissions, a correlation says nothing.
FEWEST = 10
# A verdict on an answer that was called and is wrong.
WRONG = ("failed", "exception", "timeout", "memory", "crashed")
CodeOf = Callable[[str, str], str]


@dataclass(frozen=True)
class Seconds:
    """How long the calls of an exercise took, in the `count` submissions where that is known."""

    count: int
    median: float
    slowest: float


@dataclass(frozen=True)
class Mistake:
    """A known mistake, its feedback, and who made it."""

    name: str
    message: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Cluster:
    """Students with the same wrong answer, which no known mistake explains.

    `code` is the function of the first one, and `skeleton` a declaration of it as a mistake.
    """

    number: int
    status: str
    message: str
    students: tuple[str, ...]
    code: str
    skeleton: str


@dataclass(frozen=True)
class Curves:
    """The losses of a training in one public case: the expected ones, and each student's.

    `failed` are the students whose exercise did not pass.
    """

    case: int
    expected: Points
    actual: dict[str, Points]
    failed: tuple[str, ...]

    @property
    def silent(self) -> list[str]:
        """The students whose function returned no losses."""
        return [student for student, points in self.actual.items() if not points]


@dataclass(frozen=True)
class ExerciseReport:
    """An exercise in the `graded` submissions.

    `discrimination` is the correlation between the points of this exercise and those of all others;
    `why_not` says why there is none. `statuses` counts the verdicts by status.
    """

    name: str
    title: str
    max_points: float
    graded: int
    passed: int
    pass_rate: float | None
    discrimination: float | None
    why_not: str
    statuses: dict[str, int]
    follow_through: int
    seconds: Seconds | None
    mistakes: tuple[Mistake, ...]
    clusters: tuple[Cluster, ...]
    curves: Curves | None


def exercise_report(
    name: str,
    graded: Sequence[Standing],
    verdicts: dict[str, dict[str, Any]],
    names: list[str],
    code_of: CodeOf,
    numbers: Iterator[int],
) -> ExerciseReport:
    """An exercise in these submissions, of which `verdicts` has the verdicts by student and name.

    `names` are those of all exercises. `numbers` gives each cluster its own number.
    """
    found = {student: mine[name] for student, mine in verdicts.items() if name in mine}
    kept = {s.student: s.observed.get(name, {}) for s in graded if s.student in found}
    passed = sum(verdict["status"] == "passed" for verdict in found.values())
    discrimination, why_not = _discrimination(name, [verdicts[student] for student in found])
    titles = (title for one in kept.values() if (title := one.get("title")))
    return ExerciseReport(
        name, next(titles, ""), max(verdict["max_points"] for verdict in found.values()),
        len(found), passed, passed / len(found), discrimination, why_not,
        dict(Counter(verdict["status"] for verdict in found.values())),
        sum(bool(verdict["follow_through"]) for verdict in found.values()),
        _seconds(one["seconds"] for one in kept.values() if one.get("seconds") is not None),
        _mistakes(found), _clusters(name, found, kept, code_of, names, numbers),
        _curves(found, kept),
    )  # fmt: skip


def _discrimination(name: str, verdicts: Sequence[dict[str, Any]]) -> tuple[float | None, str]:
    """The corrected item-total correlation, or None and why it cannot be computed."""
    if len(verdicts) < FEWEST:
        return None, f"fewer than {FEWEST} graded submissions"
    own = [mine[name]["points"] for mine in verdicts]
    others = [sum(e["points"] for other, e in mine.items() if other != name) for mine in verdicts]
    if len(set(own)) == 1:
        return None, "all have the same points in this exercise"
    if len(set(others)) == 1:
        return None, "all have the same points in the other exercises"
    return statistics.correlation(own, others), ""


def _seconds(found: Iterable[float]) -> Seconds | None:
    known = list(found)
    return Seconds(len(known), statistics.median(known), max(known)) if known else None


def _mistakes(found: dict[str, dict[str, Any]]) -> tuple[Mistake, ...]:
    made = defaultdict(list)
    for student, verdict in found.items():
        if verdict["mistake"]:
            made[verdict["mistake"], verdict["message"]].append(student)
    most = sorted(made.items(), key=lambda item: -len(item[1]))
    return tuple(Mistake(name, message, tuple(who)) for (name, message), who in most)


def _clusters(
    name: str,
    found: dict[str, dict[str, Any]],
    kept: dict[str, dict[str, Any]],
    code_of: CodeOf,
    names: list[str],
    numbers: Iterator[int],
) -> tuple[Cluster, ...]:
    """The wrong answers without a name, by equal outcome: in old records, by equal feedback."""
    alike = defaultdict(list)
    for student, verdict in found.items():
        is_called = kept[student].get("fingerprint") != ""
        if verdict["status"] in WRONG and not verdict["mistake"] and is_called:
            is_known = kept[student].get("fingerprint") not in (None, "varies")
            same = kept[student]["fingerprint"] if is_known else verdict["message"]
            alike[verdict["status"], same].append(student)
    clusters = []
    for (status, _), who in sorted(alike.items(), key=lambda item: -len(item[1])):
        code, message = code_of(who[0], name), found[who[0]]["message"]
        number = next(numbers)
        ends = status in ("failed", "exception")  # a build would wait for what does not
        text = "" if not ends else skeleton(name, f"rename_this_{number}", message, code, names)
        clusters.append(Cluster(number, status, message, tuple(who), code, text))
    return tuple(clusters)


def _curves(found: dict[str, dict[str, Any]], kept: dict[str, dict[str, Any]]) -> Curves | None:
    """The curves in the case that most submissions have."""
    curves = {student: curve for student, one in kept.items() if (curve := one.get("curve"))}
    if not curves:
        return None
    [(case, _)] = Counter(curve["case"] for curve in curves.values()).most_common(1)
    alike = {student: curve for student, curve in curves.items() if curve["case"] == case}
    return Curves(
        case, _points(next(iter(alike.values()))["expected"]),
        {student: _points(curve["actual"]) for student, curve in alike.items()},
        tuple(student for student in alike if found[student]["status"] != "passed"),
    )  # fmt: skip


def _points(pairs: Iterable[Sequence[float]]) -> Points:
    return tuple((float(step), float(loss)) for step, loss in pairs)
