"""Edits made in Jupyter come back into the script, by `autograder adopt` of a built notebook."""

from __future__ import annotations

import copy
import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from courses import run

from autograder.authoring.room import Room, RoomError, assignment_names, open_room
from autograder.authoring.script import cells_of, make_notebook
from autograder.building.adopting.edits import edited_script, is_built
from autograder.building.build import build
from autograder.submissions.cells import raw_cells, text_of

ROOT = Path(__file__).resolve().parent.parent
Tiny = Callable[..., Room]
Raw = dict[str, Any]
QUESTION = (
    '\n# %% [markdown] question="why" points=2\n# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n'
)
HALF = "def half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"
EXPERIMENTS = """
# %%
if __name__ == "__main__":
    print(double(1))

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = 1
"""


def built(room: Room) -> list[Raw]:
    """The cells of the room's notebook, as a file has them."""
    return [dict(cell) for cell in make_notebook(cells_of(room.script, room.assignment)).cells]


def new(kind: str, source: str, **metadata: Any) -> Raw:
    """A cell that Jupyter made."""
    return {"cell_type": kind, "id": f"new-{len(source)}", "metadata": metadata, "source": source}


def shown(cells: list[Raw]) -> list[tuple[str, str]]:
    return [(cell["cell_type"], text_of(cell)) for cell in cells]


def rebuilt(room: Room, script: str) -> list[tuple[str, str]]:
    return shown(list(make_notebook(cells_of(script, room.assignment)).cells))


def diff(room: Room, script: str) -> list[str]:
    """The lines that a script lost and gained, without empty ones."""
    both = difflib.ndiff(room.script.splitlines(), script.splitlines())
    return [line for line in both if line[0] in "+-" and line[1:].strip(" #")]


@pytest.mark.parametrize("name", assignment_names(ROOT))
def test_every_assignment_comes_back_as_it_is(name: str) -> None:
    room = open_room(ROOT, name)
    cells = raw_cells((ROOT / "source" / name / f"{name}.ipynb").read_bytes())
    assert cells is not None and is_built(cells)
    assert edited_script(room, cells) == (room.script, [])


@pytest.mark.parametrize("name", assignment_names(ROOT))
def test_an_edit_of_every_kind_of_cell_comes_back(name: str) -> None:
    """And building the script gives the edited notebook."""
    room = open_room(ROOT, name)
    cells = built(room)
    places = {
        "setup": "start-setup-1",
        "text": "-text-1",
        "turn": "-turn-1",
        "experiment": "-experiment-1",
    }
    for word, ending in places.items():
        cell = next(cell for cell in cells if cell["id"].endswith(ending))
        lines = cell["source"].split("\n")
        cell["source"] = "\n".join([lines[0], f"# an edit of {word}", *lines[1:]])
    name_of = room.assignment.exercises[0].name
    (solution,) = [number for number, cell in enumerate(cells) if cell["id"] == name_of]
    mark = "### BEGIN SOLUTION"
    cells[solution]["source"] = cells[solution]["source"].replace(mark, f"{mark}\n    one = 1", 1)
    cells.insert(solution + 1, new("markdown", "A text between a function and its check."))
    cells.insert(3, new("code", "print('a new experiment')"))
    cells.insert(3, new("markdown", "A new text."))
    script, remarks = edited_script(room, cells)
    assert remarks == []
    assert diff(room, script) == [line for line in diff(room, script) if line[0] == "+"]
    assert sum("an edit of" in line for line in diff(room, script)) == 4
    assert {"+ # A new text.", "+     print('a new experiment')", "+     one = 1"} < set(
        diff(room, script)
    )
    assert rebuilt(room, script) == shown(cells)


# --- single edits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (new("code", "import math\n\ndef helper():\n    pass"),
         "# %%\nimport math\n\ndef helper():\n    pass\n"),
        (new("code", "print(double(2))\n\nprint(3)"),
         '# %%\nif __name__ == "__main__":\n    print(double(2))\n\n    print(3)\n'),
        (new("code", "%matplotlib inline\nprint(1)", tags=["your-turn"]),
         '# %% tags=["your-turn"]\nif __name__ == "__main__":\n    # %matplotlib inline\n'
         "    print(1)\n"),
        (new("code", HALF), f"# %%\n{HALF}\n"),
        (new("markdown", "Why?\n\n### BEGIN SOLUTION\nSo.\n### END SOLUTION",
             nbgrader={"grade": True, "solution": True, "grade_id": "why", "points": 1.5}),
         '# %% [markdown] question="why" points=1.5\n# Why?\n#\n# ### BEGIN SOLUTION\n# So.\n'),
    ],
    ids=["definitions", "an experiment", "your turn", "a function", "a question"],
)  # fmt: skip
def test_a_new_cell_is_written_as_what_it_is(tiny: Tiny, cell: Raw, expected: str) -> None:
    room = tiny()
    cells = built(room)
    cells.insert(-2, cell)
    script, _ = edited_script(room, cells)
    assert expected in script


def test_a_tag_and_points_that_were_changed_come_back(tiny: Tiny, tiny_script: str) -> None:
    room = tiny(tiny_script + EXPERIMENTS + QUESTION)
    cells = built(room)
    experiment, turn, question = (
        next(cell for cell in cells if cell["id"].endswith(ending))
        for ending in ("experiment-1", "turn-1", "question-why")
    )
    experiment["metadata"] = {"tags": ["your-turn"]}
    turn["metadata"] = {}
    question["metadata"]["nbgrader"]["points"] = 3.0
    heads = [line for line in edited_script(room, cells)[0].splitlines() if "%%" in line]
    assert heads[-3:] == [
        '# %% tags=["your-turn"]', "# %%", '# %% [markdown] question="why" points=3'
    ]  # fmt: skip


