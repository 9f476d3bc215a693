"""Charts and strips: geometry that says the same as the text beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.model import Comparison, Site, Source, Thread
from builder.site.charts import bars, overlap
from builder.site.index import SiteIndex
from builder.site.story_claims import Cell, MatrixRow
from builder.site.story_matrix import State
from builder.site.strips import lanes, strip
from tests.site import fixtures
from tests.site.fixtures import config, ferry_site
from tests.site.make import article
from tests.site.pages import default_theme, html_pages, render

INDEX = SiteIndex(ferry_site(), config(), default_theme().strings("en"))


def test_a_bar_stands_for_its_days_articles() -> None:
    chart = bars(INDEX, {date(2026, 9, 1): 2, date(2026, 9, 3): 8})
    assert chart is not None
    assert chart.path == "M0 48v-12h6V48zM16 48v-48h6V48z"
    assert [(row.when.iso, row.count) for row in chart.rows] == [("2026-09-01", 2), ("2026-09-03", 8)]
    assert (chart.step, chart.most, chart.peak.iso, chart.total) == ("day", 8, "2026-09-03", 10)


@pytest.mark.parametrize(
    ("last", "step", "rows"),
    [
        (date(2026, 4, 10), "day", ["2026-01-01", "2026-04-10"]),
        (date(2026, 4, 11), "week", ["2025-12-29", "2026-04-06"]),
        (date(2028, 1, 1), "month", ["2026-01", "2028-01"]),
    ],
)
def test_long_spans_are_drawn_by_the_week_and_the_month(last: date, step: str, rows: list[str]) -> None:
    chart = bars(INDEX, {date(2026, 1, 1): 1, last: 3})
    assert chart is not None
    assert (chart.step, [row.when.iso for row in chart.rows]) == (step, rows)
    assert chart.total == sum(row.count for row in chart.rows) == 4


def test_one_day_is_no_chart() -> None:
    assert bars(INDEX, {date(2026, 1, 1): 9}) is None


def test_a_dots_area_grows_with_the_stories_two_sources_share() -> None:
    views = [INDEX.sources[name] for name in ("courier", "onda", "siren", "quay")]
    chart = overlap({("courier", "onda"): 9, ("onda", "siren"): 1}, views)
    assert chart is not None
    assert [source.id for source in chart.sources] == ["courier", "onda", "siren"]
    assert {(dot.x, dot.y): dot.r for dot in chart.blobs} == {
        (75, 45): 13.5,
        (45, 75): 13.5,
        (105, 75): 5.5,
        (75, 105): 5.5,
    }
    assert [(pair.left.id, pair.right.id, pair.stories) for pair in chart.pairs] == [
        ("courier", "onda", 9),
        ("onda", "siren", 1),
    ]
    assert overlap({}, views) is None


def test_a_row_of_the_strip_is_a_column_of_the_matrix() -> None:
    views = tuple(INDEX.sources[name] for name in ("courier", "onda"))
    lines: tuple[tuple[State, State], ...] = (("same", "silent"), ("other", "tension"))
    table = tuple(
        MatrixRow(
            number=n,
            anchor=f"c{n}",
            text="…",
            cells=tuple(Cell(state=state, source=view, url="") for state, view in zip(states, views, strict=True)),
        )
        for n, states in enumerate(lines, start=1)
    )
    drawn = strip(views, table)
    assert drawn is not None
    assert [[mark.state for mark in row.marks] for row in drawn.rows] == [["same", "other"], ["silent", "tension"]]
    assert [row.said for row in drawn.rows] == [2, 1]
    assert strip(views[:1], table) is None
    assert strip(views, table[:1]) is None


def test_lanes_tell_when_each_source_published() -> None:
    made = [
        article("a", "courier", "A", "Words.", day="2026-09-01T12:00:00"),
        article("b", "onda", "B", "Words.", day="2026-09-02T12:00:00"),
        article("c", "courier", "C", "Words.", day="2026-09-03T12:00:00"),
        article("d", "siren", "D", "Words."),
    ]
    drawn = lanes(INDEX, made)
    assert drawn is not None
    assert [(lane.source.id, lane.path, lane.articles) for lane in drawn.rows] == [
        ("courier", "M0 10h0M1000 10h0", 2),
        ("onda", "M500 10h0", 1),
    ]
    assert drawn.grid.count("M") == 2, "a line for each of the two midnights"
    assert lanes(INDEX, made[:1]) is None
    assert lanes(INDEX, [made[0], made[3]]) is None


def test_pictures_are_hidden_from_those_who_hear_and_told_in_words() -> None:
    """Every drawing is either named or passed over by readers of the screen; its figures stand beside it as text."""
    pages = html_pages(render())
    for path, page in pages.items():
        for tag, attributes in page.elements:
            if tag == "svg":
                assert attributes.get("aria-hidden") == "true" or attributes.get("aria-labelledby"), path
    story = pages["stories/ferry-aground/index.html"].text
    assert "When each source published" in story


def test_sources_without_a_name_are_told_by_their_file() -> None:
    source = Source("unknown-1", "Unnamed source (001_be6d6b86bdc11e2b)", "", "unknown")
    one = article("x", "unknown-1", "A headline", "Words.", day="2026-09-01")
    when = datetime(2026, 9, 1, tzinfo=UTC)
    thread = Thread(id="x", slug="x", title="A headline", title_from="x", article_ids=("x",), first=when, last=when)
    site = Site(articles=(one,), sources=(source,), threads=(thread,), comparisons=(Comparison(thread_id="x"),))
    page = render(site)["stories/x/index.html"].decode()
    assert 'Unnamed source<span class="source-file" title="001_be6d6b86bdc11e2b"> 001_be6d6b86bdc11e2b</span>' in page
    assert SiteIndex(site, config(), default_theme().strings("en")).sources["unknown-1"].kind == ""
    assert fixtures.SOURCES[0].kind == "newspaper"
