"""What `nbgrader zip_collect` does with archives: the same as `autograder collect --from`.

nbgrader's own extractor unpacks whatever an archive says, and stops at the first that is broken.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder.collecting.collect import Attempt, collect_from
from autograder.collecting.names import Named, identify
from autograder.collecting.sources import Item
from autograder.reports.text import in_short, safe_line
from autograder.submissions.entries import is_archive, is_litter

__all__ = ["FolderCollector", "SafeExtractor"]


class SafeExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Puts the notebook and the module of each student into a folder with the student's id.

    A submission that is refused becomes a folder with the reason, and a row "not gradable".
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Fill the extracted directory from the archive directory."""
        course, extracted = self.parent.coursedir, Path(extracted_path)
        sources = [_source(Path(archive_path))]
        whose = partial(self._identify, extracted)
        ignored = []
        for attempt in collect_from(
            Path(course.root), course.assignment_id, sources, whose, extracted.joinpath
        ):
            if attempt.status == "ignored":
                ignored.append(attempt.name)
            self._report(attempt)
        if ignored:
            self.log.warning("Ignored (the file name matches no student): %s", in_short(ignored))

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

    def _report(self, attempt: Attempt) -> None:
        name, student, reason = map(safe_line, (attempt.name, attempt.student, attempt.reason))
        if not student and reason:
            self.log.error("Nothing is extracted from %s: %s", name, reason)
        elif attempt.status == "refused":
            self.log.warning("Refused: %s (%s): %s", student, name, reason)
        elif attempt.status == "failed":
            self.log.error("Not extracted: %s (%s): %s", student, name, reason)
        for other in attempt.others:
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
