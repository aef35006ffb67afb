"""Markdown and HTML of students, held against what may stay on a page."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.gradebook import Row
from autograder.nbgrader import pages as nbgrader_pages
from autograder.nbgrader.feedback import FeedbackPage
from autograder.nbgrader.formulas import ATTRIBUTES, DEFINES, MATH, MAX_FORMULA
from autograder.nbgrader.outputs import TOO_MUCH, write_outputs
from autograder.nbgrader.pages import (
    CLASS,
    FULL,
    MAX_HTML,
    MAX_PAGE,
    MAX_SHOWN,
    TAGS,
    Page,
    highlighted,
    safe_markdown,
    safe_verdict,
    shown,
)
from autograder.reports.html import verdict_html
from autograder.reports.pictures import tint
from autograder.reports.report import History, Report, Verdict

FRAGMENTS = (
    *("<script>", "</script>", "<svg", "onload=alert(1)", "<img", "src=x", "onerror=alert(1)", ">"),
    *("<a href=", "javascript:alert(1)", "JaVaScRiPt&colon;alert(1)", "\"", "'", "`", "```\n"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<math>", "<mtext>", "<table>", "<mglyph>", "<style>"),
    *("</style>", "<noscript>", "<template>", "<xmp>", "<title>", "<textarea>", "<p title=", "\n"),
    *("[x](", ")", "![x](", "data:text/html,<script>", "vbscript:x", "//evil.example", "&lt;"),
    *("$", "$$", "\\\\(", "\\begin{a}", "\\end{a}", "# ", "- ", "> ", "|a|\n|-|\n", "<div style=",
      "position:fixed", "background:url(//evil.example)", "\x00", "\u202e", "\x1b[31m", "id=x"),
)  # fmt: skip
STYLE = re.compile(r"((text-align:\w+|border-\w+:0\.05em \w+ currentcolor);?)*")
HREF = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


def check(html: str) -> None:
    """Assert that nothing in the HTML runs, loads, poses as the page, or hides."""

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """Hold a tag against the list."""
            assert tag in TAGS
            for name, value in attrs:
                if tag in MATH and name in ATTRIBUTES:
                    assert re.fullmatch(ATTRIBUTES[name], value or "")
                    continue
                assert name in {"href", "rel", "src", "alt", "title", "class", "style"}
                assert name != "href" or HREF.match(value or "")
                assert name != "src" or (value or "").startswith(("data:image/png", "data:image/j"))
                assert name != "style" or STYLE.fullmatch(value or "")

        def handle_decl(self, decl: str) -> None:
            """No declaration is left."""
            raise AssertionError(decl)

        handle_comment = handle_pi = handle_decl

    Parser(convert_charrefs=True).feed(html)
    assert "\u202e" not in html
    assert "\x1b" not in html


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=30).map("".join))
def test_no_markdown_lives_whatever_a_student_wrote(source: str) -> None:
    """Fragments of attacks in any order leave nothing but harmless elements."""
    check(safe_markdown(source))


def test_markdown_keeps_what_is_harmless() -> None:
    """Emphasis, lists, tables with aligned columns, code, links and pasted pictures."""
    source = """**bold** [link](https://example.org "title")

| a | b |
|:--|--:|
| 1 | `x` |

```python
def f(): pass
```
![picture](attachment:p.png)
"""
    html = safe_markdown(source, {"p.png": {"image/png": "iVBORw0K"}})
    check(html)
    for part in (
        "<strong>bold</strong>",
        '<a href="https://example.org" title="title" rel="noopener noreferrer nofollow">link</a>',
        "text-align:right",
        "<code>x</code>",
        '<span class="k">def</span>',
        'src="data:image/png;base64,iVBORw0K"',
    ):
        assert part in html


@pytest.mark.parametrize("name", ["p.svg", "p.html", "gone.png"])
def test_other_attachments_are_not_shown(name: str) -> None:
    """A cell whose attachment is not there is text, not an error."""
    bundle = {"p.svg": {"image/svg+xml": "PHN2Zz4="}, "p.html": {"text/html": "PHN2Zz4="}}
    html = safe_markdown(f"![x](attachment:{name})", bundle)
    check(html)
    assert "<img" not in html


# --- formulas -----------------------------------------------------------------------------------


def test_every_formula_of_the_assignments_becomes_mathml(root: Path) -> None:
    """Of the notebooks that students get, and of the solutions."""
    for path in [*root.glob("assignments/*/*.ipynb"), *root.glob("source/*/*.ipynb")]:
        cells = nbformat.read(path, as_version=4).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
        html = "".join(map(safe_markdown, texts))
        check(html)
        without_code = re.sub(r"<(code|pre)>.*?</\1>", "", html, flags=re.DOTALL)
        assert not re.search(r"[$\\]", without_code), path
        assert html.count("<math>") + html.count("<math ") == _formulas("".join(texts)), path


def _formulas(text: str) -> int:
    return len(re.findall(r"\$\$.*?\$\$|\$.+?\$", re.sub("`[^`]*`", "", text), re.DOTALL))


def test_a_formula_is_shown_by_the_browser_itself() -> None:
    """A comparison in a formula is not taken for a tag."""
    assert safe_markdown("$a<b$ and $$\\frac{1}{N}$$") == (
        "<p><math><mi>a</mi><mo>&lt;</mo><mi>b</mi></math> and "
        '<math display="block"><mfrac><mn>1</mn><mi>N</mi></mfrac></math></p>\n'
    )


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (r"\begin{align}a &= 1\\b &= 2\end{align}", '<mtd style="text-align:right"><mi>a</mi>'),
        (r"\begin{align}a &= 1 \tag{7}\end{align}", "<mtext>(7)</mtext>"),
        (r"$$\begin{array}{c|c}a & b\end{array}$$", "border-right:0.05em solid currentcolor"),
        (r"\\(x_1 \neq \textcolor{red}{y}\\)", "<mo>≠</mo><mrow><mi>y</mi>"),
        (r"costs \$5 and \$6", "costs $5 and $6"),
        (r"`$x$`", "<code>$x$</code>"),
    ],
)  # fmt: skip
def test_formulas_as_students_write_them(source: str, part: str) -> None:
    html = safe_markdown(source)
    check(html)
    assert part in html


@pytest.mark.parametrize(
    "source",
    [
        r"$\foo{x}$", r"$\frac{1}{$", "$a_b_c$", r"$\cancel{x}$", r"$\raisebox{99em}{x}$",
        r"$$\href{javascript:alert(1)}{x}$$", r"\begin{foo}x\end{foo}", r"$\def\a{b}\a$",
        r"$\newcommand{\a}{\sqrt{\a}}\a$", r"$\smash{x}$", r"$\class{failed}{x}$",
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_converted_stands_as_it_was_written(source: str) -> None:
    assert safe_markdown(source) == f"<p>{source}</p>\n"


@pytest.mark.parametrize(
    "html",
    [
        "<math><mi href='javascript:alert(1)'>x</mi></math>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml>",
        "<MATH><maction actiontype='statusline' xlink:href='javascript:alert(1)'>x</maction>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table>",
        "<math><mpadded voffset='99em' lspace='-99em'><mtext>20 / 20</mtext></mpadded></math>",
        "<div>\n<math><mspace width='-99em'/></math></div>",
        "a List<mo> and <mi>x</mi>",
    ],
)
def test_mathml_that_a_text_holds_itself_is_shown_as_text(html: str) -> None:
    """What a browser draws as a formula comes from the converter alone."""
    shown_one = safe_markdown(html)
    check(shown_one)
    assert not re.search("<m", shown_one, re.IGNORECASE)
    assert shown_one.casefold().count("&lt;m") == html.casefold().count("<m")


@pytest.mark.parametrize(
    "part",
    ["{", "}", r"\sqrt", r"\frac1{", r"\left(", "x^{", r"\hat", r"\begin{matrix}", r"\text{",
     r"\overset a", r"\color{red}", "&", "_", "'", "#1", r"\not", r"\hspace{99em}",
     r"\kern-99em ", "<b>", "é", "\u0301", "\ue000"],
)  # fmt: skip
@pytest.mark.parametrize("length", [MAX_FORMULA - 2, MAX_SHOWN - 2])
def test_a_formula_of_any_depth_or_length_harms_nothing(part: str, length: int) -> None:
    """The converter is native code that would exhaust the stack, and take the process along."""
    start = time.process_time()
    html = safe_markdown(f"${(part * length)[:length]}$")
    assert time.process_time() - start < 4
    check(html)


def test_commands_that_nest_one_another_are_not_converted() -> None:
    """Each of these lines would make the next one ten times as deep."""
    lines = [r"\newcommand{\a}[1]{" + r"\sqrt{" * 50 + "#1" + "}" * 51]
    for old, new in ("ab", "bc", "cd"):
        lines.append(rf"\newcommand{{\{new}}}[1]{{" + rf"\{old}{{" * 10 + "#1" + "}" * 11)
    source = f"$${''.join(lines)}\\d{{x}}$$"
    assert len(source) < MAX_FORMULA
    assert "<math" not in safe_markdown(source)
    for word in ("newcommand", "renewcommand", "providecommand", "def", "gdef", "xdef"):
        assert DEFINES.search(f"\\{word}")


def test_nothing_in_a_formula_is_drawn_beside_it() -> None:
    """Else a student's text could cover the points at the top of the page."""
    html = safe_markdown(r"$\hspace{-99em}a\kern-9em\!b\hspace{99em}c$ $\mathrm{\phantom{x}}$")
    check(html)
    assert not re.search("-|99", html)


TEX = (
    *("$", "$$", "\\\\(", "\\\\)", "{", "}", "\\text{", "\\operatorname{", "\\mathrm{", "<b>", "'"),
    *("<img src=x onerror=alert(1)>", "<style>", "</style>", "&lt;", "&#x3c;", "\"", "</math>"),
    *("\\label{scores}", "\\tag{<a>}", "\\begin{align}", "\\end{align}", "&", "\\\\", "\\frac"),
    *("<table>", "<td>", "<mtext>", "<!--", "-->", "\\href{javascript:alert(1)}", "\n\n", "`"),
    *("x", "_1", "^2", "\\color{red}"),
)  # fmt: skip


@given(st.lists(st.sampled_from(TEX), max_size=30).map("".join))
def test_no_formula_lives_whatever_a_student_wrote(source: str) -> None:
    """And a browser that parses the page anew finds what the cleaner has found."""
    html = safe_markdown(source)
    check(html)
    assert nbgrader_pages.MARKDOWN.clean(html) == html


def test_a_verdict_keeps_its_looks_and_nothing_else() -> None:
    """What verdict_html writes comes through; anything added does not."""
    losses = History(((0, 0.5), (4, 0.25)), ((0, 0.5), (4, 0.125)), 4)
    verdict = Verdict(
        "f", "<title>", 0.0, 1.0, "failed", mistake="m", message="why", details=("d",),
        picture=losses,
    )  # fmt: skip
    html = verdict_html(verdict)
    kept = safe_verdict(html)
    names = (" style=", " d=", " viewBox=", " cx=", " text-anchor=", " aria-label=", " stroke=")
    assert all(kept.count(name) == html.count(name) > 0 for name in names)
    assert all(kept.count(f"<{tag}") == html.count(f"<{tag}") for tag in ("svg", "path", "text"))
    assert f"border-left:0.3em solid {tint('bad')}" in kept
    added = safe_verdict(html + "<img src=x onerror=alert(1)><div style='position:fixed' id=x>")
    assert "<img" not in added
    assert "position" not in added
    assert "id=" not in added


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>body { display: none }</style>",
        "<a href='javascript:alert(1)'>x</a>",
        "<image href='https://evil.example/x'/>",
        "<use href='https://evil.example/x#y'/>",
        "<foreignObject><iframe src='x'></iframe></foreignObject>",
        "<path d='M0 0' onload='alert(1)'/>",
        "<path style='fill:url(https://evil.example/x)'/>",
        "<path style='fill:u\\72l(https://evil.example/x)'/>",
        "<path fill='URL(https://evil.example/x)'/>",
        "<title><style><img src=x onerror=alert(1)></style></title>",
        "<animate attributeName='d' values='x'/>",
    ],
)
def test_a_picture_in_a_verdict_draws_and_does_nothing_else(inside: str) -> None:
    """No script, no link, nothing from elsewhere; a notebook's file may hold any HTML."""
    kept = safe_verdict(f"<svg viewBox='0 0 1 1'>{inside}</svg>")
    assert not re.search("script|style>|href|evil|iframe|onload|onerror|animate", kept)


