"""The README in the folder that students get: from download to full marks, in a screenful."""

from collections.abc import Mapping
from textwrap import fill

from autograder.key import Key
from autograder.submissions.libraries import PACKAGES

TEXT = """\
# {title}

{goal}Write the functions in `{name}.ipynb` or in `{name}.py`. Run these commands in this folder:

{commands}

In the notebook, `check({called})` and `hint({called})` do the same.
{points}
`key.json` has the expected values of `check`; grading uses others. `check` runs your code as you,
without a sandbox.
"""
NOTEBOOK = (
    "Written answers are read only from `{name}.ipynb`: hand it in as well if you write in "
    "`{name}.py`."
)
COMMANDS = (
    ("pip install {package}", ""),
    ("autograder check", "what is right, what is wrong, and what to do next"),
    ("autograder check {first}", "one function"),
    ("autograder hint {first}", "each call shows one more"),
    ("autograder show {first}", "a case, with both results"),
    ("autograder watch", "checks again whenever you save"),
    ("autograder submit", "hands in, or says which files to upload"),
)


def readme(key: Key, questions: Mapping[str, float], goal: str) -> str:
    """The text for an assignment with this public key, goal, and points of written answers."""
    first = key.exercises[0].name
    called = f'"{first}"' if first in key.variables else first
    return TEXT.format(
        title=key.title, name=key.assignment, first=first, called=called,
        commands=_commands(key, first),
        points=_points(key, questions), goal=f"{fill(goal, 100)}\n\n" if goal else "",
    )  # fmt: skip


def _commands(key: Key, first: str) -> str:
    packages = [PACKAGES[name][1] for name in sorted(key.libraries) if name in PACKAGES]
    extras = ",".join(package.partition("[")[2].rstrip("]") for package in packages)
    package = f'"exercise-kit[{extras}]"' if extras else "exercise-kit"
    lines = [(line.format(package=package, first=first), what) for line, what in COMMANDS]
    width = max(len(line) for line, _ in lines)
    shown = (f"    {line:{width}}    # {what}" if what else f"    {line}" for line, what in lines)
    return "\n".join(shown)


def _points(key: Key, questions: Mapping[str, float]) -> str:
    total = sum(exercise.points for exercise in key.exercises)
    is_all = all(exercise.kind == "function" for exercise in key.exercises)
    what = "functions" if is_all else "exercises"
    text = f"{len(key.exercises)} {what} give {total:g} points."
    if questions:
        answers = "answer gives" if len(questions) == 1 else "answers give"
        text += f" {len(questions)} written {answers} {sum(questions.values()):g} more.\n"
        text += NOTEBOOK.format(name=key.assignment)
    return text
