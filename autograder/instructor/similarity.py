"""How much code the submissions of an assignment share beside what everybody was given.

copydetect compares the sequences of tokens; `docs/decisions/0011-similarity.md` says why it does,
and what was measured. It is given one character for each token, so that a share is one of tokens
and a match has a place in the code.
"""

import io
import itertools
import re
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from copydetect import CodeFingerprint, compare_files
from copydetect.utils import get_token_coverage
from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, String, Text

from autograder.authoring.room import RoomError
from autograder.course.standing import refusal, students
from autograder.instructor.steps import Tell, Watch, silent, silent_watch
from autograder.instructor.teams import copies, read_teams
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import Submission, read_submission
from autograder.submissions.intake import read_cells
from autograder.worker.inside.time_limit import OutOfTime, time_limit

# The share (in percent) from which a pair is listed, the tokens in a row that count as a match, and
# the tokens of a student's own without which a share says nothing; all three were measured.
THRESHOLD, IN_A_ROW, FEWEST = 80, 12, 60
# What is longer takes long to compare, and no exercise needs it.
MAX_CODE, SECONDS = 100_000, 2.0
NAME, TEXT = "name", "''"
CELL = re.compile(r"^(?=# %%)", re.MULTILINE)
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Work:
    """A student's own code, the places of its tokens, and copydetect's fingerprint of them."""

    code: str
    places: Spans
    print: Any


@dataclass(frozen=True)
class Pair:
    """Two students, the percentage of the code of each that the other has, and where that is.

    The spans are places in `Work.code`, from and up to a character.
    """

    students: tuple[str, str]
    shares: tuple[int, int]
    spans: tuple[Spans, Spans]

    @property
    def share(self) -> int:
        """The larger share: a copy does not become another's work by what is added to it."""
        return max(self.shares)


@dataclass(frozen=True)
class Comparison:
    """The pairs with at least the threshold, the most similar first, and what was compared.

    `usual` is what half of all pairs share at most, and what 95 of 100 do. `left_out` says why a
    student's work was not compared.
    """

    assignment: str
    threshold: int
    works: Mapping[str, Work]
    number: int
    usual: tuple[int, int]
    pairs: tuple[Pair, ...]
    left_out: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The same without the code."""
        pairs = [{"students": pair.students, "shares": pair.shares} for pair in self.pairs]
        return {
            "version": 1, "assignment": self.assignment, "threshold": self.threshold,
            "compared": sorted(self.works), "pairs_compared": self.number,
            "median": self.usual[0], "percentile_95": self.usual[1], "pairs": pairs,
            "left_out": dict(self.left_out),
        }  # fmt: skip


def compare(
    root: Path,
    assignment: str,
    threshold: int = THRESHOLD,
    tell: Tell = silent,
    watch: Watch = silent_watch,
) -> Comparison:
    """Compare all collected submissions of an assignment; the members of one team are not."""
    teams = [set(team) for team in read_teams(root, assignment).values()]
    shared = copies(root, assignment)
    given = _released(root, assignment)
    known, starter = set(given), _work("\n".join(given)).print.hashes
    works, left_out = {}, {}
    for student in students(root, assignment):
        if student in shared:
            left_out[student] = f"It is the work of {shared[student]}, of the same team."
            continue
        try:
            code = _own_code(root / "submitted" / student / assignment, assignment, known)
            work = _work(code, starter)
        except (SubmissionError, OSError) as error:
            left_out[student] = str(error)
            continue
        if (tokens := int(work.print.token_coverage)) < FEWEST:
            left_out[student] = f"It has little code of its own ({tokens} tokens)."
        else:
            works[student] = work
    couples = [
        two for two in itertools.combinations(works, 2)
        if not any(team.issuperset(two) for team in teams)
    ]  # fmt: skip
    tell(f"Comparing {len(works)} submissions, {len(couples)} pairs …")
    watch.begin("comparing", len(couples))
    shares = {}
    for two in couples:
        shares[two] = _shares(two, works)
        watch.step()
    alike = [two for two in couples if max(shares[two]) >= threshold]
    alike.sort(key=lambda two: (-max(shares[two]), -min(shares[two]), two))
    pairs = tuple(Pair(two, shares[two], _spans(two, works)) for two in alike)
    usual = _usual([max(two) for two in shares.values()])
    return Comparison(assignment, threshold, works, len(couples), usual, pairs, left_out)


def _usual(shares: list[int]) -> tuple[int, int]:
    if len(shares) < 2:
        return (shares or [0])[0], (shares or [0])[0]
    cuts = quantiles(shares, n=20, method="inclusive")
    return round(cuts[9]), round(cuts[18])


def _released(root: Path, assignment: str) -> list[str]:
    """The cells that everybody was given. Raises RoomError where they cannot be read."""
    try:
        return list(_cells(read_submission(root / "assignments" / assignment, assignment)))
    except SubmissionError as error:
        raise RoomError(f"{error}\nRun autograder build {assignment}, then try again.") from error


def _own_code(folder: Path, assignment: str, known: set[str]) -> str:
    """The cells of a submission that are not the release's. Raises SubmissionError for none."""
    if problem := refusal(folder):
        raise SubmissionError(problem)
    own = [cell for cell in _cells(read_submission(folder, assignment)) if cell not in known]
    code = "\n\n".join(own)
    if not own:
        raise SubmissionError("It is what was released, unchanged.")
    if len(code) > MAX_CODE:
        raise SubmissionError(f"It is too long ({len(code)} characters). Compare it by eye.")
    return code


