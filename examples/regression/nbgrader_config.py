"""nbgrader's configuration of this course: the kit, and what is the course's own."""

from autograder.nbgrader_plugin import configure

c = get_config()  # noqa: F821  # nbgrader provides it
configure(c)
c.CourseDirectory.course_id = "regression"
