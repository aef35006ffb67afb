"""What a child says is data, whatever it says, and a next call begins only after a value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from working import (
    AN_ARRAY,
    FORGE,
    SOON,
    Open,
    call,
    loaded,
    needs_linux,
    within,
)

from autograder.worker.request import Request

pytestmark = needs_linux

# --- forged answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        {"status": AN_ARRAY},
        {"status": ["value"]},
        {"status": {"dict": []}},
        {"status": "exception", "problem": 3},
        {"status": "exception", "problem": {"dict": [["type", 3]]}},
        {"status": "value", "changed": 3},
        {"status": "value", "changed": ["\ud800"]},
        {"status": "value", "value": "\ud800"},
        {"status": "ask"},
        {"status": "ask", "exercise": AN_ARRAY, "args": 1, "keywords": 2},
        {"status": "missing", "changed": ["x"]},
        {"status": "malformed"},
    ],
    ids=str,
)
def test_a_forged_answer_costs_only_the_function_it_is_in(
    opened: Open, message: dict[str, Any]
) -> None:
    text, blob = json.dumps(message), b"ab" if AN_ARRAY in message.values() else b""
    session = opened(
        f"{FORGE}\ndef f():\n    send(json.loads({text!r}), {blob!r})\n    os._exit(0)\n"
        "def g(): return 7"
    )
    forged = call(session)
    assert forged.value in (None, "\ud800")
    "".join(forged.changed).encode()  # it can be written to any file
    assert call(session, "g").value == 7


def test_only_an_exercise_that_is_substituted_is_answered_for(opened: Open) -> None:
    """Otherwise a forged question gets the reference's results."""
    session = opened(f"""{FORGE}
def f():
    from autograder.worker.inside import wire
    send({{"status": "ask", "exercise": "g", "args": {{"tuple": []}}, "keywords": {{"dict": []}}}})
    return wire.Inbox(3).receive()["value"]
def g(): return 1
""")
    asked: list[str] = []

    def answer(name: str, args: Any, keywords: Any) -> float:
        asked.append(name)
        return 42.0

    request = Request("f", (), {}, ())
    assert session.call(request, "module", answer).status == "crashed"
    assert asked == []
    followed = Request("f", (), {}, (), substitutes=frozenset({"g"}))
    assert session.call(followed, "module", answer).value == 42.0


def test_who_asks_without_pause_is_stopped_at_the_limit(opened: Open) -> None:
    """A question that is always there already is answered, but not for ever."""
    session = opened(
        f"""{FORGE}
import fcntl
def f():
    nothing = {{"args": {{"tuple": []}}, "keywords": {{"dict": []}}}}
    header = json.dumps({{"status": "ask", "exercise": "g", **nothing}}).encode()
    frame = struct.pack(">II", 65528, 0) + header[:-1] + b" " * (65528 - len(header)) + header[-1:]
    fcntl.fcntl(4, 1031, 1 << 20)
    while True:
        os.writev(4, [frame * 16] * 1000)
def g(): return 1
""",
        seconds=SOON / 2,
    )
    session.loaded.sources("f")
    request = Request("f", (), {}, (), substitutes=frozenset({"g"}))
    with within(session, SOON / 2 + 2):
        outcome = session.call(request, "module", lambda name, args, keywords: 1.0)
    assert outcome.status in ("timeout", "crashed")  # the latter where it asks what it may not


# --- forged reports of loading --------------------------------------------------------------------


PROBLEM = ["problem", {"dict": [["type", "A"]]}]
PLACE = ["place", ["module", 0, 0]]


