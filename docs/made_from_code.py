"""Fills in what the manual takes from the code: commands, the engine's packages, measured speed.

mkdocs calls `on_page_markdown` for every page (`hooks` in mkdocs.yml).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from autograder.cli import COMMANDS, main
from autograder.values.kinds import ROWS

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "autograder"
sys.path.append(str(ROOT))  # benchmarks are not installed

from benchmarks import scale_summary  # noqa: E402
from benchmarks.contenders import summary  # noqa: E402


def on_page_markdown(markdown: str, **_: Any) -> str:
    """The page's Markdown, with each placeholder replaced by what it stands for."""
    for placeholder, make in MAKERS.items():
        if placeholder in markdown:
            markdown = markdown.replace(placeholder, "\n".join(make()))
    return markdown


def commands() -> Iterator[str]:
    """A section for each command, under the reader who uses it."""
    for reader, members in COMMANDS.items():
        yield from (f"## {reader}", "")
        for command in members:
            yield from _command(command)


def _command(command: click.Command) -> Iterator[str]:
    context = click.Context(command, click.Context(main, info_name="autograder"), command.name)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f"### {command.name}", "", "```text", f"{context.command_path} {usage}", "```", "")
    yield from (command.help or "").splitlines()
    options = [part for part in command.params if isinstance(part, click.Option)]
    if options:
        yield from ("", "| option | |", "|---|---|")
    for option in options:
        names = ", ".join(option.opts)
        if not option.is_flag:
            names += f" {option.make_metavar(context)}"
        words = " ".join((option.help or "").split())
        needed = " Required." if option.required else ""
        yield f"| `{names}` | {words}{needed} |"
    yield ""


def packages() -> Iterator[str]:
    """A table of the engine's packages, each with the first line of its docstring."""
    yield from ("| in `autograder/` | what it holds |", "|---|---|")
    for path in sorted(ENGINE.iterdir()):
        source = path / "__init__.py" if path.is_dir() else path
        if source.suffix == ".py" and source.exists() and path.name != "__init__.py":
            text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
            name = f"{path.name}/" if path.is_dir() else path.name
            yield f"| `{name}` | {' '.join(text.split(chr(10) * 2)[0].split())} |"


def kinds() -> Iterator[str]:
    """A table of the kinds of values: by what each is compared, and what is accepted."""
    yield from ("| kind | compared by | what is accepted |", "|---|---|---|")
    for row in ROWS:
        yield f"| {row.kind} | {row.compared} | {row.accepted} |"


MAKERS: dict[str, Callable[[], Iterator[str]]] = {
    "<!-- made from code: commands -->": commands,
    "<!-- made from code: packages -->": packages,
    "<!-- made from code: kinds -->": kinds,
    "<!-- made from code: contenders -->": summary.page,
    "<!-- made from code: scale -->": scale_summary.page,
}
