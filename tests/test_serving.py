"""`digest serve` as its user meets it: the real program, the real model, Chromium."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.conftest import REPOSITORY
from tests.newsroom import FERRY_POST, FILES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.model, pytest.mark.browser]

TOML = '[site]\ntitle = "Test"\n[articles]\nbody = "full"\n[theme]\nname = "own"\n'
THEME = 'name = "own"\nextends = "default"\nviews = 1\n'
ARTICLE = '{% extends "default/article.html" %}{% block footer %}{{ super() }}<p id="own">MARK</p>{% endblock %}\n'


class Served(NamedTuple):
    """A site under `digest serve`, and its address."""

    root: Path
    url: str

    def put(self, name: str, text: str) -> None:
        """Write a file as editors do."""
        new = self.root / f"{name}.tmp"
        new.write_text(text, encoding="utf-8")
        new.replace(self.root / name)


@pytest.fixture
def served(write_site: Callable[..., Path]) -> Iterator[Served]:
    """A small site with a theme of its own."""
    own = "themes/own/templates/article.html"
    root = write_site({**FILES, "site.toml": TOML, "themes/own/theme.toml": THEME, own: ARTICLE})
    command = [sys.executable, "-m", "builder.cli", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=root, env=environment, stderr=log)
    try:
        end = time.monotonic() + 60
        while not (found := re.search(r"http://localhost:\d+/", (root / "log").read_text(encoding="utf-8"))):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        yield Served(root, found[0])
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
    assert "Traceback" not in (root / "log").read_text(encoding="utf-8")


def test_every_kind_of_save_is_seen_and_none_is_lost(served: Served, browser_page: Page) -> None:
    from playwright.sync_api import expect

    page, article = browser_page, "articles/ferry-post/"
    page.goto(served.url + article)
    body, overlay = page.locator("main"), page.locator("digest-problem .panel")

    text = FERRY_POST.rstrip() + "\n\nA diver went down at noon.\n"
    served.put("content/ferry-post.md", text)
    # The first new text may have to wait until the model is loaded.
    expect(body).to_contain_text("A diver went down at noon.", timeout=30_000)

    served.put("themes/own/templates/article.html", ARTICLE.replace("MARK", "redrawn"))
    expect(page.locator("#own")).to_have_text("redrawn")

    # A fault in the template of this page, and in that of a page that nobody looks at.
    served.put("themes/own/templates/article.html", "\n" + ARTICLE.replace("MARK", "{{ page.nonsense }}"))
    overlay.wait_for()
    assert overlay.locator(".where").inner_text() == "themes/own/templates/article.html:2"
    assert "nonsense" in overlay.locator(".at").inner_text()
    expect(page.locator("#own")).to_have_text("redrawn")
    served.put("themes/own/templates/article.html", ARTICLE.replace("MARK", "mended"))
    expect(page.locator("#own")).to_have_text("mended")
    assert overlay.count() == 0
    served.put("themes/own/templates/story.html", '{% extends "default/story.html" %}{% block x %}{% endblok %}')
    overlay.wait_for()
    assert overlay.locator(".where").inner_text() == "themes/own/templates/story.html:1"
    expect(page.locator("#own")).to_have_text("mended")
    (served.root / "themes/own/templates/story.html").unlink()
    overlay.wait_for(state="detached")

    served.put("site.toml", TOML.replace("Test", "The Evening Test"))
    expect(page.locator("header").first).to_contain_text("The Evening Test")
    served.put("site.toml", "[site\n")
    overlay.wait_for()
    assert overlay.locator(".where").inner_text() == "site.toml:1"
    served.put("site.toml", TOML + '[build]\noutput = "elsewhere"\n')
    expect(overlay.locator(".message")).to_have_text("`output` cannot change while the site is served")
    served.put("site.toml", TOML.replace("Test", "The Evening Test"))
    overlay.wait_for(state="detached")

    served.put("content/new.md", "---\ntitle: A lamp post falls\n---\nIt fell at nine and nobody was under it.\n")
    expect(page.locator("header").first).to_be_visible()
    page.goto(served.url + "articles/new/")
    expect(page.locator("main")).to_contain_text("nobody was under it")
    (served.root / "content/new.md").unlink()
    expect(page.locator("h1")).not_to_contain_text("A lamp post falls")

    # In the quiet that follows all of it is published, and the page that is open need not be loaded again.
    page.goto(served.url + article)
    page.evaluate("window.stayed = true")
    published = served.root / "public" / article / "index.html"
    end = time.monotonic() + 30
    while "A diver went down at noon." not in published.read_text(encoding="utf-8"):
        assert time.monotonic() < end
        page.wait_for_timeout(50)
    page.wait_for_timeout(1000)
    assert "mended" in published.read_text(encoding="utf-8")
    assert "The Evening Test" in published.read_text(encoding="utf-8")
    assert not (served.root / "public/articles/new").exists()
    assert page.evaluate("window.stayed") is True
    assert (served.root / "threads.lock").exists()
