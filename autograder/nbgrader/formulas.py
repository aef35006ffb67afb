"""Formulas in a Markdown text as MathML, which a browser shows without a script.

Of the libraries tried on the formulas of the assignments and of other courses, math-core had no
wrong result: where it knows a command not, it says so, and the formula stays as it was written.
"""

import contextlib
import re

from math_core import LatexError, LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer

# What may stay of MathML: its tags, and the values of their attributes. None draws beside its box.
MATH = {
    *("math", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mphantom", "mprescripts"),
    *("mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd"),
    *("mtext", "mtr", "munder", "munderover"),
}
LENGTH, YES_OR_NO = r"\d(\.\d+)?em|0", "true|false"
ATTRIBUTES = {
    "display": "block", "displaystyle": YES_OR_NO, "scriptlevel": "[012]", "linethickness": "0",
    "mathvariant": "normal", "form": "prefix|postfix", "stretchy": YES_OR_NO, "width": LENGTH,
    "movablelimits": YES_OR_NO, "accent": YES_OR_NO, "accentunder": YES_OR_NO, "lspace": LENGTH,
    "rspace": LENGTH, "minsize": LENGTH, "maxsize": LENGTH,
}  # fmt: skip
TAG, OWN = re.compile(r"<(\w+)"), re.compile(r"<(?=/?m)", re.IGNORECASE)
# A formula as long as this nests deep enough to exhaust no stack (8 MB take 5000 braces), unless
# it defines commands that nest one another.
MAX_FORMULA, MAX_EXPANSIONS = 2000, 100
DEFINES = re.compile(r"\\[a-z]*(command|def)", re.IGNORECASE)
# Jupyter shows no numbers of equations either.
NUMBERED = re.compile(r"(\\(?:begin|end)\{(?:align|equation|gather))\}")
CONVERTER = LatexToMathML(fancy_error=False, max_expansions=MAX_EXPANSIONS)


def _mathml(formula: str, *, is_block: bool) -> str:
    """The formula as MathML, or the empty text if it cannot be converted without a loss."""
    if len(formula) > MAX_FORMULA or DEFINES.search(formula):
        return ""
    for source in (NUMBERED.sub(r"\1*}", formula), formula):  # a label needs a number
        with contextlib.suppress(LatexError):
            html: str = CONVERTER.convert_with_local_state(source, displaystyle=is_block)
            return html if set(TAG.findall(html)) <= MATH else ""
    return ""


class Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's renderer; a formula that cannot be converted stands as its source.

    So does MathML that a text holds itself: all that is rendered comes from the converter.
    """

    def inline_html(self, html: str) -> str:
        """A tag in a sentence."""
        return str(super().inline_html(OWN.sub("&lt;", html)))

    def block_html(self, html: str) -> str:
        """HTML in lines of its own."""
        return str(super().block_html(OWN.sub("&lt;", html)))

    def block_math(self, body: str) -> str:
        """A formula in a line of its own."""
        return _mathml(body, is_block=True) or str(super().block_math(body))

    def inline_math(self, body: str) -> str:
        """A formula in a sentence."""
        return _mathml(body, is_block=False) or str(super().inline_math(body))

    def latex_environment(self, name: str, body: str) -> str:
        """A formula between LaTeX's own begin and end."""
        source = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return _mathml(source, is_block=True) or str(super().latex_environment(name, body))
