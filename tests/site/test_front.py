"""The front page, the figures of sources, months and sagas."""

from __future__ import annotations

from typing import Any

from builder.model import Article, Comparison, Quote, Saga, SagaStep, Site, Source, Thread, Tie, Transparency
from builder.site.about_view import settings
from builder.site.figures import Figures
from builder.site.front_view import SECTION_STORIES, SINGLES, STORIES, front_pages
from builder.site.index import SiteIndex
from builder.site.month_view import month_pages
from builder.site.saga_pages import saga_pages
from tests.site.fixtures import config
from tests.site.make import article, quote
from tests.site.pages import default_theme, html_pages, render

T = default_theme().strings("en")
OUTLETS = tuple(Source(name, name.title(), "", "newspaper") for name in ("ada", "bea", "cid"))


def story(name: str, *told: tuple[str, str], tags: tuple[str, ...] = ()) -> tuple[Thread, tuple[Article, ...]]:
    """A thread of articles, each (source, day)."""
    members = tuple(
        article(f"{name}-{n}", outlet, f"{name} {n}", "Words here.", day=day, tags=tags)
        for n, (outlet, day) in enumerate(told)
    )
    dated = [member.published for member in members if member.published]
    ids = tuple(member.id for member in members)
    first, last = min(dated, default=None), max(dated, default=None)
    thread = Thread(id=name, slug=name, title=name, title_from=ids[0], article_ids=ids, first=first, last=last)
    return thread, members


def site_of(*made: tuple[Thread, tuple[Article, ...]], comparisons: tuple[Comparison, ...] = (), **more: Any) -> Site:
    """A site of such threads."""
    known = {found.thread_id for found in comparisons}
    rest = (Comparison(thread_id=t.id, independent=len(a)) for t, a in made if t.id not in known)
    return Site(
        articles=tuple(a for _, members in made for a in members),
        sources=OUTLETS,
        threads=tuple(thread for thread, _ in made),
        comparisons=(*comparisons, *rest),
        **more,
    )


def index_of(site: Site, text: str = "") -> SiteIndex:
    """The lookups of a site."""
    return SiteIndex(site, config(text), T)


def test_the_front_page_shows_each_story_once_and_all_of_them() -> None:
    both = [story(f"b{n:03d}", ("ada", "2026-03-01"), ("bea", "2026-03-02"), tags=(f"t{n % 3}",)) for n in range(60)]
    alone = [story(f"s{n:03d}", ("cid", "2026-03-02"), tags=(f"t{n % 3}",)) for n in range(60)]
    pages = list(front_pages(index_of(site_of(*both, *alone)), ()))
    first = pages[0]
    assert first.lead is not None
    assert (len(first.stories), len(first.singles)) == (STORIES - 1, SINGLES)
    assert [len(section.stories) for section in first.sections] == [SECTION_STORIES] * 3
    assert all(not page.sections and page.lead is None for page in pages[1:])
    shown = [card.url for page in pages for card in (*page.stories, *page.singles)] + [first.lead.url]
    shown += [card.url for section in first.sections for card in section.stories]
    assert len(shown) == len(set(shown)) == 120
    assert first.several == 60


def test_few_stories_need_no_second_page() -> None:
    made = [story(f"s{n:03d}", ("ada", "2026-03-02"), tags=(f"t{n}",)) for n in range(STORIES + SINGLES + 10)]
    assert len(list(front_pages(index_of(site_of(*made)), ()))) == 1
    made += [story("more", ("ada", "2026-03-02"))]
    assert len(list(front_pages(index_of(site_of(*made)), ()))) == 2


def test_a_source_is_first_only_where_no_time_leaves_a_doubt() -> None:
    made = [
        story("sure", ("ada", "2026-03-01T08:00:00"), ("bea", "2026-03-01T09:00:00")),
        story("same-day", ("ada", "2026-03-01"), ("bea", "2026-03-01T23:00:00")),
        story("day-before", ("bea", "2026-03-01"), ("cid", "2026-03-02T01:00:00")),
        story("undated", ("ada", "2026-03-01T08:00:00"), ("bea", "")),
        story("at-once", ("ada", "2026-03-01T08:00:00"), ("bea", "2026-03-01T08:00:00")),
        story("alone", ("ada", "2026-03-01T08:00:00")),
    ]
    figures = Figures(index_of(site_of(*made)))
    assert figures.of["ada"].first == ["sure"]
    assert figures.of["bea"].first == ["day-before"]
    assert (figures.of["ada"].alone, figures.of["ada"].several) == (["alone"], 4)
    assert figures.shared == {("ada", "bea"): 4, ("bea", "cid"): 1}
    assert figures.partners("bea") == [("ada", 4), ("cid", 1)]


