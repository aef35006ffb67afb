"""Grade what was collected: judged by several processes, written through nbgrader's autograde.

What is already graded, from the same files and key, is left alone. A process that is killed, or an
error with one student, does not stop the others.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from autograder.authoring.release import private_key_path
from autograder.authoring.script import points_of, question_points
from autograder.course.database import CourseError, require_writable
from autograder.course.gradebook import (
    Book,
    Row,
    enter_due_penalties,
    follow_policy,
    points_problem,
    read_book,
)
from autograder.course.key_parts import keep_parts, key_difference
from autograder.course.lock import course_lock
from autograder.course.past import Past, note_marks, pasts
from autograder.course.records import key_digest
from autograder.course.standing import standings, students
from autograder.instructor.outlook import Outlook, outlook_of
from autograder.instructor.steps import (
    Tell,
    Watch,
    open_course,
    silent,
    silent_watch,
)  # fmt: skip
from autograder.instructor.tasks import Graded, judgements, write_grade
from autograder.instructor.teams import give_marks, share_work
from autograder.judging.grading import Judged
from autograder.judging.workers import Workers, known, workers_for
from autograder.key import load
from autograder.reports.text import in_short, points, safe_line
from autograder.submissions.folder import folder_digest

Decide = Callable[[Sequence[Outlook]], object]


@dataclass(frozen=True)
class _Work:
    """What an open course has to be graded, and what is known of it.

    `due` are to be graded; `again` are those of them that were graded before, from the same files.
    """

    root: Path
    assignment: str
    api: Any
    book: Book
    pasts: dict[str, Past]
    unchanged: list[str]
    due: list[str]
    again: list[str]

    def workers(self, jobs: int, cluster: str) -> contextlib.AbstractContextManager[Workers]:
        """What judges; where this machine may not, nothing is known of anybody."""
        from autograder.nbgrader.plugin import Judge

        if not cluster and Judge(config=self.api.config).lack():
            return contextlib.nullcontext(Workers(lambda *_: known(None), 1))
        key = private_key_path(self.root, self.assignment)
        return workers_for(key, min(jobs, len(self.due)), cluster if self.due else "")


def grade(
    root: Path,
    assignment: str,
    jobs: int,
    cluster: str = "",
    *,
    again: bool = False,
    only: Sequence[str] = (),
    tell: Tell = silent,
    watch: Watch = silent_watch,
    decide: Decide = lambda _: None,
) -> Iterator[Graded]:
    """Grade what was collected into the gradebook; each student as soon as it is done.

    A submission that was graded from the same files and key is left alone unless `again`. `only`
    are the students to be graded, all unless given. Before anything is written, `decide` is given
    what would change for those who were graded before from the same files; what it raises ends
    grading. `cluster` is the address of a Dask scheduler, whose workers judge instead of processes
    of this machine. Raises CourseError where the gradebook or a folder of the course cannot be
    written, and ClusterError where the cluster cannot be used.
    """
    with course_lock(root, f"grade {assignment}", tell):
        api = open_course(root)
        require_writable(root, api.coursedir.db_url)
        for line in (*share_work(root, assignment), *give_marks(api, root, assignment)):
            tell(line)
        work = _open(api, root, assignment, tell, only, again=again)
        yield from (Graded(name, "unchanged") for name in work.unchanged)
        with work.workers(jobs, cluster) as workers:
            judged = _judge_all(work, work.again, workers, watch)
            decide(_outlooks(work, judged))
            for line in follow_policy(work.api, assignment):
                tell(line)
            _enter_penalties(work)
            yield from _grade_due(work, judged, workers, watch)
        give_marks(api, root, assignment)  # also to members who are graded only now


def foresee(
    root: Path,
    assignment: str,
    jobs: int,
    cluster: str,
    *,
    again: bool,
    only: Sequence[str],
    tell: Tell,
    watch: Watch,
) -> tuple[list[Outlook], int]:
    """What `grade` would change, without a change of a score; and how many it would leave alone."""
    with course_lock(root, f"grade {assignment} --dry-run", tell):
        api = open_course(root)
        require_writable(root, api.coursedir.db_url)
        work = _open(api, root, assignment, tell, only, again=again)
        with work.workers(jobs, cluster) as workers:
            judged = _judge_all(work, work.due, workers, watch)
        return _outlooks(work, judged), len(work.unchanged)


def _open(
    api: Any, root: Path, assignment: str, tell: Tell, only: Sequence[str], *, again: bool
) -> _Work:
    """The course, ready to be graded; marks that are new in the gradebook are in the trail."""
    from autograder.course.session import add_indexes

    add_indexes(api.coursedir.db_url)
    book = read_book(api, assignment)
    keep_parts(root, assignment)  # of a key that may be made again now
    _require_points(root, assignment, book)
    note_marks(root, assignment, book.rows)
    changed = _due_penalties(book)
    for name, row in changed.items():
        old, new = points(book.rows[name].penalty), points(row.penalty)
        tell(f"{safe_line(name)}: late penalty {old} → {new}")
    now = replace(book, rows=book.rows | changed)
    collected = students(root, assignment)
    if strangers := sorted(set(only) - set(collected)):
        raise CourseError(
            f"submitted/ has no {assignment} by {in_short(strangers)}.\n"
            f"Collect it first: autograder collect {assignment}"
        )
    found = standings(root, assignment, now)
    done = {standing.student for standing in found if standing.is_done and not again}
    wanted = [name for name in collected if not only or name in only]
    due = [name for name in wanted if name not in done]
    past = pasts(root, assignment, book.rows)
    _tell_new_key(root, assignment, past.values(), tell)
    same = [name for name in due if name in past and _is_same(root, assignment, name, past[name])]
    unchanged = [name for name in wanted if name in done]
    return _Work(root, assignment, api, book, past, unchanged, due, same)


def _tell_new_key(root: Path, assignment: str, past: Iterable[Past], tell: Tell) -> None:
    """Say what differs between the key of the last grading and that of now."""
    key, last = keep_parts(root, assignment), max(past, key=lambda p: p.at, default=None)
    if last is None or last.key_digest == key:
        return
    what = key_difference(root, last.key_digest, key) or "the earlier one was not kept"
    when = f" on {last.at[:10]}" if last.at else ""
    tell(f"Since the last grading{when}, the key changed: {what}.")


def _is_same(root: Path, assignment: str, student: str, past: Past) -> bool:
    """Whether the files are those of the last grading."""
    folder = root / "submitted" / student / assignment
    return past.submission_digest == folder_digest(folder)


def _require_points(root: Path, assignment: str, book: Book) -> None:
    """Raise CourseError where the gradebook has other points than the room: release comes first."""
    script = root / "solutions" / assignment / f"{assignment}.py"
    room = points_of(load(private_key_path(root, assignment), only=[""]))  # the cases are long
    room |= question_points(script.read_text(encoding="utf-8"))
    if problem := points_problem(assignment, room, book.max_scores):
        raise CourseError(problem)


def _due_penalties(book: Book) -> dict[str, Row]:
    """The rows with another late penalty by the plugin; where that fails, autograde says why."""
    return {
        name: replace(row, penalty=row.due_penalty)
        for name, row in book.rows.items()
        if row.is_stale and row.due_penalty is not None
    }


def _enter_penalties(work: _Work) -> None:
    """Have the gradebook, and the trail, hold the late penalties that are due now."""
    if changed := _due_penalties(work.book):
        enter_due_penalties(work.api, work.assignment, changed)
        note_marks(work.root, work.assignment, read_book(work.api, work.assignment).rows)


def _judge_all(
    work: _Work, names: Sequence[str], workers: Workers, watch: Watch
) -> dict[str, Judged]:
    """How those students are judged who can be, without a change in the gradebook."""
    found = {}
    watch.begin("judging", len(names))
    for name, judged in judgements(work.root, work.assignment, names, workers):
        watch.step()
        if isinstance(judged, Judged):
            found[name] = judged
    return found


def _outlooks(work: _Work, judged: dict[str, Judged]) -> list[Outlook]:
    """What would change for each student who was judged, by name."""
    rows, pasts, key = work.book.rows, work.pasts, key_digest(work.root, work.assignment)
    return [
        outlook_of(work.root, key, n, pasts.get(n), rows.get(n), judged[n]) for n in sorted(judged)
    ]


def _grade_due(
    work: _Work, judged_before: dict[str, Judged], workers: Workers, watch: Watch
) -> Iterator[Graded]:
    """How grading each student ended, as soon as it is known."""
    watch.begin("grading", len(work.due))
    others = [name for name in work.due if name not in judged_before]
    rest = judgements(work.root, work.assignment, others, workers)
    for name, judged in chain(judged_before.items(), rest):
        watch.step()
        yield write_grade(work.api, work.root, work.assignment, name, judged)
