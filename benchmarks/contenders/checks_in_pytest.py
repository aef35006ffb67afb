"""The checks as a test for each exercise; pytest runs it in the folder of a submission."""

import importlib

import checks
import pytest


@pytest.mark.parametrize("name", checks.exercises())
def test_exercise(name: str) -> None:
    checks.check(name, getattr(importlib.import_module("mlp"), name))
