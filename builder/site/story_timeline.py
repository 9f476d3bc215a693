"""A story day by day: of which days its texts speak, in their own words, and when each article came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from builder.model import Article, Comparison, DateMention, Sentence, TimelineDay
from builder.site.dates import DateView
from builder.site.diff import Segment
from builder.site.index import SiteIndex
from builder.site.views import ArticleRef, SentenceRef, View, share
from builder.text.normalise import fold

NEAR_DAYS = 31
"""Days further from the story's first and last publication open on demand."""
DAYS, WORDINGS = 30, 8
"""Days shown of each part, those of most sources; and different sentences shown of one day."""
WORDINGS_ROOM, PLACES = 100, 12
"""Such sentences of all days, and articles named beside one."""
MOMENTS, MOMENTS_ROOM = 50, 150
"""Articles shown that came out on one day, and on all days: every article stands at the head of the page."""


class Moment(View, frozen=True):
    """Something that happened to an article: `event` is `published` or `updated`; `time` is empty for a whole day."""

    time: str
    iso: str
    event: str
    article: ArticleRef


class Said(View, frozen=True):
    """A sentence that names the day, those words marked; `places` are articles that have it in these
    words, and `further` so many more.

    `basis`: `written`; `year` where the year is not written; `reckoned` from the article's date.
    """

    segments: tuple[Segment, ...]
    basis: str
    places: tuple[SentenceRef, ...]
    lang: str = ""
    further: int = 0


class Day(View, frozen=True):
    """A day, month or year: who speaks of it, and what came out on it. `when` is None for articles without a date.

    `outlets` and `independent` count the sources that name it; `withheld` the sentences that are only in the data.
    """

    when: DateView | None
    said: tuple[Said, ...] = ()
    moments: tuple[Moment, ...] = ()
    outlets: int = 0
    independent: int = 0
    withheld: int = 0
    more_moments: int = 0


class TimelineView(View, frozen=True):
    """`days` about the time of publication; `before` and `after` are further off. `withheld` days are only in the data.

    `left_out` counts the words that name a day nobody can be sure of.
    """

    before: tuple[Day, ...] = ()
    days: tuple[Day, ...] = ()
    after: tuple[Day, ...] = ()
    withheld: int = 0
    left_out: int = 0

    def __bool__(self) -> bool:
        """Whether there is an order to show: two moments, or a day that a text names."""
        everything = (*self.before, *self.days, *self.after)
        return sum(len(day.moments) + bool(day.said) for day in everything) > 1


class _Parts(msgspec.Struct, frozen=True):
    """The days that a page shows, in three parts, and how many it does not."""

    before: tuple[TimelineDay, ...] = ()
    near: tuple[TimelineDay, ...] = ()
    after: tuple[TimelineDay, ...] = ()
    withheld: int = 0


