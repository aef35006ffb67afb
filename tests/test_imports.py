"""Who imports whom: the layers of the engine, and what a student's first cell costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder.authoring.room import assignment_names

ENGINE = Path(__file__).resolve().parent.parent / "autograder"

# The lowest first; a room imports from rows above its own in this table, and from itself.
FLOORS = (
    "values",
    "reports",
    "submissions",
    "key",
    "worker.sandbox",
    "worker.inside",
    "worker",
    "collecting",
    "judging",
    "authoring",
    "course",
    "nbgrader",
    "nbgrader_plugin",
    "student",
    "building",
    "building.adopting",
    "instructor",
    "cli",
    "__main__",
)
FLOOR = {name: row for row, name in enumerate(FLOORS)}

# Narrower than the floors: each of these imports nothing of the engine but what is listed.
ONLY = {
    "submissions": {"reports"},
    "collecting": {"reports", "submissions", "worker"},
    "key": {"reports", "submissions", "values"},
    "worker.sandbox": set(),
    "worker.inside": {"submissions", "values", "worker.sandbox"},
    "worker": {"submissions", "values", "worker.inside", "worker.sandbox"},
    "authoring": {"key", "submissions", "values", "worker.inside"},
    "course": {"authoring", "reports", "submissions"},
    "nbgrader_plugin": {"nbgrader"},
}

# Slow or optional libraries, and the modules that may import them when they are imported.
EAGER = {
    "torch": set(),
    "nbformat": {
        *("nbgrader.cells", "nbgrader.converters", "nbgrader.outputs", "nbgrader.plain"),
    },
    "nbconvert": {
        *("nbgrader.feedback", "nbgrader.formulas", "nbgrader.pages", "nbgrader.settings"),
    },
    "math_core": {"nbgrader.formulas"},
    "nbgrader": {
        *("course.session", "nbgrader.cells", "nbgrader.collect", "nbgrader.converters"),
        *("nbgrader.exchange", "nbgrader.feedback", "nbgrader.penalty", "nbgrader.plain"),
        "nbgrader.plugin",
        "nbgrader.settings",
        "nbgrader.times",
    },
    "nh3": {"nbgrader.pages"},
    "jinja2": {
        *("instructor.pages", "nbgrader.pages", "reports.pages"),
    },
    "pygments": {"instructor.similarity", "nbgrader.pages"},
    "copydetect": {"instructor.similarity"},
    "jupytext": set(),
    "matplotlib": set(),
    "pandas": set(),
    "distributed": {"judging.cluster"},
    "watchfiles": set(),
    "IPython": {"worker.inside.shell"},
    "traitlets": {"worker.inside.shell", "nbgrader.plugin", "nbgrader.settings"},
    "click": {
        *("cli", "cli.adopt", "cli.author", "cli.common", "cli.deadline", "cli.export"),
        *("cli.grade", "cli.history", "cli.instructor", "cli.report", "cli.similarity"),
        *("cli.student", "student.watching"),
    },
    "rich": {"reports.table"},
}


@cache
def modules() -> list[str]:
    paths = (path.relative_to(ENGINE).with_suffix("") for path in ENGINE.rglob("*.py"))
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


def path_of(module: str) -> Path:
    path = ENGINE.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def nodes(tree: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Every node that is not for type checkers only, and whether it is inside a function."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child, inside
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from nodes(child, inside or is_function)


@cache
def imports(module: str) -> frozenset[tuple[str, bool]]:
    """The modules that a module of the engine imports, and whether only when a function runs."""
    path = ENGINE / "__init__.py" if module == "__init__" else path_of(module)
    found = set()
    for node, lazy in nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(alias.name, lazy) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            own = {name for name in names if name.removeprefix("autograder.") in modules()}
            found |= {(name, lazy) for name in own or {str(node.module)}}
    return frozenset(found)


@cache
def room_of(module: str) -> str:
    """The innermost package of a module, or the module itself where it stands at the top."""
    path = path_of(module).relative_to(ENGINE)
    return ".".join(path.parent.parts) or module


def own_imports(module: str) -> set[str]:
    """The rooms of the engine that a module imports from, its own left out."""
    names = {name.removeprefix("autograder.") for name, _ in imports(module)
             if name.startswith("autograder.")}  # fmt: skip
    return {room_of(name) for name in names} - {room_of(module)}


def fresh(code: str, folder: Path) -> str:
    """What a fresh interpreter prints."""
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


# --- the floors ---------------------------------------------------------------------------------


def test_the_table_of_floors_names_every_room() -> None:
    """A room that no row names has no place in the house yet."""
    assert {room_of(module) for module in modules()} - {"__init__"} == set(FLOOR)


def test_few_rooms_stand_at_the_top() -> None:
    """The tree is the first page of the documentation."""
    entries = {path.name for path in ENGINE.iterdir()} - {"__pycache__", "py.typed"}
    entries -= {"__init__.py", "__main__.py"}
    assert len(entries) <= 15, sorted(entries)


@pytest.mark.parametrize("room", [name for name in FLOORS if name != "nbgrader_plugin"])
def test_a_room_says_what_is_in_it_and_where_to_begin(room: str) -> None:
    tree = ast.parse(path_of(room).read_text(encoding="utf-8"))
    assert len(ast.get_docstring(tree) or "") > 40


@pytest.mark.parametrize("module", [name for name in modules() if name != "__init__"])
def test_imports_go_down_only(module: str) -> None:
    """Also those that wait until a function runs."""
    own = room_of(module)
    assert {name for name in own_imports(module) if FLOOR[name] >= FLOOR[own]} == set()


@pytest.mark.parametrize("module", modules())
def test_the_lower_rooms_import_only_what_the_table_says(module: str) -> None:
    assert own_imports(module) <= ONLY.get(room_of(module), set(FLOOR))


def test_the_package_itself_imports_nothing() -> None:
    """`import autograder` in a worker must not load what only authors need."""
    assert own_imports("__init__") == set()
    names = {name.partition(".")[0] for name, lazy in imports("__init__") if not lazy}
    assert names <= {"__future__", "typing"}


@pytest.mark.parametrize("library", sorted(EAGER))
def test_a_slow_library_is_imported_only_where_it_is_needed(library: str) -> None:
    eager = {
        module
        for module in modules()
        for name, lazy in imports(module)
        if name.partition(".")[0] == library and not lazy
    }
    assert eager == EAGER[library]


# --- fresh interpreters -------------------------------------------------------------------------

SLOW = ["torch", "nbgrader", "nbformat", "nbconvert", "matplotlib", "pandas", "IPython"]
LOADED = f"print([name for name in {SLOW!r} if name in sys.modules])"


@pytest.mark.parametrize(
    "code",
    [
        "from autograder import check",
        "from autograder import check\ntry: check('f')\nexcept ValueError: pass",
        "from autograder import check\ntry: check('no such', key=KEY)\nexcept ValueError: pass",
        "from autograder import check\nassert 'not defined' in repr(check('linear', key=KEY))",
        "from autograder import check\n"
        "def linear(x, weights, bias=0.0): return x @ weights\n"
        "assert check(linear, key=KEY)._repr_html_()",
        "import autograder.cli",
        "import autograder.worker.session",
        "from autograder import Assignment, OFF_SEED, PUBLISHED, TextFile, Tolerance, case",
    ],
    ids=["imported", "no key", "no such exercise", "no function", "judged", "cli", "session",
         "author"],
)  # fmt: skip
def test_a_first_cell_does_not_wait_for_slow_libraries(
    code: str, root: Path, tmp_path: Path
) -> None:
    """Each of them costs a student a second or more, every time the notebook is opened."""
    key = root / "assignments" / "mlp" / "key.json"
    assert fresh(f"import sys\nKEY = {str(key)!r}\n{code}\n{LOADED}", tmp_path) == "[]\n"


def test_a_command_reads_notebooks_without_compiling_a_grammar_of_addresses(tmp_path: Path) -> None:
    """It takes a second, which every command of an instructor would begin with."""
    code = "import sys, autograder.cli, nbformat\nprint('lark' in sys.modules)"
    assert fresh(code, tmp_path) == "False\n"


def test_importing_the_package_does_not_even_import_numpy(tmp_path: Path) -> None:
    code = "import sys, autograder\nprint('numpy' in sys.modules, dir(autograder)[:1])"
    assert fresh(code, tmp_path).startswith("False")


def test_a_worker_has_nothing_in_memory_that_knows_an_answer(tmp_path: Path) -> None:
    """What runs student code loads no comparison, no key, no reference."""
    code = (
        "import sys\n"
        "import autograder.worker.inside.zygote, autograder.worker.inside.child\n"
        "import autograder.worker.inside.shell\n"
        "print(*sorted(name for name in sys.modules if name.startswith('autograder.')))"
    )
    loaded = {name.split(".")[1] for name in fresh(code, tmp_path).split()}
    assert loaded == {"submissions", "values", "worker"}


def test_a_worker_does_not_load_the_parents_side(tmp_path: Path) -> None:
    code = (
        "import sys\nimport autograder.worker.inside.zygote, autograder.worker.inside.child\n"
        "print(*[name for name in ('session', 'process') "
        "if f'autograder.worker.{name}' in sys.modules])"
    )
    assert fresh(code, tmp_path) == "\n"


def test_every_public_name_is_there() -> None:
    import autograder

    assert {"Assignment", "TextFile", "case", "check", "PUBLISHED"} <= set(autograder.__all__)
    assert all(getattr(autograder, name) is not None for name in autograder.__all__)


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    import autograder

    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = autograder.nonsense


# --- the engine knows no assignment -------------------------------------------------------------


def test_the_engine_names_no_assignment_and_no_data_file(root: Path) -> None:
    names = assignment_names(root)
    assert "mlp" in names
    files = {path.name for name in names for path in (root / "solutions" / name).glob("*.csv")}
    forbidden = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in [*names, *files]))
    found = [
        f"{path.name}: {match.group()}"
        for path in sorted(ENGINE.rglob("*.py"))
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert not any("mlp" in path.read_text(encoding="utf-8") for path in ENGINE.rglob("*.py"))


def test_solutions_are_imported_by_name_only_where_a_room_is_opened() -> None:
    """Only `room` may know where a reference lives, so that nothing else can load one."""
    importers = {
        module
        for module in modules()
        for name, _ in imports(module)
        if name.partition(".")[0] == "solutions" or name == "importlib"
    }
    assert importers == {"authoring.room", "__init__", "student"}
