"""Where a story comes from: who cites what, which origins are missing, who copied whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from builder.model import Article, Comparison, Origin, Provenance, Sentence
from builder.site.index import SiteIndex
from builder.site.story_matrix import COPIES
from builder.site.urls import external
from builder.site.views import ArticleRef, SentenceRef, View, share

EVIDENCE = 3
"""The most sentences shown for one article's provenance."""
ORIGINS, CITING_ROOM, CITING = 30, 90, 12
"""Origins on the page, the articles that name them in all, and those that name one; the others are in the data."""
COPIES_SHOWN, OWN_SHOWN, SILENT_SHOWN = 25, 25, 60
"""Copies, articles with reporting of their own, and articles without attribution, on the page."""


class Citing(View, frozen=True):
    """An article that says it has something from an origin, and the sentence in which it says so.

    `evidence` is None where not the text but the article's own details name the origin (`syndicated_from`).
    """

    article: ArticleRef
    evidence: SentenceRef | None


class OriginView(View, frozen=True):
    """An origin. `article` is the one of this story that it is; None: a ghost, named but not among the articles."""

    key: str
    name: str
    kind: str
    url: str
    article: ArticleRef | None
    citing: tuple[Citing, ...]
    further: int = 0
    """Articles that name it too, in the data."""


class CopyView(View, frozen=True):
    """An article that is another's text. `percent` of its words stand in the other, in the same order."""

    article: ArticleRef
    of: ArticleRef
    relation: str
    percent: int
    evidence: tuple[SentenceRef, ...]


class OwnView(View, frozen=True):
    """An article that shows reporting of its own, and the sentences that show it."""

    article: ArticleRef
    evidence: tuple[SentenceRef, ...]


class OriginsView(View, frozen=True):
    """The provenance of a thread."""

    origins: tuple[OriginView, ...]
    copies: tuple[CopyView, ...]
    own: tuple[OwnView, ...]
    silent: tuple[ArticleRef, ...]
    further: Mapping[str, int] = {}
    """How many of each part (`origins`, `copies`, `own`, `silent`) are only in the data."""

    @property
    def ghosts(self) -> int:
        """How many outlets, agencies or pages are named as origins but not among the articles."""
        return sum(1 for origin in self.origins if origin.article is None and origin.kind != "unnamed-sources")


def origins_view(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> OriginsView:
    """Who has what from where; articles in the thread's order, the origins most rested on first."""
    order = {article.id: place for place, article in enumerate(articles)}
    rows = sorted(
        (row for row in comparison.provenance if row.article_id in order), key=lambda row: order[row.article_id]
    )
    gathered: dict[tuple[str, str], list[Origin]] = {}
    for row in rows:
        for origin in row.origins:
            gathered.setdefault(_group(origin, row.article_id), []).append(origin)
    origins = [_origin(index, found, order) for found in gathered.values()]
    copies = [
        CopyView(
            article=index.article(row.article_id),
            of=index.article(row.copy_of),
            relation=row.relation,
            percent=round(100 * row.overlap),
            evidence=_evidence(index, row),
        )
        for row in rows
        if row.relation in COPIES and row.copy_of in order
    ]
    return OriginsView(
        origins=tuple(sorted(origins, key=lambda o: (o.kind == "unnamed-sources", -len(o.citing), o.name, o.key))),
        copies=tuple(copies),
        own=tuple(
            OwnView(article=index.article(row.article_id), evidence=_evidence(index, row))
            for row in rows
            if row.relation == "own"
        ),
        silent=tuple(index.article(row.article_id) for row in rows if row.relation == "unattributed"),
    )


def bounded(view: OriginsView) -> OriginsView:
    """What of it stands on the page, with the number of those that do not."""
    origins = view.origins[:ORIGINS]
    most = share(CITING_ROOM, len(origins), CITING)
    parts = {"origins": ORIGINS, "copies": COPIES_SHOWN, "own": OWN_SHOWN, "silent": SILENT_SHOWN}
    return OriginsView(
        origins=tuple(
            msgspec.structs.replace(one, citing=one.citing[:most], further=max(0, len(one.citing) - most))
            for one in origins
        ),
        copies=view.copies[:COPIES_SHOWN],
        own=view.own[:OWN_SHOWN],
        silent=view.silent[:SILENT_SHOWN],
        further={part: max(0, len(getattr(view, part)) - most) for part, most in parts.items()},
    )


def evidence_of(row: Provenance) -> tuple[Sentence, ...]:
    """The sentences shown for an article's provenance."""
    return row.evidence[:EVIDENCE]


def _evidence(index: SiteIndex, row: Provenance) -> tuple[SentenceRef, ...]:
    return tuple(index.sentence(sentence) for sentence in evidence_of(row))


def _group(origin: Origin, article_id: str) -> tuple[str, str]:
    """Unnamed sources of different articles need not be the same people, so they stay apart."""
    return (origin.key, article_id if origin.kind == "unnamed-sources" else "")


def _origin(index: SiteIndex, found: Sequence[Origin], members: Mapping[str, int]) -> OriginView:
    first = found[0]
    member = next((o.article_id for o in found if o.article_id in members), "")
    citing: dict[str, Citing] = {}
    for origin in found:
        citing.setdefault(
            origin.evidence.article_id,
            Citing(
                article=index.article(origin.evidence.article_id),
                evidence=index.sentence(origin.evidence) if origin.evidence.text else None,
            ),
        )
    return OriginView(
        key=first.key,
        name=first.name,
        kind=first.kind,
        url=external(next((o.url for o in found if o.url), "")),
        article=index.article(member) if member else None,
        citing=tuple(citing.values()),
    )
