"""Who needs a look, why, and the command that comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shlex import quote

from autograder.course.standing import Standing
from autograder.reports.text import counted

# By status: what it means, and the command; a person has to mark what is unmarked.
STATUSES = {
    "not_gradable": ("no notebook or module can be read", "report"),
    "grader_fault": ("the grader failed; no points were deducted", "grade"),
    "outdated": ("handed in again, or the exercises, the deadline or the files changed", "grade"),
    "not_graded": ("collected, but not graded yet", "grade"),
    "unmarked": ("written answers wait for marks", "formgrader"),
}
# The same of verdicts: code that fails before a function, and a call that did not end by itself.
STOPS = "a function is never defined: code before it fails"
ENDED = "a function hung, crashed Python or needed too much memory"
ENDS = {
    "timeout": "did not finish in time",
    "memory": "needed too much memory",
    "crashed": "crashed Python",
}


@dataclass(frozen=True)
class Look:
    """Students of whom the same is to be done; `students` have a remark each, or an empty one."""

    kind: str
    why: str
    students: dict[str, str]
    next: str


def looks(
    assignment: str, standings: Sequence[Standing], *, anonymous: bool = False
) -> tuple[Look, ...]:
    """Who needs a look, by what there is to do; those of an empty list are left out."""
    found = []
    for status, (why, step) in STATUSES.items():
        who = {s.student: _remark(s) for s in standings if s.status == status}
        found.append(Look(status, why, who, _next(step, assignment, who, anonymous=anonymous)))
    for kind, why, remarks in (("stop_early", STOPS, _stops), ("hang_or_crash", ENDED, _ends)):
        who = {s.student: ", ".join(remarks(s)) for s in standings if any(remarks(s))}
        step = _next("report", assignment, who, anonymous=anonymous)
        found.append(Look(kind, why, who, step))
    return tuple(look for look in found if look.students)


def _next(step: str, assignment: str, who: dict[str, str], *, anonymous: bool) -> str:
    if step == "formgrader":
        return "mark them in formgrader: jupyter lab, menu Nbgrader, Formgrader"
    if step == "grade":
        return f"autograder grade {assignment}"
    one = len(who) == 1 and not anonymous
    return f"autograder report {assignment} {quote(next(iter(who))) if one else 'STUDENT'}"


def _remark(standing: Standing) -> str:
    if standing.status == "unmarked":
        return counted(len(standing.unmarked), "answer")
    return str(standing.report.get("message", ""))


def _stops(standing: Standing) -> Iterator[str]:
    """Why a function is never defined; it was not called, so it has no fingerprint."""
    for verdict in standing.report.get("exercises", ()):
        kept = standing.observed.get(verdict["name"], {})
        if verdict["status"] == "exception" and kept.get("fingerprint") == "":
            yield str(verdict["message"])
            return


def _ends(standing: Standing) -> Iterator[str]:
    for verdict in standing.report.get("exercises", ()):
        if verdict["status"] in ENDS:
            yield f"{verdict['name']} {ENDS[verdict['status']]}"