def test_nothing_that_may_stay_looks_like_the_pages_own_headline() -> None:
    """The template's styles are for its own tags and classes, which Markdown cannot have."""
    engine = Path(nbgrader_pages.__file__).parent.parent
    base, own = (
        (engine / where).read_text(encoding="utf-8")
        for where in ("reports/templates/base.html.j2", "nbgrader/templates/feedback.html.j2")
    )
    style = base[base.index("<style>") : base.index("</style>")]
    style += own[own.index("{% block style %}") : own.index("{% endblock %}\n{% block body %}")]
    classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^}]*\}", "{}", style)))
    assert {"scores", "passed", "failed", "comment"} <= classes
    assert not [name for name in classes if CLASS.fullmatch(name)]
    assert not {"header", "section"} & TAGS
    floating = re.findall(r"^(.*?) \{ float", style, re.MULTILINE)
    assert all(re.match(r"header |\.", selector) for selector in floating)
    html = safe_markdown('<header><h1 class="scores">mlp <span class="failed">20 / 20</span></h1>')
    assert "<header" not in html
    assert "<h1>mlp <span>20 / 20</span></h1>" in html


def test_a_long_text_is_cut_and_says_so() -> None:
    """A page stays one that a browser can show."""
    text = shown("x" * (MAX_SHOWN + 5))
    assert text.endswith("x\n… (5 more characters)")


