"""Submissions with much code in common: found in disguise, not among honest ones, shown safely."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT

from autograder.cli import main
from autograder.cli import similarity as command
from autograder.instructor import similarity
from autograder.instructor.similarity import compare
from autograder.instructor.similarity_page import page

HONEST = sorted((ROOT / "tests" / "corpus" / "mlp" / "correct").glob("*.py"))
GIVEN = ROOT / "assignments" / "mlp"
# One of the honest solutions, with helpers and variables of its own.
COPIED = ROOT / "tests" / "corpus" / "mlp" / "correct" / "in_place_on_copies.py"
Course = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Makes a course in which these students have handed in these modules."""
    shutil.copytree(GIVEN, tmp_path / "assignments" / "mlp")
    shutil.copytree(ROOT / "solutions" / "mlp", tmp_path / "solutions" / "mlp")

    def make(modules: dict[str, str | bytes]) -> Path:
        for student, code in modules.items():
            folder = tmp_path / "submitted" / student / "mlp"
            folder.mkdir(parents=True)
            name = "mlp.py" if isinstance(code, str) else "mlp.ipynb"
            data = code.encode("utf-8", "surrogatepass") if isinstance(code, str) else code
            (folder / name).write_bytes(data)
        return tmp_path

    return make


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def invoke(root: Path, *words: str) -> Result:
        monkeypatch.chdir(root)
        return CliRunner().invoke(main, ["similarity", "mlp", *words])

    return invoke


def functions_of(module: str) -> list[str]:
    """The top-level statements of a module, each as text."""
    return [part.rstrip() + "\n" for part in re.split(r"\n(?=\S)", module.strip())]


def renamed(module: str) -> str:
    """Other names for everything that is stored in a variable."""
    stored = set(re.findall(r"^\s+(\w+)(?=(?:, \w+)* = )", module, re.MULTILINE))
    assert len(stored) > 8
    for number, name in enumerate(sorted(stored)):
        module = re.sub(rf"\b{name}\b", f"my_{number}", module)
    return module


def functions_moved(module: str) -> str:
    """The functions in the opposite order, below the imports."""
    parts = functions_of(module)
    defs = [part for part in parts if part.startswith("def ")]
    return "\n\n".join([*(part for part in parts if part not in defs), *defs[::-1]])


def commented(module: str) -> str:
    """A docstring in each function, and a comment behind each line."""
    module = re.sub(r"^(def .*:)$", r'\1\n    """In my own words."""', module, flags=re.MULTILINE)
    return re.sub(r"(?<=[^\\(\[,\"])\n", "  # as I see it\n", module)


# --- what is found ------------------------------------------------------------------------------


@pytest.mark.parametrize("disguise", [renamed, functions_moved, commented])
def test_a_copy_in_disguise_is_found(course: Course, disguise: Callable[[str], str]) -> None:
    text = COPIED.read_text(encoding="utf-8")
    copy = disguise(text)
    assert copy != text
    compile(copy, "copy", "exec")
    other = HONEST[0].read_text(encoding="utf-8")
    found = compare(course({"ada": text, "bob": copy, "eve": other}), "mlp")
    assert [pair.students for pair in found.pairs] == [("ada", "bob")]
    assert found.pairs[0].share >= 90
    assert found.number == 3


def test_each_pair_is_a_step_of_the_progress(course: Course) -> None:
    steps: list[object] = []
    watch = SimpleNamespace(begin=lambda *of: steps.append(of), step=lambda: steps.append("step"))
    texts = {name: HONEST[n].read_text(encoding="utf-8") for n, name in enumerate("abc")}
    compare(course(texts), "mlp", watch=watch)
    assert steps == [("comparing", 3), "step", "step", "step"]


def test_of_fifty_honest_solutions_no_pair_is_listed(course: Course) -> None:
    """The figure that the page and docs/decisions/0011-similarity.md name."""
    reference = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
    modules: dict[str, str | bytes] = {p.stem: p.read_text(encoding="utf-8") for p in HONEST}
    found = compare(course(modules | {"reference": reference}), "mlp")
    assert len(found.works) == 50
    assert found.number == 1225
    assert found.pairs == ()
    assert found.usual[0] < found.usual[1] < similarity.THRESHOLD


