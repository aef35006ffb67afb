"""A verdict as HTML, for a notebook's output and nbgrader's feedback; no script, no links."""

from __future__ import annotations

from html import escape

from autograder.reports.report import Verdict
from autograder.reports.text import lines, safe_line, score, symbol

__all__ = ["verdict_html", "verdict_text"]

COLOURS = {"passed": "#1a7f37", "not_attempted": "#6e7781"}
FORMS = {
    "detail": "<div style='white-space:pre-wrap'>{}</div>",
    "mistake": "<div style='margin-top:.3em'><b>{}</b></div>",
    "next": "<div style='margin-top:.3em;color:#57606a'>next: <code>{}</code></div>",
}


def verdict_html(verdict: Verdict, ask: str = "") -> str:
    """The verdict as one HTML element with its styles inside; `ask` as in `advice`."""
    colour = COLOURS.get(verdict.status, "#b3261e")
    name, title = (escape(safe_line(text)) for text in (verdict.name, verdict.title))
    shown = [(kind, escape(line)) for kind, line in lines(verdict, ask) if kind in FORMS]
    body = "".join(FORMS[kind].format(line) for kind, line in shown)
    return (
        f"<div style='border-left:.3em solid {colour};padding:.3em .8em;margin:.3em 0'>"
        f"<div><b style='color:{colour}'>{symbol(verdict)} {name}</b>"
        f" · {title} · <b>{score(verdict)}</b></div>{body}</div>"
    )


def verdict_text(verdict: Verdict, ask: str = "") -> str:
    """The same as plain text, for places that show no HTML."""
    text = f"{symbol(verdict)} {verdict.name} · {verdict.title}   {score(verdict)}"
    for kind, line in lines(verdict, ask):
        if kind in FORMS:
            text += f"\n    {'next: ' if kind == 'next' else ''}{line}"
    return text
