"""Fixtures that several folders of tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation data; the test is skipped where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the evaluation data (../shared/data) is not here")
    return SHARED / "data"


@pytest.fixture(scope="session")
def shared_seeds() -> Path:
    """The five messy articles; the test is skipped where they are absent."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the seed articles (../shared/seeds) are not here")
    return SHARED / "seeds"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the session."""
    from playwright.sync_api import sync_playwright

    from tests.browser import find

    program = find()
    assert program, "no Chromium here: run `python tests/browser.py`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A fresh page, whose test fails when the page logs an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults, faults


@pytest.fixture
def write_site(tmp_path: Path) -> Callable[..., Path]:
    """Makes a site from {path: text}; a site.toml is added when none is given."""

    def write(files: dict[str, str | bytes], folder: str = "site") -> Path:
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        rows = {"site.toml": '[site]\ntitle = "Test"\n', **files}
        for name, content in rows.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        (root / "content").mkdir(exist_ok=True)
        return root

    return write


def run_digest(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, as a user would."""
    command = [sys.executable, "-m", "builder.cli", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **env}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=280, check=False)


@pytest.fixture(scope="session")
def digest_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`digest_command("build", cwd=root, TZ="Asia/Tokyo")`; keywords are environment variables."""
    return run_digest


@pytest.fixture(scope="session")
def example_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example newsroom, built by the command line with the real model under `/repo/`.

    Tests that use it carry `xdist_group("example")`, so that it is built once.
    """
    root = tmp_path_factory.mktemp("example")
    shutil.copytree(REPOSITORY / "content", root / "content")
    shutil.copy(REPOSITORY / "site.toml", root / "site.toml")
    built = run_digest("build", "--base-url", "https://news.example/repo/", cwd=root)
    assert built.returncode == 0, built.stderr
    return root
