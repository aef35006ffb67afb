"""What students and graders wrote, as HTML in which nothing runs, loads or poses as the page.

Markdown is rendered and then held against a list of what may stay; everything else is shown as
text. Pictures are those that lie in the page itself, each of them once. What would make a page too
slow or too large is shown as it was written.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import nh3
from jinja2 import pass_context
from nbconvert.filters import strip_ansi
from nbconvert.filters.markdown_mistune import MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.nbgrader.formulas import ATTRIBUTES, MATH, Renderer
from autograder.reports.text import safe
from autograder.submissions.intake import PICTURES, is_picture
from autograder.worker.inside.time_limit import OutOfTime, time_limit

# A longer text would cost the renderer minutes, and a reader as well.
MAX_SHOWN = 20_000
# The HTML of a text and of all texts of a page, in characters; a notebook bounds its pictures.
MAX_HTML, MAX_PAGE = 400_000, 1_500_000
# A usual text takes a few milliseconds. Some that are made for it take a renderer minutes.
TEXT_SECONDS, PAGE_SECONDS = 2.0, 6.0
TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "pre", "hr", "br"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "abbr", "b", "code", "del", "em", "i", "img", "kbd", "s", "span", "strong", "sub"),
    *("sup", "u"),
    *MATH,
}
OTHER_TAG = re.compile(rf"<(?!!--|/?(?:{'|'.join(sorted(TAGS))})(?![\w-]))", re.IGNORECASE)
LINK = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
SHOWN_PICTURE = re.compile(r'<img(?: [\w-]+="[^"]*")*>')
SOURCE = re.compile(r' src="([^"]*)"')
LOADING = re.compile(r"url|\\", re.IGNORECASE)  # in a style, or a paint; an escape may hide it
ELSEWHERE = "<em>(a picture that lies elsewhere is not shown)</em>"
AGAIN = "<em>(the same picture as above)</em>"
# A class could borrow the page's own looks or its scripts' attention: only a highlighter's stay.
# The template's own classes are none of these, and what it calls header or section is none of TAGS.
CLASS = re.compile(r"highlight|[a-z][a-z0-9]?|language-\w+")
# How a table's columns are aligned, and the lines of one in a formula.
STYLE = re.compile(r"text-align: ?\w+|border-\w+: 0\.05em \w+ currentcolor")
FORMATTER = HtmlFormatter(cssclass="highlight", nobackground=True)
FULL = "(what follows is not shown: the page is as large as a page may be)"


def _if_it_may_stay(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return ";".join(STYLE.findall(value)) or None
    if tag in MATH and name in ATTRIBUTES:
        return value if re.fullmatch(ATTRIBUTES[name], value) else None
    pattern = {"href": LINK.match, "src": PICTURE.fullmatch, "class": CLASS.fullmatch}.get(name)
    return value if pattern is None or pattern(value) else None


MARKDOWN = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=set(),
    attributes={
        "*": {"title", "alt", "class"}, "a": {"href"}, "img": {"src"}, "th": {"style"},
        "td": {"style"},
    } | {tag: set(ATTRIBUTES) for tag in MATH} | {"mtd": {*ATTRIBUTES, "style"}},
    attribute_filter=_if_it_may_stay,
    url_schemes={"http", "https", "mailto", "data"},
    filter_style_properties={
        "text-align", "border-left", "border-right", "border-top", "border-bottom",
    },
    link_rel="noopener noreferrer nofollow",
)  # fmt: skip
VERDICT = nh3.Cleaner(
    tags={"div", "b", "code", "pre", "span", "svg", "path", "circle", "text"},
    attributes={
        "*": {"style", "role", "aria-label", "fill", "stroke", "opacity"},
        "svg": {"viewBox", "width", "height", "font-size"}, "path": {"d"},
        "circle": {"cx", "cy", "r"}, "text": {"x", "y", "text-anchor"},
    },
    attribute_filter=lambda tag, name, value: None if LOADING.search(value) else value,
    filter_style_properties={
        "border-left", "padding", "margin", "margin-top", "color", "white-space", "display", "flex",
        "flex-wrap", "gap", "min-width", "max-width", "height", "fill", "stroke", "stroke-width",
        "stroke-dasharray", "opacity",
    },
)  # fmt: skip
# The HTML of a verdict, held against what `verdict_html` writes; also nbconvert's `clean_html`.
safe_verdict: Callable[[str], str] = VERDICT.clean


class Page:
    """What one page may still take: seconds of rendering, and characters of HTML."""

    def __init__(self) -> None:
        self.seconds, self.room = PAGE_SECONDS, MAX_PAGE

    def rendered(self, text: str, render: Callable[[str], str]) -> str:
        """The text as clean HTML; beyond the bounds as it was written, and a line that says why."""
        html, why = self._in_time(text, render)
        if len(html) > MAX_HTML:
            html, why = "", "as HTML it is too large"
        # Outside the time limit: an interruption would be lost inside the cleaner's filter.
        html = MARKDOWN.clean(OTHER_TAG.sub("&lt;", html))
        if why:
            html = f"<p><em>(shown as it was written: {why})</em></p>\n<pre>{escape(text)}</pre>"
        self.room -= len(html)
        return html if self.room >= 0 else f"<p><em>{FULL}</em></p>"

    def _in_time(self, text: str, render: Callable[[str], str]) -> tuple[str, str]:
        """The HTML, and why there is none."""
        if self.seconds <= 0:
            return "", "the texts before it took all the time of a page"
        start = time.thread_time()
        try:
            with time_limit(min(TEXT_SECONDS, self.seconds), time.thread_time):
                html = render(text)
        except OutOfTime:
            return "", "rendering it takes too long"
        except Exception as error:  # it must not keep a page from its reader
            return "", f"it cannot be rendered, {type(error).__name__}"
        finally:
            self.seconds -= time.thread_time() - start
        return html, ""


def safe_markdown(source: str, attachments: Any = None, page: Page | None = None) -> str:
    """The Markdown as HTML that does nothing; as plain text where it cannot be rendered."""
    pictures = dict(_pictures(attachments or {}))
    # Until the text is rendered, a mark that is base64 stands for each picture.
    marks = {f"attachment/{number}/": name for number, name in enumerate(pictures)}
    names = {name: {"image/png": mark} for mark, name in marks.items()}
    left = {f"data:image/png;base64,{mark}": pictures[name] for mark, name in marks.items()}

    def render(text: str) -> str:
        renderer = Renderer(escape=False, attachments=names, exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(text))

    def picture(match: re.Match[str]) -> str:
        found = SOURCE.search(match[0])
        if found is None:
            return ELSEWHERE
        if found[1] not in addresses:
            return match[0]
        address = left.pop(found[1], None)
        return AGAIN if address is None else match[0].replace(found[0], f' src="{address}"')

    addresses = set(left)
    return SHOWN_PICTURE.sub(picture, (page or Page()).rendered(shown(source), render))


def _pictures(attachments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The name and address of each attachment that is a picture."""
    for name, bundle in attachments.items():
        for kind in PICTURES:
            if is_picture(bundle.get(kind)):
                yield name, f"data:{kind};base64,{''.join(bundle[kind].split())}"
                break


