"""The deadline of an assignment: what holds, and a change of it, in policies.toml and gradebook."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.authoring.room import RoomError
from autograder.course.database import opened
from autograder.course.gradebook import follow_policy, is_entered, read_book
from autograder.course.lateness import follow, what_holds
from autograder.course.lock import course_lock
from autograder.course.policy import MOMENT, POLICIES, Policy, parse_moment, read_policy
from autograder.instructor.steps import Tell, open_course, silent
from autograder.reports.text import points, safe_line
from autograder.submissions.files import write_atomically
from autograder.submissions.intake import id_problem


@dataclass(frozen=True)
class _Held:
    """The policy that holds, and what the gradebook has of an assignment, if it has that."""

    policy: Policy
    is_entered: bool = False
    max_score: float | None = None
    students: frozenset[str] = frozenset()
    contradictions: tuple[str, ...] = ()


def deadline_terms(root: Path, assignment: str) -> Iterator[str]:
    """A line for each thing that holds: deadline, extensions, grace period, penalty."""
    api, policy = open_course(root), read_policy(root, assignment)
    held = _held(api, assignment, policy)
    deadline = held.policy.deadline
    if deadline is None:
        yield f"{assignment} has no deadline: autograder deadline {assignment} 2027-02-01T23:59"
    else:
        where = POLICIES if policy.deadline else "the gradebook"
        yield f"deadline: {policy.shown(deadline)} ({where})"
    for student, until in sorted(held.policy.extensions.items()):
        is_known = student in held.students or (root / "submitted" / student).is_dir()
        unknown = "" if is_known else " (no such student has handed in or is in the gradebook)"
        if deadline and until <= deadline:
            unknown += " (the deadline is later, and counts)"
        yield f"extension: {safe_line(student)} until {policy.shown(until)}{unknown}"
    yield from _penalty_terms(api, policy, held.max_score)
    yield from held.contradictions
    if held.contradictions:
        yield f"The gradebook follows with: autograder grade {assignment}"


def _penalty_terms(api: Any, policy: Policy, max_score: float | None) -> Iterator[str]:
    """The grace period and the penalty, or the course's own plugin, which replaces both."""
    from nbgrader.preprocessors import AssignLatePenalties

    plugin = AssignLatePenalties(config=api.config).plugin_class
    if not plugin.__module__.startswith(("autograder.", "nbgrader.")):
        yield f"penalty: by the course's own plugin {plugin.__name__}, not by {POLICIES}"
        return
    if policy.penalty is None:
        method = plugin(config=api.config).penalty_method
        yield f"penalty: {'the whole score' if method == 'zero' else 'none'}"
        return
    if policy.grace:
        yield f"grace: {int(policy.grace.total_seconds() // 60)} minutes without a penalty"
    of = "" if max_score is None else f" of {points(max_score)} points"
    unit = f" for each {policy.penalty.per} that has begun" if policy.penalty.per else ", once"
    most = f", at most {policy.maximum}" if policy.maximum else ""
    yield f"penalty: {policy.penalty}{of if policy.penalty.is_percent else ''}{unit}{most}"


def move_deadline(
    root: Path, assignment: str, time: str | None, student: str | None = None, tell: Tell = silent
) -> None:
    """Set the deadline, or one student's; `time` None removes it.

    Raises RoomError for what cannot be set, and CourseError if the gradebook cannot be written.
    """
    with course_lock(root, f"deadline {assignment}", tell):
        api, written = open_course(root), read_policy(root, assignment)
        held = _held(api, assignment, written)
        when = None if time is None else _moment(time, written)
        policy = _changed(assignment, held.policy, when, student)
        _write(root, assignment, written, policy)
        if held.is_entered and policy.deadline:
            follow_policy(api, assignment)
        elif held.is_entered:
            _clear(api, assignment)
    for line in _said(assignment, policy, held.policy.deadline, student):
        tell(line)
    if student is not None and student not in held.students:
        tell(f"{safe_line(student)} is not in the gradebook yet.")
    if not held.is_entered:
        tell(f"Written to {root / POLICIES}. Next: autograder release {assignment}")
        return
    tell(f"Written to {root / POLICIES} and the gradebook.")
    rows = read_book(api, assignment).rows
    if due := sum(row.is_stale for row in rows.values()):
        words = f"Late penalties change for {due} of {len(rows)} submissions."
        tell(f"{words} Enter them with: autograder grade {assignment}")
    if student is None:
        tell(f"Students see this after: autograder release {assignment}")