# --- how large and how slow a page may be -------------------------------------------------------


def feedback_page(*cells: dict[str, object]) -> str:
    """The feedback page of a notebook of these cells."""
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    names = {"notebook": "tiny", "assignment": "tiny", "student": "ada", "db_url": "none"}
    row = Row(0.0, 0.0, 0.0, None, {}, {}, {})
    with patch("autograder.nbgrader.feedback.read_row", return_value=row):
        page: str = FeedbackPage().from_notebook_node(notebook, {"nbgrader": names})[0]
    return page


def test_a_picture_is_in_a_page_once_however_often_it_is_shown() -> None:
    """A notebook of 1 MB would become a page of 840 MB."""
    picture = "iVBORw0K" * 10_000
    html = safe_markdown("![a](attachment:a.png)" * 900, {"a.png": {"image/png": picture}})
    check(html)
    assert html.count(picture) == 1
    assert html.count("(the same picture as above)") == 899


def test_pictures_of_one_text_are_told_apart() -> None:
    attachments = {"a.png": {"image/png": "AAAA"}, "b.jpg": {"image/jpeg": "BB\nBB"}}
    html = safe_markdown("![b](attachment:b.jpg) ![a](attachment:a.png)", attachments)
    assert html.index("data:image/jpeg;base64,BBBB") < html.index("data:image/png;base64,AAAA")


