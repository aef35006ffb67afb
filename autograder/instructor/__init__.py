"""An instructor's verbs on one assignment: release, collect, grade, feedback, report, export.

Imports everything but `cli`. Begin with `grade`.
"""

from autograder.course.gradebook import CourseError
from autograder.instructor.arrivals import Arrival, collect
from autograder.instructor.export import Export, export
from autograder.instructor.grade import Graded, grade
from autograder.instructor.results import feedback, submission_rows
from autograder.instructor.steps import release

__all__ = [
    "Arrival", "CourseError", "Export", "Graded", "collect", "export", "feedback", "grade",
    "release", "submission_rows",
]  # fmt: skip
