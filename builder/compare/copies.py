"""Near copies inside a thread, by shingles of five words.

Containment of shingles after Broder (1997). Imported only for threads with more than one source (numpy, scipy).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy import sparse

from builder.compare.candidates import words_of
from builder.compare.frames import Layout
from builder.compare.outlets import Outlets
from builder.model import Article, Relation, Sentence
from builder.text.normalise import fold

SHINGLE = 5
MIN_SHINGLES = 15
WHOLE, CONTAINED, TRIMMED, REWRITTEN = 0.9, 0.95, 0.9, 0.5
_STRENGTH: dict[str, int] = {"whole-copy": 0, "trimmed-copy": 1, "rewritten-copy": 2}


class Copy(msgspec.Struct, frozen=True):
    """What an article is a copy of: `overlap` is the share of its shingles that stand in that one, 0 to 1."""

    of: str
    relation: Relation
    overlap: float
    evidence: tuple[Sentence, ...]


def copies(layouts: Sequence[Layout], outlets: Outlets) -> dict[str, Copy]:
    """Article id -> what it is a copy of, for the articles that are one.

    Of two near-equal texts the copy is the one that is not the agency's, that names an agency or another outlet at
    its head, that came later, that has no date, or whose id comes later, in this order. Articles of one source are not
    compared: a newer version of one's own text is no copy.
    """
    shares, sizes = _containment(layouts)
    order = sorted(range(len(layouts)), key=lambda i: _originality(layouts[i].article, outlets))
    found: dict[str, Copy] = {}
    for place, one in enumerate(order):
        candidates = []
        for rank, other in enumerate(order[:place]):
            relation = _relation(
                float(shares[one, other]), float(shares[other, one]), int(sizes[one]), int(sizes[other])
            )
            if relation and layouts[one].article.source_id != layouts[other].article.source_id:
                candidates.append((_STRENGTH[relation], -round(float(shares[one, other]), 2), rank, other, relation))
        if candidates:
            _, _, _, other, relation = min(candidates)
            overlap = round(float(shares[one, other]), 4)
            found[layouts[one].article.id] = Copy(
                layouts[other].article.id, relation, overlap, _shared(layouts[one], layouts[other])
            )
    return found


def _originality(article: Article, outlets: Outlets) -> tuple[bool, bool, bool, float, str]:
    """Sorts originals before copies."""
    agency = outlets.kind(article.source_id) == "agency"
    marked = bool(article.syndicated_from) or bool(
        article.dateline and article.dateline.agency and outlets.named(article.dateline.agency).key != article.source_id
    )
    when = article.published.timestamp() if article.published else 0.0
    return (not agency, marked, article.published is None, when, article.id)


def _relation(of_one: float, of_other: float, size: int, other_size: int) -> Relation | None:
    """`of_one`: share of the copy's shingles in the original; `of_other`: the reverse."""
    if min(size, other_size) < MIN_SHINGLES:
        return None
    if (of_one >= WHOLE and of_other >= WHOLE) or (of_other >= CONTAINED and of_one >= REWRITTEN):
        return "whole-copy"
    if of_one >= TRIMMED and size < other_size:
        return "trimmed-copy"
    return "rewritten-copy" if of_one >= REWRITTEN or (of_other >= WHOLE and of_one >= REWRITTEN / 2) else None


def _containment(layouts: Sequence[Layout]) -> tuple[np.ndarray, np.ndarray]:
    """Shares (n, n): row's distinct shingles that stand in column; and how many each article has."""
    vocabulary: dict[tuple[str, ...], int] = {}
    columns: list[int] = []
    starts = [0]
    for layout in layouts:
        words = [word for sentence in layout.reporting for word in words_of(sentence.text)]
        shingles = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
        columns += sorted(vocabulary.setdefault(shingle, len(vocabulary)) for shingle in shingles)
        starts.append(len(columns))
    sizes = np.diff(starts)
    shape = (len(layouts), max(1, len(vocabulary)))
    present = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=shape)
    common = (present @ present.T).toarray()
    return common / np.maximum(sizes, 1)[:, None], sizes


def _shared(one: Layout, other: Layout) -> tuple[Sentence, ...]:
    """The three longest sentences that both have, of the copy, in reading order."""
    known = {fold(sentence.text) for sentence in other.reporting}
    both = [sentence for sentence in one.reporting if fold(sentence.text) in known]
    return tuple(sorted(sorted(both, key=lambda s: (-len(s.text), s.index))[:3], key=lambda s: s.index))
