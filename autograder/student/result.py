"""How a notebook, a script and nbgrader's Validate show what `check` found."""

import os
import sys
import textwrap
from dataclasses import dataclass
from html import escape

from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.report import Verdict
from autograder.reports.text import points, retold

# nbgrader sets it while its Validate runs a notebook, and cuts lines that are longer than this.
VALIDATING, VALIDATED_WIDTH = "NBGRADER_VALIDATING", 83


@dataclass(frozen=True, repr=False)
class Result:
    """What `check` found, shown as HTML in a notebook and as text elsewhere."""

    verdicts: tuple[Verdict, ...]
    end: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The first verdict, which is the only one where one function was checked."""
        return self.verdicts[0]

    @property
    def passed(self) -> bool:
        """Whether every exercise passed."""
        return all(verdict.status == "passed" for verdict in self.verdicts)

    def __repr__(self) -> str:
        parts = [verdict_text(v, by_cell("hint", v.name)) for v in retold(self.verdicts)]
        return "\n".join([*parts, *self._sum()])

    def _repr_html_(self) -> str:
        parts = [verdict_html(v, by_cell("hint", v.name)) for v in retold(self.verdicts)]
        return "".join([*parts, *(f"<div><b>{escape(line)}</b></div>" for line in self._sum())])

    def _ipython_display_(self) -> None:
        """While nbgrader validates: the text, on stderr if a check failed, which fails the cell.

        Raises NotImplementedError otherwise, for which IPython shows the result as usual.
        """
        if VALIDATING not in os.environ:
            raise NotImplementedError
        print(_wrapped(repr(self)), file=sys.stdout if self.passed else sys.stderr)

    def _sum(self) -> list[str]:
        """A line with all points, where there are several verdicts, and what to do next."""
        if len(self.verdicts) < 2:
            return []
        got = sum(verdict.points for verdict in self.verdicts)
        possible = sum(verdict.max_points for verdict in self.verdicts)
        return [f"{points(got)} of {points(possible)} points", *self.end]


def by_cell(command: str, name: str) -> str:
    """How a command is run in a cell of the notebook."""
    is_called = not name or callable(vars(sys.modules["__main__"]).get(name))
    return f"{command}({name})" if is_called else f'{command}("{name}")'


def print_text(text: str) -> None:
    """Print on a stdout that may lack some letters."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))


def _wrapped(text: str) -> str:
    """The text in lines that nbgrader shows whole, each indented as the line that it goes on."""
    lines = []
    for line in text.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(line, VALIDATED_WIDTH, subsequent_indent=indent) or [line]
    return "\n".join(lines)
