"""What formgrader and feedback show of a module without a notebook, and of nothing gradable."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from autograder.building.build import build
from autograder.nbgrader.cells import grade_id_of, notice, submitted_notebook
from autograder.submissions.intake import MAX_TEXT


def shown(folder: Path, text: str | bytes, name: str = "mlp") -> Any:
    """The notebook that nbgrader gets of a module alone."""
    data = text if isinstance(text, bytes) else text.encode()
    (folder / f"{name}.py").write_bytes(data)
    return submitted_notebook(folder, name)


def sources(notebook: Any) -> dict[str, str]:
    """The sources of the released cells, by id; the last cell is "rest" where it was added."""
    found = {grade_id_of(cell) or cell["id"]: cell.source for cell in notebook.cells}
    last = notebook.cells[-1]
    return found | ({"rest": last.source} if last.source.startswith("# The rest of") else {})


@pytest.fixture
def stub(root: Path) -> str:
    return (root / "assignments" / "mlp" / "mlp.py").read_text(encoding="utf-8")


def test_each_function_of_a_module_stands_in_its_cell(tmp_path: Path, root: Path) -> None:
    """The reference, without the marks of its solutions; nothing of it is left over."""
    text = (root / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
    text = re.sub(r"# ### BEGIN SOLUTION\n.*?# ### END SOLUTION\n", "", text, flags=re.DOTALL)
    lines = [line for line in text.splitlines() if line.strip(" #") not in MARKS]
    notebook = shown(tmp_path, "\n".join(lines) + "\n")
    released = submitted_notebook(tmp_path / "nothing", "mlp")
    assert notebook.metadata["autograder"] == {"shows": "module"}
    assert released.metadata["autograder"] == {"shows": ""}
    assert len(notebook.cells) == len(released.cells)
    now, before = sources(notebook), sources(released)
    for name in ("linear", "train", "predict"):
        assert f"def {name}(" in now[name]
        assert "raise NotImplementedError()" in before[name]
        assert "raise NotImplementedError()" not in now[name]
    assert now["linear"].endswith("    return x @ weights + bias")


MARKS = ("BEGIN SOLUTION", "END SOLUTION")


def test_what_a_student_adds_to_the_module_is_shown_last(tmp_path: Path, stub: str) -> None:
    """A helper, an import and a first version of a function; nothing of the release's own."""
    added = stub.replace("# YOUR CODE HERE\n    raise NotImplementedError()", "return helper(1)")
    added = added.replace("import pandas as pd\n", "import pandas as pd\nimport math\n")
    notebook = shown(tmp_path, f"def linear(x):\n    return 'first'\n\n{added}\n\nhelper = abs\n")
    rest = sources(notebook)["rest"]
    for part in ("import math", "return 'first'", "helper = abs"):
        assert part in rest
    assert "YOUR CODE HERE" not in rest
    assert "observation" not in rest
    assert "return helper(1)" not in rest


def test_a_function_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    """Its cell would look like a stub that the student left."""
    found = sources(shown(tmp_path, "@cache\ndef linear(x):\n    return x\n# done\n"))
    assert found["linear"] == "@cache\ndef linear(x):\n    return x"
    assert found["sigmoid"] == "# mlp.py does not define sigmoid."
    assert found["rest"] == "# The rest of mlp.py:\n\n# done"


@pytest.mark.parametrize(
    ("text", "linear"),
    [
        (
            "def linear(x):\r\n    y = 1\r\n    return y\r\n",
            "def linear(x):\n    y = 1\n    return y",
        ),
        (b"\xef\xbb\xbfdef linear(x):\n    return '\xff'\n", "def linear(x):\n    return '\ufffd'"),
        ("def linear(x:\n    (\n", "def linear(x:\n    ("),
        ("def linear(\n    x,\n):\n    return x\n", "def linear(\n    x,\n):\n    return x"),
        ("def linear(x):\n# odd\n    return x\n", "def linear(x):\n# odd\n    return x"),
        ("(" * 200_000 + "\ndef linear(x): return x", "def linear(x): return x"),
    ],
    ids=["Windows", "another encoding", "broken", "several lines", "a comment", "nested"],
)
def test_a_module_is_taken_as_text(tmp_path: Path, text: str | bytes, linear: str) -> None:
    """Nothing of it is parsed: a parser can be made to exhaust the process."""
    assert sources(shown(tmp_path, text))["linear"] == linear


def test_a_module_too_large_to_be_shown_is_not(tmp_path: Path) -> None:
    notebook = shown(tmp_path, "x = 1\n" * MAX_TEXT)
    assert notebook.metadata["autograder"] == {"shows": ""}
    assert "raise NotImplementedError()" in sources(notebook)["linear"]


def test_a_module_beside_a_notebook_is_not_shown(tmp_path: Path) -> None:
    """The notebook counts first; one that cannot be opened is not replaced either."""
    (tmp_path / "mlp.ipynb").write_text("half of it {")
    notebook = shown(tmp_path, "def linear(x): return x\n")
    assert notebook.metadata["autograder"] == {"shows": ""}


def test_the_stub_of_xor_says_where_its_questions_are_answered(tmp_path: Path, root: Path) -> None:
    folder = root / "assignments" / "xor"
    assert (folder / "xor.py").read_text("utf-8").count("Answer in the notebook.") == 2
    assert "only from `xor.ipynb`" in (folder / "README.md").read_text("utf-8")
    cells = submitted_notebook(tmp_path, "xor").cells
    assert [cell.source for cell in cells].count("YOUR ANSWER HERE") == 2


def test_the_notice_of_what_is_not_gradable_is_dead_text() -> None:
    cell = notice("mlp.ipynb is\n</pre><script>alert(1)</script> \u202e")
    assert cell.source == (
        "**Not gradable**, so no points were given:\n\n"
        "    mlp.ipynb is\\n</pre><script>alert(1)</script> \\u202e"
    )


SCRIPT = """\
# %%
import math


# %%
class Counter:
    ### BEGIN SOLUTION
    def up(self):
        return 1
    ### END SOLUTION


# %%
### BEGIN SOLUTION
answer = 42
### END SOLUTION
"""
EXERCISES = """\
from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Kinds", reference=reference)
answer = assignment.variable("answer", points=1, title="the answer")


@assignment.exercise(points=1)
def Counter(random):
    "counts up"
    yield ()


@Counter.run
def counted(Counter):
    return Counter().up()
"""


def test_a_class_and_a_variable_stand_in_their_cells(
    tmp_path: Path, tiny: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tiny(SCRIPT, EXERCISES)
    build(room.root, "tiny")
    monkeypatch.chdir(room.root)
    module = (
        "class Counter:\n    def up(self):\n        return 2\n\n\nanswer: int = max(\n    1, 2\n)\n"
    )
    found = sources(shown(tmp_path, module, "tiny"))
    assert found["Counter"] == "class Counter:\n    def up(self):\n        return 2"
    assert found["answer"] == "answer: int = max(\n    1, 2\n)"
    assert "rest" not in found
    gone = sources(shown(tmp_path, "answers = 3\n", "tiny"))
    assert gone["answer"] == "# tiny.py does not define answer."
