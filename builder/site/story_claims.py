"""What a thread's sources say in common: the claims with every wording, and the matrix."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builder.model import Article, Claim, Comparison, Sentence, Thread
from builder.site import urls
from builder.site.diff import Segment, marked
from builder.site.index import SiteIndex
from builder.site.story_matrix import COPIES, State, rows
from builder.site.story_tensions import MOST
from builder.site.views import SourceView, View, share
from builder.text.normalise import fold

CLAIMS_SHOWN = 150
"""Claims on the page; all are in the story's data and in the matrix as CSV."""
CLAIMS_OPEN = 60
"""Claims whose wordings the page sets out; those after them are named, and set out in the story's data."""
WORDINGS_ROOM = 120
"""Wordings after which no further claim is set out, however many it would be by `CLAIMS_OPEN`."""
WORDINGS, PLACES = 12, 12
"""Wordings of one claim, and articles of one wording, on the page."""
BADGES = 12
"""Badges of the sources of one claim; how many they are always stands beside them."""
MATRIX_COLUMNS, MATRIX_CELLS = 50, 500
"""Sources and cells of the matrix on the page: up to 200 bytes a cell. The whole of it is in the CSV file."""


class Place(View, frozen=True):
    """Where a wording stands. `copy_of` is a source's name when the article is a copy of that source's."""

    url: str
    source: SourceView
    copy_of: str = ""


class Wording(View, frozen=True):
    """One wording of a claim and where it stands. `chosen` is the one shown as the claim's head.

    `further` counts the places that are only in the story's data.
    """

    segments: tuple[Segment, ...]
    places: tuple[Place, ...]
    chosen: bool = False
    lang: str = ""
    further: int = 0

    @property
    def own(self) -> tuple[str, ...]:
        """The words that are marked, for those who do not see the marks."""
        runs = "".join(s.text if s.own else "\0" for s in self.segments).split("\0")
        return tuple(run.strip() for run in runs if run.strip())


class Dispute(View, frozen=True):
    """A tension between two of a claim's own sentences: its kind, a key of the strings, and where it is shown."""

    kind: str
    anchor: str


class ClaimView(View, frozen=True):
    """A claim: its clearest wording in its author's words, and every source's own (none where only named).

    `further` counts the wordings that are only in the story's data; `disputes` are the points in which its sentences
    do not agree, though they say the same otherwise.
    """

    anchor: str
    number: int
    text: str
    source: SourceView
    sources: tuple[SourceView, ...]
    wordings: tuple[Wording, ...]
    lang: str = ""
    further: int = 0
    disputes: tuple[Dispute, ...] = ()

    @property
    def badges(self) -> tuple[SourceView, ...]:
        """The first of its sources."""
        return self.sources[:BADGES]


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


def copy_sources(index: SiteIndex, thread: Thread, comparison: Comparison) -> dict[str, str]:
    """Article id -> the name of the source it is copied from, for the thread's articles that are copies."""
    out: dict[str, str] = {}
    for row in comparison.provenance:
        if row.relation in COPIES and row.copy_of in thread.article_ids:
            out[row.article_id] = index.sources[index.articles[row.copy_of].source_id].name
    return out


def claim_views(index: SiteIndex, thread: Thread, comparison: Comparison) -> tuple[ClaimView, ...]:
    """The first `CLAIMS_SHOWN` claims in the order of the comparison, numbered from 1."""
    copies = copy_sources(index, thread, comparison)
    order = {article_id: place for place, article_id in enumerate(thread.article_ids)}
    made: list[ClaimView] = []
    room = WORDINGS_ROOM
    shown = frozenset(tension.id for tension in comparison.tensions[:MOST])
    for number, claim in enumerate(comparison.claims[:CLAIMS_SHOWN], start=1):
        view = _claim(index, number, claim, copies, order, opened=number <= CLAIMS_OPEN and room > 0)
        disputes = tuple(
            Dispute(kind=tension.kind, anchor=urls.tension_anchor(tension.id))
            for tension in comparison.disputes(claim)
            if tension.id in shown
        )
        made.append(msgspec.structs.replace(view, disputes=disputes) if disputes else view)
        room -= len(view.wordings)
    return tuple(made)


def _claim(
    index: SiteIndex, number: int, claim: Claim, copies: dict[str, str], order: dict[str, int], *, opened: bool
) -> ClaimView:
    head = claim.sentences[0]
    rest = sorted(claim.sentences[1:], key=lambda s: (order.get(s.article_id, len(order)), s.article_id, s.index))
    alike: dict[str, list[Sentence]] = {}
    for sentence in (head, *rest):
        alike.setdefault(fold(sentence.text), []).append(sentence)
    told = list(alike.values()) if opened else []
    saying = [index.sentence(sentence).source for found in alike.values() for sentence in found]
    sources = {source.id: source for source in saying}
    lead = index.sentence(head)
    return ClaimView(
        anchor=urls.claim_anchor(claim.id),
        number=number,
        text=head.text,
        source=lead.source,
        sources=tuple(sources.values()),
        wordings=tuple(_wording(index, found, head, copies) for found in told[:WORDINGS]),
        lang=lead.lang,
        further=max(0, len(told) - WORDINGS),
    )


def _wording(index: SiteIndex, same: Sequence[Sentence], head: Sentence, copies: dict[str, str]) -> Wording:
    refs = [index.sentence(sentence) for sentence in same[:PLACES]]
    chosen = same[0] is head
    return Wording(
        segments=(Segment(text=head.text),) if chosen else marked(head.text, same[0].text),
        places=tuple(
            Place(url=ref.url, source=ref.source, copy_of=copies.get(sentence.article_id, ""))
            for ref, sentence in zip(refs, same, strict=False)
        ),
        chosen=chosen,
        lang=refs[0].lang,
        further=max(0, len(same) - PLACES),
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
    shown = share(MATRIX_CELLS, len(outlets), len(claims))
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
