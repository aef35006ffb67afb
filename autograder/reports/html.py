"""A verdict as HTML, for a notebook's output and nbgrader's feedback; no script, no links.

Everything has the colour of the text around it, or a colour mixed with that: a notebook cannot tell
whether the page is light or dark.
"""

import re
from html import escape

from autograder.reports.pictures import loss_svg, tint
from autograder.reports.report import Drawing, History, Verdict
from autograder.reports.text import lines, safe_line, score, symbol

COLOURS = {"passed": "good", "not_attempted": "open"}
FORMS = {
    "mistake": "<div style='margin-top:.3em'><b>{}</b></div>",
    "next": "<div style='margin-top:.3em'>next: <code>{}</code></div>",
}
SENTENCE = "<div style='white-space:pre-wrap'>{}</div>"
LINE_OF_CODE = (
    "<pre style='margin:0;white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere'>{}</pre>"
)
BESIDE = (
    "<div style='display:flex;flex-wrap:wrap;gap:.5em 1.5em'>"
    "<div style='flex:1 1 22em;min-width:0'>{}</div>"
    "<div style='flex:0 1 420px;min-width:0'>{}</div></div>"
)
# A case's arguments, a line of code, and names in a sentence have a fixed width.
CODE = re.compile(r"case \d+(, called \d+ times)?: .*|    .*")
NAME = re.compile("`([^`]+)`")


def verdict_html(verdict: Verdict, ask: str = "") -> str:
    """The verdict as one HTML element with its styles inside; `ask` as in `advice`."""
    colour, status = tint(COLOURS.get(verdict.status, "bad")), verdict.status.replace("_", " ")
    name, title = (escape(safe_line(text)) for text in (verdict.name, verdict.title))
    body = "".join(_line(kind, line) for kind, line in lines(verdict, ask) if kind != "losses")
    if verdict.picture:
        body = BESIDE.format(body, _picture(verdict.picture))
    return (
        f"<div style='border-left:.3em solid {colour};padding:.3em .8em;margin:.3em 0'>"
        f"<div><b style='color:{colour}'>"
        f"<span role='img' aria-label='{status}'>{symbol(verdict)}</span> {name}</b>"
        f" · {title} · <b style='white-space:nowrap'>{score(verdict)}</b></div>{body}</div>"
    )


def _line(kind: str, line: str) -> str:
    if kind in ("detail", "output") and CODE.fullmatch(line):
        return LINE_OF_CODE.format(escape(line))
    return FORMS.get(kind, SENTENCE).format(sentence(line))


def sentence(line: str) -> str:
    """A line as HTML, with names in backticks as code."""
    return NAME.sub(r"<code>\1</code>", escape(line))


def _picture(picture: History | Drawing) -> str:
    if isinstance(picture, History):
        return loss_svg(picture)
    return (
        "<img alt='The figure that your code drew in this case' style='max-width:100%' "
        f"src='data:image/png;base64,{picture.png}'>"
    )


def verdict_text(verdict: Verdict, ask: str = "") -> str:
    """The same as plain text, for places that show no HTML."""
    text = f"{symbol(verdict)} {verdict.name} · {verdict.title}   {score(verdict)}"
    for kind, line in lines(verdict, ask):
        text += f"\n    {'next: ' if kind == 'next' else ''}{line}"
    return text
