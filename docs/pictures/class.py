"""Makes the manual's picture of a class's page, in a browser: python docs/pictures/class.py."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from classes import code_of, made_class  # noqa: E402

from autograder.instructor.class_report import summarise  # noqa: E402
from autograder.instructor.pages import class_page  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Write the upper part of the page of a made class."""
    page = class_page(summarise("mlp", made_class(), code_of))
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1000, "height": 1220})
        shown.set_content(page)
        shown.screenshot(path=str(ROOT / "docs" / "pictures" / "class.png"))
        browser.close()


if __name__ == "__main__":
    main()
