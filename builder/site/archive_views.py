"""The archive by year and day, and the pages that stand alone: not found, moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from builder.site import urls
from builder.site.charts import Bars, bars
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.list_views import ARTICLES_PER_PAGE, ArticleRow, article_row, pages_of
from builder.site.views import WHEN, Head, Pager, View


class DayView(View, frozen=True):
    """A day that has articles."""

    day: DateView
    number: int
    url: str
    articles: int


class MonthView(View, frozen=True):
    """A month with its days, the first first."""

    when: DateView
    anchor: str
    url: str
    days: tuple[DayView, ...]
    articles: int

    @property
    def name(self) -> str:
        """`September 2026`."""
        return self.when.day


class YearView(View, frozen=True):
    """A year in the archive's entrance."""

    number: str
    url: str
    articles: int
    months: tuple[tuple[DateView, str, int], ...]
    """Month, link and number of articles."""


class ArchivePage(View, frozen=True):
    """The entrance: every year and its months, the newest first."""

    head: Head
    years: tuple[YearView, ...]
    undated_url: str
    undated: int
    coverage: Bars | None
    sagas_url: str
    sagas: int


class YearPage(View, frozen=True):
    """A year's months and days."""

    head: Head
    number: str
    archive_url: str
    articles: int
    months: tuple[MonthView, ...]
    coverage: Bars | None


class DayPage(View, frozen=True):
    """A day's articles, or those without a day (`day` is None)."""

    head: Head
    day: DateView | None
    month: DateView | None
    month_url: str
    articles: tuple[ArticleRow, ...]
    total: int
    earlier: DayView | None
    later: DayView | None
    pager: Pager


class PlainPage(View, frozen=True):
    """A page that shows nothing but its own words: not found."""

    head: Head


class MovedPage(View, frozen=True):
    """An address that leads elsewhere."""

    head: Head
    url: str


def days(index: SiteIndex) -> list[tuple[date, int]]:
    """The days that have articles, the newest first, with how many."""
    return [(day, len(found)) for day, found in index.by_day.items() if day is not None]


def day_view(index: SiteIndex, day: date, count: int) -> DayView:
    """A day with its link and its number of articles."""
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
                (index.dates.month(year, month), index.urls.to(urls.month(year, month)), count)
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
        coverage=bars(index, dict(days(index))),
        sagas_url=index.urls.to(urls.sagas()),
        sagas=len(index.site.sagas),
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
            archive_url=index.urls.to(urls.archive()),
            articles=sum(count for found in months.values() for _, count in found),
            coverage=bars(index, {day: count for found in months.values() for day, count in found}),
            months=tuple(_month(index, year, month, found) for month, found in months.items()),
        )


def _month(index: SiteIndex, year: int, month: int, found: Sequence[tuple[date, int]]) -> MonthView:
    return MonthView(
        when=index.dates.month(year, month),
        anchor=_month_anchor(month),
        url=index.urls.to(urls.month(year, month)),
        days=tuple(day_view(index, day, count) for day, count in sorted(found)),
        articles=sum(count for _, count in found),
    )


def day_pages(index: SiteIndex) -> Iterator[DayPage]:
    """A page for each day that has articles and one for the undated, each in as many pages as it needs."""
    all_days = days(index)
    for place, (day, count) in enumerate(all_days):
        later = day_view(index, *all_days[place - 1]) if place else None
        earlier = day_view(index, *all_days[place + 1]) if place + 1 < len(all_days) else None
        view = day_view(index, day, count)
        yield from _day_pages(index, day, urls.day(day.year, day.month, day.day), view.day, earlier, later)
    if None in index.by_day:
        yield from _day_pages(index, None, urls.undated(), None, None, None)


def _day_pages(
    index: SiteIndex, day: date | None, path: str, view: DateView | None, earlier: DayView | None, later: DayView | None
) -> Iterator[DayPage]:
    articles = index.by_day[day]
    title = WHEN if view else index.t("archive.undated")
    for page_path, chunk, pager in pages_of(index, articles, ARTICLES_PER_PAGE, path):
        name = title if pager.number == 1 else index.t("pager.title", title=title, number=pager.number)
        yield DayPage(
            head=msgspec.structs.replace(_head(index, page_path, name, "archive"), when=view),
            day=view,
            month=index.dates.month(day.year, day.month) if day else None,
            month_url=index.urls.to(urls.month(day.year, day.month) if day else urls.archive()),
            articles=tuple(article_row(index, article) for article in chunk),
            total=len(articles),
            earlier=earlier,
            later=later,
            pager=pager,
        )


def missing_page(index: SiteIndex) -> PlainPage:
    """404.html."""
    head = Head(title=index.t("missing.title"), path="404.html", canonical="", indexed=False)
    return PlainPage(head=head)


def saved_page(index: SiteIndex) -> PlainPage:
    """Where a reader's browser lists the stories that it keeps."""
    return PlainPage(head=Head(title=index.t("habits.saved_title"), path=urls.saved(), canonical="", indexed=False))


def habit_words(index: SiteIndex) -> bytes:
    """The strings of `[habits]` as JSON: texts with their places in braces, and tables of plural forms."""
    return msgspec.json.encode(index.t.table("habits."))


def emptied_page(index: SiteIndex, slug: str) -> PlainPage:
    """What stands at the address of a story of which no article is here any more."""
    head = Head(title=index.t("emptied.title"), path=urls.story(slug), canonical="", indexed=False)
    return PlainPage(head=head)


def moved_page(index: SiteIndex, old_slug: str, new_slug: str, title: str) -> MovedPage:
    """What stands at a story's former address."""
    target = urls.story(new_slug)
    head = Head(title=title, path=urls.story(old_slug), canonical=index.urls.absolute(target), indexed=False)
    return MovedPage(head=head, url=index.urls.to(target))


def moved_saga_page(index: SiteIndex, old_slug: str, new_slug: str, title: str) -> MovedPage:
    """What stands at an address that a saga had, or would have had, by another of its stories."""
    target = urls.saga(new_slug)
    head = Head(title=title, path=urls.saga(old_slug), canonical=index.urls.absolute(target), indexed=False)
    return MovedPage(head=head, url=index.urls.to(target))


def _head(index: SiteIndex, path: str, title: str, section: str) -> Head:
    return Head(title=title, path=path, canonical=index.urls.absolute(path), section=section)
