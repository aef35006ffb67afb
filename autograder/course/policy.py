"""Deadlines, extensions and late penalties: the course's file policies.toml.

    timezone = "Europe/Berlin"
    grace = "15 minutes"
    penalty = "10% per day"
    maximum = "50%"

    [waves]
    deadline = "2027-02-01T23:59"
    [waves.extensions]
    s017 = "2027-02-08T23:59"

A table holds for its assignment alone; what it does not say, the course does. Where it has a
deadline, that deadline and its extensions count, and the gradebook follows; where it has none,
the gradebook's count.
"""

import math
import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Never
from zoneinfo import ZoneInfo

from autograder.authoring.room import RoomError, require_assignment
from autograder.reports.text import local, points, safe_line

POLICIES = "policies.toml"
RULES = ("grace", "penalty", "maximum")
UNITS = {name: timedelta(**{f"{name}s": 1}) for name in ("minute", "hour", "day")}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?(%|points?)(?: per (hour|day))?")
GRACE = re.compile(r"(\d+) ?(minute|hour|day)s?")
MOMENT = "a day and a time such as 2027-02-01T23:59 or 2027-02-01T23:59+01:00"


@dataclass(frozen=True)
class Amount:
    """Points, or per cent of the assignment's points; `per` unit of time, or once."""

    number: float
    is_percent: bool
    per: str = ""

    def of(self, max_score: float) -> float:
        """The points that it is."""
        return self.number * max_score / 100 if self.is_percent else self.number

    def __str__(self) -> str:
        what = "%" if self.is_percent else " point" if self.number == 1 else " points"
        return f"{points(self.number)}{what}"


@dataclass(frozen=True)
class Policy:
    """What holds for one assignment by policies.toml; `zone` is None for this computer's own."""

    deadline: datetime | None = None
    extensions: dict[str, datetime] = field(default_factory=dict)
    grace: timedelta = timedelta(0)
    penalty: Amount | None = None
    maximum: Amount | None = None
    zone: tzinfo | None = None

    def due(self, student: str) -> datetime | None:
        """The student's own deadline; an extension never makes it earlier."""
        if self.deadline is None:
            return None
        return max(self.deadline, self.extensions.get(student, self.deadline))

    def extension(self, student: str) -> timedelta | None:
        """What the student has beyond the deadline, as nbgrader keeps it."""
        due = self.due(student)
        return due - self.deadline or None if due and self.deadline else None

    def taken_off(self, seconds_late: float, max_score: float) -> float:
        """The points that late work loses. Each day or hour that has begun counts.

        Work within the grace period loses none; the days of later work count from the deadline.
        """
        if self.penalty is None or seconds_late <= self.grace.total_seconds():
            return 0.0
        unit = UNITS.get(self.penalty.per)
        times = math.ceil(seconds_late / unit.total_seconds()) if unit else 1
        most = self.maximum.of(max_score) if self.maximum else math.inf
        return min(times * self.penalty.of(max_score), most)

    def shown(self, when: datetime) -> str:
        """A moment in the course's time zone."""
        return local(when, self.zone)


def read_policy(root: Path, assignment: str) -> Policy:
    """What holds for an assignment. Raises RoomError, with the place, for what is not valid."""
    file = root / POLICIES
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Policy()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RoomError(
            f"{file} is not a valid TOML file: {error}.\n"
            'Fix it; times, penalties and grace periods stand in quotes: "2027-02-01T23:59".'
        ) from error
    rooms = {name: part for name, part in table.items() if isinstance(part, dict)}
    rules = {name: value for name, value in table.items() if name not in rooms}
    _require_names(file, "", rules, ("timezone", *RULES))
    for name in sorted(rooms):
        require_assignment(root, name, str(file))
    zone = _zone(file, rules.pop("timezone", None))
    policies = {name: _policy(file, f"[{name}] ", rules, rooms[name], zone) for name in rooms}
    return policies.get(assignment) or _policy(file, "", rules, {}, zone)


def _policy(
    file: Path, place: str, course: dict[str, Any], own: dict[str, Any], zone: tzinfo | None
) -> Policy:
    """The policy in an assignment's table `own`, which lies over the course's rules."""
    _require_names(file, place, own, ("deadline", "extensions", *RULES))
    rules = course | own
    extensions = own.get("extensions", {})
    if not isinstance(extensions, dict):
        _refuse(file, f"{place}extensions", extensions, 'extensions.STUDENT = "2027-02-08T23:59"')
    if extensions and "deadline" not in own:
        raise RoomError(f"{file}: {place}has extensions and no deadline. Add the deadline.")
    deadline = (
        _moment(file, f"{place}deadline", own["deadline"], zone) if "deadline" in own else None
    )
    moments = {
        student: _moment(file, f"{place}extensions.{student}", value, zone)
        for student, value in extensions.items()
    }
    grace = _match(file, f"{place}grace", rules.get("grace", "0 minutes"), GRACE, "15 minutes")
    return Policy(
        deadline, moments, int(grace[1]) * UNITS[grace[2]],
        _amount(file, f"{place}penalty", rules.get("penalty"), "10% per day"),
        _amount(file, f"{place}maximum", rules.get("maximum"), "50%"), zone,
    )  # fmt: skip


def parse_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that a text names, in `zone` unless it says another; None if it names none.

    A day alone is none: it would mean the midnight before it.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not re.search(r"\d[T ]\d", text):
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone) if zone else found.astimezone()
    return found.astimezone(UTC)


def _moment(file: Path, place: str, value: Any, zone: tzinfo | None) -> datetime:
    text = value.isoformat() if isinstance(value, datetime) else value
    found = parse_moment(text, zone) if isinstance(text, str) else None
    return found or _refuse(file, place, value, MOMENT)


def _amount(file: Path, place: str, value: Any, example: str) -> Amount | None:
    if value is None:
        return None
    found = _match(file, place, value, AMOUNT, example)
    if found[3] and place.endswith("maximum"):
        _refuse(file, place, value, f'"{example}"')
    return Amount(float(found[1]), found[2] == "%", found[3] or "")


def _match(
    file: Path, place: str, value: Any, form: re.Pattern[str], example: str
) -> re.Match[str]:
    found = form.fullmatch(value) if isinstance(value, str) else None
    return found or _refuse(file, place, value, f'a text such as "{example}"')


def _zone(file: Path, name: Any) -> tzinfo | None:
    """The time zone of times without one; None for this computer's own."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, TypeError, LookupError):
        return _refuse(file, "timezone", name, 'a name such as "Europe/Berlin"')


def _require_names(file: Path, place: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
    if unknown := sorted(given.keys() - set(known)):
        names = ", ".join(known)
        raise RoomError(f"{file}: {place}`{safe_line(unknown[0])}` is unknown. Use: {names}.")


def _refuse(file: Path, place: str, value: Any, expected: str) -> Never:
    raise RoomError(f"{file}: {place} is {safe_line(repr(value))}, expected {expected}.")