def test_cells_that_were_moved_or_deleted_come_back_so(tiny: Tiny, tiny_script: str) -> None:
    room = tiny(tiny_script + EXPERIMENTS + "\n# %% [markdown]\n# The end.\n")
    cells = built(room)
    end = next(cell for cell in cells if cell["source"] == "The end.")
    cells.remove(end)
    cells.insert(2, end)
    cells = [cell for cell in cells if "guess" not in cell["source"]]
    script, _ = edited_script(room, cells)
    assert rebuilt(room, script) == shown(cells)
    assert "guess" not in script


def test_a_cell_that_is_moved_behind_a_check_is_no_longer_marked_as_before_it(
    tiny: Tiny, tiny_script: str
) -> None:
    tagged = EXPERIMENTS.replace('tags=["your-turn"]', 'tags=["before-check"]')
    _, second = tagged.split("\n\n")
    room = tiny(tiny_script + second)
    cells = built(room)
    cell = next(cell for cell in cells if "guess" in cell["source"])
    cells.remove(cell)
    cells.insert([cell["id"] for cell in cells].index("check-total") + 1, cell)
    assert "+ # %%" in diff(room, script := edited_script(room, cells)[0])
    assert rebuilt(room, script) == shown(cells)


def test_a_mark_that_makes_no_difference_stays(tiny: Tiny, tiny_script: str) -> None:
    tagged = EXPERIMENTS.replace('tags=["your-turn"]', 'tags=["before-check"]')
    room = tiny(tiny_script + tagged)
    assert edited_script(room, built(room)) == (room.script, [])


def test_an_edit_of_what_is_made_from_exercises_is_pointed_out(tiny: Tiny) -> None:
    room = tiny()
    cells = built(room)
    cells[0]["source"] += "\n\nMore."
    assert edited_script(room, cells) == (
        room.script, ["cell 1 (opening) is made from exercises.py: change it there"]
    )  # fmt: skip


def test_a_pasted_picture_is_pointed_out(tiny: Tiny) -> None:
    cells = built(room := tiny())
    cells.append(new("markdown", "![](attachment:a.png)") | {"attachments": {"a.png": {}}})
    _, remarks = edited_script(room, cells)
    assert remarks == [f"cell {len(cells)} holds a pasted picture, which a script cannot hold"]


def test_a_copy_of_a_cell_is_a_new_one(tiny: Tiny) -> None:
    """Jupyter gives it an id, and nbgrader's metadata of what it was copied from."""
    room = tiny()
    cells = built(room)
    double = next(cell for cell in cells if cell["id"] == "double")
    twin = copy.deepcopy(double) | {"id": "twin"}
    twin["source"] = twin["source"].replace("double", "twin")
    cells.insert(cells.index(double), twin)
    script, _ = edited_script(room, cells)
    assert script.index("def twin") < script.index("def double")
    assert rebuilt(room, script) == shown(cells)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = (", "A cell of the notebook is not Python"),
        ("# %% title\nimport math", "The script would not give this cell back as it is"),
    ],
)
def test_a_cell_that_a_script_cannot_hold_is_refused(tiny: Tiny, source: str, words: str) -> None:
    cells = built(room := tiny())
    cells.insert(-2, new("code", source))
    with pytest.raises(RoomError, match=words):
        edited_script(room, cells)


# --- the command ---------------------------------------------------------------------------------


def test_edits_are_shown_and_written_if_that_is_wanted(tiny: Tiny) -> None:
    room = tiny()
    build(room.root, "tiny")
    path = room.root / "source" / "tiny" / "tiny.ipynb"
    notebook = json.loads(path.read_text())
    double = next(cell for cell in notebook["cells"] if cell["id"] == "double")
    double["source"] = text_of(double).replace("2 * x", "x + x")
    path.write_text(json.dumps(notebook))
    out, told = run(room.root, "adopt", "source/tiny/tiny.ipynb", code=1)
    assert "-    return 2 * x\n+    return x + x\n" in out
    assert told == (
        "solutions/tiny/tiny.py stays as it is. To write it, run the same command with --yes.\n"
    )
    assert "x + x" not in room.script
    _, told = run(room.root, "adopt", "source/tiny/tiny.ipynb", "--yes")
    assert told == "solutions/tiny/tiny.py changed\nnext: autograder build tiny\n"
    assert "    return x + x\n" in room.script
    run(room.root, "build", "tiny")
    assert text_of(double) in {text_of(c) for c in json.loads(path.read_text())["cells"]}
    _, told = run(room.root, "adopt", "source/tiny/tiny.ipynb")
    assert told == "solutions/tiny/tiny.py: no edits in source/tiny/tiny.ipynb\n"


def test_a_built_notebook_without_its_room_is_refused(tiny: Tiny) -> None:
    room = tiny()
    build(room.root, "tiny")
    (room.root / "source" / "tiny" / "tiny.ipynb").rename(room.root / "other.ipynb")
    _, told = run(room.root, "adopt", "other.ipynb", code=2)
    assert told.startswith("There is no assignment 'other'; there are: tiny.")
