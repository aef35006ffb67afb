"""`autograder reset`: the function as it was given comes back, and nothing else changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.authoring.regions import NO_ANSWER
from autograder.cli import main

ROOT = Path(__file__).resolve().parent.parent
RELEASED = (ROOT / "assignments" / "mlp" / "mlp.py").read_text(encoding="utf-8")
REFERENCE = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
FINE, USAGE = 0, 2

Golden = Callable[[str, str], None]


def reset(*words: str, code: int = FINE) -> Result:
    result = CliRunner().invoke(main, ["reset", *words])
    assert result.exit_code == code, result.output
    return result


def written(text: str, name: str, line: str) -> str:
    """The text with another line in the place of a function's `raise`."""
    place = text.index("raise NotImplementedError()", text.index(f"def {name}("))
    return text[:place] + line + text[place + len("raise NotImplementedError()") :]


def test_the_function_is_as_it_was_given_in_both_files(
    student: Path, assert_golden: Golden
) -> None:
    given = {path.name: path.read_bytes() for path in student.iterdir()}
    for name in ("mlp.py", "mlp.ipynb"):
        text = (student / name).read_text(encoding="utf-8")
        (student / name).write_text(written(text, "linear", "return x @ weights"), "utf-8")
    mine = {path.name: path.read_bytes() for path in student.iterdir()}
    assert_golden("reset", reset("linear").stdout)
    after = {path.name: path.read_bytes() for path in student.iterdir()}
    assert {name: after[name] for name in given} == given
    for name in ("mlp.py", "mlp.ipynb"):
        assert after[f"{name}.before-reset"] == mine[name]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_everything_else_in_a_module_stays_byte_for_byte(student: Path, newline: str) -> None:
    """Comments, odd white space, other functions, and the other line ends."""
    before = "# mine   \n\nx = 1\n\ndef helper(): return 1   # ü\n\n# above\n"
    after = "# below, at the margin\n\n\n\nif x:\n    y = 'linear'\n"
    mine = "def linear(x, weights, bias=0.0):\n    # a thought\n    return 1\n"
    (student / "mlp.py").write_bytes((before + mine + after).replace("\n", newline).encode())
    reset("linear")
    text = (student / "mlp.py").read_bytes().decode()
    assert text.startswith(before.replace("\n", newline) + "def linear(")
    assert text.endswith(f"    raise NotImplementedError(){newline}" + after.replace("\n", newline))
    assert "a thought" not in text
    assert text.count("\n") == text.count(newline)


def test_a_file_that_is_not_python_any_more_can_be_reset(student: Path) -> None:
    """That is when it is wanted most."""
    broken = RELEASED.replace("bias=0.0):\n", "bias=0.0):\n    return (x @ weights\n", 1)
    (student / "mlp.py").write_text(broken, encoding="utf-8")
    reset("linear")
    assert (student / "mlp.py").read_text(encoding="utf-8") == RELEASED


