"""What a source leaves out: claims that most of the others report and none of its sentences comes near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from builder.compare.alignment import Similarity
from builder.compare.claims import FLOOR
from builder.compare.matches import Texts
from builder.model import Article, Claim, Missing, Provenance

LEAST = 2
"""So many others must report it, whatever the share."""
MOST = 0.5
"""... and more than this share of the others. A copy is counted together with its original."""


def missing(
    claims: Sequence[Claim],
    texts: Texts,
    similarity: Similarity,
    articles: Sequence[Article],
    provenance: Sequence[Provenance],
) -> tuple[Missing, ...]:
    """Claims in their order, for each the sources that leave it out, by the sources' first articles.

    A source leaves a claim out when at least two and more than half of the other sources report it, a copy counted
    with its original, when none of its own sentences reaches `FLOOR` with any sentence of the claim, and when it
    published nothing but before the first of them did: what had not happened yet is not left out.
    """
    source_of = {article.id: article.source_id for article in articles}
    voice = _voices(source_of, provenance)
    sources = tuple(dict.fromkeys(source_of.values()))
    told = np.asarray([sources.index(source_of[s.article_id]) for s in texts.sentences])
    everything = np.arange(len(told))
    last = {source: _last([a for a in articles if a.source_id == source]) for source in sources}
    published = {article.id: article.published for article in articles}
    place = {(s.article_id, s.index): i for i, s in enumerate(texts.sentences)}
    others = {source: len({voice[id] for id, of in source_of.items() if of != source} - {source}) for source in sources}
    found = []
    for claim in claims:
        own = np.asarray([place[s.article_id, s.index] for s in claim.sentences])
        saying = {voice[s.article_id] for s in claim.sentences}
        telling = {source_of[s.article_id] for s in claim.sentences}
        if len(saying) < LEAST:
            continue
        dates = [published[s.article_id] for s in claim.sentences]
        silent = [
            number
            for number, source in enumerate(sources)
            if source not in telling
            and (count := len(saying - {source})) >= LEAST
            and count > MOST * others[source]
            and not _before(last[source], dates)
        ]
        if not silent:
            # In a large thread few claims are most sources': no sentence needs to be looked at for the rest.
            continue
        near = np.full(len(sources), -1.0, dtype=np.float32)
        np.maximum.at(near, told, similarity.block(everything, own).max(axis=1))
        found += [Missing(sources[number], claim.id) for number in silent if near[number] < FLOOR]
    return tuple(found)


def _voices(source_of: Mapping[str, str], provenance: Sequence[Provenance]) -> dict[str, str]:
    """Article id -> the source whose words it carries: that of the original for a copy."""
    original = {known.article_id: known.copy_of for known in provenance if known.copy_of in source_of}
    return {id: source_of[original.get(id, id)] for id in source_of}


def _last(articles: Sequence[Article]) -> datetime | None:
    """When the source last published, None when one of its articles gives no date."""
    dates = [article.updated or article.published for article in articles]
    known = [date for date in dates if date is not None]
    return max(known) if len(known) == len(dates) else None


def _before(last: datetime | None, dates: Sequence[datetime | None]) -> bool:
    """Whether the source was done before the first of the others reported it, as far as the dates tell."""
    known = [date for date in dates if date is not None]
    return last is not None and bool(known) and last < min(known)
