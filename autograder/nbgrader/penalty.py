"""nbgrader's late-submission plugin that takes off what policies.toml says."""

from nbgrader.plugins import LateSubmissionPlugin

from autograder.authoring.room import course_root
from autograder.course.policy import read_policy


class LatePenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """The penalty of policies.toml, or nbgrader's own `penalty_method` where that has none."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """The points that a late submission loses; nbgrader bounds them by the score."""
        assign = self.parent  # which knows what it grades
        policy = read_policy(course_root(), assign.assignment_id)
        if policy.penalty is None:
            penalty: float | None = super().late_submission_penalty(
                student_id, score, total_seconds_late
            )
            return penalty
        assignment = assign.gradebook.find_assignment(assign.assignment_id)
        return policy.taken_off(total_seconds_late, assignment.max_score)
