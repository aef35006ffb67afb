"""A room in solutions/: the reference module and the exercises declared for it."""

import ast
import hmac
import importlib
import keyword
import os
import secrets
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from autograder.authoring.assignment import Assignment
from autograder.key import meant
from autograder.submissions.files import UserError, create_once
from autograder.worker.inside.source import IMPORTS, imported_by

SECRET_VARIABLE = "AUTOGRADER_SECRET"  # noqa: S105  # the variable's name, not a secret


class RoomError(UserError, ValueError):
    """A course or room that is missing or invalid; the message says what to do."""


@dataclass(frozen=True)
class Room:
    """An assignment's room: its course's root, its declaration, and its reference module."""

    root: Path
    assignment: Assignment
    reference: ModuleType

    @property
    def name(self) -> str:
        """The assignment's name, which is the room's."""
        return self.assignment.name

    @property
    def folder(self) -> Path:
        """The folder solutions/NAME."""
        return self.root / "solutions" / self.name

    @property
    def script(self) -> str:
        """The text of the percent script solutions/NAME/NAME.py."""
        return (self.folder / f"{self.name}.py").read_text(encoding="utf-8")

    def data_files(self) -> dict[str, str]:
        """Name and text of each data file that students get. Raises RoomError for what is none."""
        return {name: self._text_of(name) for name in self.assignment.files}

    def _text_of(self, name: str) -> str:
        place = f"solutions/{self.name}/{name}"
        if Path(name).name != name:
            raise RoomError(
                f"{place}: a data file lies beside {self.name}.py, where students have it too.\n"
                f"Move it to solutions/{self.name}/, and write files=({Path(name).name!r},)."
            )
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RoomError(
                f"{place} is not there, but exercises.py names it in files=….\n"
                "Put the file there, or take its name out."
            ) from None
        except UnicodeDecodeError:
            raise RoomError(
                f"{place} is no UTF-8 text, and only text is handed out.\n"
                "Save it as text, such as CSV."
            ) from None


def course_root() -> Path:
    """The nearest folder, here or above, with solutions/ in it. Raises RoomError where none is."""
    start = Path.cwd().resolve()
    for folder in (start, *start.parents):
        if (folder / "solutions").is_dir():
            return folder
    raise RoomError(
        f"No course here: neither {start} nor a folder above it holds solutions/.\n"
        "Run this command in the instructor's checkout of the course."
    )


def assignment_names(root: Path) -> list[str]:
    """The names of all rooms in solutions/, sorted."""
    return sorted(path.parent.name for path in (root / "solutions").glob("*/exercises.py"))


def require_assignment(root: Path, name: str, place: str = "") -> None:
    """Raise RoomError for a name that no room has; `place` says where it stands."""
    if name not in (known := assignment_names(root)):
        words = f"here is no assignment {name!r}; there are: {', '.join(known)}."
        if (root / "source" / name).is_dir():
            words += (
                f"\nsource/{name} without solutions/{name} is an assignment of nbgrader's own "
                f"kind: use nbgrader's commands, such as nbgrader autograde {name}."
            )
        raise RoomError(f"{place}: t{words}" if place else f"T{words}")


def open_room(root: Path, name: str) -> Room:
    """The room of this name. Raises RoomError where there is none, or its name disagrees."""
    require_assignment(root, name)
    require_module_name(name)
    _require_own_text(root, name)
    make_importable(root)
    reference = _imported(root, name, name)
    assignment = getattr(_imported(root, name, "exercises"), "assignment", None)
    if not isinstance(assignment, Assignment):
        raise RoomError(f"solutions/{name}/exercises.py makes no Assignment named assignment.")
    if assignment.name != name:
        raise RoomError(
            f"solutions/{name}/exercises.py declares assignment {assignment.name!r}; "
            f"expected {name!r}."
        )
    for module in _other_modules(root, name):
        _imported(root, name, module)
    if missing := [e.name for e in assignment.exercises if not hasattr(reference, e.name)]:
        raise RoomError(
            f"solutions/{name}/{name}.py does not define {', '.join(missing)}, which exercises.py "
            f"declares.{meant(missing[0], vars(reference))}"
        )
    try:
        assignment.arrange(vars(reference))
    except ValueError as error:
        raise RoomError(f"solutions/{name}: {error}") from error
    return Room(root, assignment, reference)


