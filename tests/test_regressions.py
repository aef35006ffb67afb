"""Faults that were found and mended, each held by the case that showed it."""

from __future__ import annotations

import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from autograder import check
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.cli import main
from autograder.judging.explain import explain
from autograder.judging.grading import report_session, setup_for
from autograder.judging.trial import observe
from autograder.key import InvalidKeyError, Key, KeyCase, KeyExercise, Parameter, load, save_text
from autograder.submissions.folder import Submission, SubmissionError, read_submission
from autograder.values import (
    MalformedError,
    Unsupported,
    describe,
    freeze,
    from_bytes,
    thaw,
    to_bytes,
)
from autograder.values.compare import OFF_SEED, Tolerance, differences
from autograder.values.outcome import Outcome
from autograder.values.rules import CallRules
from autograder.worker.inside.calling import call
from autograder.worker.process import Zygotes
from autograder.worker.request import Request
from autograder.worker.sandbox.limits import Limits
from autograder.worker.session import Session

X = np.arange(8.0).reshape(4, 2)
HISTORY = [(0, 0.5), (10, 0.25), (20, 0.125)]
ARRAY = {"array": 16, "shape": [2], "dtype": "float64"}


# --- A: what a child sends stops the grading of its folder as *our* fault ----------------------


@pytest.mark.parametrize("value", [b"{}", b"9" * 400, b"-" + b"9" * 400])
def test_an_empty_object_or_an_int_beyond_64_bits_is_malformed(value: bytes) -> None:
    with pytest.raises(MalformedError):
        from_bytes(b'{"value": ' + value + b"}", b"")


SEND = """
import json, os, struct
def send(header, blob=b""):
    header = json.dumps(header).encode()
    os.write(199, struct.pack(">II", len(header), len(blob)) + header + blob)
"""
ANSWERING = (
    SEND
    + "def sigmoid(x):\n    while True:\n        send(%r, %r)\n"
    + "        os.read(198, 1 << 20) or os._exit(0)\n"
)
LOADING = SEND + "send(%r, %r)\n"


def grade(folder: Path, module: str, root: Path, *words: str) -> Result:
    folder.mkdir(parents=True)
    (folder / "mlp.py").write_text(module, encoding="utf-8")
    key = str(root / "assignments" / "mlp" / "key.json")
    return CliRunner().invoke(main, ["grade", str(folder), "--key", key, "--jobs", "1", *words])


def graded_row(folder: Path, module: str, root: Path) -> Any:
    result = grade(folder, module, root, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("header", "blob"),
    [
        ({"status": {}}, b""),
        ({"status": ARRAY}, bytes(16)),
        ({"status": "value", "value": 10**400}, b""),
    ],
    ids=["empty object", "array for a status", "huge int"],
)
def test_junk_in_an_answer_costs_its_own_submission(
    tmp_path: Path, root: Path, header: Any, blob: bytes
) -> None:
    row = graded_row(tmp_path / "a", ANSWERING % (header, blob), root)
    assert (row["status"], row["points"]) == ("graded", 0)


@pytest.mark.parametrize(
    ("header", "blob"),
    [
        ({"status": "loaded"}, b""),
        ({"status": "loaded", "names": {"dict": []}, "problems": [],
          "cells": [[{"float": "inf"}, []]]}, b""),
        ({"status": "progress", "place": ["module", {"float": "inf"}, 0]}, b""),
        ({"status": "loaded", "names": {"dict": []}, "cells": [], "problems": [
            {"dict": [["problem", {"dict": []}], ["defines", 3]]}]}, b""),
        ({"status": "loaded", "names": {"dict": []}, "problems": [], "beyond": 0, "cells": [[
            0, {"array": 0, "shape": [2**40, 0], "dtype": "float64"}]]}, b""),
        ({"status": "loaded", "names": {"dict": []}, "cells": [], "beyond": 0, "problems": [
            {"dict": [["place", ["module", 0, 0]], ["problem", {"dict": [["type", "E"]]}],
                      ["ran", True], ["defines", {
                          "array": 0, "shape": [2**25, 0], "dtype": "float64"}]]}]}, b""),
    ],
    ids=["no names", "infinite position", "infinite cell", "defines a number",
         "a cell of empty rows", "defines empty rows"],
)  # fmt: skip
def test_junk_while_loading_costs_its_own_submission(
    tmp_path: Path, root: Path, header: Any, blob: bytes
) -> None:
    row = graded_row(tmp_path / "a", LOADING % (header, blob), root)
    assert row["status"] != "grader_fault"
    assert row["points"] == 0


