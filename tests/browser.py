"""A Chromium for the browser tests: `python tests/browser.py` finds or installs one, `find()` says where it is.

Order: Playwright's own (downloaded when that works), else the system's, else the system's package where this user may
install it, else a clear word on what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The program of a Chromium that is there, Playwright's own first."""
    return _playwrights() or next(filter(None, map(shutil.which, NAMES)), None)


def _playwrights() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _download() -> None:
    """Ask Playwright for its own browser; a machine that may not reach it says so within seconds."""
    environment = {**os.environ, "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    subprocess.run(command, env=environment, timeout=600, check=False, capture_output=True)


def _install_package() -> None:
    """Install the system's package where this user may."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, capture_output=True)


def main() -> int:
    """Find or install; exit code 1 with a clear word when there is none to be had."""
    for step in (lambda: None, _download, _install_package):
        step()
        if path := find():
            print(f"browser: {path}")
            return 0
    print(
        "The browser tests need Chromium, and none could be installed here.\n"
        "Install one (Debian: apt-get install chromium; macOS: brew install --cask chromium), then run this again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
