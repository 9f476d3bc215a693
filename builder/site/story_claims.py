"""What a thread's sources say in common, and what only one of them says: claims, matrix, the rest."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Claim, Comparison, Sentence, Thread
from builder.site import urls
from builder.site.diff import Segment, marked
from builder.site.index import SiteIndex
from builder.site.views import SentenceRef, SourceView, View
from builder.text.normalise import fold

COPIES = ("whole-copy", "trimmed-copy", "rewritten-copy")
ONLY_SHOWN = 4
"""Sentences of one source shown at once under "only one source says"; the others open on demand."""
ONLY_OF_EXCERPT = 5
"""The most such sentences published of an article whose page shows an excerpt: the rest is its owner's."""


class Place(View, frozen=True):
    """Where a wording stands. `copy_of` is a source's name when the article is a copy of that source's."""

    url: str
    source: SourceView
    copy_of: str = ""


class Wording(View, frozen=True):
    """One wording of a claim and everywhere it stands. `chosen` is the one shown as the claim's head."""

    segments: tuple[Segment, ...]
    places: tuple[Place, ...]
    chosen: bool = False
    lang: str = ""


class ClaimView(View, frozen=True):
    """A claim: its clearest wording in its author's words, and every source's own."""

    anchor: str
    number: int
    text: str
    source: SourceView
    sources: tuple[SourceView, ...]
    wordings: tuple[Wording, ...]
    lang: str = ""


class Cell(View, frozen=True):
    """Whether a source says a claim: `state` is `says`, `copies` (only in a copy of another article), `silent`."""

    state: str
    source: SourceView
    url: str = ""


class MatrixRow(View, frozen=True):
    """One claim against every source."""

    number: int
    anchor: str
    text: str
    cells: tuple[Cell, ...]


class OnlyHere(View, frozen=True):
    """What one source alone says. `withheld` counts sentences that are left on the original's page."""

    source: SourceView
    shown: tuple[SentenceRef, ...]
    more: tuple[SentenceRef, ...]
    withheld: int = 0
    original: str = ""


def copy_sources(index: SiteIndex, thread: Thread, comparison: Comparison) -> dict[str, str]:
    """Article id -> the name of the source it is copied from, for the thread's articles that are copies."""
    out: dict[str, str] = {}
    for row in comparison.provenance:
        if row.relation in COPIES and row.copy_of in thread.article_ids:
            out[row.article_id] = index.sources[index.articles[row.copy_of].source_id].name
    return out


def claim_views(index: SiteIndex, thread: Thread, comparison: Comparison) -> tuple[ClaimView, ...]:
    """The claims in the order of the comparison, numbered from 1."""
    copies = copy_sources(index, thread, comparison)
    order = {article_id: place for place, article_id in enumerate(thread.article_ids)}
    return tuple(
        _claim(index, number, claim, copies, order)
        for number, claim in enumerate(comparison.claims, start=1)
        if claim.sentences
    )


def _claim(index: SiteIndex, number: int, claim: Claim, copies: dict[str, str], order: dict[str, int]) -> ClaimView:
    head = claim.sentences[0]
    rest = sorted(claim.sentences[1:], key=lambda s: (order.get(s.article_id, len(order)), s.article_id, s.index))
    alike: dict[str, list[Sentence]] = {}
    for sentence in (head, *rest):
        alike.setdefault(fold(sentence.text), []).append(sentence)
    wordings = tuple(_wording(index, found, head, copies) for found in alike.values())
    sources = {place.source.id: place.source for wording in wordings for place in wording.places}
    lead = index.sentence(head)
    return ClaimView(
        anchor=urls.claim_anchor(claim.id),
        number=number,
        text=head.text,
        source=lead.source,
        sources=tuple(sources.values()),
        wordings=wordings,
        lang=lead.lang,
    )


def _wording(index: SiteIndex, same: Sequence[Sentence], head: Sentence, copies: dict[str, str]) -> Wording:
    refs = [index.sentence(sentence) for sentence in same]
    chosen = same[0] is head
    return Wording(
        segments=(Segment(text=head.text),) if chosen else marked(head.text, same[0].text),
        places=tuple(
            Place(url=ref.url, source=ref.source, copy_of=copies.get(sentence.article_id, ""))
            for ref, sentence in zip(refs, same, strict=True)
        ),
        chosen=chosen,
        lang=refs[0].lang,
    )


def matrix(claims: Sequence[ClaimView], outlets: Sequence[SourceView]) -> tuple[MatrixRow, ...]:
    """Claims against sources, a cell each."""
    return tuple(
        MatrixRow(
            number=claim.number,
            anchor=claim.anchor,
            text=claim.text,
            cells=tuple(_cell(claim, outlet) for outlet in outlets),
        )
        for claim in claims
    )


def _cell(claim: ClaimView, outlet: SourceView) -> Cell:
    own = [place for wording in claim.wordings for place in wording.places if place.source.id == outlet.id]
    if not own:
        return Cell(state="silent", source=outlet)
    first = next((place for place in own if not place.copy_of), own[0])
    return Cell(state="copies" if first.copy_of else "says", source=outlet, url=first.url)


def only_sentences(
    index: SiteIndex, articles: Sequence[Article], comparison: Comparison
) -> dict[str, tuple[Sentence, ...]]:
    """Article id -> the sentences that it alone has and that are published, in reading order."""
    out: dict[str, tuple[Sentence, ...]] = {}
    for article in articles:
        own = sorted((s for s in comparison.only_here if s.article_id == article.id), key=lambda s: s.index)
        out[article.id] = tuple(own if index.shows_whole(article) else own[:ONLY_OF_EXCERPT])
    return out


def only_here_views(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> tuple[OnlyHere, ...]:
    """Per source, in order of publication; sources without such a sentence are left out."""
    published = only_sentences(index, articles, comparison)
    totals: dict[str, int] = {}
    for sentence in comparison.only_here:
        totals[sentence.article_id] = totals.get(sentence.article_id, 0) + 1
    by_source: dict[str, list[Article]] = {}
    for article in articles:
        by_source.setdefault(article.source_id, []).append(article)
    out: list[OnlyHere] = []
    for source_id, own in by_source.items():
        refs = tuple(index.sentence(sentence) for article in own for sentence in published[article.id])
        cut = [article for article in own if totals.get(article.id, 0) > len(published[article.id])]
        if refs:
            out.append(
                OnlyHere(
                    source=index.sources[source_id],
                    shown=refs[:ONLY_SHOWN],
                    more=refs[ONLY_SHOWN:],
                    withheld=sum(totals[article.id] - len(published[article.id]) for article in cut),
                    original=index.article(cut[0].id).original if cut else "",
                )
            )
    return tuple(out)
