"""What students and graders wrote, as HTML in which nothing runs, loads or poses as the page.

Markdown is rendered and then held against a list of what may stay; everything else on the list's
outside is shown as the text that it is. Pictures are those that lie in the page itself.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from jinja2 import pass_context
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor

from autograder.intake import PICTURES, is_picture
from autograder.reports.text import safe

__all__ = [
    "Neutralise",
    "markdown_filter",
    "neutral_outputs",
    "safe_markdown",
    "safe_verdict",
    "shown",
]

# A longer text would cost the renderer minutes, and a reader as well.
MAX_SHOWN = 20_000
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "kbd", "s", "span", "strong", "sub"),
    *("sup", "u"),
}
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
PICTURE_ELSEWHERE = re.compile(r"<img(?![^>]* src=)[^>]*>")
# A class could borrow the page's own looks or its scripts' attention: only a highlighter's stay.
# The template's own classes are none of these, and what it calls header or section is none of TAGS.
CLASS = re.compile(r"highlight|[a-z][a-z0-9]?|language-\w+")


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name in ("title", "alt"):
        return True
    if name == "href":
        return tag == "a" and LINK.match(value) is not None
    if name == "src":
        return tag == "img" and PICTURE.fullmatch(value) is not None
    if name == "class":
        return CLASS.fullmatch(value) is not None
    return name == "style" and tag in ("th", "td")  # how columns are aligned


MARKDOWN = Cleaner(
    tags=TAGS, attributes=_may_stay, protocols={"http", "https", "mailto", "data"},
    css_sanitizer=CSSSanitizer(allowed_css_properties=["text-align"], allowed_svg_properties=[]),
)  # fmt: skip
VERDICT = Cleaner(
    tags={"div", "b", "code", "pre"}, attributes={"div": ["style"], "b": ["style"]},
    css_sanitizer=CSSSanitizer(
        allowed_css_properties=[
            "border-left", "padding", "margin", "margin-top", "color", "white-space",
        ],
        allowed_svg_properties=[],
    ),
)  # fmt: skip


def safe_markdown(source: str, attachments: Any = None) -> str:
    """The Markdown as HTML that does nothing; as plain text where it cannot be rendered."""
    text = shown(source)
    renderer = IPythonRenderer(
        escape=False, attachments=attachments or {}, exclude_anchor_links=True
    )
    try:
        html: str = MARKDOWN.clean(MarkdownWithMath(renderer=renderer).render(text))
    except Exception:  # a renderer that stumbles must not keep a page from its reader
        return f"<pre>{escape(text)}</pre>"
    html = PICTURE_ELSEWHERE.sub("<em>(a picture that lies elsewhere is not shown)</em>", html)
    return html.replace("<a ", '<a rel="noopener noreferrer nofollow" ')


@pass_context
def markdown_filter(context: Any, source: str) -> str:
    """`safe_markdown` in the place of nbconvert's filter `markdown2html`."""
    cell = context.get("cell", {})
    return safe_markdown(source, cell.get("attachments"))


def safe_verdict(html: str) -> str:
    """The HTML of a verdict, held against what `verdict_html` writes; also `clean_html`."""
    return str(VERDICT.clean(html))


def shown(text: str) -> str:
    """The text without colour codes, with control and direction characters written out."""
    text = safe(strip_ansi(text))
    rest = len(text) - MAX_SHOWN
    return f"{text[:MAX_SHOWN]}\n… ({rest} more characters)" if rest > 0 else text


def neutral_outputs(outputs: list[Any]) -> list[Any]:
    """A student's outputs as text, PNG and JPEG; whatever else they have is dropped."""
    return [output for output in outputs if _neutralised(output)]


def _neutralised(output: Any) -> bool:
    """Whether anything is left of the output, which is changed in place."""
    if "data" not in output:
        return True
    for kind, content in list(output["data"].items()):
        if kind != "text/plain" and not (kind in PICTURES and is_picture(content)):
            del output["data"][kind]
    output["metadata"] = {}
    return bool(output["data"])


class Neutralise(Preprocessor):  # type: ignore[misc]
    """Makes a notebook safe to show by nbconvert's templates; for formgrader's pages."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """The cell with readable source and with outputs that do nothing."""
        cell.source = shown(cell.source)
        if cell.cell_type == "raw":  # the template takes it for HTML
            cell.source = f"<pre>{escape(cell.source)}</pre>"
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html")
            neutral_outputs([output])
            _write_out(output)
            if isinstance(html, str):
                output["data"]["text/html"] = safe_verdict(html)
        return cell, resources


def _write_out(output: Any) -> None:
    """Make every text of the output one in which all characters are seen."""
    if "text" in output:
        output["text"] = shown(output["text"])
    if "traceback" in output:
        output["traceback"] = [shown(line) for line in output["traceback"]]
    if "text/plain" in output.get("data", {}):
        output["data"]["text/plain"] = shown(output["data"]["text/plain"])
