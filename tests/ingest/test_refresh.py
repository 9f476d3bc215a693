"""`digest add --refresh`: what a page says now, and what a person wrote, both stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.ingest.adding import AddReport, Given, add
from builder.ingest.refresh import Origin, merge, origin_of
from tests.ingest.server import Server
from tests.ingest.test_adding import Make, page

DATED = '<meta property="article:published_time" content="2025-08-0{day}T10:00:00Z">'
PATH = "content/127-0-0-1/2025-08-02-page-1.html"


@pytest.fixture
def refresh(server: Server, site: Path, way_into: Any, make_fetcher: Make) -> Callable[..., AddReport]:
    """`/page` is added once; each call makes it `html` and refreshes it."""
    server.page("/page", page(1, DATED.format(day=2)))
    with way_into(site) as way:
        add(way, make_fetcher(), [server.url + "/page"], Given(), None)

    def run(html: str, given: Given = Given(), *, dry: bool = False) -> AddReport:  # noqa: B008
        server.page("/page", html)
        with way_into(site, dry=dry) as way:
            return add(way, make_fetcher(), [server.url + "/page"], given, None, refresh=True)

    return run


CHANGED = page(2, DATED.format(day=3)).replace("Page 2", "Page 1")


def test_what_changed_is_taken_over_and_named(site: Path, refresh: Callable[..., AddReport]) -> None:
    (row,) = refresh(CHANGED).articles
    assert (row.action, row.path, row.notes) == ("updated", PATH, ("changed: date, text",))
    text = (site / PATH).read_text()
    assert "number 2" in text
    assert "2025-08-03" in text
    assert [one.action for one in refresh(CHANGED).articles] == ["known"]


def test_a_dry_run_tells_and_leaves(site: Path, refresh: Callable[..., AddReport]) -> None:
    before = (site / PATH).read_text()
    assert [row.action for row in refresh(CHANGED, dry=True).articles] == ["updated"]
    assert (site / PATH).read_text() == before


def test_front_matter_that_a_person_changed_stays(site: Path, refresh: Callable[..., AddReport]) -> None:
    place = site / PATH
    text = place.read_text().replace("title: Page 1", "title: Mine\ntags:\n  - ferry")
    place.write_text(text.replace("2025-08-02T10:00:00Z", "2025-08-02"))
    (row,) = refresh(CHANGED).articles
    assert row.notes == ("changed: text", "changed there, and left as you have it: date")
    after = place.read_text()
    assert "title: Mine\ntags:\n  - ferry\n" in after
    assert "date: '2025-08-02'" in after
    assert "number 2" in after


def test_a_text_that_a_person_changed_is_refused(site: Path, refresh: Callable[..., AddReport]) -> None:
    place = site / PATH
    place.write_text(place.read_text() + "<p>And a note of mine.</p>\n")
    before = place.read_text()
    report = refresh(CHANGED)
    assert not report.articles
    (failure,) = report.failures
    assert (failure.kind, failure.message) == ("edited", f"is in {PATH}, which was edited: it stays as it is")
    assert "move that file away" in failure.remedy
    assert place.read_text() == before


def test_a_file_that_is_gone_is_written_again(site: Path, refresh: Callable[..., AddReport]) -> None:
    (site / PATH).unlink()
    assert [row.action for row in refresh(CHANGED).articles] == ["new"]
    assert len(list((site / "content").rglob("*.html"))) == 1


def test_what_was_said_when_it_was_added_stays(
    server: Server, site: Path, way_into: Any, make_fetcher: Make, refresh: Callable[..., AddReport]
) -> None:
    server.page("/other", page(5))
    with way_into(site) as way:
        add(way, make_fetcher(), [server.url + "/other"], Given(title="Named by hand"), None)
    server.page("/other", page(6))
    with way_into(site) as way:
        (row,) = add(way, make_fetcher(), [server.url + "/other"], Given(), None, refresh=True).articles
    assert row.action == "updated"
    assert "title: Named by hand" in (site / row.path).read_text()


HELD = "---\ntitle: One\ndate: 2025\n---\n<p>Text</p>\n"


@pytest.mark.parametrize(
    ("held", "origin"),
    [
        ("+++\ntitle = 1\n+++\nText", origin_of(HELD)),
        (HELD.replace("Text", "Texts"), origin_of(HELD)),
        ("---\ntitle: One\ntitle: Two\n---\n<p>Text</p>\n", origin_of(HELD)),
        ("---\n# by me\ntitle: One\n---\n<p>Text</p>\n", origin_of(HELD)),
        (HELD, Origin("", "")),
    ],
)
def test_what_cannot_be_told_apart_is_not_merged(held: str, origin: Origin) -> None:
    assert merge(held, origin, HELD) is None


def test_a_key_that_a_person_took_out_stays_out_and_a_new_one_comes_in() -> None:
    fresh = "---\ntitle: Two\ndate: 2026\nlang: en\n---\n<p>Text</p>\n"
    merged = merge(HELD.replace("date: 2025\n", ""), origin_of(HELD), fresh)
    assert merged is not None
    assert merged.text == "---\ntitle: Two\nlang: en\n---\n<p>Text</p>\n"
    assert (merged.changed, merged.kept) == (("lang", "title"), ("date",))
