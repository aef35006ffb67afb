"""A verdict as HTML, for a notebook's output and nbgrader's feedback; no script, no links."""

from __future__ import annotations

from html import escape

from autograder.reports.report import Verdict
from autograder.reports.text import advice, points, safe_line, symbol

__all__ = ["verdict_html", "verdict_text"]

COLOURS = {"passed": "#1a7f37", "not_attempted": "#6e7781"}


def verdict_html(verdict: Verdict, ask: str = "") -> str:
    """The verdict as one HTML element with its styles inside; `ask` as in `advice`."""
    colour = COLOURS.get(verdict.status, "#b3261e")
    score = f"{points(verdict.points)} / {points(verdict.max_points)}"
    lines = "".join(
        f"<div style='white-space:pre-wrap'>{_escape(line)}</div>" for line in verdict.details
    )
    if verdict.mistake:
        lines += f"<div style='margin-top:.3em'><b>{_escape(verdict.message)}</b></div>"
    if next_step := advice(verdict, ask):
        command = f"<code>{_escape(next_step)}</code>"
        lines += f"<div style='margin-top:.3em;color:#57606a'>next: {command}</div>"
    return (
        f"<div style='border-left:.3em solid {colour};padding:.3em .8em;margin:.3em 0'>"
        f"<div><b style='color:{colour}'>{symbol(verdict)} {_escape(verdict.name)}</b>"
        f" · {_escape(verdict.title)} · <b>{score}</b></div>{lines}</div>"
    )


def verdict_text(verdict: Verdict, ask: str = "") -> str:
    """The same as plain text, for places that show no HTML."""
    score = f"{points(verdict.points)} / {points(verdict.max_points)}"
    lines = [f"{symbol(verdict)} {verdict.name} · {verdict.title}   {score}"]
    lines += [f"    {safe_line(line)}" for line in verdict.details]
    if verdict.mistake:
        lines.append(f"    {safe_line(verdict.message)}")
    if next_step := advice(verdict, ask):
        lines.append(f"    next: {next_step}")
    return "\n".join(lines)


def _escape(text: str) -> str:
    return escape(safe_line(text), quote=True)
