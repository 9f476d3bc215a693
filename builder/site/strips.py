"""A story's two pictures by source: which of the lines each has, and when each published. A row a source.

The rows are text (name and figures) with a drawing beside it; a template makes the drawing an inline SVG. The matrix
as a table and the days as a list stand beneath, so nothing is in the picture alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from builder.model import Article
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.story_claims import MatrixRow
from builder.site.views import SourceView, View

CELL = 14
"""Units from one line's mark to the next."""
LINES = 40
"""Lines that the picture shows: as many as fit a phone and can still be told apart."""
SOURCES = 24
"""Sources in either picture, those that published first; the table and the days have more."""
LENGTH = 1000
"""Units of the axis of time."""


class Mark(View, frozen=True):
    """What a source says of one line (`same`, `other`, `tension`, `copies`, `silent`), and where it stands."""

    state: str
    x: int


class StripRow(View, frozen=True):
    """One source: its marks, line by line, and how many of the lines it has."""

    source: SourceView
    marks: tuple[Mark, ...]
    said: int


class Strip(View, frozen=True):
    """The matrix as a picture of `width` units; `lines` is how many lines it shows, `more` counts sources left out."""

    rows: tuple[StripRow, ...]
    lines: int
    width: int
    more: int


class Lane(View, frozen=True):
    """One source on the axis of time: `path` has a dot for each article; `first` is its first one."""

    source: SourceView
    path: str
    first: DateView
    articles: int


class Lanes(View, frozen=True):
    """When each source published, 0 to `LENGTH` units. `grid` has a line where each day begins."""

    rows: tuple[Lane, ...]
    grid: str
    first: DateView
    last: DateView
    more: int


def strip(columns: Sequence[SourceView], table: Sequence[MatrixRow]) -> Strip | None:
    """The picture of a matrix, or None where there is nothing to compare."""
    shown = table[:LINES]
    if len(columns) < 2 or len(shown) < 2:
        return None
    rows = []
    for place, source in enumerate(columns[:SOURCES]):
        states = [row.cells[place].state for row in shown]
        marks = tuple(Mark(state=state, x=n * CELL) for n, state in enumerate(states))
        rows.append(StripRow(source=source, marks=marks, said=sum(state != "silent" for state in states)))
    return Strip(rows=tuple(rows), lines=len(shown), width=len(shown) * CELL, more=max(0, len(columns) - SOURCES))


def lanes(index: SiteIndex, articles: Sequence[Article]) -> Lanes | None:
    """When the sources published, or None where that is one moment, one source or not known."""
    moments = [(a.published, a) for a in articles if a.published is not None]
    outlets = list(dict.fromkeys(article.source_id for _, article in moments))
    if len(outlets) < 2:
        return None
    first, last = min(at for at, _ in moments), max(at for at, _ in moments)
    length = (last - first).total_seconds()
    if not length:
        return None
    rows = []
    for outlet in outlets[:SOURCES]:
        own = [(at, article) for at, article in moments if article.source_id == outlet]
        path = "".join(f"M{round(LENGTH * (at - first).total_seconds() / length)} 10h0" for at, _ in own)
        at, article = own[0]
        rows.append(
            Lane(
                source=index.sources[outlet],
                path=path,
                first=index.dates.view(at, day_only=article.day_only),
                articles=len(own),
            )
        )
    start = index.dates.local(first).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (index.dates.day_of(last) - index.dates.day_of(first)).days
    every = max(1, days // 14)
    ticks = [(start + timedelta(n) - first).total_seconds() / length for n in range(1, days + 1, every)]
    return Lanes(
        rows=tuple(rows),
        grid="".join(f"M{round(LENGTH * tick)} 0v20" for tick in ticks),
        first=index.dates.day(index.dates.day_of(first)),
        last=index.dates.day(index.dates.day_of(last)),
        more=max(0, len(outlets) - SOURCES),
    )
