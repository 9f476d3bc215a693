"""What one source alone says, and what it leaves out that most others have."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Comparison, Sentence
from builder.site import urls
from builder.site.index import SiteIndex
from builder.site.story_claims import ClaimView
from builder.site.views import SentenceRef, SourceView, View, share

ONLY_SHOWN = 4
"""Sentences of one source shown at once under "only one source says"; the others open on demand."""
ONLY_MORE = 12
"""The most such sentences of one source on the page."""
ONLY_OF_EXCERPT = 5
"""The most such sentences published of an article whose page shows an excerpt: the rest is its owner's."""
ONLY_SOURCES, ONLY_ROOM = 60, 160
"""Sources listed, and the most such sentences of all of them, and the most claims that all of them leave out."""
MISSING_MOST = 12
"""The most claims that one source leaves out on the page."""


class LeftOut(View, frozen=True):
    """A claim that most other sources report and a source does not: `outlets` have it."""

    number: int
    anchor: str
    text: str
    outlets: int
    lang: str = ""


class OnlyHere(View, frozen=True):
    """What one source alone says, and what it leaves out.

    `withheld` counts sentences that are left on the original's page, `further` those that are only in the story's data,
    and `further_missing` such claims.
    """

    source: SourceView
    shown: tuple[SentenceRef, ...]
    more: tuple[SentenceRef, ...]
    withheld: int = 0
    original: str = ""
    further: int = 0
    missing: tuple[LeftOut, ...] = ()
    further_missing: int = 0


def only_sentences(
    index: SiteIndex, articles: Sequence[Article], comparison: Comparison
) -> dict[str, tuple[Sentence, ...]]:
    """Article id -> the sentences that it alone has and that are published, in reading order."""
    out: dict[str, tuple[Sentence, ...]] = {}
    for article in articles:
        own = sorted((s for s in comparison.only_here if s.article_id == article.id), key=lambda s: s.index)
        out[article.id] = tuple(own if index.shows_whole(article) else own[:ONLY_OF_EXCERPT])
    return out


def only_here_views(
    index: SiteIndex, articles: Sequence[Article], comparison: Comparison, claims: Sequence[ClaimView]
) -> tuple[OnlyHere, ...]:
    """Per source, in order of publication; sources that neither have nor lack anything are left out.

    All of them: the page shows the first `ONLY_SOURCES`.
    """
    published = only_sentences(index, articles, comparison)
    totals: dict[str, int] = {}
    for sentence in comparison.only_here:
        totals[sentence.article_id] = totals.get(sentence.article_id, 0) + 1
    by_source: dict[str, list[Article]] = {}
    for article in articles:
        by_source.setdefault(article.source_id, []).append(article)
    lacking = _left_out(comparison, claims)
    room = share(ONLY_ROOM, min(len(by_source), ONLY_SOURCES), ONLY_MORE)
    lines = share(ONLY_ROOM, min(len(by_source), ONLY_SOURCES), MISSING_MOST)
    out: list[OnlyHere] = []
    for source_id, own in by_source.items():
        refs = tuple(index.sentence(sentence) for article in own for sentence in published[article.id])
        cut = [article for article in own if totals.get(article.id, 0) > len(published[article.id])]
        missing = lacking.get(source_id, [])
        if refs or missing:
            out.append(
                OnlyHere(
                    source=index.sources[source_id],
                    shown=refs[: min(room, ONLY_SHOWN)],
                    more=refs[ONLY_SHOWN:room],
                    withheld=sum(totals[article.id] - len(published[article.id]) for article in cut),
                    original=index.article(cut[0].id).original if cut else "",
                    further=max(0, len(refs) - room),
                    missing=tuple(missing[:lines]),
                    further_missing=max(0, len(missing) - lines),
                )
            )
    return tuple(out)


def _left_out(comparison: Comparison, claims: Sequence[ClaimView]) -> dict[str, list[LeftOut]]:
    """Source id -> the claims that it leaves out, in the order of the claims; those that the page shows."""
    known = {claim.anchor: claim for claim in claims}
    out: dict[str, list[LeftOut]] = {}
    for one in comparison.missing:
        claim = known.get(urls.claim_anchor(one.claim_id))
        if claim:
            view = LeftOut(
                number=claim.number, anchor=claim.anchor, text=claim.text, outlets=len(claim.sources), lang=claim.lang
            )
            out.setdefault(one.source_id, []).append(view)
    return out
