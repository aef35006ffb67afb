"""The cells that open and close a notebook, made from what its room declares."""

from collections.abc import Mapping

from autograder.authoring.assignment import Assignment

WORK = """\
- **Write** each function where `# YOUR CODE HERE` stands, in this notebook or in `{name}.py`. Where
  both have it, the notebook counts.
- **Check** it: `check({first})` says what is right and what is not, `hint({first})` gives one hint
  after another. Final grading uses other numbers and shapes than `check`.
- **Try things** in the cells called "your turn": they are yours to change, and not graded.
- **Hand in:** save, open a terminal in this folder, and run `autograder submit`."""
ANSWERS = "  Written answers are read from this notebook and marked by a person."
CLOSING = """\
## Before you hand in

Save the notebook. The next cell checks every function once more and says what is missing."""


def opening_text(assignment: Assignment, questions: Mapping[str, float]) -> str:
    """What an assignment is for, what it takes, what it gives points for, and how to work."""
    time = f"about {assignment.minutes} minutes" if assignment.minutes else ""
    facts = {"Goal": assignment.goal, "You need": assignment.needs, "Time": time}
    listed = "\n".join(f"- **{what}:** {text}" for what, text in facts.items() if text)
    rows = [(f"`{e.name}`: {e.title}", e.points) for e in assignment.exercises]
    rows += [(f"{_words(name)}, a written answer", points) for name, points in questions.items()]
    rows.append(("**together**", sum(points for _, points in rows)))
    table = "\n".join(f"| {what} | {points:g} |" for what, points in rows)
    work = WORK.format(name=assignment.name, first=_first(assignment))
    parts = (
        listed,
        f"| exercise | points |\n|---|---|\n{table}",
        work,
        ANSWERS if questions else "",
    )
    return "\n\n".join(part for part in parts if part)


def closing_text(assignment: Assignment) -> str:
    """What to do at the end, and what comes next."""
    return f"{CLOSING}\n\n{assignment.then}".rstrip()


def _first(assignment: Assignment) -> str:
    """What `check` is called with, for the first exercise."""
    first = assignment.exercises[0]
    return f'"{first.name}"' if first.is_value else first.name


def _words(question: str) -> str:
    return question.removeprefix("question-").replace("-", " ")