def require_module_name(name: str) -> None:
    """Raise RoomError for an assignment's name that Python cannot import."""
    if not _is_module_name(name):
        better = "".join(letter if letter.isalnum() else "_" for letter in name)
        better = better if _is_module_name(better) else f"my_{better}"
        raise RoomError(
            f"{name!r} is no name for an assignment: Python cannot import a module of that name.\n"
            f"Use letters, digits and underscores, for example {better}."
        )


def _is_module_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _require_own_text(root: Path, name: str) -> None:
    """Raise RoomError for an import of a file in solutions/ by the script: students have none."""
    path = root / "solutions" / name / f"{name}.py"
    beside = {other.stem for other in path.parent.glob("*.py")}
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return  # its import tells why
    imports = (node for node in ast.walk(tree) if isinstance(node, IMPORTS))
    for node in imports:
        for module in imported_by(node):
            if module.split(".")[0] in {"solutions", "", *beside}:
                raise RoomError(
                    f"solutions/{name}/{name}.py, line {node.lineno}, imports {module}, "
                    "which students do not get.\nPut what it needs into the script itself."
                )


def _other_modules(root: Path, name: str) -> list[str]:
    """The room's modules besides reference and exercises.py, in which exercises may stand too."""
    modules = {path.stem for path in (root / "solutions" / name).glob("*.py")}
    return sorted(module for module in modules - {name, "exercises"} if module.isidentifier())


def make_importable(root: Path) -> None:
    """Add the course's folder to `sys.path`."""
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))


def _imported(root: Path, room: str, module: str) -> ModuleType:
    """A module of a room. Raises RoomError, with the line in solutions/, if it raises anything.

    No bytecode of it is kept: Python takes that for current after an edit within the same second
    that leaves the file as long as it was.
    """
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module(f"solutions.{room}.{module}")
    except Exception as error:
        where = raised_at(error, root) or f"solutions/{room}/{module}.py"
        what = error.msg if isinstance(error, SyntaxError) else str(error)
        raise RoomError(
            f"{where}, raises when it is imported:\n{type(error).__name__}: {what}"
        ) from error
    finally:
        sys.dont_write_bytecode = kept


def raised_at(error: BaseException, root: Path) -> str:
    """The last line in solutions/ that an error went through, or nothing."""
    places = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno))
    own = [place for place in places if Path(place[0]).is_relative_to(root / "solutions")]
    return f"{Path(own[-1][0]).relative_to(root)}, line {own[-1][1]}" if own else ""


def course_secret(root: Path) -> bytes:
    """The course secret, from AUTOGRADER_SECRET or a file made on first use (mode 0600).

    Raises RoomError if it is lost: a new one would change everybody's hidden cases.
    """
    if text := os.environ.get(SECRET_VARIABLE):
        return text.encode()
    path = root / ".autograder" / "secret"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        if secret := path.read_bytes().strip():
            return secret
        path.unlink()  # a crash left it empty
    if any((path.parent / "keys").glob("*.json")):
        raise RoomError(
            f"The course secret that the existing keys were made with is missing: {path}\n"
            f"Restore it from a backup. Without one, remove {path.parent / 'keys'}:\n"
            "then the hidden cases are new ones, and everything is graded again."
        )
    return create_once(path, f"{secrets.token_hex(32)}\n".encode()).strip()


def derive_seed(secret: bytes, *names: str) -> int:
    """A 256-bit seed for the cases of one exercise: HMAC-SHA256 of its names under the secret."""
    return int.from_bytes(hmac.digest(secret, "/".join(names).encode(), "sha256"), "big")
