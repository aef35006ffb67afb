"""What `nbgrader zip_collect` does with archives: the same as `autograder collect --from`.

nbgrader's own extractor unpacks whatever an archive says, and stops at the first that is broken.
"""

import re
from pathlib import Path

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin

from autograder.collecting.collect import Attempt, collect_from
from autograder.reports.text import in_short, safe_line
from autograder.submissions.entries import is_archive, is_litter


class SafeExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Puts the notebook and the module of each student into a folder with the student's id.

    A submission that is refused becomes a folder with the reason, and a row "not gradable".
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Fill the extracted directory from the archive directory."""
        course, sources = self.parent.coursedir, [_source(Path(archive_path))]
        named_regexp = self.parent.collector_plugin_inst.named_regexp
        pattern = re.compile(named_regexp) if named_regexp else None
        root, into, ignored = Path(course.root), Path(extracted_path).joinpath, []
        for attempt in collect_from(root, course.assignment_id, sources, pattern, into):
            if attempt.status == "ignored":
                ignored.append(attempt.name)
            self._report(attempt)
        if ignored:
            self.log.warning("Ignored (the file name matches no student): %s", in_short(ignored))

    def _report(self, attempt: Attempt) -> None:
        name, student, reason = map(safe_line, (attempt.name, attempt.student, attempt.reason))
        if attempt.status in ("refused", "failed"):
            status = attempt.status.capitalize()
            self.log.error("%s: %s (%s): %s", status, student, name, reason)
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
