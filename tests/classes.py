"""A class of made records, which no grading had to make: every kind of row, verdict and mistake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograder.course.standing import Standing

NAMES = ("load", "linear", "forward", "gradient", "train")
POINTS = (2.0, 2.0, 3.0, 5.0, 8.0)
TITLES = {
    "load": "reads the table",
    "linear": "adds the bias to every row of x · weights",
    "forward": "returns the activations of both layers",
    "gradient": "the gradient of the mean squared error",
    "train": "gradient descent, which logs its losses",
}
MISSING = "The error is a mean over N elements: the division by N is missing."
TWICE = "dE_dw is 2.121 times the expected value in every case."
SIGN = "weights[0, 0] is 1.307, expected 0.6934."
HANG = "train does not return within 10 s."
EXPECTED = [[step, 0.25 * 0.8**step] for step in range(20)]
CODE = '''\
def gradient(f, truth, g):
    """The gradient, by {name}."""
    scale = 3 / np.sqrt(2)  # <script>alert(1)</script>
    return scale * g.T @ (f - truth)
'''
HOSTILE = "</pre><script>document.title = 'stolen'</script><img src=x onerror=alert(1)>\u202e"


def verdict(number: int, status: str = "passed", **more: Any) -> dict[str, Any]:
    """A verdict as a report has it."""
    parts = {
        "name": NAMES[number],
        "points": POINTS[number] if status == "passed" else 0.0,
        "max_points": POINTS[number],
        "status": status,
        "mistake": None,
        "message": "",
        "follow_through": False,
        "case": None,
        "file": "",
        "line": 0,
    }
    return parts | more


def observed(name: str, **more: Any) -> dict[str, Any]:
    """What is kept of a verdict besides."""
    parts = {"title": TITLES[name], "details": [], "seconds": 0.02, "fingerprint": "",
             "curve": None}  # fmt: skip
    return parts | more


def curve(factor: float) -> dict[str, Any]:
    """The losses of a training, each of them so many times the expected one before."""
    actual = [[step, 0.25 * factor**step] for step in range(20)]
    return {"case": 1, "actual": actual, "expected": EXPECTED}


def submission(
    student: str,
    wrong: dict[str, dict[str, Any]] | None = None,
    kept: dict[str, dict[str, Any]] | None = None,
    **more: Any,
) -> Standing:
    """A graded submission in which these exercises are wrong."""
    wrong, kept = wrong or {}, kept or {}
    verdicts = [
        verdict(number, **({"status": "failed"} | wrong[name] if name in wrong else {}))
        for number, name in enumerate(NAMES)
    ]
    found = {name: observed(name, **kept.get(name, {})) for name in NAMES}
    if "train" not in kept:
        found["train"] |= {"seconds": 1.4, "curve": curve(0.8)}
    score = sum(e["points"] for e in verdicts)
    report = {"status": "graded", "exercises": verdicts}
    parts: dict[str, Any] = {
        "raw_score": score, "penalty": 0.0, "score": score, "late_seconds": 0.0, "late": False,
        "report": report, "observed": found,
    }  # fmt: skip
    return Standing(student, more.pop("status", "graded"), 20.0, **(parts | more))


NOT_ATTEMPTED = {"status": "not_attempted", "message": "Not attempted yet."}
PASSED: dict[str, Any] = {}
MEAN = {"wrong": {"gradient": {"mistake": "mean_is_a_sum", "message": MISSING}}}
TWICE_AND_SIGN = {
    "wrong": {"gradient": {"message": TWICE}, "train": {"message": SIGN}},
    "kept": {
        "gradient": {"fingerprint": "twice"},
        "train": {"fingerprint": "sign", "curve": curve(0.9), "seconds": 1.2},
    },
}
HANGING = {
    "wrong": {"train": {"status": "timeout", "message": HANG}},
    "kept": {
        "train": {
            "fingerprint": "hang",
            "seconds": 10.0,
            "curve": {"case": 1, "actual": [], "expected": EXPECTED},
        }
    },
}
FOLLOWED = {
    "wrong": {
        "forward": {"status": "passed", "follow_through": True, "points": 3.0},
        "linear": {"mistake": "bias_is_missing", "message": "The bias never reaches the result."},
    }
}
STUBS = {"wrong": dict.fromkeys(NAMES[2:], NOT_ATTEMPTED)}
RISING = {
    "wrong": {"train": {"message": "history[3] is 3.906, expected 0.128."}},
    "kept": {"train": {"fingerprint": "up", "curve": curve(2.5), "seconds": 1.3}},
}
SLOW = {
    "wrong": {"train": {"message": "history[1] is 0.24, expected 0.2."}},
    "kept": {"train": {"fingerprint": "slow", "curve": curve(0.96), "seconds": 1.3}},
}
LATE = {"late_seconds": 7200.0, "late": True, "penalty": 2.0, "score": 18.0}
# Of sixty students, those with these numbers did other than pass.
OTHERS: tuple[tuple[dict[str, Any], Iterable[int]], ...] = (
    (MEAN, range(3, 60, 7)), (TWICE_AND_SIGN, (4, 22)), (HANGING, (13, 40, 50)),
    (FOLLOWED, (5, 30, 33)), (STUBS, (7, 8, 41, 58)), (RISING, (11,)), (SLOW, (26, 27, 55)),
    (LATE, (2, 16, 44)),
)  # fmt: skip


def made_class(size: int = 60) -> list[Standing]:
    """Students who made each kind of mistake, and some whose work is not graded."""
    kinds = {number: kind for kind, numbers in OTHERS for number in numbers}
    found = [submission(f"s{n:03}", **kinds.get(n, PASSED)) for n in range(1, size + 1)]
    reason = "The folder holds neither work.ipynb nor work.py."
    broken = {"status": "not_gradable", "message": reason, "exercises": []}
    return [
        *found,
        Standing("t001", "not_gradable", 20.0, 0.0, 0.0, 0.0, report=broken),
        Standing("t002", "outdated", 20.0),
        Standing("t003", "not_graded", 20.0),
        Standing("t004", "grader_fault", 20.0),
        submission("t005", status="unmarked", unmarked=("why", "how")),
        submission("t006", overridden={"train": 5.0}, score=17.0),
    ]


def code_of(student: str, exercise: str) -> str:
    """The function of a student; one exercise has one that can be shown."""
    return CODE.format(name=student) if exercise == "gradient" else ""
