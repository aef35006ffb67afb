"""The checks as Gradescope's tests, as its documentation has them in run_tests.py.

It runs in the folder of a submission, and prints results.json.
"""

from __future__ import annotations

import importlib
import sys
import unittest
from collections.abc import Callable

import checks
from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class TestExercises(unittest.TestCase):
    """A test for each exercise, added below."""


def a_test(name: str) -> Callable[[unittest.TestCase], None]:
    """The test of an exercise."""

    def test(_: unittest.TestCase) -> None:
        checks.check(name, getattr(importlib.import_module("mlp"), name))

    test.__name__ = f"test_{name}"
    return test


def main() -> None:
    """Run all tests and print the results."""
    for name, points in checks.exercises().items():
        setattr(TestExercises, f"test_{name}", weight(points)(a_test(name)))
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestExercises)
    JSONTestRunner(stream=sys.stdout, visibility="visible").run(suite)


if __name__ == "__main__":
    sys.path.insert(0, "")
    main()
