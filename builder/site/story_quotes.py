"""The quote ledger: who is quoted, in which words, by whom, and how the sources' versions of the words differ."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builder.model import Comparison, Quote, QuoteEntry, Span, Thread, Utterance
from builder.site.diff import Segment
from builder.site.index import SiteIndex
from builder.site.views import SentenceRef, View
from builder.text.normalise import fold

UTTERANCES = 30
"""Utterances of several sources on the page; all are in the story's data, as with the bounds below."""
VERSIONS, PLACES = 5, 12
"""Versions of one utterance, and articles of one version."""
SPEAKERS = 30
"""Speakers whose other words are listed."""
ROWS = 8
"""Such words of one speaker."""


class Version(View, frozen=True):
    """How some articles give an utterance. `pieces`: each a run of segments, `own` the words that differ.

    `relation` is `verbatim`, `trimmed`, `altered` or `paraphrased`; `missing` the words of the first version that an
    altered one has otherwise. `kind` is that of the quote. `further` counts the places that are only in the data.
    """

    relation: str
    kind: str
    pieces: tuple[tuple[Segment, ...], ...]
    missing: tuple[str, ...]
    places: tuple[SentenceRef, ...]
    lang: str = ""
    further: int = 0

    @property
    def differs(self) -> bool:
        """Whether it has words of its own, and does not only lack some."""
        return any(part.own for piece in self.pieces for part in piece)


class UtteranceView(View, frozen=True):
    """The same words of one speaker in several sources; `versions[0]` is the wording that most of them have.

    `further` counts the versions that are only in the data.
    """

    anchor: str
    speaker: str
    role: str
    sources: int
    versions: tuple[Version, ...]
    further: int = 0


class QuoteRow(View, frozen=True):
    """Words quoted. `kind` is `direct`, `indirect` or `partial`; `cue` the word that says so, or empty."""

    text: str
    kind: str
    cue: str
    places: tuple[SentenceRef, ...]
    lang: str = ""


class Speaker(View, frozen=True):
    """One speaker's words that one source alone has; `name` is empty where the articles leave the speaker open."""

    name: str
    role: str
    rows: tuple[QuoteRow, ...]
    withheld: int = 0


class Ledger(View, frozen=True):
    """What several sources quote, and the rest by speaker.

    `further` counts utterances and `withheld` speakers that are only in the data.
    """

    shared: tuple[UtteranceView, ...]
    speakers: tuple[Speaker, ...]
    withheld: int = 0
    further: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.shared or self.speakers)


def ledger(index: SiteIndex, thread: Thread, comparison: Comparison) -> Ledger:
    """Utterances of several sources as the comparison ranks them; then each speaker's other words.

    Speakers with most words first, then by name; the open one comes last. Words that are equal but for capitals and
    their last mark are one row with several places.
    """
    shared = [one for one in comparison.matches if _sources(index, one) > 1]
    held = {number for one in shared for entry in one.entries for number in entry.quotes}
    order = {article_id: place for place, article_id in enumerate(thread.article_ids)}
    rest = [quote for number, quote in enumerate(comparison.quotes) if number not in held]
    rest.sort(key=lambda q: (order.get(q.sentence.article_id, 0), q.sentence.index, q.span))
    speakers = _by_speaker(index, rest)
    return Ledger(
        shared=tuple(_utterance(index, comparison, one) for one in shared[:UTTERANCES]),
        further=max(0, len(shared) - UTTERANCES),
        speakers=speakers[:SPEAKERS],
        withheld=max(0, len(speakers) - SPEAKERS),
    )


def _sources(index: SiteIndex, one: Utterance) -> int:
    return len({index.articles[entry.article_id].source_id for entry in one.entries})


def _utterance(index: SiteIndex, comparison: Comparison, one: Utterance) -> UtteranceView:
    lead = one.entries[0]
    first = comparison.quotes[lead.quotes[0]]
    roles = [comparison.quotes[number].role for entry in one.entries for number in entry.quotes]
    role = next((role for role in roles if role and role not in one.speaker and one.speaker not in role), "")
    versions: dict[tuple[str, str], Version] = {}
    for entry in one.entries:
        made = _version(index, comparison.quotes, one, entry)
        words = fold(" ".join(part.text for piece in made.pieces for part in piece)).rstrip(" .,;:!?")
        # The first wording again, but for its punctuation, is not shown twice.
        key = ("verbatim", "") if made.relation == "verbatim" else (made.relation, words)
        known = versions.get(key)
        versions[key] = msgspec.structs.replace(known, places=known.places + made.places) if known else made
    return UtteranceView(
        anchor=f"q-{index.articles[lead.article_id].id}-{first.sentence.index}-{first.span.start}",
        speaker=one.speaker,
        role=role,
        sources=_sources(index, one),
        versions=tuple(map(_bounded, list(versions.values())[:VERSIONS])),
        further=max(0, len(versions) - VERSIONS),
    )


def _bounded(version: Version) -> Version:
    further = max(0, len(version.places) - PLACES)
    return msgspec.structs.replace(version, places=version.places[:PLACES], further=further) if further else version


def _version(index: SiteIndex, quotes: Sequence[Quote], one: Utterance, entry: QuoteEntry) -> Version:
    text = index.articles[entry.article_id].text
    lead = index.articles[one.entries[0].article_id].text
    held = [quotes[number] for number in entry.quotes]
    place = index.sentence(held[0].sentence)
    return Version(
        relation=entry.relation,
        kind=held[0].kind,
        pieces=tuple(_segments(text, quote.span, entry.own) for quote in held),
        missing=tuple(span.of(lead) for span in entry.missing),
        places=(place,),
        lang=place.lang,
    )


def _segments(text: str, piece: Span, own: Sequence[Span]) -> tuple[Segment, ...]:
    out: list[Segment] = []
    at = piece.start
    for span in own:
        if piece.covers(span):
            out += [Segment(text=text[at : span.start]), Segment(text=span.of(text), own=True)]
            at = span.end
    out.append(Segment(text=text[at : piece.end]))
    return tuple(part for part in out if part.text)


def _by_speaker(index: SiteIndex, quotes: Sequence[Quote]) -> tuple[Speaker, ...]:
    names: dict[str, str] = {}
    roles: dict[str, str] = {}
    rows: dict[str, dict[tuple[str, str], QuoteRow]] = {}
    for quote in quotes:
        key = fold(quote.speaker)
        names.setdefault(key, quote.speaker)
        if quote.role and fold(quote.role) not in key:
            roles.setdefault(key, quote.role)
        found = rows.setdefault(key, {})
        same = (fold(quote.text).strip(" .,;:!?"), quote.kind)
        found[same] = _add(index, found.get(same), quote)
    speakers = [
        Speaker(
            name=names[key],
            role=roles.get(key, ""),
            rows=tuple(found.values())[:ROWS],
            withheld=max(0, len(found) - ROWS),
        )
        for key, found in rows.items()
    ]
    return tuple(sorted(speakers, key=lambda s: (not s.name, -len(s.rows) - s.withheld, fold(s.name))))


def _add(index: SiteIndex, row: QuoteRow | None, quote: Quote) -> QuoteRow:
    place = index.sentence(quote.sentence)
    if row is None:
        return QuoteRow(text=quote.text, kind=quote.kind, cue=quote.cue, places=(place,), lang=place.lang)
    if any(known.url == place.url for known in row.places):
        return row
    return msgspec.structs.replace(row, places=(*row.places, place), cue=row.cue or quote.cue)
