"""What `nbgrader zip_collect` does with archives: the same as `autograder collect --from`.

nbgrader's own extractor unpacks whatever an archive says, and stops at the first that is broken.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder.collecting.attempts import attempts_by_student, passed_over
from autograder.collecting.collect import collect_attempts, in_short, keep_source
from autograder.collecting.names import Named, identify
from autograder.collecting.originals import Originals
from autograder.collecting.sources import Item, items_of
from autograder.reports.text import safe_line
from autograder.submissions.archives.entries import ArchiveError, is_litter
from autograder.submissions.archives.take import is_archive

__all__ = ["FolderCollector", "SafeExtractor"]


class SafeExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Puts the notebook and the module of each student into a folder with the student's id.

    A submission that is refused becomes a folder with the reason, and a row "not gradable".
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Fill the extracted directory from the archive directory."""
        course, extracted = self.parent.coursedir, Path(extracted_path)
        originals = Originals(Path(course.root), course.assignment_id)
        source = _source(Path(archive_path))
        try:
            with items_of(source, course.assignment_id) as items:
                keep_source(originals, source)
                identify = partial(self._identify, extracted)
                by_student = attempts_by_student(items, identify, course.assignment_id)
                for result in collect_attempts(originals, by_student, extracted.joinpath):
                    self._report(result)
                if names := passed_over(items, identify):
                    self.log.warning(
                        "Ignored (the file name matches no student): %s", in_short(names)
                    )
        except ArchiveError as error:
            self.log.error(
                "Nothing is extracted from %s: %s", safe_line(str(source)), safe_line(str(error))
            )

    def _identify(self, extracted: Path, item: Item) -> Named:
        """Whose a name is, by the instructor's named_regexp where there is one.

        It is tried on the name, and on the paths that files have in the extracted directory.
        """
        name, assignment = item.name, self.parent.coursedir.assignment_id
        named_regexp = self.parent.collector_plugin_inst.named_regexp
        if named_regexp:
            pattern = re.compile(named_regexp)
            inside = extracted / name.split(".")[0] / f"{assignment}.ipynb"
            for candidate in (name, str(extracted / name), str(inside)):
                if (named := identify(candidate, assignment, pattern)).fits:
                    return named
        return identify(name, assignment, is_folder=item.is_folder)

    def _report(self, result: Any) -> None:
        name, student = safe_line(result.name), safe_line(result.student)
        if result.status == "refused":
            self.log.warning("Refused: %s (%s): %s", student, name, safe_line(result.reason))
        if result.status == "failed":
            self.log.error("Not extracted: %s (%s): %s", student, name, safe_line(result.reason))
        for other in result.others:
            self.log.warning("%s counts for %s, not %s", name, student, safe_line(other))


def _source(archive_directory: Path) -> Path:
    """The one archive in the directory, which is then the class's, or the directory."""
    paths = [path for path in archive_directory.iterdir() if not is_litter(path.name)]
    alone = len(paths) == 1 and is_archive(paths[0].name) and paths[0].is_file()
    return paths[0] if alone else archive_directory


class FolderCollector(FileNameCollectorPlugin):  # type: ignore[misc]
    """Reads the student's id from the folder that `SafeExtractor` made."""

    def collect(self, submitted_file: str) -> dict[str, str]:
        """Whose a file in the extracted directory is, and the name that it keeps."""
        path = Path(submitted_file)
        return {"student_id": path.parent.name, "file_id": path.name}
