"""Order of the front page, badges, dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from builder.model import Comparison, Site, Source, Thread
from builder.site.dates import Dates
from builder.site.front_view import ranked
from builder.site.index import SiteIndex, opening
from builder.site.list_views import pages_of
from builder.site.monograms import monograms, tones
from builder.text.dateline import find_dateline
from tests.site.fixtures import config, ferry_site
from tests.site.make import article
from tests.site.pages import default_theme

T = default_theme().strings("en")


def index_of(site: Site) -> SiteIndex:
    """The lookups of a site."""
    return SiteIndex(site, config(), T)


def story(name: str, day: str, sources: int, independent: int) -> tuple[Thread, list[object], Comparison]:
    """A thread of `sources` articles whose last one is of `day`."""
    members = [article(f"{name}{n}", f"s{n}", f"{name} {n}", "Words.", day=day) for n in range(sources)]
    ids = tuple(member.id for member in members)
    last = members[0].published
    thread = Thread(id=name, slug=name, title=name, title_from=ids[0], article_ids=ids, first=last, last=last)
    return thread, list(members), Comparison(thread_id=name, independent=independent)


def test_independent_origins_and_recency_rank_stories() -> None:
    made = [
        story("old-big", "2026-01-01", 5, 5),
        story("new-copies", "2026-01-10", 5, 1),
        story("new-big", "2026-01-10", 5, 5),
        story("new-single", "2026-01-10", 1, 1),
        story("undated", "", 6, 6),
    ]
    site = Site(
        articles=tuple(a for _, members, _ in made for a in members),  # type: ignore[misc]
        sources=tuple(Source(f"s{n}", f"S{n}") for n in range(6)),
        threads=tuple(thread for thread, _, _ in made),
        comparisons=tuple(comparison for _, _, comparison in made),
    )
    assert [t.id for t in ranked(index_of(site))] == ["new-big", "new-copies", "new-single", "old-big", "undated"]


@pytest.mark.parametrize(("items", "sizes"), [(0, [0]), (30, [30]), (40, [40]), (41, [30, 11]), (100, [30, 30, 40])])
def test_no_page_is_left_with_a_few(items: int, sizes: list[int]) -> None:
    pages = list(pages_of(index_of(ferry_site()), list(range(items)), 30, "x/"))
    assert [len(chunk) for _, chunk, _ in pages] == sizes
    assert pages[0][2].newer == pages[-1][2].older == ""


def test_no_two_sources_have_the_same_letters() -> None:
    names = ["Torrezil Standard", "The Sun", "The Standard", "Telica Star", "Telica", "!!!", "", *["Same"] * 40]
    made = monograms([(f"id{n:02d}", name) for n, name in enumerate(names)])
    assert len(set(made.values())) == len(names)
    assert made["id00"] == "TS"
    assert all(1 <= len(letters) <= 3 for letters in made.values())


def test_tones_are_spread() -> None:
    made = tones(f"id{n}" for n in range(16))
    assert sorted(made.values()) == sorted([*range(8)] * 2)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-09-17", "2026-09-17", "17 September 2026"),
        ("2026-09-17", "2026-09-19", "17–19 September 2026"),
        ("2026-08-30", "2026-09-02", "30 August – 2 September 2026"),
        ("2025-12-31", "2026-01-01", "31 December 2025 – 1 January 2026"),
    ],
)
def test_spans_of_days(first: str, last: str, text: str) -> None:
    dates = Dates(ZoneInfo("UTC"), "en")
    found = dates.span(*(datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, last)))
    assert found is not None
    assert found.text.replace("\u2009", " ") == text


def test_a_time_of_day_is_shown_only_when_known() -> None:
    dates = Dates(ZoneInfo("Asia/Tokyo"), "en")
    moment = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    assert dates.day_of(moment) == date(2026, 3, 2)
    assert dates.view(moment).text == "2 March 2026, 00:30"
    assert dates.view(moment, day_only=True).text == "2 March 2026"
    assert dates.view(moment).iso == "2026-03-02T00:30:00+09:00"


def test_cards_open_behind_the_dateline() -> None:
    text = "PARIS (AP) — The talks opened on Monday."
    made = article("a", "s", "T", text, dateline=find_dateline(text))
    assert opening(made) == "The talks opened on Monday."
