"""The archive by day, and the pages that stand alone: search, about, not found, moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from builder.site import urls
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.list_views import ARTICLES_PER_PAGE, HALF_LIFE_DAYS, ArticleRow, article_row, pages_of
from builder.site.views import Head, Pager, View


class DayView(View, frozen=True):
    """A day that has articles."""

    day: DateView
    number: int
    url: str
    articles: int


class MonthView(View, frozen=True):
    """A month with its days, the first first."""

    name: str
    anchor: str
    days: tuple[DayView, ...]
    articles: int


class YearView(View, frozen=True):
    """A year in the archive's entrance."""

    number: str
    url: str
    articles: int
    months: tuple[tuple[str, str, int], ...]
    """Name, link and number of articles."""


class ArchivePage(View, frozen=True):
    """The entrance: every year and its months, the newest first."""

    head: Head
    years: tuple[YearView, ...]
    undated_url: str
    undated: int


class YearPage(View, frozen=True):
    """A year's months and days."""

    head: Head
    number: str
    months: tuple[MonthView, ...]


class DayPage(View, frozen=True):
    """A day's articles, or those without a day (`day` is None)."""

    head: Head
    day: DateView | None
    articles: tuple[ArticleRow, ...]
    total: int
    earlier: DayView | None
    later: DayView | None
    pager: Pager


class PlainPage(View, frozen=True):
    """A page that shows nothing but its own words: search, not found."""

    head: Head
    data_url: str = ""
    story_url: str = ""
    months: tuple[str, ...] = ()


class MovedPage(View, frozen=True):
    """An address that leads elsewhere."""

    head: Head
    url: str


class InferredCount(View, frozen=True):
    """How many articles had a field inferred."""

    field: str
    articles: int


class AboutPage(View, frozen=True):
    """Facts about the site as a whole."""

    head: Head
    description: str
    articles: int
    outlets: int
    threads: int
    several: int
    alone: int
    undated: int
    first: DateView | None
    last: DateView | None
    excerpts: int
    inferred: tuple[InferredCount, ...]
    window_days: str
    half_life: str
    zone: str
    data_url: str
    feed_url: str


def days(index: SiteIndex) -> list[tuple[date, int]]:
    """The days that have articles, the newest first, with how many."""
    return [(day, len(found)) for day, found in index.by_day.items() if day is not None]


def _day(index: SiteIndex, day: date, count: int) -> DayView:
    url = index.urls.to(urls.day(day.year, day.month, day.day))
    return DayView(day=index.dates.day(day), number=day.day, url=url, articles=count)


def archive_page(index: SiteIndex) -> ArchivePage:
    """The archive's entrance."""
    found: dict[int, dict[int, int]] = {}
    for day, count in days(index):
        months = found.setdefault(day.year, {})
        months[day.month] = months.get(day.month, 0) + count
    years = tuple(
        YearView(
            number=str(year),
            url=index.urls.to(urls.year(year)),
            articles=sum(months.values()),
            months=tuple(
                (index.dates.month_name(month), index.urls.to(urls.year(year), _month_anchor(month)), count)
                for month, count in months.items()
            ),
        )
        for year, months in found.items()
    )
    return ArchivePage(
        head=_head(index, urls.archive(), index.t("archive.title"), "archive"),
        years=years,
        undated_url=index.urls.to(urls.undated()),
        undated=len(index.by_day.get(None, ())),
    )


def _month_anchor(month: int) -> str:
    return f"month-{month:02d}"


def year_pages(index: SiteIndex) -> Iterator[YearPage]:
    """A page for each year that has articles."""
    years: dict[int, dict[int, list[tuple[date, int]]]] = {}
    for day, count in days(index):
        years.setdefault(day.year, {}).setdefault(day.month, []).append((day, count))
    for year, months in years.items():
        title = index.t("archive.year", year=str(year))
        yield YearPage(
            head=_head(index, urls.year(year), title, "archive"),
            number=str(year),
            months=tuple(_month(index, year, month, found) for month, found in months.items()),
        )


def _month(index: SiteIndex, year: int, month: int, found: Sequence[tuple[date, int]]) -> MonthView:
    return MonthView(
        name=index.dates.month(year, month),
        anchor=_month_anchor(month),
        days=tuple(_day(index, day, count) for day, count in sorted(found)),
        articles=sum(count for _, count in found),
    )


