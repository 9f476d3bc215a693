"""The search page of a small site, under a sub-path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.search.served import OFFLINE, searched_site, serving, write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site under /repo/."""
    root = tmp_path_factory.mktemp("page")
    write_site(root, searched_site(), extra=OFFLINE.replace("offline = true", ""), meaning=True)
    with serving(root) as served:
        yield f"{served}repo/"


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`opened("?q=ferry")`: the search page in a context of its own; the test fails on errors and foreign requests."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(query: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.on("request", lambda request: faults.append(request.url) if "127.0.0.1" not in request.url else None)
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{address}search/{query}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
