"""What runs in the child: it loads one submission and answers calls, one at a time.

Everything a student made is parsed, compiled and run in this process and nowhere else. What is sent
back is data; whatever student code does to this module, it can only send other data.
"""

import inspect
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder.values import Value, form, freeze, thaw
from autograder.values.outcome import CallRules, Outcome
from autograder.worker.inside import wire
from autograder.worker.inside.calling import applied, call
from autograder.worker.inside.problem import problem_of
from autograder.worker.inside.run import Place, Runner
from autograder.worker.inside.time_limit import Bell, OutOfTime


def main(commands: int, answers: int, shell: Any, folder: Path) -> None:
    """Answer commands until the parent closes the pipe, in a process that is locked down."""
    for name in ("HOME", "TMPDIR"):
        os.environ[name] = str(folder)
    os.environ.pop("TORCHINDUCTOR_CACHE_DIR", None)  # PyTorch put it into the zygote's folder
    tempfile.tempdir = None
    _be_like_a_program(folder)
    child = _Child(commands, answers, shell, folder)
    while True:
        try:
            message = child.inbox.receive()
        except EOFError:
            return
        child.answer(child.handle(message))


def _be_like_a_program(folder: Path) -> None:
    """Set up what a program finds when it starts: its streams, and its folder on the path, last.

    The zygote's own streams were opened on a file that has positions; pipes have none.
    """
    for name, number, errors in (("stdout", 1, "strict"), ("stderr", 2, "backslashreplace")):
        buffering = 1 if name == "stderr" else -1
        stream = open(number, "w", buffering, "utf-8", errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.path.append(str(folder))


class _Child:
    def __init__(self, commands: int, answers: int, shell: Any, folder: Path) -> None:
        self.inbox, self.answers = wire.Inbox(commands), answers
        self.shell, self.folder, self.bell = shell, folder, Bell()
        self.namespaces: dict[str, dict[str, Any]] = {}
        self.substituted: set[str] = set()
        self.alike: dict[Value, Value] | None = None
        self.archive: Any = None

    def answer(self, message: dict[str, Value]) -> None:
        """Send one message, after everything that was printed before it."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:  # noqa: S112  # a stream that student code broke is its own loss
                continue
        wire.send(self.answers, message)

    def handle(self, message: dict[str, Value]) -> dict[str, Value]:
        commands = {
            "load": self.load, "call": self.call, "apply": self.apply, "unpack": self.unpack,
        }  # fmt: skip
        return commands[message["command"]](message)

    def unpack(self, message: dict[str, Value]) -> dict[str, Value]:
        from autograder.worker.inside.unpack import Archive  # with libraries that no other needs

        self.archive = archive = self.archive or Archive()
        return dict(archive.answer(message))

    def load(self, message: dict[str, Value]) -> dict[str, Value]:
        runner = Runner(message, self.shell, self.folder, self.progress, lambda: self.bell)
        self.namespaces = runner.namespaces
        return runner.run()

    def progress(self, place: Place) -> None:
        self.answer({"status": "progress", "place": list(place)})

    def substitute(self, names: list[str]) -> None:
        """Have the parent answer for exercises; each is replaced once."""
        for name in set(names) - self.substituted:
            for namespace in self.namespaces.values():
                _replace(namespace, name, self.asking(name, namespace.get(name)))
        self.substituted |= set(names)

    def call(self, message: dict[str, Value]) -> dict[str, Value]:
        self.substitute(message["substitutes"])
        namespace, name = self.namespaces[message["source"]], message["exercise"]
        rules = CallRules(**message["rules"])
        if name not in namespace or not (rules.run or callable(namespace[name])):
            return {"status": "missing"}
        function = namespace[name]
        self.alike = {} if message["alike"] else None
        try:
            with self.bell:
                outcome = call(
                    function, message["args"], message["keywords"], message["names"], self.folder,
                    rules, namespace,
                )  # fmt: skip
        except OutOfTime as late:
            outcome = Outcome("timeout", problem=problem_of(late))
        return _outcome_message(outcome)

    def apply(self, message: dict[str, Value]) -> dict[str, Value]:
        """The outcome of a function of the key; the parent asks where no submission is loaded."""
        try:
            with self.bell:
                outcome = applied(message["code"], message["args"], self.folder)
        except OutOfTime:
            outcome = Outcome("timeout")
        return _outcome_message(outcome)

    def asking(self, name: str, original: Any) -> Callable[..., Any]:
        """A function that has the parent answer, for an exercise that the student got wrong."""

        def ask(*args: Any, **keywords: Any) -> Any:
            args, keywords = _in_order(original, args, keywords)
            answer = self.answered(name, freeze(args), freeze(keywords))
            return thaw(answer, self.folder, getattr(original, "__globals__", None))

        ask.__name__ = name
        return ask

    def answered(self, name: str, args: Value, keywords: Value) -> Value:
        """The parent's answer; where `alike` says so, the one that it gave to similar arguments."""
        if self.alike is None:
            return self.asked(name, args, keywords)
        like = name, *map(form, (args, *keywords.items()))
        if like not in self.alike:
            self.alike[like] = self.asked(name, args, keywords)
        return self.alike[like]

    def asked(self, name: str, args: Value, keywords: Value) -> Value:
        """What the parent says. Raises LookupError where it has no answer."""
        self.answer({"status": "ask", "exercise": name, "args": args, "keywords": keywords})
        reply = self.inbox.receive()
        if not reply["known"]:
            raise LookupError(f"{name} is called with arguments that the key has no answer for")
        return reply["value"]


def _outcome_message(outcome: Outcome) -> dict[str, Value]:
    message: dict[str, Value] = {"status": outcome.status, "changed": list(outcome.changed)}
    if outcome.status == "value":
        message["value"] = outcome.value
    if outcome.problem is not None:
        message["problem"] = freeze(vars(outcome.problem))
    return message


def _replace(namespace: dict[str, Any], name: str, function: Callable[..., Any]) -> None:
    """Put a function in the place of an exercise, of its aliases, and where it is a default."""
    original = namespace.get(name)
    namespace[name] = function
    if not callable(original):
        return
    for other, value in list(namespace.items()):
        if value is original:
            namespace[other] = function
        defaults = value.__defaults__ if isinstance(value, FunctionType) else None
        if any(default is original for default in defaults or ()):
            value.__defaults__ = tuple(function if d is original else d for d in defaults or ())


def _in_order(
    function: Any, args: tuple[Any, ...], keywords: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call by their places, as far as the function's own parameters tell."""
    if not keywords:
        return args, keywords
    try:
        bound = inspect.signature(function).bind(*args, **keywords)
    except (TypeError, ValueError):
        return args, keywords
    return bound.args, bound.kwargs