@pytest.mark.parametrize(
    "message",
    [
        loaded(),
        loaded(names=None),
        loaded(names={"dict": [["module", 3]]}),
        loaded(names={"dict": [["module", [["f"]]]]}),
        loaded(names={"dict": [["nowhere", ["f"]]]}),
        loaded(problems=3),
        loaded(problems=[3]),
        loaded(problems=[{"dict": [["a", 1]]}]),
        loaded(problems=[{"dict": [PROBLEM, ["place", 3], ["ran", True], ["defines", []]]}]),
        loaded(problems=[{"dict": [PROBLEM, PLACE, ["ran", True], ["defines", 3]]}]),
        loaded(problems=[{"dict": [PROBLEM, PLACE, ["ran", 3], ["defines", [3, AN_ARRAY]]]}]),
        loaded(cells=[[0, 3]]),
        loaded(similar=3),
        loaded(similar={"dict": [["f", AN_ARRAY], [3, "f"]]}),
        loaded(cells=[[{"float": "inf"}, []]]),
        {"status": "progress"},
        {"status": "progress", "place": ["nowhere", 1, 0]},
        {"status": "progress", "place": ["module", {"float": "inf"}, 0]},
        {"status": "progress", "place": ["notebook", 10**9, 0]},
        {"status": "progress", "place": ["module", 0, 1e300]},
        {"status": "progress", "place": ["notebook", "9" * 30, "x"]},
        {"status": "progress", "place": [AN_ARRAY, 0, -1]},
        {"status": AN_ARRAY},
    ],
    ids=lambda message: json.dumps(message)[:90],
)
def test_a_forged_report_of_loading_costs_only_the_submission(
    opened: Open, message: dict[str, Any]
) -> None:
    """It ends in statuses of this submission, never in an error of the grader."""
    text = json.dumps(message)
    blob = b"ab" if AN_ARRAY["dtype"] in text else b""
    session = opened(
        f"{FORGE}\nsend(json.loads({text!r}), {blob!r})\n"
        "from autograder.worker.inside import wire\nwire.Inbox(3).receive()\ndef f(): return 1",
        seconds=SOON,
    )
    for exercise in ("f", "g"):
        if session.loaded.sources(exercise):
            assert call(session, exercise).status in ("value", "crashed", "missing")
        session.loaded.obstacle(exercise)
    session.loaded.unreadable()


@pytest.mark.parametrize("name", ["<b>", "f g", "f" * 41, "\u202ef", ""])
def test_only_a_name_is_taken_for_one(opened: Open, name: str) -> None:
    """It is shown to people, so nothing but an identifier of usual length is kept."""
    said = loaded(similar={"dict": [["g", name], ["h", "hh"]]})
    session = opened(
        f"{FORGE}\nsend(json.loads({json.dumps(said)!r}))\n"
        "from autograder.worker.inside import wire\nwire.Inbox(3).receive()",
        seconds=SOON,
    )
    assert (session.loaded.similar("g"), session.loaded.similar("h")) == (None, "hh")


@pytest.mark.parametrize("pause", [0, 0.01])
def test_loading_ends_whatever_a_module_says_about_its_progress(opened: Open, pause: float) -> None:
    session = opened(
        FORGE + "import time\n"
        "while True:\n"
        "    send({'status': 'progress', 'place': ['module', 0, 0]})\n"
        f"    time.sleep({pause})\n",
        seconds=0.5,
    )
    with within(session, 20):
        assert session.loaded.sources("f") == []


@pytest.mark.parametrize("kind", ["NotANotebook", "UnicodeDecodeError", "<b>Odd"])
def test_a_file_said_to_be_unreadable_is_named_in_our_words(opened: Open, kind: str) -> None:
    """A child that was started again could put a hidden input there."""
    problem = {"dict": [["type", kind], ["file", "0.123456"]]}
    entry = {"dict": [["problem", problem], PLACE, ["ran", False], ["defines", []]]}
    text = json.dumps(loaded(names={"dict": []}, problems=[entry]))
    session = opened(f"{FORGE}\nsend(json.loads({text!r}))\nwhile True: pass")
    assert session.loaded.sources("f") == []
    assert "0.123456" not in (session.loaded.unreadable() or "")


def test_names_that_are_not_a_list_are_none(opened: Open) -> None:
    """Eight million numbers would become as many objects."""
    message = loaded(names={"dict": [["module", AN_ARRAY], ["notebook", "f"]]})
    session = opened(f"{FORGE}\nsend(json.loads({json.dumps(message)!r}), b'ab')\nwhile True: pass")
    assert session.loaded.sources("f") == []
