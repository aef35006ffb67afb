"""A browser before JupyterLab in a folder, for tests that press its buttons."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 180  # seconds; JupyterLab takes some 20 to show a notebook on an idle machine
NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextlib.contextmanager
def opened(folder: Path, home: Path, more: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A browser's page, JupyterLab's address for its `base_url`, with files of the folder."""
    playwright = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if browser is None:
        pytest.skip(f"there is no {', '.join(NAMES)}")
    server = _lab(folder, home, more or {})
    try:
        address = _address(server, home)
        with playwright.sync_playwright() as play:
            running = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = running.new_page(base_url=address, viewport={"width": 1400, "height": 1000})
            page.set_default_timeout(PATIENCE * 1000)
            yield page
            running.close()
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _lab(folder: Path, home: Path, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """JupyterLab in the folder, for whoever asks from this machine; its files are in `home`."""
    home.mkdir()
    places = {"HOME": home, "JUPYTER_RUNTIME_DIR": home / "runtime", "JUPYTER_DATA_DIR": home}
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}, **more}
    options = ["--no-browser", "--allow-root", "--port=0", "--IdentityProvider.token="]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options],
            cwd=folder, env=environment, stdout=log, stderr=log,
        )  # fmt: skip


def _address(server: subprocess.Popen[bytes], home: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        for file in (home / "runtime").glob("jpserver-*.json"):
            if text := file.read_text():
                return str(json.loads(text)["url"])
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab does not start: {(home / 'log').read_text()[-2000:]}")