def test_an_attachment_that_holds_no_picture_puts_nothing_into_the_page() -> None:
    html = safe_markdown("![x](attachment:a)", {"a": {"image/png": '"><script>alert(1)</script>'}})
    check(html)
    assert "alert" not in html


def test_a_picture_that_a_text_holds_itself_is_not_repeated_without_bounds() -> None:
    """A link that is named once can be used a thousand times in twenty thousand characters."""
    html = safe_markdown(f"[a]: data:image/png;base64,{'A' * 9000}\n\n" + "![][a]" * 1500)
    assert "as HTML it is too large" in html
    assert len(html) < MAX_HTML


@pytest.mark.parametrize(
    "part",
    ["<b>", "<div>", "<b>a\n\n", "<table><tr><td>", "[", "![", "*a ", "> ", "- ", "> - ", "\\\\[a",
     "$$a ", "\\begin{a}", "|a|\n|-|\n", "- [ ] ", "<a ", "`a", "~~a", "&", "\U000e0001"],
)  # fmt: skip
def test_no_text_takes_the_renderer_long(part: str) -> None:
    """Nine KB of such texts took another cleaner seven seconds."""
    start = time.process_time()
    html = safe_markdown((part * MAX_SHOWN)[:MAX_SHOWN])
    assert time.process_time() - start < 4
    assert len(html) < MAX_HTML
    check(html)


