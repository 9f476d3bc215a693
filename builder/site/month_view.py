"""A month: a calendar of its days, how many articles each has, and the month's stories."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

import msgspec

from builder.site import locales, urls
from builder.site.archive_views import DayView, day_view, days
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.list_views import list_head, threads_of
from builder.site.views import WHEN, Head, ThreadCard, View

STORIES = 40
"""Stories that a month's page names: those of most independent origins; the days lead to all."""
LEVELS = 4
"""Shades of a day in the calendar."""


class Cell(View, frozen=True):
    """A place in the calendar: `number` is 0 outside the month, `day` None where nothing came out.

    `level` (0 to `LEVELS`) is the day's share of the busiest day's articles; the count itself stands beside it.
    """

    number: int = 0
    day: DayView | None = None
    level: int = 0


class MonthLink(View, frozen=True):
    """Another month that has articles."""

    when: DateView
    url: str


class MonthPage(View, frozen=True):
    """`cells` are the month's days, `before` how many days of its first week (from Monday) lie in the month before.

    `more_stories` counts those not named.
    """

    head: Head
    year_url: str
    year: str
    articles: int
    outlets: int
    cells: tuple[Cell, ...]
    before: int
    stories: tuple[ThreadCard, ...]
    total: int
    more_stories: int
    earlier: MonthLink | None
    later: MonthLink | None

    @property
    def weekdays(self) -> tuple[tuple[str, str], ...]:
        """The days of the week as the language begins it: (short, whole) names."""
        return locales.weekdays(self._language)

    @property
    def weeks(self) -> tuple[tuple[Cell, ...], ...]:
        """The month in weeks of seven cells, as the language begins them."""
        before = (self.before - locales.first_weekday(self._language)) % 7
        cells = (*([Cell()] * before), *self.cells)
        cells += (Cell(),) * (-len(cells) % 7)
        return tuple(cells[at : at + 7] for at in range(0, len(cells), 7))

    @property
    def _language(self) -> str:
        return self.head.when.language if self.head.when else "en"


def months(index: SiteIndex) -> list[tuple[int, int]]:
    """The months that have articles, the newest first."""
    return list(dict.fromkeys((day.year, day.month) for day, _ in days(index)))


def month_pages(index: SiteIndex) -> Iterator[MonthPage]:
    """A page for each month that has articles."""
    counts = dict(days(index))
    found = months(index)
    for place, (year, month) in enumerate(found):
        own = {day: count for day, count in counts.items() if (day.year, day.month) == (year, month)}
        articles = [article for day in own for article in index.by_day[day]]
        threads = threads_of(index, articles)
        threads.sort(key=lambda thread: (-index.independent(thread), -len(index.thread_sources(thread))))
        yield MonthPage(
            head=msgspec.structs.replace(
                list_head(index, urls.month(year, month), WHEN, "archive"), when=index.dates.month(year, month)
            ),
            year_url=index.urls.to(urls.year(year)),
            year=str(year),
            articles=len(articles),
            outlets=len({article.source_id for article in articles}),
            cells=_cells(index, year, month, own),
            before=monthrange(year, month)[0],
            stories=tuple(index.card(thread) for thread in threads[:STORIES]),
            total=len(threads),
            more_stories=max(0, len(threads) - STORIES),
            earlier=_link(index, found[place + 1]) if place + 1 < len(found) else None,
            later=_link(index, found[place - 1]) if place else None,
        )


def _cells(index: SiteIndex, year: int, month: int, own: dict[date, int]) -> tuple[Cell, ...]:
    most = max(own.values())
    cells = []
    for number in range(1, monthrange(year, month)[1] + 1):
        count = own.get(date(year, month, number), 0)
        view = day_view(index, date(year, month, number), count) if count else None
        cells.append(Cell(number=number, day=view, level=-(-LEVELS * count // most)))
    return tuple(cells)


def _link(index: SiteIndex, month: tuple[int, int]) -> MonthLink:
    return MonthLink(when=index.dates.month(*month), url=index.urls.to(urls.month(*month)))
