"""Pages of feedback for a platform's own upload, under the names that its download had.

docs/how-to/handing-on.md says where both uploads are documented.
"""

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from autograder.collecting.names import Named
from autograder.collecting.originals import downloaded
from autograder.course.database import CourseError
from autograder.submissions.files import write_atomically


def upload_names(root: Path, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """By what names one platform knows the pages of these students, as far as it knows them.

    Raises CourseError where their work came from no platform that takes such an archive, or from
    several.
    """
    found = downloaded(root, assignment)
    known = {student: found[student] for student in students if student in found}
    platforms = sorted({named.platform.capitalize() for _, named in known.values()})
    if len(platforms) != 1:
        which = " and ".join(platforms) or "no download of Moodle or Canvas"
        raise CourseError(
            f"An upload needs the names of one download; what is graded of {assignment} came from "
            f"{which}.\nCollect it with autograder collect {assignment} --from DOWNLOAD, then "
            "grade, then run this again."
        )
    return {student: _name(*downloads, assignment) for student, downloads in known.items()}


def write_upload(root: Path, assignment: str, names: Mapping[str, str], path: Path) -> None:
    """Write an archive with the pages of these students under these names."""
    feedback, page = root / "feedback", f"{assignment}.html"
    pages = {
        name: (feedback / student / assignment / page).read_bytes()
        for student, name in names.items()
    }
    write_atomically(path, zipped(pages), mode=0o600)


def _name(name: str, named: Named, assignment: str) -> str:
    """The name by which the platform knows whose the page is.

    Moodle reads NAME_NUMBER_assignsubmission_file_ of a folder, Canvas the first two numbers in the
    name of a file: the student's and that of the file that was handed in.
    """
    if named.platform == "moodle":
        mark = f"_{named.number}_assignsubmission_"
        return f"{name.partition(mark)[0]}{mark}file_/{assignment}.html"
    return f"{PurePosixPath(name).stem}.html"


def zipped(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """A zip archive of these files, of which some are programs; the same one every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if name in programs else 0o100644) << 16
            archive.writestr(info, data)
    return buffer.getvalue()
