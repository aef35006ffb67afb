"""A CSV file in which single cells change, and everything else stays as it is, byte for byte.

The csv module reads such a file but loses its quotes, its line ends and its byte order mark.
"""

import codecs
import re
from collections.abc import Iterator
from functools import cache

from autograder.course.database import CourseError

DELIMITERS = ",;\t"
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # a byte order mark, which is no part of the first cell


class CsvTable:
    """A table whose first row has the names of its columns.

    Raises CourseError where the file is no such table.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.encoding = _encoding(data)
        text = data.decode(self.encoding)
        self.mark = MARK if text.startswith(MARK) else ""
        text = text[len(self.mark) :]
        self.delimiter = max(DELIMITERS, key=lambda each: len(_cells_of_first(text, each)))
        # The cells of each row as they are written, and how it ends.
        self.lines = list(_lines(text, self.delimiter, name))
        if not self.lines:
            raise CourseError(f"{name} is empty.")

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [_value(cell).strip() for cell in self.lines[0][0]]

    @property
    def rows(self) -> range:
        """The numbers of the other rows."""
        return range(1, len(self.lines))

    def column(self, name: str) -> int | None:
        """The number of the column with this name; None if there is none.

        Raises CourseError where several have it.
        """
        found = [at for at, each in enumerate(self.header) if each.casefold() == name.casefold()]
        if len(found) > 1:
            raise CourseError(f"{self.name} has {len(found)} columns named {name!r}.")
        return found[0] if found else None

    def get(self, row: int, column: int) -> str:
        """What a cell says; "" where the row is too short."""
        cells, _ = self.lines[row]
        return _value(cells[column]).strip() if column < len(cells) else ""

    def set(self, row: int, column: int, text: str) -> None:
        """Have a cell say something else, in quotes if it was."""
        cells, _ = self.lines[row]
        cells += [""] * (column + 1 - len(cells))
        is_quoted = cells[column].startswith('"') or re.search(f'["\r\n{self.delimiter}]', text)
        cells[column] = '"{}"'.format(text.replace('"', '""')) if is_quoted else text

    def add_column(self, name: str) -> int:
        """The number of a new last column, whose cells are quoted if those before it are."""
        number = len(self.lines[0][0])
        for cells, _ in self.lines:
            if cells != [""]:  # an empty line has no columns
                cells.extend([""] * (number - len(cells)))
                cells.append('""' if cells[-1].startswith('"') else "")
        self.set(0, number, name)
        return number

    def to_bytes(self) -> bytes:
        """The file, in its encoding. Raises CourseError for a letter that it does not have."""
        text = "".join(self.delimiter.join(cells) + end for cells, end in self.lines)
        try:
            return (self.mark + text).encode(self.encoding)
        except UnicodeEncodeError as error:
            letter = ascii(error.object[error.start])
            raise CourseError(f"{self.name} is in {self.encoding}, without {letter}.") from error


def _encoding(data: bytes) -> str:
    """By the byte order mark; else UTF-8, or what any bytes can be read in."""
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


@cache
def _pattern(delimiter: str) -> re.Pattern[str]:
    """A cell and what ends it: the delimiter, the end of the line, or that of the file."""
    cell = rf'"(?:[^"]|"")*+"|[^"{delimiter}\r\n][^{delimiter}\r\n]*+|'
    return re.compile(rf"({cell})({delimiter}|\r\n|\r|\n|\Z)")


def _cells_of_first(text: str, delimiter: str) -> list[str]:
    """The cells of the first row by this delimiter, none where it cannot be read."""
    try:
        return next(_lines(text, delimiter, ""))[0]
    except (CourseError, StopIteration):
        return []


def _lines(text: str, delimiter: str, name: str) -> Iterator[tuple[list[str], str]]:
    """The cells of each row as they are written, and the end of its line."""
    pattern, at, number = _pattern(delimiter), 0, 1
    cells: list[str] = []
    while at < len(text) or cells:
        match = pattern.match(text, at)
        if match is None:
            raise CourseError(f"{name}, line {number}: a quoted cell does not end as it must.")
        cells.append(match[1])
        at = match.end()
        if match[2] != delimiter:
            yield cells, match[2]
            number += text.count("\n", match.start(), at)
            cells = []


def _value(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell
