"""The search page in each of its states, read by axe: no violation, light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
RESULTS = ".results .row-title a"


def empty(page: Page) -> None:
    page.locator(".search-help").wait_for()


def results(page: Page) -> None:
    """Stories of one and of several sources, marks, two under one headline."""
    page.locator("#q").fill("dredging OR ferry ")
    page.locator(RESULTS).first.wait_for()
    page.locator(".same summary").click()


def many(page: Page) -> None:
    page.locator("#q").fill("bulletin ")
    page.locator(".search-more button").wait_for()


def by_meaning(page: Page) -> None:
    page.locator("#q").fill("birds ")
    page.locator(".chip").wait_for()


def corrected(page: Page) -> None:
    page.locator("#q").fill("gull sandwhich ")
    page.locator(".corrected").wait_for()


def nothing(page: Page) -> None:
    page.locator("#q").fill("zzyzx ")
    page.locator(".search-notes .note").wait_for()


def narrowed(page: Page) -> None:
    """Counts open, two of them chosen."""
    page.locator("#q").fill("officials ")
    page.locator(RESULTS).first.wait_for()
    page.get_by_text("Narrow by").click()
    page.get_by_label("Sant Tirril Courier 2").check()
    page.get_by_role("checkbox", name="October 2026").check()
    page.get_by_role("button", name="Clear all").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")


def failing(page: Page) -> None:
    page.route("**/search/**/*.bin", lambda route: route.abort())
    page.locator("#q").fill("mayor ")
    page.get_by_role("button", name="Try again").wait_for()


STATES = (empty, results, many, by_meaning, corrected, nothing, narrowed, failing)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(opened: Callable[..., Page], state: Callable[[Page], None], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(viewport={"width": WIDTHS[0], "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    state(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page)
        assert found.violations_count == 0, f"{width}: {found.generate_report()}"


def test_axe_would_find_something(opened: Callable[..., Page]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened()
    page.evaluate("document.querySelector('label[for=q]').remove()")
    assert Axe().run(page).violations_count > 0