def _cells(submission: Submission) -> Iterator[str]:
    """The code cells of a notebook, and those of a module in the percent format."""
    if submission.notebook is not None:
        cells = read_cells(submission.notebook)
        if cells is None and submission.module is None:
            raise SubmissionError("Its notebook cannot be read.")
        yield from (_plain(cell.source) for cell in cells or () if cell.cell_type == "code")
    text = (submission.module or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")
    yield from filter(None, (_plain(part) for part in CELL.split(text)))


def _plain(cell: str) -> str:
    """A cell without the line that begins it, and without space around."""
    return re.sub(r"\A# %%.*", "", cell.replace("\r\n", "\n")).strip()


# --- tokens -------------------------------------------------------------------------------------


def _work(code: str, starter: Collection[int] = ()) -> Work:
    """What is compared of a code: all sequences of tokens but those of the starter code."""
    try:
        with time_limit(SECONDS, time.process_time):
            tokens = _tokens(code)
    except OutOfTime as error:
        raise SubmissionError(f"Reading it {error}. Compare it by eye.") from error
    text = "".join(_sign(token) for token, _, _ in tokens)
    print_ = CodeFingerprint("", IN_A_ROW, 1, filter=False, fp=io.StringIO(text, newline=""))
    # copydetect's own parameter for this also drops sequences that a code repeats.
    print_.hashes.difference_update(starter)
    print_.hash_idx = {key: print_.hash_idx[key] for key in print_.hashes}
    print_.token_coverage = get_token_coverage(print_.hash_idx, IN_A_ROW, len(text))
    return Work(code, tuple((start, end) for _, start, end in tokens), print_)


def _tokens(code: str) -> list[tuple[str, int, int]]:
    """What means something, with its place: names of the student's own and texts are all alike."""
    found: list[tuple[str, int, int]] = []
    for start, kind, text in PythonLexer().get_tokens_unprocessed(code):
        if kind in Comment or kind in Text or kind in String.Doc or not text.strip():
            continue
        before, first, _ = found[-1] if found else ("", 0, 0)
        if kind in String and before == TEXT:  # the quotes and what is between are one token
            found[-1] = (TEXT, first, start + len(text))
        elif kind in String:
            found.append((TEXT, start, start + len(text)))
        else:
            is_own = kind in Name and kind not in Name.Builtin and before != "."
            found.append((NAME if is_own else text, start, start + len(text)))
    return found


def _sign(token: str) -> str:
    """A character for a token; no two that are likely in a submission have the same."""
    return chr(0x10000 + zlib.crc32(token.encode("utf-8", "replace")) % 0x100000)


def _shares(two: tuple[str, str], works: Mapping[str, Work]) -> tuple[int, int]:
    """What percentage of the code of each of the two is in the other's."""
    _, shares, _ = compare_files(*(works[student].print for student in two))
    return round(100 * shares[0]), round(100 * shares[1])


def _spans(two: tuple[str, str], works: Mapping[str, Work]) -> tuple[Spans, Spans]:
    _, _, both = compare_files(*(works[student].print for student in two))
    first, second = (
        tuple(_places(works[student], slices)) for student, slices in zip(two, both, strict=True)
    )
    return first, second


def _places(work: Work, slices: Any) -> Iterator[tuple[int, int]]:
    """Slices of tokens as places in the code, without what was not compared between them."""
    for first, last in slices.T:
        begin, end = work.places[first]
        for start, stop in work.places[first + 1 : last]:
            if work.code[end:start].strip():
                yield begin, end
                begin = start
            end = stop
        yield begin, end
