"""Where the sources of a story do not agree: both passages side by side, the differing words marked."""

from __future__ import annotations

import msgspec

from builder.model import Comparison, Passage, Sentence, Tension, Update
from builder.site import urls
from builder.site.diff import Segment
from builder.site.index import SiteIndex
from builder.site.views import SentenceRef, SourceView, View

SHOWN = 6
"""Tensions shown at once; the others open on demand."""
MOST, UPDATES = 30, 10
"""Tensions and updates on the page; the others are in the story's data."""
SAME = 8
"""Other sources named that say the same as one side; the data has them all."""


class Side(View, frozen=True):
    """One passage: its words in segments, whose it is, and who else says the same (`further`: and so many more)."""

    segments: tuple[Segment, ...]
    source: SourceView
    url: str
    same: tuple[SentenceRef, ...]
    lang: str = ""
    further: int = 0


class TensionView(View, frozen=True):
    """A tension or an update: `kind` and `rule` are keys of the strings, `thing` words of an article."""

    anchor: str
    kind: str
    rule: str
    thing: str
    left: Side
    right: Side
    model: str = ""
    score: float = 0.0


class TensionsView(View, frozen=True):
    """Those of a story: tensions in the comparison's order, and the figures that rose with time.

    `further` and `further_updates` count those that are only in the data.
    """

    shown: tuple[TensionView, ...] = ()
    more: tuple[TensionView, ...] = ()
    updates: tuple[TensionView, ...] = ()
    further: int = 0
    further_updates: int = 0


def tensions_view(index: SiteIndex, comparison: Comparison) -> TensionsView:
    """The views of one thread's tensions; sides come in the thread's order."""
    made = tuple(
        _found_by(_view(index, one.kind, one.rule, one.id, one.thing, (one.left, one.right)), one)
        for one in comparison.tensions[:MOST]
    )
    return TensionsView(
        shown=made[:SHOWN],
        more=made[SHOWN:],
        updates=tuple(_update(index, one) for one in comparison.updates[:UPDATES]),
        further=max(0, len(comparison.tensions) - MOST),
        further_updates=max(0, len(comparison.updates) - UPDATES),
    )


def _found_by(view: TensionView, one: Tension) -> TensionView:
    """With the model that found it and how sure it is, for a contradiction."""
    return msgspec.structs.replace(view, model=one.model, score=round(one.score, 2)) if one.model else view


def _update(index: SiteIndex, update: Update) -> TensionView:
    return _view(index, "update", update.rule, update.id, update.thing, (update.earlier, update.later))


def _view(index: SiteIndex, kind: str, rule: str, name: str, thing: str, sides: tuple[Passage, Passage]) -> TensionView:
    left, right = (_side(index, passage) for passage in sides)
    anchor = urls.tension_anchor(name)
    return TensionView(anchor=anchor, kind=kind, rule=rule.replace(".", "_"), thing=thing, left=left, right=right)


def _side(index: SiteIndex, passage: Passage) -> Side:
    ref = index.sentence(passage.sentence)
    same = _first_of_source(index, passage)
    return Side(
        segments=_segments(passage),
        source=ref.source,
        url=ref.url,
        same=tuple(index.sentence(sentence) for sentence in same[:SAME]),
        further=max(0, len(same) - SAME),
        lang=ref.lang,
    )


def _first_of_source(index: SiteIndex, passage: Passage) -> tuple[Sentence, ...]:
    """Of the sentences that say the same, the first of every other source."""
    own = index.articles[passage.sentence.article_id].source_id
    found: dict[str, Sentence] = {}
    for sentence in passage.same:
        found.setdefault(index.articles[sentence.article_id].source_id, sentence)
    return tuple(sentence for source, sentence in found.items() if source != own)


def _segments(passage: Passage) -> tuple[Segment, ...]:
    text, base = passage.sentence.text, passage.sentence.span.start
    start, end = passage.span.start - base, passage.span.end - base
    parts = (
        Segment(text=text[:start]),
        Segment(text=text[start:end], own=True, strong=True),
        Segment(text=text[end:]),
    )
    return tuple(part for part in parts if part.text)
