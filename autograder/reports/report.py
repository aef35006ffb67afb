"""A submission judged, as data: everything that a terminal, a notebook, HTML or JSON shows."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

VerdictStatus = Literal[
    "passed", "failed", "exception", "timeout", "memory", "crashed", "missing", "not_attempted"
]
ReportStatus = Literal["graded", "not_gradable", "grader_fault"]
# What outside tools rely on, of a submission and of each exercise.
HEAD = ("assignment", "submission", "status", "points", "max_points")
JSON = (
    "name", "points", "max_points", "status", "mistake", "message", "follow_through", "case",
    "file", "line",
)  # fmt: skip
# What is kept of each exercise for the instructor's report, besides.
KEPT = ("title", "details", "seconds", "fingerprint")
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class History:
    """The steps and losses of a training, as they are and as expected, in a public case.

    `step` is the first step at which they differ.
    """

    actual: Points
    expected: Points
    step: float


@dataclass(frozen=True)
class Curve:
    """The losses of a training in the public case of this number, as they are and as expected.

    There is one whether they agree or not; `actual` is empty where the case gave no losses.
    """

    case: int
    actual: Points
    expected: Points


@dataclass(frozen=True)
class Drawing:
    """A figure that the student's code drew in a public case, as a PNG in base64."""

    png: str


@dataclass(frozen=True)
class Verdict:
    """One exercise judged.

    `message` is the feedback in one paragraph, `details` what was observed, a line each, and
    `mistake` the name of the known mistake that alone explains every case. With `follow_through`
    the exercise was judged with the exercises it calls answered rightly. `output` is what the
    student's code printed in the public case that feedback is about. `cause` is what kept the code
    that defines the exercise from running.

    `case` is the number of that public case. `file` and `line` are where the student's code failed,
    in a notebook the line of the cell; empty and 0 where that is not known. `picture` shows what is
    wrong, if a picture can.

    `seconds` is how long the calls took, None where there were none. `fingerprint` is the same for
    submissions with the same wrong answer. `curve` are the losses of a training.
    """

    name: str
    title: str
    points: float
    max_points: float
    status: VerdictStatus
    mistake: str | None = None
    message: str = ""
    details: tuple[str, ...] = ()
    follow_through: bool = False
    has_hints: bool = False
    output: str = ""
    cause: str = ""
    case: int | None = None
    file: str = ""
    line: int = 0
    picture: History | Drawing | None = None
    seconds: float | None = field(default=None, compare=False)
    fingerprint: str = ""
    curve: Curve | None = None

    def to_json(self) -> dict[str, Any]:
        """The verdict in the form that outside tools rely on."""
        return {name: getattr(self, name) for name in JSON}

    def kept(self) -> dict[str, Any]:
        """What the instructor's report needs besides."""
        curve = None if self.curve is None else asdict(self.curve)
        return {name: getattr(self, name) for name in KEPT} | {"curve": curve}


@dataclass(frozen=True)
class Report:
    """A submission judged: a verdict for each exercise, or the reason why there is none.

    `cells` are the outputs of a notebook's cells by position, as nbformat has them.
    """

    assignment: str
    title: str
    submission: str
    status: ReportStatus
    sandbox: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    message: str = ""
    cells: dict[int, list[Any]] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points of all exercises together."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def max_points(self) -> float:
        """The points that can be had."""
        return sum(verdict.max_points for verdict in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether every exercise passed."""
        return self.status == "graded" and all(v.status == "passed" for v in self.verdicts)

    def to_json(self) -> dict[str, Any]:
        """The report in the form that outside tools rely on."""
        head = {name: getattr(self, name) for name in HEAD}
        exercises = [verdict.to_json() for verdict in self.verdicts]
        data = {"version": 1, **head, "sandbox": list(self.sandbox), "exercises": exercises}
        return data | ({"message": self.message} if self.message else {})