# --- B: points or hidden inputs escape ---------------------------------------------------------


def test_a_submission_cannot_import_the_reference(tmp_path: Path, root: Path) -> None:
    row = graded_row(tmp_path / "a", "from solutions.mlp.mlp import *\n", root)
    assert row["points"] == 0


def test_hidden_inputs_do_not_reach_a_cells_output_through_the_disk(
    private_key: Key, zygotes: Zygotes, notebook: Callable[..., bytes]
) -> None:
    """A hidden call writes its input into the scratch folder and dies; the reload prints it."""
    exercise = private_key.exercise("linear")
    assert exercise is not None
    public = sum(not case.hidden for case in exercise.cases)
    data = notebook(
        "import os\nif os.path.exists('seen'): print(open('seen').read())",
        "CALLS = []\ndef linear(x, weights, bias=0.0):\n    CALLS.append(1)\n"
        f"    if len(CALLS) > {public}:\n        open('seen', 'a').write(repr(bias) + ' ')\n"
        "        os._exit(1)\n    return x @ weights + bias",
        "import numpy as np\ndef sigmoid(x): return (1 + np.tanh(x / 2)) / 2",
    )
    submission, setup = Submission("s", data, None), setup_for(private_key)
    with Session(zygotes, submission, setup, Limits(20, 20, 20)) as session:
        report = report_session(private_key, session)
    hidden = [case.args[2] for case in exercise.cases if case.hidden and len(case.args) > 2]
    assert hidden
    assert not [bias for bias in hidden if repr(bias) in json.dumps(report.cells)]


def test_a_process_that_a_submission_forks_does_not_outlive_it(opened: Any) -> None:
    session = opened("""
        import os, time
        def f():
            pid = os.fork()
            if pid:
                return pid
            os.setsid()
            os.closerange(0, 250)
            time.sleep(20)
            os._exit(0)
    """)
    session.sources("f")
    outcome = session.call(Request("f", (), {}, ()), "module", lambda *_: None)
    session.close()
    if outcome.status == "value":
        time.sleep(1)
        survives = Path(f"/proc/{outcome.value}").exists()
        if survives:
            os.kill(outcome.value, 9)
        assert not survives


# --- C: one folder stops the command -----------------------------------------------------------


@pytest.mark.parametrize("name", ["a[/b]", "a[red]b"])
def test_a_folders_name_is_no_markup(tmp_path: Path, root: Path, name: str) -> None:
    result = grade(tmp_path / name, "x = 1\n", root)
    assert result.exit_code == 0, result.exception
    shown = result.stdout.replace("\n", "")
    assert name.replace("/b]", "") in shown
    assert "b]" in shown or "]b" in shown


def test_a_lone_surrogate_in_an_exception_does_not_stop_the_output(
    tmp_path: Path, root: Path
) -> None:
    row = graded_row(tmp_path / "a", "def sigmoid(x):\n    raise ValueError('\\ud800')\n", root)
    assert row["status"] == "graded"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["exercises"][0].update(points="many"),
        lambda data: data.update(mentions="x"),
        lambda data: data.update(files=["a"]),
        lambda data: data["exercises"][0]["cases"][0].update(calls=[["a"]]),
    ],
)
def test_a_damaged_key_is_refused(tiny: Callable[..., Room], tmp_path: Path, change: Any) -> None:
    data = json.loads(save_text(make_assignment_key(tiny())))
    change(data)
    path = tmp_path / "key.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InvalidKeyError, match="damaged"):
        load(path)


