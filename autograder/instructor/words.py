"""What the reports say in the same words on a page and on a terminal."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from autograder.course.history import Change, Entry
from autograder.course.past import BY_HAND, COMMENT
from autograder.instructor.class_report import ClassReport
from autograder.instructor.student_report import StudentReport
from autograder.reports.table import SIGNS, lateness, score_words
from autograder.reports.terminal import body, headline, wrapped
from autograder.reports.text import in_short, local, points, safe, safe_line

SHORT_DIGEST = 12
NO_CODE = "No function of this name is found in the files handed in."
STATUSES = {
    "not_gradable": "No notebook or module can be read.",
    "grader_fault": "The grader failed; no points were deducted. Grade again.",
    "outdated": "What stands below is the last grading, which is no longer true. Grade again.",
    "not_graded": "Not graded yet.",
    "unmarked": "Written answers wait for marks; the score is of what is marked so far.",
}


def facts(report: StudentReport) -> list[tuple[str, str]]:
    """What the score is made of, each with its name."""
    row = report.standing
    late = ", ".join(lateness(vars(row))) or ("not late" if row.late is False else "not known")
    found = [
        ("status", row.status.replace("_", " ")),
        ("handed in", local(came, report.zone) if (came := report.submitted) else "time not known"),
        ("deadline", local(due, report.zone) if (due := report.deadline) else "none"),
        ("lateness", late),
    ]
    if row.penalty:
        found.append(("late penalty", f"{points(row.penalty)} of {points(row.raw_score or 0.0)}"))
    by_hand = [
        f"{graded.verdict.name} {points(graded.verdict.points)} → {points(graded.by_hand)}"
        for graded in report.exercises
        if graded.by_hand is not None
    ]
    found.append(("points by hand", ", ".join(by_hand) or "none"))
    if report.key:
        found.append(("answer key", report.key[:SHORT_DIGEST]))
        found.append(("files handed in", report.submission[:SHORT_DIGEST]))
    return found


def notes(report: StudentReport) -> list[tuple[str, str]]:
    """What has to be known before the rest is read."""
    found = []
    if words := STATUSES.get(report.standing.status):
        found.append((report.standing.status.replace("_", " "), words))
    return [*found, ("message", report.message)] if report.message else found


def student_lines(report: StudentReport, width: int) -> Iterator[str]:
    """The report on a student, for a terminal."""
    row = report.standing
    yield f"{report.assignment} · {safe_line(row.student)} · {score_words(vars(row))}"
    for name, words in facts(report):
        yield f"  {name:<16}{safe_line(words)}"
    for name, words in notes(report):
        yield from wrapped(f"  {name}: {safe_line(words)}", width)
    for graded in report.shown:
        yield ""
        yield from headline(graded.verdict, width)
        yield from body(graded.verdict, width)
        if graded.by_hand is not None:
            yield f"      by hand: {points(graded.by_hand)} points"
        if graded.comment:
            yield from wrapped(f"      comment: {safe_line(graded.comment)}", width)
        yield f"      {safe_line(graded.file)}:" if graded.code else f"      {NO_CODE}"
        yield from (f"        {line}" for line in safe(graded.code).rstrip().splitlines())
    for answer in report.written:
        given = "not marked yet" if answer.points is None else points(answer.points)
        yield f"\n  · {safe_line(answer.name)}   {given} / {points(answer.max_points)}"
        if answer.comment:
            yield from wrapped(f"      comment: {safe_line(answer.comment)}", width)
    if report.history:
        yield "\nhistory"
    for entry in report.history:
        yield from (f"  {line}" for line in entry_lines(entry, report.zone))


def glance(report: ClassReport) -> Iterator[str]:
    """The class in a few lines: the scores, and who needs a look."""
    if scores := report.scores:
        yield (
            f"Median {points(round(scores.median, 2))}, lowest {points(scores.lowest)}, "
            f"highest {points(scores.highest)}, full marks {scores.full_marks} of {scores.count}"
        )
    for look in report.looks:
        what = f"{len(look.students)} {look.kind.replace('_', ' ')}"
        yield f"{what} ({in_short(list(look.students), 5)}): {safe_line(look.next)}"


def entry_lines(entry: Entry, zone: tzinfo | None) -> Iterator[str]:
    """When a score changed and to what, why, and by whom; then each exercise that changed."""
    old = "" if entry.old_score is None else f"{points(entry.old_score)} → "
    was = f"{entry.old_status} → " if entry.old_status not in ("", entry.new_status) else ""
    yield (
        f"{local(datetime.fromisoformat(entry.at), zone)}  {safe_line(entry.student)}: "
        f"{old}{points(entry.new_score)}, {was}{entry.new_status}".replace("_", " ")
    )
    yield f"    {entry.cause} · {'noticed for' if entry.manual else 'by'} {safe_line(entry.by)}"
    for change in entry.changes if entry.old_score is not None else ():
        yield f"    {change_in_words(change)}"


def change_in_words(change: Change) -> str:
    """One exercise: "train ✗ → ✓, 0 → 3"."""
    if change.new_status == COMMENT:
        return f"{change.name}: another comment"
    words = {BY_HAND: BY_HAND, "": ""}
    signs = [words.get(s, SIGNS.get(s, "✗")) for s in (change.old_status, change.new_status)]
    numbers = ["–" if p is None else points(p) for p in (change.old_points, change.new_points)]
    shown = " → ".join(dict.fromkeys(filter(None, signs)))
    return f"{change.name} {shown}, {' → '.join(dict.fromkeys(numbers))}"
