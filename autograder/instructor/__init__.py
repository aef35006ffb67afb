"""An instructor's verbs on one assignment: release, collect, grade, feedback, report, export.

Imports everything but `cli`. Begin with `grade`.
"""

from autograder.course.database import CourseError
from autograder.instructor.arrivals import Arrival, collect
from autograder.instructor.export import Export, export
from autograder.instructor.grade import foresee, grade
from autograder.instructor.reading import read_class, read_student
from autograder.instructor.results import feedback
from autograder.instructor.steps import release

__all__ = [
    "Arrival", "CourseError", "Export", "collect", "export", "feedback", "foresee",
    "grade", "read_class", "read_student", "release",
]  # fmt: skip