def test_a_copy_that_is_lengthened_is_found(course: Course) -> None:
    """Half of the longer one is new; all of the other one is in it."""
    text = COPIED.read_text(encoding="utf-8")
    longer = text + "\n\n" + ROOT.joinpath("tests/conftest.py").read_text(encoding="utf-8")
    (pair,) = compare(course({"ada": text, "bob": longer}), "mlp").pairs
    assert pair.shares[0] > 95
    assert pair.shares[1] < 60


def test_a_notebook_is_compared_with_a_module_by_its_exercises(course: Course) -> None:
    text = COPIED.read_text(encoding="utf-8")
    notebook = json.loads((GIVEN / "mlp.ipynb").read_text(encoding="utf-8"))
    own = {part.split("(")[0]: part for part in functions_of(text)}
    for cell in notebook["cells"]:
        cell["source"] = own.get(f"def {cell['id']}", cell["source"])
    found = compare(course({"ada": json.dumps(notebook).encode(), "bob": text}), "mlp")
    assert [pair.students for pair in found.pairs] == [("ada", "bob")]
    code = found.works["ada"].code
    assert "def hidden_gradient" in code
    assert "draw_network" not in code  # provided
    assert "check(" not in code


def test_what_was_released_is_nobodys_own(course: Course) -> None:
    """Two stubs are not alike, nor are two students who wrote one line each."""
    stub = (GIVEN / "mlp.py").read_text(encoding="utf-8")
    one = stub.replace("    raise NotImplementedError()", "    return x @ weights + bias", 2)
    notebook = (GIVEN / "mlp.ipynb").read_bytes()
    found = compare(course({"ada": stub, "bob": notebook, "eve": one, "kim": one}), "mlp")
    assert not found.works
    assert not found.pairs
    assert found.left_out["ada"] == found.left_out["bob"] == "It is what was released, unchanged."
    assert "little code of its own" in found.left_out["eve"]


def test_members_of_a_team_are_not_compared(course: Course) -> None:
    text = COPIED.read_text(encoding="utf-8")
    root = course({"ada": text, "bob": text, "eve": text})
    (root / "teams.csv").write_text("team,student\nred,ada\nred,bob\n", encoding="utf-8")
    found = compare(root, "mlp")
    assert [pair.students for pair in found.pairs] == [("ada", "eve"), ("bob", "eve")]
    assert found.number == 2


def test_a_teams_work_is_compared_once(course: Course) -> None:
    from autograder.instructor.teams import share_work

    text = COPIED.read_text(encoding="utf-8")
    root = course({"ada": text, "eve": text})
    (root / "teams.csv").write_text("team,student\nred,ada\nred,bob\n", encoding="utf-8")
    share_work(root, "mlp")
    found = compare(root, "mlp")
    assert [pair.students for pair in found.pairs] == [("ada", "eve")]
    assert found.left_out == {"bob": "It is the work of ada, of the same team."}


# --- what cannot be compared --------------------------------------------------------------------


