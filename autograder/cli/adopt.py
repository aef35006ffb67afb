"""The author's command adopt: a notebook becomes an assignment, or gives its edits back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from autograder.cli.common import FAILED, course_of, stop, tell


@click.command()
@click.argument("notebook", type=click.Path(path_type=Path))
@click.option("--name", help="The assignment's name; by default, that of the file.")
@click.option("--yes", is_flag=True, help="Do not ask before edits are written.")
def adopt(notebook: Path, name: str | None, yes: bool) -> None:
    """Write an assignment from a NOTEBOOK of nbgrader or Otter, and list what is left to write.

    For a notebook in source/ that the kit built, bring edits made in Jupyter back into the script.
    """
    from autograder.building.adopting.adopt import adopt as adopt_notebook
    from autograder.building.adopting.adopt import read_notebook
    from autograder.building.adopting.edits import is_built

    root, name = course_of(), name or notebook.stem
    cells = read_notebook(notebook)
    if is_built(cells):
        _bring_back(root, name, notebook, cells, yes=yes)
        return
    adopted = adopt_notebook(root, notebook, cells, name)
    for path in adopted.paths:
        click.echo(f"{path.relative_to(root)} new")
    click.echo("left to write:")
    for line in adopted.left:
        click.echo(f"  {line}")
    tell(f"next: autograder build {name}\n      autograder verify {name}")


def _bring_back(
    root: Path, name: str, notebook: Path, cells: list[dict[str, Any]], *, yes: bool
) -> None:
    """Show what edits of a built notebook change in its script, and write that if it is wanted."""
    from difflib import unified_diff

    from autograder.authoring.room import open_room
    from autograder.building.adopting.edits import edited_script
    from autograder.submissions.files import write_atomically

    room = open_room(root, name)
    script, remarks = edited_script(room, cells)
    file = f"solutions/{name}/{name}.py"
    for remark in remarks:
        tell(f"{notebook}: {remark}.")
    if script == room.script:
        tell(f"{file}: no edits in {notebook}")
        return
    old, new = (text.splitlines(keepends=True) for text in (room.script, script))
    click.echo("".join(unified_diff(old, new, file, str(notebook))), nl=False)
    if not (yes or (sys.stdin.isatty() and click.confirm(f"Write {file}?", err=True))):
        stop(f"{file} stays as it is. To write it, run the same command with --yes.", FAILED)
    write_atomically(root / file, script.encode())
    tell(f"{file} changed\nnext: autograder build {name}")