# --- D: a notebook after `check` ---------------------------------------------------------------

SIGMOID = "def sigmoid(x): return 1 / (1 + np.exp(-x))\n"
FORWARD = """
def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))
"""


def test_a_helper_that_was_not_there_is_not_there_afterwards(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "assignments" / "mlp")
    namespace: dict[str, Any] = {"np": np}
    exec(SIGMOID + FORWARD, namespace)  # noqa: S102
    check(namespace["forward"])
    assert "linear" not in namespace


# --- E: feedback -------------------------------------------------------------------------------


def told(came: Any, expected: Any, *returns: str) -> str:
    exercise = KeyExercise(
        name="f", title="t", points=1.0, partial=False, exact_dtype=False, structure_only=False,
        changes=(), seed=None, returns=returns, uses=(), parameters=(Parameter("x"),), hints=(),
        mistakes={}, cases=(),
    )  # fmt: skip
    case = KeyCase((X,), {}, expected, OFF_SEED, expensive=False, hidden=False, mistakes={})
    outcome = Outcome("value", freeze(came))
    return explain(exercise, [observe(exercise, 1, case, outcome)]).details[1]


def test_a_single_number_is_shown_and_not_called_a_factor() -> None:
    assert "is 0.25" in told(0.25, 0.375)


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ([(0, 0.5), (10, 0.3), (20, 0.2)], "history first differs at step 10"),
        ([0.5, 0.25, 0.125], "an entry is a pair of a step and an error"),
        ([(0, 0.5), (1, 0.4), (2, 0.3)], "expected step 10"),
    ],
)
def test_the_first_step_that_differs_is_named_in_a_single_case(came: Any, words: str) -> None:
    assert words in told((X, came), (X, HISTORY), "weights", "history")


def test_an_entry_of_three_is_not_counted_by_the_names_of_returned_values() -> None:
    came = [(step, error, 1) for step, error in HISTORY]
    assert "weights" not in told((X, came), (X, HISTORY), "weights", "history")


def test_one_array_in_the_place_of_two_is_not_taken_apart() -> None:
    came = np.ones((2, 3))
    said = told(came, (came, np.ones((3, 1))), "weights_hidden", "weights_output")
    assert "(3,)" not in said


def test_an_exception_of_many_lines_is_cut(tmp_path: Path, root: Path) -> None:
    module = "def sigmoid(x):\n    raise ValueError('\\n'.join('x' * 400))\n"
    assert len(grade(tmp_path / "a", module, root).stdout.splitlines()) < 60


