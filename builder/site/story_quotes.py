"""The quote ledger: who is quoted, in which words, by whom."""

from __future__ import annotations

import msgspec

from builder.model import Comparison, Quote, Thread
from builder.site.index import SiteIndex
from builder.site.views import SentenceRef, View
from builder.text.normalise import fold


class QuoteRow(View, frozen=True):
    """Words quoted. `kind` is `direct`, `indirect` or `partial`; `cue` the word that says so, or empty."""

    text: str
    kind: str
    cue: str
    places: tuple[SentenceRef, ...]
    lang: str = ""


class Speaker(View, frozen=True):
    """One speaker's rows; `name` is empty where the articles leave the speaker open."""

    name: str
    rows: tuple[QuoteRow, ...]


def ledger(index: SiteIndex, thread: Thread, comparison: Comparison) -> tuple[Speaker, ...]:
    """Quotes by speaker: those quoted by most sources first, then by name; speakers left open come last.

    Rows of the same words and kind are one row with several places.
    """
    order = {article_id: place for place, article_id in enumerate(thread.article_ids)}
    quotes = sorted(comparison.quotes, key=lambda q: (order.get(q.sentence.article_id, 0), q.sentence.index, q.span))
    names: dict[str, str] = {}
    rows: dict[str, dict[tuple[str, str], QuoteRow]] = {}
    for quote in quotes:
        key = fold(quote.speaker)
        names.setdefault(key, quote.speaker)
        found = rows.setdefault(key, {})
        same = (fold(quote.text).strip(" .,;:!?"), quote.kind)
        found[same] = _add(index, found.get(same), quote)
    speakers = [Speaker(name=names[key], rows=tuple(found.values())) for key, found in rows.items()]
    return tuple(sorted(speakers, key=lambda s: (not s.name, -_sources(s), fold(s.name))))


def _add(index: SiteIndex, row: QuoteRow | None, quote: Quote) -> QuoteRow:
    place = index.sentence(quote.sentence)
    if row is None:
        return QuoteRow(text=quote.text, kind=quote.kind, cue=quote.cue, places=(place,), lang=place.lang)
    if any(known.url == place.url for known in row.places):
        return row
    return msgspec.structs.replace(row, places=(*row.places, place), cue=row.cue or quote.cue)


def _sources(speaker: Speaker) -> int:
    return len({place.source.id for row in speaker.rows for place in row.places})
