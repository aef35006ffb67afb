"""The reference prints the published tables, as a script and as the notebook."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from autograder.key import load
from autograder.values import thaw
from solutions.mlp import mlp

ROOT = Path(__file__).parent.parent
PATIENCE = 3600  # seconds; a busy machine takes its time

# What each assignment's script and notebook print, in this order where it is a list.
LOSSES = {
    "mlp": """
        0 1.960156e-01
        1000 1.651662e-01
        2000 1.593565e-01
        3000 1.550351e-01
        4000 1.511067e-01
        5000 1.465351e-01
        6000 1.392272e-01
        7000 1.234844e-01
        8000 9.350530e-02
        9000 6.205274e-02
    """,
    "perceptron": """
        0 1.46731399
        1000 0.233010626
        2000 0.109165309
        3000 0.0697774226
        4000 0.0509638761
        5000 0.0400389927
        6000 0.0329285989
        7000 0.0279420462
        8000 0.0242558760
        9000 0.0214222958
    """,
}
LOSSES["autograd"] = LOSSES["mlp"]  # the same training, its gradients by a tape
NUMBERS = {
    "autograd": """
        1.66707072 2.43454525 -1.50667653 1.66659174 2.29166158 -1.50681196
        0.70570663 2.04736287 -4.12867523
        0.0621 0.0072
    """,
    "mlp": """
        4.17022005e-01 7.20324493e-01 1.14374817e-04 3.02332573e-01 1.46755891e-01 9.23385948e-02
        0.18626021 0.34556073 0.39676747
        1.66707072 2.43454525 -1.50667653 1.66659174 2.29166158 -1.50681196
        0.70570663 2.04736287 -4.12867523
        0.334522 -0.334522 0.846053 0.153947 0.849022 0.150978 0.925358 0.074642
        0.1477 0.940086 4.10e-02 3.76e-05 6.23e-03 13827 1.04e-02
    """,
    "perceptron": """
        9.98578506 9.98589032 -4.52752860 0.010692 0.995758 0.995757 1.000000 0.733656993
        0.0408, 1.0022,
    """,
    "mlp_torch": """
        0.334522 -0.334522 0.846053 0.153947 0.849022 0.150978 0.925358 0.074642
        1.960156e-01 1.651662e-01 1.593565e-01 1.550351e-01 1.511067e-01 1.465351e-01
        1.392272e-01 1.234844e-01 9.350530e-02 6.205274e-02
    """,
    "xor": """
        1 0.07 0.0341, 0.9489, 0.9591, 0.0493 0.0020 0.0351, 0.9494, 0.9481, 0.0645 0.0027
        1.4 3.6 0.0070 0.0688
    """,
    "initialization": "0.080 0.890 0.970 1.000 0.52",
    "generalise": "0.605 0.648 0.161 0.354 0.059 0.629 0.283, 0.653, 0.894, 0.863, 0.330 0.378",
}
# The final errors of xor, and the network's predictions: of the published comparison (single
# perceptron, network), of seed 1, and of four hidden features.
XOR_ENDS = [
    (1.0037, [1.231995e-03, 9.983570e-01, 1.666987e-09, 8.205257e-04]),
    (0.0704, [0.049976, 0.926449, 0.925168, 0.517742]),
    (0.0020, [0.0341, 0.9489, 0.9591, 0.0493]),
    (0.0027, [0.0351, 0.9494, 0.9481, 0.0645]),
]
# PyTorch's float32 sums differ between builds, so that these agree within 1e-5.
CLOSE = {
    "mlp_torch": [1.6670684, 1.6665915, 2.4345472, 2.2916615, -1.5066769, -1.5068121,
                  0.70570666, 2.0473638, -4.128679],
    "xor": [1.231995e-03, 9.983570e-01, 1.666990e-09, 8.205257e-04,
            0.049976, 0.926449, 0.925168, 0.517742],
}  # fmt: skip
# These train with PyTorch, or many networks.
LONG = [pytest.param(name, marks=pytest.mark.long) for name in NUMBERS if name not in LOSSES]
TAPE = pytest.param("autograd", marks=pytest.mark.long)


def assert_published(name: str, text: str) -> None:
    """Every published number of the assignment is printed, the losses in their order."""
    words = re.sub(r"[\[\]]", " ", text).split()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    if name in LOSSES:
        losses = [line.strip() for line in LOSSES[name].strip().splitlines()]
        start = lines.index(losses[0])
        assert lines[start : start + len(losses)] == losses
    assert [number for number in NUMBERS[name].split() if number not in words] == []
    printed = [float(word) for word in words if re.fullmatch(r"-?[\d.]+(e-?\d+)?", word)]
    for number in CLOSE.get(name, []):
        assert any(math.isclose(number, other, rel_tol=1e-5) for other in printed), number


def test_xor_is_graded_on_the_published_ends_of_all_its_trainings() -> None:
    torch = pytest.importorskip("torch")
    exercise = load(ROOT / "assignments" / "xor" / "key.json").exercise("trained")
    ends = [case for case in exercise.cases if case.expensive]
    for case, (error, predictions) in zip(ends, XOR_ENDS, strict=True):
        model, inputs = thaw(case.expected[0], ROOT), thaw(case.args[2], ROOT)
        assert case.expected[1] == pytest.approx(error, abs=6e-5)
        assert torch.allclose(model(inputs)[:, 0], torch.tensor(predictions), rtol=1e-5, atol=6e-5)


@pytest.mark.parametrize("name", ["mlp", *LONG[:1], "perceptron", TAPE])
def test_the_script_prints_the_published_tables(name: str) -> None:
    """`python -m solutions.NAME.NAME`, with warnings as errors; the long ones run as notebooks."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", f"solutions.{name}.{name}"],
        cwd=ROOT, env=os.environ | {"MPLBACKEND": "Agg"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert_published(name, done.stdout)


@pytest.mark.filterwarnings("default")  # a kernel's own libraries warn about themselves
@pytest.mark.parametrize(
    "name", ["perceptron", pytest.param("mlp", marks=pytest.mark.long), *LONG, TAPE]
)
def test_the_notebook_prints_the_published_tables_and_passes_its_checks(
    name: str,
) -> None:
    """The instructor's notebook in a real kernel, where it stands; it uses the released key."""
    import nbclient
    import nbformat

    folder = ROOT / "source" / name
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    nbclient.NotebookClient(
        notebook,
        resources={"metadata": {"path": str(folder)}},
        **dict.fromkeys(("timeout", "startup_timeout", "iopub_timeout"), PATIENCE),
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert_published(name, printed)
    assert any("image/png" in output.get("data", {}) for output in outputs)
    checks = [cell for cell in notebook.cells if cell.source.startswith("check(")]
    results = [
        output["data"]["text/plain"]
        for cell in checks
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert len(results) == len(checks) > 4
    assert all(result.startswith("✓") for result in results), results


@pytest.mark.parametrize("name", ["output_gradient", "hidden_gradient"])
def test_a_gradient_of_mlp_is_checked_right_before_it_is_graded(name: str) -> None:
    cells = json.loads((ROOT / "source/mlp/mlp.ipynb").read_text("utf-8"))["cells"]
    place = [cell["id"] for cell in cells].index(f"check-{name}")
    assert "gradient_check(" in "".join(cells[place - 1]["source"])
    assert [cell["id"] for cell in cells[place - 3 : place - 1]] == [name, f"{name}-text-1"]


@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 2, 2), (3, 4, 2)])
def test_no_two_labels_of_the_drawn_network_collide(
    sizes: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every edge carries the name and the value of its weight."""
    from matplotlib import pyplot as plt

    cells = json.loads((ROOT / "source/mlp/mlp.ipynb").read_text("utf-8"))["cells"]
    (cell,) = (cell for cell in cells if "def draw_network" in "".join(cell["source"]))
    monkeypatch.setattr(plt, "show", lambda: None)
    names = dict(vars(mlp))
    exec("".join(cell["source"]), names)  # noqa: S102  # our own notebook
    figure, axes = plt.subplots(figsize=(9, 4.5))
    weights = mlp.initialize_weights(*sizes)
    names["draw_network"](axes, *(-10 * w for w in weights))
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == sum(w.size for w in weights) + sum(sizes)
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    labels = {text.get_text() for text in axes.texts}
    assert f"$v_{{11}} = {-10 * weights[0][0, 0]:.2f}$" in labels
    plt.close("all")
