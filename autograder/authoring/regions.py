"""The solution regions of an assignment's script: what students get in their place.

A region stands in code, or in the comment of a markdown cell.
"""

import ast
import re

from autograder.worker.inside.source import WRITTEN, defined_by, first_line

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# One without an end hides all below.
REGION = re.compile(
    rf"^(?P<lead>[ \t]*(?:# )?){BEGIN}[ \t]*\n"
    rf"(?P<solution>(?:.*\n)*?)(?:[ \t]*(?:# )?{END}[ \t]*(?:\n|\Z)|.*\Z)",
    re.MULTILINE,
)
# The stub that nbgrader's ClearSolutions writes; the module's stub says the same.
STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")
NO_ANSWER = "# Answer in the notebook. Answers in this file are not read."
VARIABLES = (ast.Assign, ast.AnnAssign)


def stub_text(script: str) -> str:
    """The student's module: the script with every solution region replaced by nbgrader's stub."""
    return REGION.sub(_stub_for, script)


def _stub_for(region: re.Match[str]) -> str:
    lead = region["lead"]
    if lead == "# ":
        return f"{NO_ANSWER}\n"
    return "".join(f"{lead.removesuffix('# ')}{line}\n" for line in STUB)


def solved_text(script: str) -> str:
    """The script with its solutions, without the markers."""
    return REGION.sub(r"\g<solution>", script)


def split(script: str) -> tuple[list[str], list[str]]:
    """The lines outside and inside solution regions, without the markers."""
    solution = "".join(region["solution"] for region in REGION.finditer(script))
    return REGION.sub("", script).splitlines(), solution.splitlines()


def names_in(text: str) -> set[str]:
    """The names that a module's text defines."""
    return {name for node in ast.parse(text).body for name in defined_by(node)}


def definitions_in(text: str) -> dict[str, str]:
    """The texts of the functions, classes and variables that a module's text defines, by name."""
    lines = text.splitlines()
    return {
        name: "\n".join(lines[first_line(node) - 1 : node.end_lineno])
        for node in ast.parse(text).body
        if isinstance(node, (*WRITTEN, *VARIABLES))
        for name in defined_by(node)
    }
