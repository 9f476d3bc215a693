"""A story day by day: what its texts date, and when they came out."""

from __future__ import annotations

import json
import re
from datetime import date

import msgspec

from builder.model import Timeline, TimelineDay
from builder.site.index import SiteIndex
from builder.site.story_timeline import DAYS, timeline_view
from tests.site import fixtures
from tests.site.make import dated
from tests.site.pages import Html, default_theme, render


def section(timeline: Timeline | None = None) -> str:
    """The HTML of the timeline, with the fixture's days or others."""
    site = fixtures.ferry_site()
    if timeline is not None:
        own = msgspec.structs.replace(fixtures.FERRY_COMPARISON, timeline=timeline)
        site = fixtures.ferry_site(comparisons=(own, fixtures.HOSTILE_COMPARISON))
    html = render(site)["stories/ferry-aground/index.html"].decode()
    return html[html.index('<section id="timeline">') :].split("</section>")[0]


def test_texts_and_publications_stand_on_one_line_of_days() -> None:
    html = section()
    assert re.findall(r'<time datetime="(\d{4}-\d\d(?:-\d\d)?)">', html) == [
        "2026-05", "2026-09-17", "2026-09-18", "2026-09-19",
    ]  # fmt: skip
    text = Html(html).text
    assert "1 earlier date May 2026" in text
    assert "17 September 2026 named by 3 sources (2 independent)" in text
    assert "1 more mention of a day is left out" in text
    assert "No date" in text


def test_a_sentence_of_two_articles_is_shown_once_with_its_words_marked() -> None:
    html = section()
    assert html.count("off Cabo Tesso early on <mark>Thursday</mark>") == 1
    assert len(re.findall(r"/articles/(?:telica-aground|siren-terror)/#s-0", html)) == 2
    assert html.count(">reckoned<") == 2
    assert html.count(">year not written<") == 1


def test_without_dates_in_the_texts_the_publications_stay() -> None:
    text = Html(section(Timeline())).text
    assert "earlier date" not in text
    assert "published" in text
    assert "updated" in text


def test_many_days_are_counted_not_shown() -> None:
    days = tuple(
        TimelineDay(first=date(year, 1, 1), last=date(year, 12, 31), mentions=(dated(fixtures.COURIER, 6, "in May"),))
        for year in range(1900, 1900 + DAYS + 3)
    )
    comparison = msgspec.structs.replace(fixtures.FERRY_COMPARISON, timeline=Timeline(days=days))
    index = SiteIndex(fixtures.ferry_site(), fixtures.config(), default_theme().strings("en"))
    view = timeline_view(index, index.members(fixtures.FERRY), comparison)
    assert (len(view.before), view.withheld) == (DAYS, 3)


def test_the_pages_name_what_they_rest_on() -> None:
    pages = render()

    def data(path: str) -> dict[str, object]:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', pages[path].decode())
        assert found
        node: dict[str, object] = json.loads(found[1])["@graph"][0]
        return node

    siren = data("articles/siren-terror/index.html")
    assert siren["isBasedOn"] == [
        "https://dailysiren.example/news/18342", "https://telica.example/en/2026/09/17/ferry-aground",
    ]  # fmt: skip
    courier = data("articles/courier-gravel/index.html")
    assert "https://telica.example/en/2026/09/17/ferry-aground" in str(courier["citation"])
    story = data("stories/ferry-aground/index.html")
    assert "https://telica.example/en/2026/09/17/ferry-aground" in str(story["isBasedOn"])
    missing = {"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": "Lisbon Market Gazette"}}
    assert story["citation"] == ["https://rescue.example/log", missing]
    assert not any(b"ClaimReview" in page for page in pages.values())
