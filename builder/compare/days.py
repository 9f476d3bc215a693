"""The days, months and years that one article names, each resolved or left out.

Precision before recall: what could be two days is left out, to be counted.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from builder.compare.datewords import CLAUSE, Place, read
from builder.model import Article, DateMention, Sentence, Span

NEAR_DAYS = 31
"""Beside a written date further away than this, `on Tuesday` need not be the last Tuesday before publication."""
_STAND_IN = date(2001, 1, 1).toordinal()
"""The date under which the words of an undated article are looked for, so that they can be counted."""


_HINT = re.compile(r"\d|day|night|morning|month|year|week|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_CLOCKS = re.compile(r"\b(?:at|by|from|until|after) (?:[01]\d|2[0-3])[0-5]\d\b(?! \w+s\b)")


class Named(msgspec.Struct, frozen=True):
    """A mention with the ordinals of its first and last day; None where the words name a day that cannot be told."""

    mention: DateMention
    days: tuple[int, int] | None


def article_day(article: Article) -> int:
    """The ordinal of the day on which an article came out (by UTC), 0 when unknown.

    Whole days stand for midnight in the site's zone, at most twelve hours from UTC's: their noon has the right date.
    """
    if article.published is None:
        return 0
    return (article.published + timedelta(hours=12) if article.day_only else article.published).toordinal()


def days_of(article: Article) -> tuple[Named, ...]:
    """Every day, month and year that the reporting of an article names, in reading order."""
    day = article_day(article)
    clocks = bool(_CLOCKS.search(article.text))
    made: list[Named] = []
    far = False
    for sentence in article.reporting:
        if not _HINT.search(sentence.text) or "(@" in sentence.text:
            far = False
            continue
        found = _apart(_found(sentence, article, day, clocks))
        distant = [one.mention.span for one in found if one.mention.basis != "year" and _is_far(one.days, day)]
        for one in found:
            # Beside `In 2019`, `in March` need not be the last March; nor `on Tuesday`, in the same clause, the last.
            doubtful = (one.mention.basis == "year" and (far or distant)) or (
                one.mention.basis == "reckoned"
                and any(
                    not CLAUSE.search(_between(one.mention.span, span, article.text))
                    for span in distant
                    if span != one.mention.span
                )
            )
            made.append(Named(one.mention, None) if doubtful else one)
        far = bool(distant)
    return tuple(made)


def _is_far(days: tuple[int, int] | None, day: int) -> bool:
    return days is not None and day > 0 and not days[0] - NEAR_DAYS <= day <= days[1] + NEAR_DAYS


def _between(one: Span, other: Span, text: str) -> str:
    left, right = sorted((one, other))
    return text[left.end : right.start]


def _apart(found: list[Named]) -> list[Named]:
    """In reading order; where two overlap the longer one alone."""
    kept: list[Named] = []
    for one in sorted(found, key=lambda n: (n.mention.span.start - n.mention.span.end, n.mention.span)):
        if not any(one.mention.span.overlaps(other.mention.span) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda n: n.mention.span)


def _found(sentence: Sentence, article: Article, day: int, clocks: bool) -> list[Named]:
    base = sentence.span.start
    quoted = [quote for quote in article.quote_spans if quote.overlaps(sentence.span)]
    place = Place(sentence.text, _masked(sentence, quoted), day or _STAND_IN)
    made: list[Named] = []
    for start, end, days, basis in read(place, clocks):
        span = Span(base + start, base + end)
        # Nobody knows on which day a speaker said "yesterday".
        told = basis == "reckoned" and any(span.overlaps(quote) for quote in quoted)
        unknown = told or (not day and basis != "written")
        made.append(Named(DateMention(sentence=sentence, span=span, basis=basis), None if unknown else days))
    return made


def _masked(sentence: Sentence, quoted: list[Span]) -> str:
    """The sentence with its quoted words blanked: what a speaker will do is not what the article tells."""
    text = sentence.text
    for quote in quoted:
        start, end = max(0, quote.start - sentence.span.start), min(len(text), quote.end - sentence.span.start)
        text = text[:start] + " " * (end - start) + text[end:]
    return text
