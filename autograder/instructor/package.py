"""Everything that Gradescope or GitHub Classroom needs to grade an assignment with this kit."""

import base64
import hashlib
import importlib.metadata
import re
from pathlib import Path

import autograder
from autograder.authoring.release import private_key_path
from autograder.instructor.upload import zipped
from autograder.key import load
from autograder.submissions.files import KEY_FILE
from autograder.submissions.libraries import LIBRARIES

PROGRAMS = ("setup.sh", "run_autograder")
ENGINE = Path(autograder.__file__).parent
KIT = "exercise-kit"
# The wheel of PyTorch on PyPI for Linux brings gigabytes of CUDA along.
PYTORCH = "--extra-index-url https://download.pytorch.org/whl/cpu"


def package(
    root: Path, assignment: str, service: str, *, private: bool, sandbox: bool
) -> dict[str, bytes]:
    """The files for a service, by their paths.

    The key is the private one, with hidden cases, or the public one that students have. Without a
    sandbox, the service grades where student code cannot be isolated.
    """
    public = root / "assignments" / assignment / KEY_FILE
    key = private_key_path(root, assignment) if private else public
    options = "" if sandbox else " --no-sandbox"
    libraries = load(key).libraries
    kit = {
        KEY_FILE: key.read_bytes(),
        "requirements.txt": _requirements(libraries).encode(),
        f"exercise_kit-{importlib.metadata.version(KIT)}-py3-none-any.whl": wheel(),
    }
    if service == "gradescope":
        return kit | {name: _script(name, options) for name in PROGRAMS}
    inside = {f".github/autograder/{name}": data for name, data in kit.items()}
    return inside | {".github/workflows/classroom.yml": _script("classroom.yml", options)}


def _script(name: str, options: str) -> bytes:
    text = (ENGINE / "instructor" / "services" / name).read_text(encoding="utf-8")
    return text.replace("@OPTIONS@", options).encode()


def _requirements(libraries: frozenset[str]) -> str:
    """What the kit needs to grade this assignment, in the versions that are used here."""
    always = [
        re.split(r"[^\w-]", line)[0]
        for line in importlib.metadata.requires(KIT) or ()
        if "extra ==" not in line
    ]
    names = sorted({*always, "ipython", *libraries & set(LIBRARIES)})
    # "2.9.0+cpu" is a build, which only PyTorch's own index has.
    versions = {name: importlib.metadata.version(name).partition("+")[0] for name in names}
    lines = [f"{name}=={version}" for name, version in versions.items()]
    return "".join(f"{line}\n" for line in [*([PYTORCH] if "torch" in names else []), *lines])


# --- the kit itself -------------------------------------------------------------------------------


def wheel() -> bytes:
    """The kit that runs here as a wheel, also where it is not on a package index."""
    distribution = importlib.metadata.distribution(KIT)
    files = {
        path.relative_to(ENGINE.parent).as_posix(): path.read_bytes()
        for path in sorted(ENGINE.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = f"exercise_kit-{distribution.version}.dist-info"
    for name in ("METADATA", "entry_points.txt", "licenses/LICENSE"):
        if text := distribution.read_text(name):
            files[f"{about}/{name}"] = text.encode()
    files[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: exercise-kit\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = [f"{name},sha256={_hash(data)},{len(data)}\n" for name, data in files.items()]
    files[f"{about}/RECORD"] = "".join([*record, f"{about}/RECORD,,\n"]).encode()
    return zipped(files)


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
