"""CPU, memory and time of each grader for the same class: A B A B, whole process groups.

    python -m benchmarks.contenders [--quick] [--only NAME]... [--right N] [--rounds N]

`make bench` runs it. It writes the results, with facts of the machine, to
`benchmarks/results/contenders.json`, from which the manual's page on speed is made.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.contenders.assignment import NAME, Submission, a_class
from benchmarks.contenders.environments import HERE, ROOT
from benchmarks.contenders.graders import CONTENDERS, Contender, Scores
from benchmarks.contenders.measure import become_reaper, machine
from benchmarks.contenders.place import TIME_LIMIT, WHOLE_LIMIT, Place, make_place
from benchmarks.contenders.summary import RESULTS, table

HONEST, HANGING = "honest", "with hangs"
TORCH_RIGHT = 6  # right submissions of the PyTorch assignment, each of which takes seconds


def main() -> None:
    """Measure, print the tables, and write the results."""
    options = parser().parse_args()
    if options.quick:
        options.right, options.rounds = min(options.right, 3), 1
    chosen = [c for c in CONTENDERS if not options.only or c.name in options.only]
    become_reaper()
    with tempfile.TemporaryDirectory(prefix="contenders-") as folder:
        place = make_place(Path(folder))
        for contender in chosen:
            contender.prepare(place)
        output = options.output or (None if options.quick or options.only else RESULTS)
        results: dict[str, Any] = facts(options, chosen) | {"runs": []}
        for run in measured(place, chosen, options.right, options.rounds):
            results["runs"].append(run)
            if output:  # after each run, so that an interrupt loses none
                output.parent.mkdir(exist_ok=True)
                output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print("\n".join(table(results)))
    if output:
        print(f"\nwritten: {output}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contenders", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    names = [contender.name for contender in CONTENDERS]
    parser.add_argument("--only", action="append", choices=names, help="may be repeated")
    parser.add_argument("--quick", action="store_true", help="3 right submissions, one round")
    parser.add_argument("--right", type=int, default=12, help="right submissions of the class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--output", type=Path, help=f"by default {RESULTS.name}, but none for a part or --quick"
    )
    return parser


def measured(
    place: Place, chosen: Sequence[Contender], right: int, rounds: int
) -> Iterator[dict[str, Any]]:
    """Each run, as the results have it: all contenders in turn, round after round.

    The class with hangs is graded in the first round only: it is long, and a hang's cost is large.
    """
    classes = {HONEST: a_class(right, hangs=False), HANGING: a_class(right, hangs=True)}
    for number, (kind, submissions) in itertools.product(range(1, rounds + 1), classes.items()):
        for contender in chosen:
            if kind == HANGING and (number > 1 or not has_hangs(contender)):
                continue
            members = (
                submissions if contender.room == NAME else submissions[: min(right, TORCH_RIGHT)]
            )
            load = os.getloadavg()[0]
            usage, scores = contender.grade(place, members)
            require_right_verdicts(contender, members, scores, place.best[contender.room])
            run = {"round": number, "class": kind, "contender": contender.name, "load": load}
            run |= {"submissions": len(members), **asdict(usage)}
            print(json.dumps(run), file=sys.stderr, flush=True)
            yield run


def has_hangs(contender: Contender) -> bool:
    """Whether it grades the class with hangs: their own code never ends, and none is PyTorch's."""
    return contender.room == NAME and not contender.name.startswith("own")


def require_right_verdicts(
    contender: Contender, submissions: Sequence[Submission], scores: Scores, best: float
) -> None:
    """Raise RuntimeError unless right submissions, and no others, have full points."""
    if scores is None:
        return
    for submission in submissions:
        points = scores.get(submission.name, 0.0)
        if (points == best) is not submission.name.startswith("right"):
            raise RuntimeError(
                f"{contender.name} gave {submission.name} {points:g} of {best:g} points"
            )


def facts(options: argparse.Namespace, chosen: Sequence[Contender]) -> dict[str, Any]:
    """What the figures depend on: the machine, the versions, and the class."""
    pins = {path.stem: path.read_text().split() for path in HERE.glob("requirements-*.txt")}
    hanging = a_class(options.right, hangs=True)
    kinds = ("right", "wrong", "hang")
    return {
        "version": 1,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "pins": pins | {"kit": [f"numpy=={version('numpy')}", f"nbgrader=={version('nbgrader')}"]},
        "class": {kind: sum(s.name.startswith(kind) for s in hanging) for kind in kinds},
        "limits": {"function": TIME_LIMIT, "submission": WHOLE_LIMIT},
        "contenders": {contender.name: contender.title for contender in chosen},
    }


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
