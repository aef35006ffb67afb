"""Single times and durations as plain data: those of datetime, NumPy and pandas.

A time with a zone is held in UTC.
"""

import datetime
import re
import sys
from typing import Any

import numpy as np

from autograder.values.hashed import ticks
from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw, has_axes
from autograder.values.plain import NAMES, Record, Unsupported, Value

ZONE = re.compile(r"[+-]\d\d:\d\d(:\d\d)?|[A-Za-z][\w/+-]{0,60}")
TIMES = ("date", "datetime", "Timestamp", "datetime64")
DURATIONS = ("timedelta", "Timedelta", "timedelta64")
# What Python's own of these are made of.
UNITS = {"date": "datetime64[D]", "datetime": "datetime64[us]", "timedelta": "timedelta64[us]"}
UTC = datetime.UTC
# For arrays of which nothing tells the unit.
DAYS = {"M": np.datetime64(0, "D"), "m": np.timedelta64(0, "D")}
# Python's durations hold no more nanoseconds.
MOST = 10**9 * 24 * 3600 * 10**9


def freeze_moment(value: Any, freeze: Freeze) -> Value | None:
    """The record of a time or a duration; None for anything else."""
    if isinstance(value, np.datetime64 | np.timedelta64):
        return _record(type(value).__name__, value)
    pandas = sys.modules.get("pandas")
    if pandas is not None and value is pandas.NaT:
        return _record("Timestamp", np.datetime64("NaT", "ns"))
    if pandas is not None and isinstance(value, pandas.Timestamp):
        at = pandas.Timestamp.to_datetime64(value)  # in UTC
        return _record("Timestamp", at, _zone(value))
    if pandas is not None and isinstance(value, pandas.Timedelta):
        return _record("Timedelta", pandas.Timedelta.to_timedelta64(value))
    if isinstance(value, datetime.datetime):
        zone = _zone(value)
        plain = value if zone is None else value.astimezone(UTC).replace(tzinfo=None)
        return _record("datetime", np.datetime64(plain, "us"), zone)
    if isinstance(value, datetime.date):
        return _record("date", np.datetime64(value, "D"))
    if isinstance(value, datetime.timedelta):
        return _record("timedelta", np.timedelta64(value, "us"))
    return None


def _record(kind: str, at: Any, zone: str | None = None) -> Value:
    plain = np.array(at)
    if plain.dtype not in NAMES:
        return Unsupported(f"{kind} of {plain.dtype.name}")
    if zone is not None and not ZONE.fullmatch(zone):
        return Unsupported(f"{kind} in an unnamed time zone")
    if kind in DURATIONS:
        return Record("duration", {"type": kind, "at": plain})
    return Record("moment", {"type": kind, "at": plain, "zone": zone})


def _zone(value: datetime.datetime) -> str | None:
    """The name of a time's zone, or what it is ahead of UTC; None for a time without a zone."""
    zone = value.tzinfo
    if zone is None:
        return None
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    if name:
        return str(name)
    ahead = datetime.timezone(value.utcoffset() or datetime.timedelta())
    return str(ahead).removeprefix("UTC") or "UTC"


def _tzinfo(zone: str) -> datetime.tzinfo | None:
    if zone == "UTC":
        return UTC
    if zone[0] in "+-":
        return datetime.time.fromisoformat(f"00:00{zone}").tzinfo
    from zoneinfo import ZoneInfo

    return ZoneInfo(zone)


def _thaw(fields: Fields, _: Thaw) -> Any:
    kind, at, zone = fields["type"], fields["at"][()], fields.get("zone")
    if kind in ("datetime64", "timedelta64"):
        return at
    if kind in UNITS:
        found = at.astype(UNITS[kind]).item()
        if zone and kind == "datetime":
            return found.replace(tzinfo=UTC).astimezone(_tzinfo(zone))
        return found
    import pandas

    found = getattr(pandas, kind)(at)
    return found.tz_localize("UTC").tz_convert(_tzinfo(zone)) if zone else found


def _described(fields: Fields) -> str:
    """A time as ISO 8601 writes it, or a duration as Python does."""
    kind, at = fields["type"], fields["at"]
    if kind in DURATIONS:
        return f"the duration {_shown_duration(ticks(at))}"
    text = str(at) if np.isnat(at) else str(at).replace("T", " ")
    zone = " UTC" if fields["zone"] else ""
    return f"the {'date' if kind == 'date' else 'time'} {text}{zone}"


def _shown_duration(nanoseconds: int | None) -> str:
    if nanoseconds is None or nanoseconds % 1000 or abs(nanoseconds) > MOST:
        return "NaT" if nanoseconds is None else f"{nanoseconds} ns"
    return str(datetime.timedelta(microseconds=nanoseconds // 1000))


def _is_zone(value: Value) -> bool:
    return value is None or (isinstance(value, str) and ZONE.fullmatch(value) is not None)


def times_of(items: list[Value], kind: str) -> np.ndarray[Any, Any] | None:
    """The array of these single times (`kind` is "M") or durations ("m"); None for other items."""
    wanted = "moment" if kind == "M" else "duration"
    found = [_at(item, wanted) for item in items if not is_missing(item)]
    if not all(map(has_axes(0, kind), found)):
        return None
    array = np.full(len(items), "NaT", np.array([one[()] for one in found] or DAYS[kind]).dtype)
    array[[not is_missing(item) for item in items]] = found
    return array


def _at(item: Value, wanted: str) -> Value:
    """The array of a time without a zone, or of a duration; anything else as it is."""
    is_record = isinstance(item, Record) and item.kind == wanted and not item.fields.get("zone")
    return item.fields["at"] if is_record else item


def is_missing(value: Value) -> bool:
    """Whether this stands for a missing value in a column: None, NaN or NaT."""
    if isinstance(value, Record) and value.kind in ("moment", "duration"):
        value = value.fields["at"]
    if isinstance(value, np.ndarray) and value.dtype.kind in "mM":
        return value.ndim == 0 and bool(np.isnat(value))
    return value is None or (isinstance(value, float) and value != value)


def moment_of(value: Value) -> Value:
    """The record of a time or duration that is an array of no dimension; else the value itself."""
    if not isinstance(value, np.ndarray) or value.ndim or value.dtype.kind not in "mM":
        return value
    return _record("datetime64" if value.dtype.kind == "M" else "timedelta64", value)


KINDS = (
    Kind(
        "moment",
        {"type": lambda value: value in TIMES, "at": has_axes(0, "M"), "zone": _is_zone},
        _described, freeze_moment, _thaw,
    ),
    Kind(
        "duration",
        {"type": lambda value: value in DURATIONS, "at": has_axes(0, "m")},
        _described, freeze_moment, _thaw,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "dates, times and durations",
        "the moment, exactly; with a time zone or without",
        "those of datetime, NumPy and pandas for each other, in any unit and zone",
    ),
)
