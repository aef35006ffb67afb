"""The name by which a course's nbgrader_config.py imports the kit: `configure`."""

from autograder.nbgrader.plugin import configure

__all__ = ["configure"]
