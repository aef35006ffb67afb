"""Pages for a browser: one file each, on the same base, with nothing from elsewhere."""

from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader

from autograder.reports.text import points, safe_line


@cache
def environment(package: str) -> Environment:
    """The templates of a package of the engine, which extend `base.html.j2`."""
    packages = (package, "autograder.reports")
    found = Environment(
        loader=ChoiceLoader([PackageLoader(name) for name in packages]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["points"] = lambda number: points(round(number, 2))
    found.filters["line"] = safe_line
    return found