def timeline_view(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> TimelineView:
    """Everything in order of time; publications by the site's own days, articles without a date last."""
    parts = _parts(index, articles, comparison)
    came_out = _moments(index, articles)
    most = share(MOMENTS_ROOM, len(came_out), MOMENTS)
    room = share(WORDINGS_ROOM, len(parts.before) + len(parts.near) + len(parts.after), WORDINGS)
    days = {(one.first, one.last): _day(index, one, room) for one in parts.near}
    for on, moments in came_out.items():
        if on is not None:
            known = days.get((on, on), Day(when=index.dates.day(on)))
            days[on, on] = msgspec.structs.replace(
                known, moments=moments[:most], more_moments=max(0, len(moments) - most)
            )
    ordered = [days[key] for key in sorted(days, key=_order)]
    undated = came_out.get(None, ())
    last = Day(when=None, moments=undated[:most], more_moments=max(0, len(undated) - most))
    return TimelineView(
        before=tuple(_day(index, one, room) for one in parts.before),
        days=(*ordered, *([last] if undated else [])),
        after=tuple(_day(index, one, room) for one in parts.after),
        withheld=parts.withheld,
        left_out=comparison.timeline.left_out,
    )


def timeline_sentences(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> list[Sentence]:
    """The sentences that the view links to."""
    parts = _parts(index, articles, comparison)
    shown = (*parts.before, *parts.near, *parts.after)
    return [one.sentence for day in shown for wording in _wordings(day)[:WORDINGS] for one in wording]


def _order(days: tuple[date, date]) -> tuple[date, int]:
    """By the first day; a whole month before the days in it."""
    return days[0], -(days[1] - days[0]).days


def _parts(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> _Parts:
    found = comparison.timeline.days
    published = [index.dates.day_of(article.published) for article in articles if article.published]
    if not published:
        kept = _most(index, found)
        return _Parts(near=kept, withheld=len(found) - len(kept))
    first, last = min(published) - timedelta(NEAR_DAYS), max(published) + timedelta(NEAR_DAYS)
    before = _most(index, [day for day in found if day.first < first])
    near = _most(index, [day for day in found if first <= day.first and day.last <= last])
    after = _most(index, [day for day in found if first <= day.first and day.last > last])
    return _Parts(before, near, after, len(found) - len(before) - len(near) - len(after))


def _most(index: SiteIndex, days: Sequence[TimelineDay]) -> tuple[TimelineDay, ...]:
    """The `DAYS` of which most sources speak, in order of time."""
    ranked = sorted(days, key=lambda day: (-day.independent, -len(_outlets(index, day)), day.first, day.last))
    return tuple(sorted(ranked[:DAYS], key=lambda day: _order((day.first, day.last))))


def _outlets(index: SiteIndex, day: TimelineDay) -> set[str]:
    return {index.articles[one.sentence.article_id].source_id for one in day.mentions}


def _wordings(day: TimelineDay) -> list[list[DateMention]]:
    """The mentions by wording, dates as written first, then in the thread's order."""
    basis = ("written", "year", "reckoned")
    found: dict[str, list[DateMention]] = {}
    for one in sorted(day.mentions, key=lambda mention: basis.index(mention.basis)):
        same = found.setdefault(fold(one.sentence.text), [])
        if all(one.sentence.article_id != other.sentence.article_id for other in same):
            same.append(one)
    return list(found.values())


def _day(index: SiteIndex, day: TimelineDay, room: int) -> Day:
    wordings = _wordings(day)
    return Day(
        when=_when(index, day),
        said=tuple(_said(index, wording) for wording in wordings[:room]),
        outlets=len(_outlets(index, day)),
        independent=day.independent,
        withheld=max(0, len(wordings) - room),
    )


def _when(index: SiteIndex, day: TimelineDay) -> DateView:
    if day.first == day.last:
        return index.dates.day(day.first)
    if (day.last - day.first).days > NEAR_DAYS:
        return index.dates.year(day.first.year)
    return index.dates.month(day.first.year, day.first.month)


def _said(index: SiteIndex, wording: Sequence[DateMention]) -> Said:
    first = wording[0]
    refs = [index.sentence(one.sentence) for one in wording[:PLACES]]
    text, base = first.sentence.text, first.sentence.span.start
    start, end = first.span.start - base, first.span.end - base
    parts = (Segment(text=text[:start]), Segment(text=text[start:end], own=True), Segment(text=text[end:]))
    return Said(
        segments=tuple(part for part in parts if part.text),
        basis=first.basis,
        places=tuple(refs),
        lang=refs[0].lang,
        further=max(0, len(wording) - PLACES),
    )


def _moments(index: SiteIndex, articles: Sequence[Article]) -> dict[date | None, tuple[Moment, ...]]:
    """Day in the site's zone -> what came out or was updated on it, in order of time; None: without a date."""
    rows: dict[date | None, list[tuple[float, str, Moment]]] = {}
    for article in articles:
        ref = index.article(article.id)
        if article.published is None:
            rows.setdefault(None, []).append((0.0, article.id, _moment(None, "published", ref)))
            continue
        on = index.dates.day_of(article.published)
        rows.setdefault(on, []).append((article.published.timestamp(), article.id, _moment(ref.date, "published", ref)))
        if article.updated is not None and article.updated > article.published:
            at = article.updated
            row = (at.timestamp(), article.id, _moment(index.dates.view(at), "updated", ref))
            rows.setdefault(index.dates.day_of(at), []).append(row)
    return {on: tuple(moment for _, _, moment in sorted(found, key=lambda row: row[:2])) for on, found in rows.items()}


def _moment(when: DateView | None, event: str, ref: ArticleRef) -> Moment:
    return Moment(time=when.time if when else "", iso=when.iso if when else "", event=event, article=ref)