def test_a_copy_of_the_cell_that_is_text_is_left_alone(student: Path) -> None:
    """The last code cell is meant, though a later cell says the same."""
    path = student / "mlp.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = (c for c in notebook["cells"] if "def linear(" in "".join(c["source"]))
    cell["source"] = ["def linear(x):\n", "    return x"]
    copy = {"cell_type": "markdown", "id": "copy", "metadata": {}, "source": cell["source"]}
    notebook["cells"].append(copy)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    reset("linear")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (mine,) = (c for c in cells if c["cell_type"] == "code" and "def linear(" in c["source"][0])
    assert "raise NotImplementedError()" in "".join(mine["source"])
    assert cells[-1] == copy


def edited(path: Path, change: Callable[[dict[str, Any]], None], **form: Any) -> None:
    """Change the cell of linear in a notebook, and write it in this form."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "def linear(" in "".join(cell["source"]):
            change(cell)
    path.write_text(json.dumps(notebook, **form), encoding="utf-8")


@pytest.mark.parametrize(
    "form",
    [{"indent": 1}, {"indent": 4, "ensure_ascii": False}, {}, {"sort_keys": True}],
    ids=["ascii", "wide", "one line", "sorted"],
)
@pytest.mark.parametrize("as_text", [False, True])
def test_everything_else_in_a_notebook_stays_byte_for_byte(
    student: Path, form: dict[str, Any], as_text: bool
) -> None:
    path = student / "mlp.ipynb"
    mine = "import math  # →\ndef linear(x):\n    return math.pi\n\n# below\nhelper = 'linear'"

    def change(cell: dict[str, Any]) -> None:
        cell["source"] = mine if as_text else mine.splitlines(keepends=True)
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["def linear(: \\"]}]

    edited(path, change, **form)
    before = path.read_text(encoding="utf-8")
    reset("linear")
    after = path.read_text(encoding="utf-8")
    cells = {"before": json.loads(before)["cells"], "after": json.loads(after)["cells"]}
    (place,) = (n for n, (a, b) in enumerate(zip(*cells.values(), strict=True)) if a != b)
    source = "".join(cells["after"][place]["source"])
    assert source.startswith("import math  # →\ndef linear(x, weights, bias=0.0):\n")
    assert source.endswith("    raise NotImplementedError()\n\n# below\nhelper = 'linear'")
    assert cells["after"][place] | {"source": 0} == cells["before"][place] | {"source": 0}
    start = before.index("import math" if as_text else "def linear(x)")
    assert after.startswith(before[:start])
    assert after.endswith(before[before.index("# below", start) :])


def test_an_earlier_copy_is_never_overwritten(student: Path) -> None:
    for line in ("return 1", "return 2", "return 3"):
        (student / "mlp.py").write_text(written(RELEASED, "linear", line), encoding="utf-8")
        shown = reset("linear").stdout
    assert shown.splitlines()[1] == "What you had is in mlp.py.before-reset-3."
    kept = [(student / f"mlp.py.before-reset{n}").read_text("utf-8") for n in ("", "-2", "-3")]
    assert ["return 1" in kept[0], "return 2" in kept[1], "return 3" in kept[2]] == [True] * 3


def test_what_is_as_it_was_given_is_not_reset(student: Path) -> None:
    before = sorted(student.iterdir())
    shown = reset("linear", code=USAGE).stderr
    assert shown == "linear in mlp.ipynb and mlp.py is as you got it: there is nothing to reset.\n"
    assert sorted(student.iterdir()) == before


def test_a_function_that_is_gone_is_shown_to_be_pasted(student: Path) -> None:
    (student / "mlp.ipynb").unlink()
    (student / "mlp.py").write_text("import numpy as np\n")
    shown = reset("linear", code=USAGE).stderr
    assert shown.startswith("There is no function linear in mlp.ipynb or mlp.py. Paste this where")
    assert "\ndef linear(x, weights, bias=0.0):\n" in shown


def test_a_key_without_stubs_says_where_they_are(student: Path) -> None:
    key = json.loads((student / "key.json").read_text(encoding="utf-8"))
    for exercise in key["exercises"]:
        del exercise["released"]
    (student / "key.json").write_text(json.dumps(key), encoding="utf-8")
    assert "Download the assignment again" in reset("linear", code=USAGE).stderr


def test_every_exercise_of_the_reference_can_be_reset(student: Path) -> None:
    written_answer = r"# ### BEGIN SOLUTION\n.*?# ### END SOLUTION\n"
    without = re.sub(written_answer, f"{NO_ANSWER}\n", REFERENCE, flags=re.DOTALL)
    (student / "mlp.py").write_text(without, encoding="utf-8")
    key = json.loads((student / "key.json").read_text(encoding="utf-8"))
    for exercise in key["exercises"]:
        reset(exercise["name"])
    assert (student / "mlp.py").read_text(encoding="utf-8") == RELEASED
