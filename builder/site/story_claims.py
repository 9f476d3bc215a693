"""What a thread's sources say in common, and what only one of them says: claims, matrix, the rest."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Claim, Comparison, Sentence, Thread
from builder.site import urls
from builder.site.diff import Segment, marked
from builder.site.index import SiteIndex
from builder.site.story_matrix import COPIES, State, rows
from builder.site.views import SentenceRef, SourceView, View
from builder.text.normalise import fold

ONLY_SHOWN = 4
"""Sentences of one source shown at once under "only one source says"; the others open on demand."""
CLAIMS_OPEN = 60
"""Claims whose wordings the page sets out; those after them are named, and set out in the story's data."""
MATRIX_CELLS = 1_000
"""Cells of the matrix on the page: about 250 bytes each. The whole of it is in the CSV file."""
ONLY_MORE = 12
"""The most such sentences of one source on the page."""
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

    @property
    def own(self) -> tuple[str, ...]:
        """The words that are marked, for those who do not see the marks."""
        runs = "".join(s.text if s.own else "\0" for s in self.segments).split("\0")
        return tuple(run.strip() for run in runs if run.strip())


class ClaimView(View, frozen=True):
    """A claim: its clearest wording in its author's words, and every source's own (none where only named)."""

    anchor: str
    number: int
    text: str
    source: SourceView
    sources: tuple[SourceView, ...]
    wordings: tuple[Wording, ...]
    lang: str = ""


class Cell(View, frozen=True):
    """Whether a source says a claim: `state` as in `story_matrix.State`; `url` leads to where."""

    state: State
    source: SourceView
    url: str = ""


class MatrixRow(View, frozen=True):
    """One claim against every source."""

    number: int
    anchor: str
    text: str
    cells: tuple[Cell, ...]


class LeftOut(View, frozen=True):
    """A claim that most other sources report and a source does not: `outlets` have it."""

    number: int
    anchor: str
    text: str
    outlets: int
    lang: str = ""


class OnlyHere(View, frozen=True):
    """What one source alone says, and what it leaves out.

    `withheld` counts sentences that are left on the original's page.
    """

    source: SourceView
    shown: tuple[SentenceRef, ...]
    more: tuple[SentenceRef, ...]
    withheld: int = 0
    original: str = ""
    missing: tuple[LeftOut, ...] = ()


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
        _claim(index, number, claim, copies, order, opened=number <= CLAIMS_OPEN)
        for number, claim in enumerate(comparison.claims, start=1)
        if claim.sentences
    )


def _claim(
    index: SiteIndex, number: int, claim: Claim, copies: dict[str, str], order: dict[str, int], *, opened: bool
) -> ClaimView:
    head = claim.sentences[0]
    rest = sorted(claim.sentences[1:], key=lambda s: (order.get(s.article_id, len(order)), s.article_id, s.index))
    alike: dict[str, list[Sentence]] = {}
    for sentence in (head, *rest):
        alike.setdefault(fold(sentence.text), []).append(sentence)
    wordings = tuple(_wording(index, found, head, copies) for found in alike.values()) if opened else ()
    saying = [index.sentence(sentence).source for found in alike.values() for sentence in found]
    sources = {source.id: source for source in saying}
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


def matrix(
    index: SiteIndex,
    articles: Sequence[Article],
    comparison: Comparison,
    claims: Sequence[ClaimView],
    outlets: Sequence[SourceView],
) -> tuple[MatrixRow, ...]:
    """The first claims against the sources, a cell each; all of it is in the files beside the page."""
    views = {outlet.id: outlet for outlet in outlets}
    shown = max(1, MATRIX_CELLS // max(1, len(outlets)))
    made = rows(comparison, articles)[:shown]
    return tuple(
        MatrixRow(
            number=claim.number,
            anchor=claim.anchor,
            text=claim.text,
            cells=tuple(
                Cell(
                    state=cell.state,
                    source=views[cell.source_id],
                    url=index.sentence(cell.sentences[0]).url if cell.sentences else "",
                )
                for cell in row.cells
                if cell.source_id in views
            ),
        )
        for claim, row in zip(claims[:shown], made, strict=True)
    )


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
    """Per source, in order of publication; sources that neither have nor lack anything are left out."""
    published = only_sentences(index, articles, comparison)
    totals: dict[str, int] = {}
    for sentence in comparison.only_here:
        totals[sentence.article_id] = totals.get(sentence.article_id, 0) + 1
    by_source: dict[str, list[Article]] = {}
    for article in articles:
        by_source.setdefault(article.source_id, []).append(article)
    lacking = _left_out(comparison, claims)
    out: list[OnlyHere] = []
    for source_id, own in by_source.items():
        refs = tuple(index.sentence(sentence) for article in own for sentence in published[article.id])
        cut = [article for article in own if totals.get(article.id, 0) > len(published[article.id])]
        if refs or source_id in lacking:
            out.append(
                OnlyHere(
                    source=index.sources[source_id],
                    shown=refs[:ONLY_SHOWN],
                    more=refs[ONLY_SHOWN:ONLY_MORE],
                    withheld=sum(totals[article.id] - len(published[article.id]) for article in cut)
                    + max(0, len(refs) - ONLY_MORE),
                    original=index.article(cut[0].id).original if cut else "",
                    missing=tuple(lacking.get(source_id, ())),
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
