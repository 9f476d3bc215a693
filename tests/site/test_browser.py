"""The scripts of the default theme in Chromium: colours, marks; and every page under its own policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from tests.site.fixtures import config
from tests.site.pages import render

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Quiet(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fixture's site, served under /repo/."""
    root = tmp_path_factory.mktemp("site")
    pages = render(settings=config('[articles]\nbody = "full"'))
    for path, raw in pages.items():
        place = root / "repo" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/repo/"
    server.shutdown()
    thread.join()
    server.server_close()


def watch(page: Page) -> list[str]:
    """What should never happen: dialogs, console errors (the policy's too), requests elsewhere."""
    faults: list[str] = []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
    return faults


def test_the_choice_of_colours_is_kept(browser_page: Page, address: str) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    browser_page.goto(address)
    light = browser_page.evaluate(paper)
    browser_page.get_by_role("button", name="Display").click()
    browser_page.get_by_label("Dark").check()
    dark = browser_page.evaluate(paper)
    assert dark != light
    browser_page.goto(address + "about/")
    assert browser_page.evaluate(paper) == dark
    browser_page.get_by_role("button", name="Display").click()
    browser_page.get_by_label("Light").check()
    assert browser_page.evaluate(paper) == light


def test_marks_can_be_hidden_and_lead_to_their_claim(browser_page: Page, address: str) -> None:
    faults = watch(browser_page)
    browser_page.goto(address + "articles/courier-gravel/")
    notes = browser_page.locator(".article-text a.note")
    browser_page.get_by_role("button", name="Hide the marks").click()
    assert not notes.first.is_visible()
    browser_page.get_by_role("button", name="Show the marks").click()
    notes.first.click()
    browser_page.wait_for_url("**/stories/ferry-aground/#claim-b2")
    assert browser_page.locator("#claim-b2 details").evaluate("node => node.open")
    assert faults == []


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen_or_breaks_its_policy(browser_page: Page, address: str, width: int) -> None:
    faults = watch(browser_page)
    browser_page.set_viewport_size({"width": width, "height": 800})
    paths = ("", "stories/ferry-aground/", "stories/hostile/", "articles/long-words/", "articles/hostile/", "sources/")
    for path in paths:
        browser_page.goto(address + path)
        browser_page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        wide = browser_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, path
    assert faults == []


def test_everything_is_readable_without_scripts(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "stories/ferry-aground/")
    page.locator("#claim-c3 summary").click()
    assert page.locator("#claim-c3 .wordings").is_visible()
    page.goto(address + "search/")
    assert page.locator("noscript p").first.bounding_box()
    assert not page.locator("button.scheme").is_visible()
    context.close()