def highlighted(source: str, page: Page) -> str:
    """Python code as HTML with colours."""
    return page.rendered(shown(source), lambda text: str(highlight(text, PythonLexer(), FORMATTER)))


def code_colours() -> str:
    """The style sheet of highlighted code, for a light page and for a dark one."""
    dark = HtmlFormatter(cssclass="highlight", nobackground=True, style="github-dark")
    light_rules, dark_rules = (str(f.get_style_defs(".highlight")) for f in (FORMATTER, dark))
    return f"{light_rules}\n@media screen and (prefers-color-scheme: dark) {{\n{dark_rules}\n}}"


@pass_context
def _markdown(context: Any, source: str) -> str:
    return safe_markdown(source, context.get("cell", {}).get("attachments"), _page(context))


@pass_context
def _highlighted(context: Any, source: str, **_options: Any) -> str:
    return highlighted(source, _page(context))


def _page(context: Any) -> Page:
    page: Page = context.get("resources", {}).get("autograder_page") or Page()
    return page


# In the place of nbconvert's filters for Markdown, code, verdicts, and links (none are left).
FILTERS = {
    "markdown2html": _markdown, "highlight_code": _highlighted, "clean_html": safe_verdict,
    "strip_files_prefix": lambda html: html,
}  # fmt: skip


def shown(text: str) -> str:
    """The text without colour codes, with control and direction characters written out."""
    rest = len(text) - MAX_SHOWN
    text = safe(strip_ansi(text[:MAX_SHOWN]))
    return f"{text}\n… ({rest} more characters)" if rest > 0 else text


class Neutralise(Preprocessor):  # type: ignore[misc]
    """Makes a notebook safe to show by nbconvert's templates; for formgrader's pages."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook made safe, and resources with the bounds of its page."""
        resources["autograder_page"] = Page()
        done: tuple[Any, Any] = super().preprocess(nb, resources)
        return done

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """The cell with readable source; its outputs were made so when they were written."""
        cell.source = shown(cell.source)
        if cell.cell_type == "raw":  # the template takes it for HTML
            cell.source = f"<pre>{escape(cell.source)}</pre>"
        return cell, resources