def test_work_that_cannot_be_compared_is_named_with_the_reason(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = COPIED.read_text(encoding="utf-8")
    root = course({"ada": b"no notebook", "bob": text * 60, "-eve": text, "kim": text})
    (root / "submitted" / "kim" / "mlp" / "mlp.py").unlink()
    left_out = compare(root, "mlp").left_out
    assert left_out["ada"] == "Its notebook cannot be read."
    assert re.match(r"It is too long \(\d+ characters\)\.", left_out["bob"])
    assert "not a valid student id" in left_out["-eve"]
    assert "holds neither" in left_out["kim"]


def test_code_that_takes_long_to_read_is_left_out(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = course({"ada": COPIED.read_text(encoding="utf-8") + "# slow\n"})
    usual = similarity._tokens

    def slow(code: str) -> Any:
        while code.endswith("# slow"):
            pass
        return usual(code)

    monkeypatch.setattr(similarity, "_tokens", slow)
    monkeypatch.setattr(similarity, "SECONDS", 0.5)
    assert "did not finish within 0.5 s" in compare(root, "mlp").left_out["ada"]


# --- what is shown ------------------------------------------------------------------------------


def small_class(course: Course) -> Path:
    text = COPIED.read_text(encoding="utf-8")
    stub = (GIVEN / "mlp.py").read_text(encoding="utf-8")
    others = {f"s{n}": path.read_text(encoding="utf-8") for n, path in enumerate(HONEST[:3])}
    return course({"ada": text, "bob": functions_moved(renamed(text)), "eve": stub, **others})


def test_the_screen_lists_pairs_and_says_what_they_prove(
    course: Course, run: Callable[..., Result], assert_golden: Callable[[str, str], None]
) -> None:
    result = run(small_class(course))
    assert result.exit_code == 0
    assert_golden("similarity", result.stdout)


def test_json_has_the_shares_and_no_code(course: Course, run: Callable[..., Result]) -> None:
    found = json.loads(run(small_class(course), "--json", "--threshold", "30").stdout)
    assert found["pairs"][0]["students"] == ["ada", "bob"]
    assert min(found["pairs"][0]["shares"]) > 90
    assert len(found["pairs"]) > 1
    assert found["threshold"] == 30
    assert found["pairs_compared"] == 10
    assert list(found["left_out"]) == ["eve"]
    assert "def " not in json.dumps(found)


def test_without_submissions_the_next_command_is_named(
    course: Course, run: Callable[..., Result]
) -> None:
    result = run(course({}))
    assert result.exit_code == 1
    assert "run autograder collect mlp" in result.stderr


def test_the_threshold_of_the_command_is_the_one_that_was_measured() -> None:
    assert command.THRESHOLD == similarity.THRESHOLD


def test_a_page_marks_what_both_have_and_nothing_else(
    course: Course, run: Callable[..., Result]
) -> None:
    root = small_class(course)
    assert run(root, "--html", "similar.html").exit_code == 0
    html = (root / "similar.html").read_text(encoding="utf-8")
    left, right = html.split('<div class="code">')[1:]
    for side in (left, right):
        lines = re.findall(r"<div><span>.*?</div>", side)
        assert sum("<mark>" in line for line in lines) == side.count("<b>▌</b>") > 40
    assert "not proof of copying" in html


def test_a_page_of_hostile_code_has_no_markup_of_theirs(course: Course) -> None:
    hostile = '</div></mark><script>alert(1)</script>"\x1b[31m\u202e\x00'
    text = COPIED.read_text(encoding="utf-8")
    text = text.replace("np.", f"np.  # {hostile}\n .", 1) + f"\nlabel = '''{hostile}'''\n"
    found = compare(course({"ada (1), b@c": text, "bob": text, "o'eve": text}), "mlp")
    html = page(found)
    assert len(found.pairs) == 3
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search("[\x00\x1b\u202e]", html)
    tags = set(re.findall(r"<(/?[a-z0-9]+)", html))
    assert {"script", "img", "iframe", "svg", "form"}.isdisjoint(tags)
    assert html.count("<mark>") == html.count("</mark>")
    assert "http" not in html.replace("http-equiv", "")


def test_a_long_list_is_cut_on_the_page_and_on_the_screen_but_not_in_json(
    course: Course, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.instructor import similarity_page

    monkeypatch.setattr(similarity_page, "MOST", 2)
    text = COPIED.read_text(encoding="utf-8")
    root = course(dict.fromkeys(("ada", "bob", "eve"), text))
    assert "and 1 more; --json lists them all" in run(root, "--html", "a.html").stdout
    html = (root / "a.html").read_text(encoding="utf-8")
    assert html.count("<section") == 2
    assert html.count("bob and eve") == 1
    assert "The sources of the first 2 pairs follow" in html
    assert len(json.loads(run(root, "--json").stdout)["pairs"]) == 3
