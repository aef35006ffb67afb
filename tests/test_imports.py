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

from autograder.room import assignment_names

ENGINE = Path(__file__).resolve().parent.parent / "autograder"

# The lowest first. A module imports from rows below its own; a package also from itself.
LAYERS = (
    ("values", "report", "files", "crew", "lock"),
    ("outcome",),
    ("worker", "compare", "reports", "failures", "refusals"),
    ("key", "exercise", "relations", "intake", "archives"),
    ("sentences", "hints", "room", "recorded", "observation"),
    ("causes",),
    ("counterexample",),
    ("explain",),
    ("trial", "answers", "script"),
    ("judge",),
    ("notebook", "grading", "build", "leaks"),
    ("records", "verify", "collecting", "gradebook", "nbgrader_pages"),
    ("exchange", "standing", "penalties", "nbgrader_feedback"),
    ("nbgrader_converters",),
    ("nbgrader_cells", "nbgrader_collect", "nbgrader_exchange"),
    ("nbgrader_outputs",),
    ("course", "nbgrader_plugin"),
    ("nbgrader_settings",),
    ("cli",),
)
ROW = {name: row for row, names in enumerate(LAYERS) for name in names}

# Imported only while a function runs: the builder runs nbgrader's converter with the plugin
# switched on, and a course's configuration is held against what the plugin asks of it.
UPWARD = {("build", "nbgrader_plugin"), ("gradebook", "nbgrader_settings")}

# Narrower than the layers: each of these imports nothing of the engine but what is listed.
ONLY = {
    "values": {"values"},
    "report": set(),
    "files": set(),
    "crew": set(),
    "lock": set(),
    "outcome": {"values"},
    "worker": {"values", "outcome", "worker"},
    "compare": {"values"},
    "exercise": {"compare"},
    "key": {"compare", "key", "outcome", "reports", "values", "worker"},
    "relations": {"compare", "values"},
    "sentences": {"compare", "key", "values"},
    "observation": {"compare", "key", "outcome"},
    "causes": {"key", "observation", "values"},
    "counterexample": {
        "causes",
        "compare",
        "failures",
        "key",
        "observation",
        "relations",
        "sentences",
        "values",
    },
    "explain": {"causes", "counterexample", "failures", "key", "observation", "outcome"},
    "failures": {"outcome"},
    "refusals": {"values"},
    "reports": {"report", "reports"},
    "hints": {"key"},
    "recorded": {"compare", "key", "values", "worker"},
}

# The kit's parts inside nbgrader.
NBGRADER = {
    *(
        "nbgrader_cells",
        "nbgrader_collect",
        "nbgrader_converters",
        "nbgrader_exchange",
        "nbgrader_feedback",
        "nbgrader_outputs",
    ),
    *("nbgrader_pages", "nbgrader_plugin", "nbgrader_settings"),
}

# Slow or optional libraries, and the modules that may import them when they are imported.
EAGER = {
    "torch": set(),
    "nbformat": {
        *("nbgrader_cells", "nbgrader_converters", "nbgrader_outputs", "nbgrader_pages"),
        "nbgrader_plugin",
    },
    "nbconvert": NBGRADER
    - {"nbgrader_cells", "nbgrader_collect", "nbgrader_exchange", "nbgrader_outputs"},
    "nbgrader": NBGRADER - {"nbgrader_feedback", "nbgrader_outputs", "nbgrader_pages"},
    "nh3": {"nbgrader_pages"},
    "jinja2": {"nbgrader_feedback", "nbgrader_pages"},
    "pygments": {"nbgrader_pages"},
    "jupytext": set(),
    "matplotlib": set(),
    "pandas": set(),
    "distributed": set(),
    "watchfiles": set(),
    "IPython": {"worker.shell"},
    "traitlets": {
        *("worker.shell", "nbgrader_plugin", "nbgrader_converters", "nbgrader_settings"),
    },
    "click": {
        *("cli", "cli.author", "cli.collect", "cli.common", "cli.grade"),
        *("cli.results", "cli.student"),
    },
    "rich": {"cli.common", "cli.grade", "cli.student", "reports.terminal", "reports.table"},
}


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
            if node.module == "autograder":
                found |= {(f"autograder.{alias.name}", lazy) for alias in node.names}
            else:
                found.add((str(node.module), lazy))
    return frozenset(found)


def own_imports(module: str) -> set[str]:
    """The top-level modules and packages of the engine that a module imports."""
    return {
        name.split(".")[1] for name, _ in imports(module) if name.partition(".")[0] == "autograder"
    }


def fresh(code: str, folder: Path) -> str:
    """What a fresh interpreter prints."""
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


# --- the layers ---------------------------------------------------------------------------------


def test_the_table_of_layers_names_every_module() -> None:
    """A module that no row names has no place in the house yet."""
    assert {module.partition(".")[0] for module in modules()} - {"__init__"} == set(ROW)


@pytest.mark.parametrize("module", [name for name in modules() if name != "__init__"])
def test_imports_go_down_only(module: str) -> None:
    own = module.partition(".")[0]
    package = {own} if (ENGINE / own).is_dir() else set()
    upward = {
        name
        for name in own_imports(module) - package
        if ROW[name] >= ROW[own] and (own, name) not in UPWARD
    }
    assert upward == set()


@pytest.mark.parametrize(("module", "above"), sorted(UPWARD))
def test_an_import_upwards_waits_until_it_is_needed(module: str, above: str) -> None:
    found = {lazy for name, lazy in imports(module) if name == f"autograder.{above}"}
    assert found == {True}


@pytest.mark.parametrize("module", modules())
def test_the_lower_modules_import_only_what_the_table_says(module: str) -> None:
    own = module.partition(".")[0]
    assert own_imports(module) <= ONLY.get(own, set(ROW))


@pytest.mark.parametrize("face", ["cli", "nbgrader_plugin", "course", "verify"])
def test_nothing_below_a_face_imports_it(face: str) -> None:
    importers = {m.partition(".")[0] for m in modules() if face in own_imports(m)}
    allowed = {"cli", "nbgrader_settings"} | {m for m, above in UPWARD if above == face}
    assert importers <= allowed


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


def test_importing_the_package_does_not_even_import_numpy(tmp_path: Path) -> None:
    code = "import sys, autograder\nprint('numpy' in sys.modules, dir(autograder)[:1])"
    assert fresh(code, tmp_path).startswith("False")


def test_a_worker_has_nothing_in_memory_that_knows_an_answer(tmp_path: Path) -> None:
    """What runs student code loads no comparison, no key, no reference."""
    code = (
        "import sys\n"
        "import autograder.worker.zygote, autograder.worker.child, autograder.worker.shell\n"
        "print(*sorted(name for name in sys.modules if name.startswith('autograder.')))"
    )
    loaded = {name.split(".")[1] for name in fresh(code, tmp_path).split()}
    assert loaded == {"values", "outcome", "worker"}


def test_a_worker_does_not_load_the_parents_side(tmp_path: Path) -> None:
    code = (
        "import sys\nimport autograder.worker.zygote, autograder.worker.child\n"
        "print(*[name for name in ('session', 'process') "
        "if f'autograder.worker.{name}' in sys.modules])"
    )
    assert fresh(code, tmp_path) == "\n"


@pytest.mark.parametrize("name", ["Assignment", "TextFile", "case", "check", "PUBLISHED"])
def test_every_public_name_is_there(name: str) -> None:
    import autograder

    assert name in autograder.__all__
    assert getattr(autograder, name) is not None


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
        if name.partition(".")[0] in ("solutions", "importlib")
    }
    assert importers == {"room", "__init__"}