def test_a_text_whose_rendering_takes_too_long_is_shown_as_it_was_written() -> None:
    """Here a highlighter that needs a minute."""
    html = safe_markdown("```java\n" + "def " * 4900)
    assert html.startswith("<p><em>(shown as it was written: rendering it takes too long)</em></p>")
    assert "<pre>```java\ndef def" in html


def test_all_texts_of_a_page_share_its_time() -> None:
    page = Page()
    slow = "```java\n" + "def " * 4900
    start = time.process_time()
    shown_ones = [safe_markdown(slow, page=page) for _ in range(20)]
    assert time.process_time() - start < 20
    assert "took all the time of a page" in shown_ones[-1]
    assert "took all the time of a page" in highlighted("x = 1", page)


def test_all_texts_of_a_page_share_its_room() -> None:
    """What does not fit is said to be missing; the scores and verdicts are there."""
    code = [nbformat.v4.new_code_cell("a+" * 4000) for _ in range(8)]
    verdict = {"text/html": "<div><b>✓ double</b></div>"}
    checked = nbformat.v4.new_code_cell(
        "check(double)", outputs=[nbformat.v4.new_output("display_data", data=verdict)],
        metadata={"nbgrader": {"grade": True, "grade_id": "check-double", "points": 1}},
    )  # fmt: skip
    html = feedback_page(*code, checked)
    assert FULL in html
    assert "✓ double" in html
    assert len(html) < MAX_PAGE + 200_000


@pytest.mark.parametrize(
    ("output", "least", "most"),
    [
        ({"output_type": "stream", "name": "stdout", "text": "a"}, 2000, 4000),
        ({"output_type": "stream", "name": "stdout", "text": "<" * 2 * MAX_SHOWN}, 10, 20),
        ({"output_type": "display_data", "data": {"image/png": "AAAA" * 10_000}}, 200, 400),
    ],
)
def test_all_outputs_of_a_notebook_share_its_room(
    output: dict[str, object], least: int, most: int
) -> None:
    """Short and long texts, and pictures, which take less of it; the check has its verdict."""
    cells = [
        nbformat.v4.new_code_cell("x"),
        nbformat.v4.new_code_cell("f", metadata={"nbgrader": {"grade_id": "check-f"}}),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    verdict = Verdict("f", "", 1.0, 1.0, "passed")
    report = Report("tiny", "", "ada", "graded", (), (verdict,), cells={0: [output] * 10_000})
    write_outputs(notebook, report)
    *kept, last = notebook.cells[0].outputs
    assert least < len(kept) < most
    assert last.text == TOO_MUCH
    assert "✓</span> f" in notebook.cells[1].outputs[0].data["text/html"]
