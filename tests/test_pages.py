"""Markdown and HTML of students, held against what may stay on a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import nbgrader_pages
from autograder.nbgrader_pages import CLASS, MAX_SHOWN, TAGS, safe_markdown, safe_verdict, shown
from autograder.report import Verdict
from autograder.reports.html import verdict_html

FRAGMENTS = (
    *("<script>", "</script>", "<svg", "onload=alert(1)", "<img", "src=x", "onerror=alert(1)", ">"),
    *("<a href=", "javascript:alert(1)", "JaVaScRiPt&colon;alert(1)", "\"", "'", "`", "```\n"),
    *("<!--", "-->", "<![CDATA[", "]]>", "<math>", "<mtext>", "<table>", "<mglyph>", "<style>"),
    *("</style>", "<noscript>", "<template>", "<xmp>", "<title>", "<textarea>", "<p title=", "\n"),
    *("[x](", ")", "![x](", "data:text/html,<script>", "vbscript:x", "//evil.example", "&lt;"),
    *("$", "$$", "\\\\(", "\\begin{a}", "\\end{a}", "# ", "- ", "> ", "|a|\n|-|\n", "<div style=",
      "position:fixed", "background:url(//evil.example)", "\x00", "\u202e", "\x1b[31m", "id=x"),
)  # fmt: skip
HREF = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


def check(html: str) -> None:
    """Assert that nothing in the HTML runs, loads, poses as the page, or hides."""

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """Hold a tag against the list."""
            assert tag in TAGS
            for name, value in attrs:
                assert name in {"href", "rel", "src", "alt", "title", "class", "style"}
                assert name != "href" or HREF.match(value or "")
                assert name != "src" or (value or "").startswith(("data:image/png", "data:image/j"))
                assert name != "style" or re.fullmatch(r"(text-align: ?\w+;)?", value or "")

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
        '<a rel="noopener noreferrer nofollow" href="https://example.org" title="title">link</a>',
        "text-align: right",
        "<code>x</code>",
        '<span class="k">def</span>',
        'src="data:image/png;base64,iVBORw0K"',
    ):
        assert part in html.replace("text-align:right", "text-align: right")


@pytest.mark.parametrize("name", ["p.svg", "p.html", "gone.png"])
def test_other_attachments_are_not_shown(name: str) -> None:
    """A cell whose attachment is not there is text, not an error."""
    bundle = {"p.svg": {"image/svg+xml": "PHN2Zz4="}, "p.html": {"text/html": "PHN2Zz4="}}
    html = safe_markdown(f"![x](attachment:{name})", bundle)
    check(html)
    assert "<img" not in html


def test_formulas_stand_as_their_source() -> None:
    """A comparison in a formula is not taken for a tag."""
    assert safe_markdown("$a<b$ and $$\\frac{1}{N}$$") == "<p>$a&lt;b$ and $$\\frac{1}{N}$$</p>\n"


def test_a_verdict_keeps_its_looks_and_nothing_else() -> None:
    """What verdict_html writes comes through; anything added does not."""
    verdict = Verdict(
        "f", "<title>", 0.0, 1.0, "failed", mistake="m", message="why", details=("d",)
    )
    html = verdict_html(verdict)
    kept = safe_verdict(html)
    assert kept.count("style=") == html.count("style=")
    assert "border-left:.3em solid #b3261e" in kept
    added = safe_verdict(html + "<img src=x onerror=alert(1)><div style='position:fixed' id=x>")
    assert "<img" not in added
    assert "position" not in added
    assert "id=" not in added


def test_nothing_that_may_stay_looks_like_the_pages_own_headline() -> None:
    """The template's styles are for its own tags and classes, which Markdown cannot have."""
    template = Path(nbgrader_pages.__file__).parent / "templates" / "feedback.html.j2"
    text = template.read_text(encoding="utf-8")
    style = text[text.index("<style>") : text.index("</style>")]
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
