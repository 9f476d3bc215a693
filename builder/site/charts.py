"""Charts as plain geometry: coverage over days, and who shares stories with whom.

A template turns them into inline SVG. Words and figures stand beside each as text, so no chart is the only way to
what it shows. Bars stretch to the page's width; nothing in them is text, so nothing is distorted that is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from builder.model import Article
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.views import SourceView, View

BAR, STEP, TALL = 6, 8, 48
"""Units of a bar's width, of the way to the next bar, and of the highest bar."""
LEAST_BARS = 14
"""A chart is at least so many bars wide: two days must not look like two walls."""
LEAST_TALL = 4
"""Articles that fill a chart's height at the least: one a day is no wall either."""
MOST_DAYS, MOST_WEEKS = 100, 700
"""Spans of so many days are drawn by the day, then by the week, then by the month."""
CELL = 30
"""Units of a cell of the drawing of shared stories."""
MOST_SOURCES = 16
"""Sources in that drawing: those with most stories; the rest is in the list."""
MOST_PAIRS = 40


class Bar(View, frozen=True):
    """A day, week (its Monday) or month that has articles, and how many."""

    when: DateView
    count: int


class Bars(View, frozen=True):
    """Articles over days. `path` draws every bar in `width` x `height` units; `step` is `day`, `week` or `month`.

    `first` and `last` are the ends of the axis, `most` the highest bar's count and `peak` its day; `rows` are the
    same figures for those who read them.
    """

    path: str
    width: int
    height: int
    step: str
    first: DateView
    last: DateView
    most: int
    peak: DateView
    total: int
    rows: tuple[Bar, ...]


class Shared(View, frozen=True):
    """Two sources and the stories that both report."""

    left: SourceView
    right: SourceView
    stories: int


class Blob(View, frozen=True):
    """A dot of the drawing: its middle and radius in units."""

    x: int
    y: int
    r: float


class Overlap(View, frozen=True):
    """Who shares stories with whom. `size` is the drawing's side; `sources` head its rows and columns in order.

    `pairs` are those with most stories in common, `more_pairs` counts the others, `most` the stories of the first.
    """

    size: int
    cell: int
    sources: tuple[SourceView, ...]
    blobs: tuple[Blob, ...]
    pairs: tuple[Shared, ...]
    more_pairs: int
    most: int


def by_day(index: SiteIndex, articles: Iterable[Article]) -> dict[date, int]:
    """Day in the site's zone -> how many of the articles came out on it; the undated are left out."""
    counts: dict[date, int] = {}
    for article in articles:
        if article.published:
            day = index.dates.day_of(article.published)
            counts[day] = counts.get(day, 0) + 1
    return counts


def bars(index: SiteIndex, counts: Mapping[date, int]) -> Bars | None:
    """A chart of articles over days, or None where fewer than two days have any."""
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
    step = _step((last - first).days)
    starts = _starts(first, last, step)
    heights = dict.fromkeys(starts, 0)
    for day, count in counts.items():
        heights[_start(day, step)] += count
    most = max(heights.values())
    peak = min(start for start, count in heights.items() if count == most)
    path = "".join(
        f"M{place * STEP} {TALL}v-{max(2, round(TALL * heights[start] / max(most, LEAST_TALL)))}h{BAR}V{TALL}z"
        for place, start in enumerate(starts)
        if heights[start]
    )
    return Bars(
        path=path,
        width=max(LEAST_BARS, len(starts)) * STEP - (STEP - BAR),
        height=TALL,
        step=step,
        first=index.dates.day(first),
        last=index.dates.day(last),
        most=most,
        peak=_name(index, peak, step),
        total=sum(counts.values()),
        rows=tuple(Bar(when=_name(index, start, step), count=heights[start]) for start in starts if heights[start]),
    )


def _step(days: int) -> str:
    return "day" if days < MOST_DAYS else "week" if days < MOST_WEEKS else "month"


def _start(day: date, step: str) -> date:
    """The first day of the week (a Monday) or month that holds `day`."""
    if step == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if step == "month" else day


def _starts(first: date, last: date, step: str) -> list[date]:
    out = [_start(first, step)]
    while True:
        ahead = {"day": 1, "week": 7, "month": 32}[step]
        following = _start(out[-1] + timedelta(ahead), step)
        if following > last:
            return out
        out.append(following)


def _name(index: SiteIndex, start: date, step: str) -> DateView:
    return index.dates.month(start.year, start.month) if step == "month" else index.dates.day(start)


def overlap(shared: Mapping[tuple[str, str], int], ranked: Sequence[SourceView]) -> Overlap | None:
    """Stories that pairs of sources have in common, or None where none has. `shared` by two ids in order.

    `ranked` are all sources, those to draw first. A dot's area, not its width, grows with the number.
    """
    if not shared:
        return None
    views = {source.id: source for source in ranked}
    drawn = [source for source in ranked if any(source.id in pair for pair in shared)][:MOST_SOURCES]
    most = max(shared.values())
    blobs = []
    for row, left in enumerate(drawn):
        for column, right in enumerate(drawn):
            count = shared.get((min(left.id, right.id), max(left.id, right.id)), 0) if left is not right else 0
            if count:
                x, y = (column + 1) * CELL + CELL // 2, (row + 1) * CELL + CELL // 2
                blobs.append(Blob(x=x, y=y, r=round(1.5 + (CELL / 2 - 3) * (count / most) ** 0.5, 1)))
    pairs = sorted(shared.items(), key=lambda row: (-row[1], row[0]))
    return Overlap(
        size=(len(drawn) + 1) * CELL,
        cell=CELL,
        sources=tuple(drawn),
        blobs=tuple(blobs),
        pairs=tuple(Shared(left=views[a], right=views[b], stories=n) for (a, b), n in pairs[:MOST_PAIRS]),
        more_pairs=max(0, len(pairs) - MOST_PAIRS),
        most=most,
    )
