"""IPython's shell without a kernel: runs a notebook's cells and keeps their outputs.

Outputs have nbformat's form. Shell commands, and magics that start other programs, only print that
they do nothing.
"""

import ast
import contextlib
import io
import re
import tempfile
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

# What is kept of a cell's outputs, and of a notebook's, which travel in one message, in characters.
MAX_OUTPUT, MAX_OUTPUTS = 200_000, 2**20
OVERHEAD = 100  # of an output, beside its text
NO_SHELL = "Shell commands do nothing while grading.\n"
PROGRAMS = ("bash", "sh", "script", "system", "sx", "pip", "conda", "mamba", "micromamba", "uv",
            "python", "python2", "python3", "pypy", "perl", "ruby", "cmd")  # fmt: skip
# The magics of a whole cell that leave its lines to be Python.
PYTHON_MAGIC = re.compile(r"\A(\s*)%%(?:time|timeit|capture|prun)\b.*")


class _Recorder:
    """The outputs of one cell, in order, as long as there is room."""

    def __init__(self, room: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.room = room

    def stream(self, name: str, text: str) -> None:
        text = text[: max(self.room, 0)]
        if self.outputs and self.outputs[-1].get("name") == name:
            self.outputs[-1]["text"] += text
            self.room -= len(text)
        else:
            self._add("stream", len(text), name=name, text=text)

    def display(self, kind: str, data: Any) -> None:
        texts = {str(key): value for key, value in dict(data).items() if isinstance(value, str)}
        size = sum(map(len, texts.values()))
        if size > self.room:
            texts, size = {"text/plain": "(an output that is too large to keep)"}, 0
        extra = {"execution_count": None} if kind == "execute_result" else {}
        self._add(kind, size, data=texts, metadata={}, **extra)

    def error(self, name: str, message: str, lines: list[str]) -> None:
        traceback = "\n".join(lines)[: max(self.room, 0)]
        self._add(
            "error", len(traceback),
            ename=name, evalue=message[:1000], traceback=traceback.split("\n"),
        )  # fmt: skip

    def _add(self, kind: str, size: int, **parts: Any) -> None:
        if self.room > 0:
            self.outputs.append({"output_type": kind, **parts})
            self.room -= size + OVERHEAD


class _Stream(io.TextIOBase):
    def __init__(self, recorder: _Recorder, name: str) -> None:
        self.recorder, self.name = recorder, name

    def write(self, text: str) -> int:
        self.recorder.stream(self.name, str(text))
        return len(text)

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, *args: Any, **keywords: Any) -> None:
        self.shell.recorder.display("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.outputs.clear()


class _Hook(DisplayHook):
    def quiet(self) -> bool:
        """Whether the cell ends in a semicolon, which asks for no output."""
        return bool(self.shell.source.rstrip().endswith(";"))

    def write_output_prompt(self) -> None:
        """No prompt: the output is kept, not printed."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.recorder.display("execute_result", format_dict)

    def finish_displayhook(self) -> None:
        """Nothing was printed, so nothing is to be ended."""


class WorkerShell(InteractiveShell):
    """The shell of one child."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    recorder = _Recorder(0)
    room = MAX_OUTPUTS
    source = ""
    watch: Any = None

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.recorder.error(etype.__name__, str(evalue), stb)

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Plots become images in the outputs, whatever backend is asked for."""
        return super().enable_matplotlib("inline")  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: plots become images, and there is no window to keep alive."""

    def system(self, cmd: str) -> None:
        """Say that shell commands do nothing here."""
        print(NO_SHELL, end="")

    system_piped = system_raw = system

    def getoutput(self, cmd: str, *args: Any, **keywords: Any) -> Any:
        """No output, and word that shell commands do nothing here."""
        self.system(cmd)
        return []

    def transform_cell(self, raw_cell: str) -> str:
        """The cell as Python, its lines where they were: IPython drops empty ones at the top.

        A magic that times or captures is left out, so that its cell is run as any other.
        """
        text = PYTHON_MAGIC.sub(r"\1", raw_cell)
        above = text[: len(text) - len(text.lstrip())].count("\n")
        return "\n" * above + str(super().transform_cell(text))  # type: ignore[no-untyped-call]

    async def run_ast_nodes(
        self, nodelist: list[ast.stmt], cell_name: str, interactivity: str = "last_expr",
        compiler: Any = compile, result: Any = None,
    ) -> bool:  # fmt: skip
        """Run statement after statement, also after one that fails; its traceback is kept."""
        for number, node in enumerate(nodelist):
            if self.watch.begins(number, node):
                shown = interactivity if node is nodelist[-1] else "none"
                with self.watch.bell():
                    await super().run_ast_nodes([node], cell_name, shown, compiler, result)
                self.watch.ended(number, node, result.error_before_exec or result.error_in_exec)
                result.error_before_exec = result.error_in_exec = None
        return False

    def run(self, source: str, watch: Any) -> tuple[BaseException | None, list[dict[str, Any]]]:
        """Why none of a cell was run, if that is so, and the cell's outputs.

        `watch` decides whether each statement runs, and notes what it raised.
        """
        self.source, self.watch = source, watch
        self.recorder = recorder = _Recorder(given := min(self.room, MAX_OUTPUT))
        out, err = _Stream(recorder, "stdout"), _Stream(recorder, "stderr")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            result = self.run_cell(source, store_history=False)  # type: ignore[no-untyped-call]
        self.room -= given - recorder.room
        return result.error_before_exec, recorder.outputs


def make_shell() -> WorkerShell:
    """A shell without history, colours or files of its own."""
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.ipython_dir = tempfile.gettempdir()
    shell: WorkerShell = WorkerShell.instance(config=config)
    for name in PROGRAMS:
        for kind in ("line", "cell"):
            if name in shell.magics_manager.magics[kind]:
                shell.register_magic_function(_no_program, kind, name)  # type: ignore[arg-type]
    return shell


def _no_program(line: str, cell: str = "") -> None:
    print(NO_SHELL, end="")