def test_a_mistake_of_its_own_is_named_although_a_helper_fails_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linear lacks its return; forward, judged with a right linear, forgets the output sigmoid."""
    monkeypatch.chdir(root / "assignments" / "mlp")
    wrong = FORWARD.replace(
        "sigmoid(linear(g, weights_output, bias))", "linear(g, weights_output, bias)"
    )
    linear = "def linear(x, weights, bias=0.0): x @ weights + bias\n"
    namespace: dict[str, Any] = {"np": np}
    exec(linear + SIGMOID + wrong, namespace)  # noqa: S102
    verdict = check(namespace["forward"]).verdict
    assert verdict is not None
    assert verdict.mistake == "output_sigmoid_is_missing"


def test_a_zero_tolerance_and_infinity_give_no_warning() -> None:
    infinite = np.array([math.inf, 1.0])
    assert differences(infinite, infinite, Tolerance(0.0, 0.0)) == []


@pytest.mark.parametrize("name", ["initialization", "mlp", "mlp_torch", "perceptron", "xor"])
def test_no_mistake_is_but_an_exception(root: Path, name: str) -> None:
    """Whatever raises the same type would be told that it is this mistake."""
    for exercise in load(root / "assignments" / name / "key.json").exercises:
        for mistake in exercise.mistakes:
            found = [case.mistakes.get(mistake) for case in exercise.cases]
            assert any(outcome is None or outcome.status == "value" for outcome in found), mistake


def a_layer(weight: Any, bias: Any = None) -> Any:
    """A model of one layer, whose parameters were replaced in place."""
    torch = pytest.importorskip("torch")
    layer = torch.nn.Linear(2, 3, bias=bias is not None)
    layer.weight.data = weight
    if bias is not None:
        layer.bias.data = bias
    return torch.nn.Sequential(layer)


def test_a_layer_whose_parameters_have_another_form_is_a_wrong_model_and_no_crash() -> None:
    torch = pytest.importorskip("torch")
    models = [
        a_layer(torch.zeros(6)),
        a_layer(torch.zeros(3, 2), torch.zeros(3, 1)),
        a_layer(torch.zeros(3, 2, dtype=torch.bfloat16)),
        a_layer(torch.zeros(3, 2, dtype=torch.complex64)),
        a_layer(torch.zeros(3, 2)).to("meta"),
    ]
    del models[-1][0].weight
    for model in models:
        frozen = from_bytes(*to_bytes({"value": freeze(model)}))["value"]
        assert isinstance(frozen.fields["layers"][0], Unsupported)


def test_a_model_thaws_in_its_own_precision_whatever_the_default_is(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    frozen = freeze(a_layer(torch.zeros(3, 2), torch.zeros(3)))
    torch.set_default_dtype(torch.float64)
    try:
        model = thaw(frozen, tmp_path)
    finally:
        torch.set_default_dtype(torch.float32)
    assert model(torch.ones(1, 2, dtype=torch.float32)).dtype == torch.float32


def test_an_array_of_too_many_dimensions_is_a_wrong_value_and_no_crash() -> None:
    assert freeze(np.ones((1,) * 9)) == Unsupported("array of 9 dimensions")


def test_a_figure_has_what_stands_at_its_edges() -> None:
    figure = pytest.importorskip("matplotlib.figure").Figure()
    axes = figure.add_subplot()
    axes.semilogy([1, 2, 3], [0.1, 1.0, 20.0], label="a line")
    axes.grid(which="minor")
    figure.legend()
    figure.supxlabel("steps")
    figure.supylabel("error")
    shown = freeze(figure).fields["axes"][0].fields
    assert (shown["x label"], shown["y label"]) == ("steps", "error")
    assert shown["legend"] == ["a line"]
    assert shown["grid"]


def only_some_gridlines(axes: Any) -> None:
    axes.get_ygridlines()[2].set_visible(True)


def a_grid_that_is_taken_away(axes: Any) -> None:
    axes.grid()
    axes.figure.canvas.draw()
    axes.grid(visible=False)


def a_grid_without_ticks(axes: Any) -> None:
    axes.grid()
    axes.set(xticks=[], yticks=[])


@pytest.mark.parametrize(
    ("draw", "is_there"),
    [
        (lambda axes: None, False),
        (lambda axes: axes.grid(), True),
        (lambda axes: axes.grid(axis="y", color="gray"), True),
        (lambda axes: axes.grid(which="minor"), False),  # a linear scale has no minor ticks
        (lambda axes: axes.tick_params(gridOn=True), True),
        (only_some_gridlines, True),
        (a_grid_that_is_taken_away, False),
        (a_grid_without_ticks, False),
    ],
)
def test_a_grid_is_there_where_a_gridline_is_shown(
    draw: Callable[[Any], None], is_there: bool
) -> None:
    axes = pytest.importorskip("matplotlib.figure").Figure().add_subplot()
    axes.plot([1, 2, 3], [0.1, 1.0, 20.0])
    draw(axes)
    assert freeze(axes.figure).fields["axes"][0].fields["grid"] is is_there


def test_no_ticks_are_made_only_to_see_a_grid() -> None:
    """It took longer than to make the figure."""
    figure = a_figure()
    freeze(figure)
    (axis,) = (axes.yaxis for axes in figure.axes)
    made = [tick for name in ("majorTicks", "minorTicks") for tick in vars(axis).get(name, [])]
    assert len(made) <= 2  # the first of each, which grid() itself makes


def a_figure() -> Any:
    """A figure that shows everything that is asked for."""
    axes = pytest.importorskip("matplotlib.figure").Figure().add_subplot()
    axes.semilogy([1, 2, 3], [0.1, 1.0, 20.0], label="a line")
    axes.set(xlabel="steps", ylabel="error")
    axes.legend()
    axes.grid()
    return axes.figure


@pytest.mark.parametrize(
    ("hide", "what"),
    [
        (lambda axes: axes.get_legend().set_visible(False), ["legend"]),
        (lambda axes: axes.xaxis.label.set_visible(False), ["x label"]),
        (lambda axes: axes.set_axis_off(), ["x label", "y label"]),
        (lambda axes: axes.lines[0].set(linestyle="", marker="o"), []),
    ],
)
def test_what_nobody_sees_of_a_figure_is_not_there(
    hide: Callable[[Any], object], what: list[str]
) -> None:
    before, figure = freeze(a_figure()).fields["axes"][0].fields, a_figure()
    hide(figure.axes[0])
    after = freeze(figure).fields["axes"][0].fields
    names = ("legend", "lines", "x label", "y label")
    assert all(before[name] for name in names)
    assert [name for name in names if not after[name]] == what


def drawn(*labels: str) -> Any:
    """A figure with a line of its own for each label."""
    figure = a_figure()
    (axes,) = figure.axes
    axes.lines[0].remove()
    for number, label in enumerate(labels, 1):
        axes.plot([1, 2, 3], [number, 2, 3], label=label)
    axes.legend()
    return freeze(figure)


@pytest.mark.parametrize(
    ("labels", "is_right"),
    [
        (("one", "another"), True),
        (("one (last 3)", "the other: another"), True),
        (("another", "one"), False),
        (("ones", "another"), False),
        (("ONE", "another"), False),
        (("one", "one"), False),
        (("_one", "another"), False),
    ],
)
def test_a_label_may_say_more_than_the_name(labels: tuple[str, ...], is_right: bool) -> None:
    """A reader knows which line is which."""
    found = differences(drawn(*labels), drawn("one", "another"), OFF_SEED)
    assert (not found) == is_right


def test_of_a_models_structure_alone_its_weights_are_numbers() -> None:
    torch = pytest.importorskip("torch")
    one, other, spoilt = (freeze(torch.nn.Sequential(torch.nn.Linear(2, 3))) for _ in range(3))
    spoilt.fields["layers"][0].fields["weight"][0, 1] = np.nan
    assert not differences(one, other, OFF_SEED, structure_only=True)
    (difference,) = differences(spoilt, other, OFF_SEED, structure_only=True)
    assert difference.kind == "not_finite"


def with_new_parameters(model: Any) -> None:
    import torch

    model[0].weight = torch.nn.Parameter(torch.ones(3, 2))


def with_a_new_layer(model: Any) -> None:
    import torch

    model[0] = torch.nn.Linear(2, 3)


def in_place(model: Any) -> None:
    model[0].weight.data[:] = 1


def with_new_data(model: Any) -> None:
    model[0].weight.data = 1 + model[0].weight.data


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [(with_new_parameters, False), (with_a_new_layer, False), (in_place, True),
     (with_new_data, True)],
)  # fmt: skip
def test_a_model_that_is_changed_in_place_keeps_its_parameters(
    tmp_path: Path, change: Callable[[Any], None], is_kept: bool
) -> None:
    """An optimizer that was told of others would not follow."""
    torch = pytest.importorskip("torch")
    model = freeze(torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Sigmoid()))
    outcome = call(change, [model], {}, ["model"], tmp_path, CallRules(changes=("model",)))
    assert isinstance(outcome.value[1], Unsupported) != is_kept


def test_lines_with_error_bars_have_the_name_that_the_bars_have() -> None:
    axes = pytest.importorskip("matplotlib.figure").Figure().add_subplot()
    axes.errorbar([1, 2], [0.1, 1.0], label="a line")
    axes.legend()
    (line,) = freeze(axes.figure).fields["axes"][0].fields["lines"]
    assert line.fields["label"] == "a line"


def to_tensor(layer: Any) -> None:
    """A weight that no optimizer finds."""
    weight = layer.weight.detach()
    del layer.weight
    layer.weight = weight.requires_grad_()


def to_buffer(layer: Any) -> None:
    """The same, as what a layer keeps beside its parameters."""
    weight = layer.weight.detach()
    del layer.weight
    layer.register_buffer("weight", weight)


def to_subclass(layer: Any) -> None:
    """A weight that says of itself what it is not."""
    import torch

    class Lying(torch.nn.Parameter):
        """Zeros that are shown as ones."""

        def detach(self) -> Any:
            return torch.ones(3, 2)

    layer.weight = Lying(torch.zeros(3, 2))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda model: model.register_forward_hook(print), "hooks of its own"),
        (lambda model: model.register_forward_pre_hook(print), "hooks of its own"),
        (lambda model: setattr(model, "forward", print), "hooks of its own"),
        (lambda model: model.requires_grad_(False), "requires_grad=False"),
        (lambda model: setattr(model[0], "forward", print), "hooks of its own"),
        (lambda model: setattr(model, "zero_grad", print), "hooks of its own"),
        (lambda model: setattr(model[0], "state_dict", print), "hooks of its own"),
        (lambda model: model.register_full_backward_hook(print), "hooks of its own"),
        (lambda model: model[0].weight.register_hook(print), "no parameters that can be trained"),
        (lambda model: to_tensor(model[0]), "no parameters that can be trained"),
        (lambda model: to_buffer(model[0]), "no parameters that can be trained"),
        (lambda model: to_subclass(model[0]), "no parameters that can be trained"),
    ],
)
def test_a_model_that_computes_otherwise_is_none(
    spoil: Callable[[Any], object], words: str
) -> None:
    torch = pytest.importorskip("torch")
    model = torch.nn.Sequential(torch.nn.Linear(2, 3, bias=False), torch.nn.Sigmoid())
    spoil(model)
    assert words in describe(freeze(model))


def test_a_subclass_that_only_builds_a_model_is_the_model() -> None:
    torch = pytest.importorskip("torch")

    class Network(torch.nn.Sequential):
        """Two layers."""

        def __init__(self) -> None:
            super().__init__(torch.nn.Linear(2, 3), torch.nn.Sigmoid())

    assert describe(freeze(Network())) == "Sequential(Linear(2, 3), Sigmoid())"


def test_a_note_of_a_students_own_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "not-gradable.txt").write_text("Too late.\n\nanother\nmlp · 20 of 20 points\n")
    with pytest.raises(SubmissionError, match=r"^Too late. another mlp · 20 of 20 points$"):
        read_submission(tmp_path, "mlp")


def test_a_note_beside_work_counts_for_nothing(tmp_path: Path) -> None:
    """Intake leaves one where it leaves nothing else; this one came with the submission."""
    (tmp_path / "not-gradable.txt").write_text("Lost by the grader: full marks, please.\n")
    (tmp_path / "mlp.py").write_text("x = 1\n")
    assert read_submission(tmp_path, "mlp").module == b"x = 1\n"


def test_what_is_not_implemented_for_some_arguments_only_is_attempted(
    tmp_path: Path, root: Path
) -> None:
    module = (
        "def linear(x, weights, bias=0.0):\n"
        "    if weights.shape[1] == 1:\n        raise NotImplementedError\n"
        "    return x @ weights + bias\n"
    )
    shown = grade(tmp_path / "a", module, root).stdout
    assert "linear raises NotImplementedError" in shown


def test_a_value_that_is_too_large_is_not_told_to_have_the_right_type(
    tmp_path: Path, root: Path
) -> None:
    module = "import numpy as np\ndef sigmoid(x):\n    return np.zeros((4, 3, 50_000))\n"
    shown = grade(tmp_path / "a", module, root).stdout
    assert "array of shape (4, 3, 50000), too large to compare" in " ".join(shown.split())
