"""In Chromium: the table of contents follows, the front page's density is kept, nothing runs off a narrow screen."""

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

STORY = "stories/ferry-aground/"
WIDTHS = (390, 1280)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fixture's site, served under /repo/."""
    root = tmp_path_factory.mktemp("site")
    for path, raw in render(settings=config('[articles]\nbody = "full"')).items():
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


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_of_contents_follows_and_stays_in_sight(browser_page: Page, address: str, width: int) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address + STORY)
    for part in ("origins", "timeline", "agree"):
        page.evaluate("id => document.getElementById(id).scrollIntoView({ behavior: 'instant' })", part)
        here = page.locator(f'.contents a[href="#{part}"][aria-current="true"]')
        here.wait_for(timeout=5000)
        box = here.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] < 700
    assert page.locator(".contents [aria-current]").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_part_reached_by_its_link_is_not_hidden_under_the_contents(
    browser_page: Page, address: str, width: int
) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}{STORY}#origins")
    page.wait_for_timeout(300)
    head = page.locator("#origins h2").bounding_box()
    strip = page.locator(".contents").bounding_box()
    assert head is not None
    assert strip is not None
    assert head["y"] >= (strip["y"] + strip["height"] if width < 1088 else 0)


@pytest.mark.parametrize("width", WIDTHS)
def test_headlines_only_is_kept(browser_page: Page, address: str, width: int) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(address)
    lede = page.locator(".front .lede").first
    assert lede.is_visible()
    page.get_by_label("Headlines").check()
    assert lede.is_hidden()
    page.reload()
    assert lede.is_hidden()
    assert page.get_by_label("Headlines").is_checked()
    page.get_by_label("Opening words").check()
    assert lede.is_visible()


def test_headlines_only_needs_no_script(browser_page: Page, address: str) -> None:
    browser = browser_page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Headlines").check()
    assert page.locator(".front .lede").first.is_hidden()
    context.close()


@pytest.mark.parametrize("path", ["", STORY, "sources/", "sources/courier/", "about/", "archive/2026/09/", "archive/"])
def test_nothing_runs_off_a_narrow_screen(browser_page: Page, address: str, path: str) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 700})
    browser_page.goto(address + path)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320