def test_a_source_is_counted_by_its_own_quotations() -> None:
    one = article("q-0", "ada", "T", "“It rains,” said Ida Holm.|“Not here,” she said.", day="2026-03-01")
    found: tuple[Quote, ...] = (
        quote(one, 0, "It rains,", "Ida Holm"),
        quote(one, 1, "Not here,", "Ida Holm"),
        quote(one, 1, "she said", "Ida Holm", kind="indirect"),
    )
    given = Transparency(article_id="q-0", has_byline=True, has_date=True, has_link=False, quoted_share=0.4)
    thread, _ = story("q", ("ada", "2026-03-01"))
    held = Comparison(thread_id="q", quotes=found, transparency=(given,))
    tally = Figures(index_of(site_of((thread, (one,)), comparisons=(held,)))).of["ada"]
    assert (tally.quotes, tally.speakers, tally.quoted, tally.measured) == (2, {"Ida Holm"}, 0.4, 1)


def test_a_month_is_a_calendar_of_its_days() -> None:
    made = story("a", ("ada", "2026-03-01"), ("bea", "2026-03-31"), ("cid", "2026-04-02"))
    april, march = month_pages(index_of(site_of(made)))
    assert [cell.number for cell in march.weeks[0]] == [0, 0, 0, 0, 0, 0, 1]
    assert len(march.weeks) == 6
    assert [(c.number, c.day.articles) for week in march.weeks for c in week if c.day] == [(1, 1), (31, 1)]
    assert march.weekdays[0][1] == "Monday"
    assert march.later is not None
    assert march.later.url.endswith("archive/2026/04/")
    assert (march.earlier, april.later) == (None, None)
    assert (march.articles, march.outlets, [card.title for card in march.stories]) == (2, 2, ["a"])


def saga_site() -> Site:
    """Two stories, the second going on from the first."""
    one, two = story("one", ("ada", "2026-03-01")), story("two", ("bea", "2026-04-01"))
    tie = Tie(left="one-0", right="two-0", similarity=0.5, meaning=0.5, words=0.5, days=31, shared=("ferry",))
    saga = Saga(
        id="one",
        slug="one",
        title="one",
        thread_ids=("one", "two"),
        steps=(SagaStep(earlier="one", later="two", tie=tie),),
    )
    return site_of(two, one, sagas=(saga,))


def test_a_saga_has_a_page_with_its_steps_and_keeps_addresses_it_may_have_had() -> None:
    (page,) = saga_pages(index_of(saga_site()))
    assert [entry.card.title for entry in page.stories] == ["one", "two"]
    assert page.stories[0].step is None
    assert page.stories[1].step is not None
    assert page.stories[1].step.shared == ("ferry",)
    pages = render(saga_site())
    assert 'content="0; url=/repo/sagas/one/"' in pages["sagas/two/index.html"].decode()
    parsed = html_pages(pages)
    assert "/repo/sagas/one/" in parsed["sagas/index.html"].links
    assert "/repo/sagas/one/" in parsed["stories/two/index.html"].links


def test_the_about_page_says_the_settings_in_force() -> None:
    site = site_of(story("a", ("ada", "2026-03-01")))
    given = {row.key: row for row in settings(index_of(site, "[threads]\nstrictness = 0.2\nwindow_days = 4"))}
    assert given["threads.window_days"].value == "4"
    assert "smaller than calibrated" in given["threads.strictness"].text
    text = html_pages(render(site, config('[articles]\nbody = "excerpt"')))["about/index.html"].text
    assert "articles.body excerpt" in text
    assert "1 article is shown as an excerpt only" in text
