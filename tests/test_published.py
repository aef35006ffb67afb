"""The reference prints the published tables, as a script and as the notebook."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LOSSES = """
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
""".strip().splitlines()
NUMBERS = {
    "initial weights": "4.17022005e-01 7.20324493e-01 1.14374817e-04 3.02332573e-01 1.46755891e-01 "
    "9.23385948e-02 0.18626021 0.34556073 0.39676747",
    "final weights": "1.66707072 2.43454525 -1.50667653 1.66659174 2.29166158 -1.50681196 "
    "0.70570663 2.04736287 -4.12867523",
    "predictions": "0.334522 -0.334522 0.846053 0.153947 0.849022 0.150978 0.925358 0.074642",
}


def assert_published(text: str) -> None:
    """Every published number is printed, the losses in their order."""
    words = re.sub(r"[\[\]]", " ", text).split()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    start = lines.index(LOSSES[0])
    assert lines[start : start + len(LOSSES)] == LOSSES
    for what, numbers in NUMBERS.items():
        missing = [number for number in numbers.split() if number not in words]
        assert not missing, f"{what}: {missing}"


def test_the_script_prints_the_published_tables() -> None:
    """`python -m solutions.mlp.mlp`, with warnings as errors."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "solutions.mlp.mlp"],
        cwd=ROOT, env=os.environ | {"MPLBACKEND": "Agg"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert_published(done.stdout)


@pytest.mark.filterwarnings("default")  # a kernel's own libraries warn about themselves
def test_the_notebook_prints_the_published_tables_and_passes_its_checks(tmp_path: Path) -> None:
    """The instructor's notebook in a real kernel, with the student's key and data beside it."""
    import nbclient
    import nbformat

    for name in ("key.json", "or_gate.csv"):
        shutil.copy(ROOT / "assignments" / "mlp" / name, tmp_path)
    notebook = nbformat.read(ROOT / "source" / "mlp" / "mlp.ipynb", as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert_published(printed)
    assert any("image/png" in output.get("data", {}) for output in outputs)
    results = [
        output["data"]["text/plain"]
        for cell in notebook.cells
        if cell.source.startswith("check(")
        for output in cell.outputs
    ]
    assert len(results) == 10
    assert all(result.startswith("✓") for result in results), results
