"""How late a submission is, what that takes off, and the gradebook's own fields for both."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from autograder.course.policy import POLICIES, Policy
from autograder.reports.text import safe_line


def what_holds(policy: Policy, assignment: Any, submissions: Iterable[Any]) -> Policy:
    """The policy; where it has no deadline, with the gradebook's, and these extensions there."""
    if policy.deadline or assignment.duedate is None:
        return policy
    deadline: datetime = assignment.duedate.replace(tzinfo=UTC)
    extended = {s.student.id: deadline + s.extension for s in submissions if s.extension}
    return replace(policy, deadline=deadline, extensions=extended)


def seconds_late(submission: Any, policy: Policy) -> float | None:
    """How long after the student's own deadline it came; None without a time or a deadline.

    This and `due_penalty` go by the policy that holds.
    """
    due = policy.due(submission.student.id)
    if due is None or submission.timestamp is None:
        return None
    came: datetime = submission.timestamp.replace(tzinfo=UTC)
    return max(0.0, (came - due).total_seconds())


def due_penalty(gradebook: Any, submission: Any, policy: Policy, config: Any) -> float | None:
    """What the course's plugin takes off now, bounded as nbgrader does; None where it fails."""
    from nbgrader.preprocessors import AssignLatePenalties

    if not (late := seconds_late(submission, policy)):
        return 0.0
    assign = AssignLatePenalties(config=config)
    # A plugin may ask for what its parent knows while nbgrader grades.
    assign.gradebook, assign.student_id = gradebook, submission.student.id
    assign.assignment_id = assign.notebook_id = submission.assignment.name
    try:
        assign.init_plugin()
        method = assign.plugin_inst.late_submission_penalty
        penalty = float(method(assign.student_id, submission.score, late) or 0.0)
    except Exception:  # a plugin may raise anything; autograde says what
        return None
    return min(max(penalty, 0.0), float(submission.score))


def follow(policy: Policy, assignment: Any, submissions: Iterable[Any]) -> list[str]:
    """Set the gradebook's fields as the policy says; a line for each that contradicted it.

    The caller commits.
    """
    if policy.deadline is None:
        return []
    said, due, old = [], policy.deadline.replace(tzinfo=None), assignment.duedate
    if old not in (due, None):
        said.append(
            f"{assignment.name}: the gradebook had the deadline {_shown(policy, old)}. "
            f"{POLICIES} counts: {policy.shown(policy.deadline)}."
        )
    for submission in submissions if old == due else assignment.submissions:
        extension = policy.extension(submission.student.id)
        if submission.extension not in (extension, None) and old == due:
            until = _shown(policy, old + submission.extension)
            own = policy.shown(policy.deadline + extension) if extension else "no extension"
            student = safe_line(submission.student.id)
            said.append(
                f"{student}: the gradebook had an extension until {until}. "
                f"{POLICIES} counts: {own}."
            )
        if submission.extension != extension:
            submission.extension = extension
    if old != due:
        assignment.duedate = due
    return said


def _shown(policy: Policy, utc: datetime) -> str:
    return policy.shown(utc.replace(tzinfo=UTC))