def day_pages(index: SiteIndex) -> Iterator[DayPage]:
    """A page for each day that has articles and one for the undated, each in as many pages as it needs."""
    all_days = days(index)
    for place, (day, count) in enumerate(all_days):
        later = _day(index, *all_days[place - 1]) if place else None
        earlier = _day(index, *all_days[place + 1]) if place + 1 < len(all_days) else None
        view = _day(index, day, count)
        yield from _day_pages(index, day, urls.day(day.year, day.month, day.day), view.day, earlier, later)
    if None in index.by_day:
        yield from _day_pages(index, None, urls.undated(), None, None, None)


def _day_pages(
    index: SiteIndex, day: date | None, path: str, view: DateView | None, earlier: DayView | None, later: DayView | None
) -> Iterator[DayPage]:
    articles = index.by_day[day]
    title = view.day if view else index.t("archive.undated")
    for page_path, chunk, pager in pages_of(index, articles, ARTICLES_PER_PAGE, path):
        name = title if pager.number == 1 else index.t("pager.title", title=title, number=pager.number)
        yield DayPage(
            head=_head(index, page_path, name, "archive"),
            day=view,
            articles=tuple(article_row(index, article) for article in chunk),
            total=len(articles),
            earlier=earlier,
            later=later,
            pager=pager,
        )


def search_page(index: SiteIndex) -> PlainPage:
    """The search page; `data_url` is what its script loads, `story_url` what a story's slug is put behind."""
    head = _head(index, urls.search(), index.t("search.title"), "search")
    return PlainPage(
        head=head,
        data_url=index.urls.to(urls.search_data()),
        story_url=index.urls.to(urls.stories()),
        months=index.t.items("date.months"),
    )


def missing_page(index: SiteIndex) -> PlainPage:
    """404.html."""
    head = Head(title=index.t("missing.title"), path="404.html", canonical="", indexed=False)
    return PlainPage(head=head)


def emptied_page(index: SiteIndex, slug: str) -> PlainPage:
    """What stands at the address of a story of which no article is here any more."""
    head = Head(title=index.t("emptied.title"), path=urls.story(slug), canonical="", indexed=False)
    return PlainPage(head=head)


def moved_page(index: SiteIndex, old_slug: str, new_slug: str, title: str) -> MovedPage:
    """What stands at a story's former address."""
    target = urls.story(new_slug)
    head = Head(title=title, path=urls.story(old_slug), canonical=index.urls.absolute(target), indexed=False)
    return MovedPage(head=head, url=index.urls.to(target))


def about_page(index: SiteIndex) -> AboutPage:
    """How this site is made, in figures of this very build."""
    articles = index.listed_articles
    inferred: dict[str, int] = {}
    for article in articles:
        for name in {field.field for field in article.inferred}:
            inferred[name] = inferred.get(name, 0) + 1
    found = days(index)
    alone = sum(1 for thread in index.listed_threads if index.card(thread).single)
    t = index.t
    return AboutPage(
        head=_head(index, urls.about(), t("about.title"), "about"),
        description=index.config.site.description,
        articles=len(articles),
        outlets=sum(1 for own in index.by_source.values() if own),
        threads=len(index.listed_threads),
        several=len(index.listed_threads) - alone,
        alone=alone,
        undated=len(index.by_day.get(None, ())),
        first=index.dates.day(found[-1][0]) if found else None,
        last=index.dates.day(found[0][0]) if found else None,
        excerpts=sum(1 for article in articles if not index.shows_whole(article)),
        inferred=tuple(
            InferredCount(field=t(f"field.{name}") if t.has(f"field.{name}") else name, articles=count)
            for name, count in sorted(inferred.items(), key=lambda row: (-row[1], row[0]))
        ),
        window_days=f"{index.config.threads.window_days:g}",
        half_life=f"{HALF_LIFE_DAYS:g}",
        zone=index.config.site.timezone,
        data_url=index.urls.to(urls.threads_data()),
        feed_url=index.urls.to(urls.feed()),
    )


def _head(index: SiteIndex, path: str, title: str, section: str) -> Head:
    return Head(title=title, path=path, canonical=index.urls.absolute(path), section=section)