def _changed(assignment: str, held: Policy, when: datetime | None, student: str | None) -> Policy:
    """The policy with another deadline or extension. Raises RoomError for what has no effect."""
    old, extensions = held.deadline, held.extensions
    if student is None:
        if when is None and old is None:
            raise RoomError(f"{assignment} has no deadline.")
        return replace(held, deadline=when, extensions=extensions if when else {})
    if problem := id_problem(student):
        raise RoomError(f'"{student}" is not a valid student id ({problem}).')
    if old is None:
        command = f"autograder deadline {assignment} 2027-02-01T23:59"
        raise RoomError(f"{assignment} has no deadline to extend. Set it first: {command}")
    if when is None and student not in extensions:
        raise RoomError(f"{student} has no extension for {assignment}.")
    if when is not None and when <= old:
        raise RoomError(
            f"{held.shown(when)} is not after the deadline of {assignment}, {held.shown(old)}."
            "\nAn extension cannot make a deadline earlier."
        )
    others = {name: until for name, until in extensions.items() if name != student}
    return replace(held, extensions=others | ({student: when} if when else {}))


def _moment(time: str, policy: Policy) -> datetime:
    when = parse_moment(time, policy.zone)
    if when is None:
        raise RoomError(f"{time!r} is not {MOMENT}.")
    return when


def _held(api: Any, assignment: str, policy: Policy) -> _Held:
    with opened(api.coursedir) as gradebook:
        students = frozenset(student.id for student in gradebook.students)
        if not is_entered(gradebook, assignment):
            return _Held(policy, students=students)
        entered = gradebook.find_assignment(assignment)
        holds = what_holds(policy, entered, entered.submissions)
        with gradebook.db.no_autoflush:  # what follows is not kept
            said = follow(policy, entered, entered.submissions)
        return _Held(holds, True, entered.max_score, students, tuple(said))


def _write(root: Path, assignment: str, old: Policy, new: Policy) -> None:
    """Edit the assignment's table in policies.toml; everything else in the file stays."""
    import tomlkit

    file = root / POLICIES
    document = tomlkit.parse(file.read_text(encoding="utf-8") if file.exists() else "")
    table = document.setdefault(assignment, tomlkit.table())
    before, after = ({"deadline": p.deadline} if p.deadline else {} for p in (old, new))
    _edit(table, after, before, new)
    if new.extensions:
        own = table.setdefault("extensions", tomlkit.table())
        _edit(own, new.extensions, old.extensions, new)
    else:
        table.pop("extensions", None)
    if not table:
        document.pop(assignment)
    text = tomlkit.dumps(document).rstrip()
    write_atomically(file, f"{text}\n".encode())


def _edit(table: Any, new: dict[str, datetime], old: dict[str, datetime], policy: Policy) -> None:
    """Write the moments that changed; those that stay keep how they are written."""
    for name in old.keys() - new.keys():
        del table[name]
    for name, when in new.items():
        if old.get(name) != when:
            here = when.astimezone(policy.zone)
            table[name] = here.isoformat(timespec="seconds" if here.second else "minutes")


def _clear(api: Any, assignment: str) -> None:
    """Remove the deadline and all extensions from the gradebook."""
    with opened(api.coursedir) as gradebook:
        entered = gradebook.find_assignment(assignment)
        entered.duedate = None
        for submission in entered.submissions:
            submission.extension = None
        gradebook.db.commit()


def _said(
    assignment: str, policy: Policy, old: datetime | None, student: str | None
) -> Iterator[str]:
    """What the change was understood as."""
    if student is not None:
        until = policy.extensions.get(student)
        name = safe_line(student)
        extended = f"has an extension until {policy.shown(until)}" if until else "has no extension"
        yield f"{assignment}: {name} {extended}."
        return
    if policy.deadline is None:
        yield f"{assignment} has no deadline and no extensions."
        return
    was = "" if old in (None, policy.deadline) else f", was {policy.shown(old)}"
    yield f"{assignment}: the deadline is {policy.shown(policy.deadline)}{was}."
    for name, until in sorted(policy.extensions.items()):
        yield f"{safe_line(name)} keeps the extension until {policy.shown(until)}."
