"""Near copies inside a thread, by shingles of five words.

Containment of shingles after Broder (1997). Imported only for threads with more than one source (numpy, scipy).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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
LIST_WORDS = 150
"""A `sentence` of more words is a list that a page carries (every country, for a form), and no text to be copied."""
WHOLE, CONTAINED, TRIMMED, REWRITTEN = 0.9, 0.95, 0.9, 0.5
_STRENGTH: dict[str, int] = {"whole-copy": 0, "trimmed-copy": 1, "rewritten-copy": 2}


class Copy(msgspec.Struct, frozen=True):
    """What an article is a copy of: `overlap` is the share of its shingles that stand in that one, 0 to 1."""

    of: str
    relation: Relation
    overlap: float
    evidence: tuple[Sentence, ...]


def copies(layouts: Sequence[Layout], outlets: Outlets, named: Sequence[Collection[str]] = ()) -> dict[str, Copy]:
    """Article id -> what it is a copy of, for the articles that are one.

    `named`: the source ids that each article names as its origins, where they are known. Of two near-equal texts the
    copy is the one that names the other's source and not the reverse; else the one that is not the agency's, that
    names an agency or another outlet at its head, that came later, that has no date, that is shorter by a tenth, or
    whose id comes later, in this order. Where that direction makes no copy (the first has much that the second lacks)
    and no date contradicts it, the reverse is tried. Articles of one source are not compared: a newer version of one's
    own text is no copy.
    """
    shares, sizes = _containment(layouts)
    standing = [_originality(layout.article, outlets) for layout in layouts]
    order = sorted(range(len(layouts)), key=lambda i: standing[i])
    rank = {number: place for place, number in enumerate(order)}

    def relation(one: int, other: int) -> Relation | None:
        return _relation(float(shares[one, other]), float(shares[other, one]), int(sizes[one]), int(sizes[other]))

    def directed(one: int, other: int) -> bool:
        left, right = layouts[one].article, layouts[other].article
        pair = ((one, right.source_id), (other, left.source_id)) if named else ()
        if [source in named[number] for number, source in pair] in ([True, False], [False, True]):
            return right.source_id in named[one]
        small, large = sorted((int(sizes[one]), int(sizes[other])))
        if standing[one][:-1] == standing[other][:-1] and small < WHOLE * large:
            return int(sizes[one]) == small
        return rank[other] < rank[one] or (_may_follow(left, right, outlets) and not relation(other, one))

    found: dict[str, Copy] = {}
    for one in order:
        article = layouts[one].article
        candidates = []
        for other in np.flatnonzero(shares[one] >= REWRITTEN / 2).tolist():
            if article.source_id != layouts[other].article.source_id:
                kind = relation(one, other)
                if kind and directed(one, other):
                    candidates.append((_STRENGTH[kind], -round(float(shares[one, other]), 2), rank[other], other, kind))
        for _, _, _, other, kind in sorted(candidates):
            if not _leads_to(layouts[other].article.id, article.id, found):
                overlap = round(float(shares[one, other]), 4)
                shared = _shared(layouts[one], layouts[other])
                found[article.id] = Copy(layouts[other].article.id, kind, overlap, shared)
                break
    return found


def _leads_to(start: str, end: str, found: Mapping[str, Copy]) -> bool:
    """Whether `start` is, by what is known so far, a copy of `end`, at whatever remove."""
    while start != end and start in found:
        start = found[start].of
    return start == end


def _may_follow(one: Article, other: Article, outlets: Outlets) -> bool:
    """Whether no date and no agency forbids that `one` has its text from `other`."""
    if outlets.kind(one.source_id) == "agency":
        return False
    if one.published is None or other.published is None:
        return True
    whole = one.day_only or other.day_only
    return one.published >= other.published or (whole and one.published.date() == other.published.date())


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
        words = [word for sentence in layout.reporting for word in _told(sentence.text)]
        shingles = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
        columns += sorted(vocabulary.setdefault(shingle, len(vocabulary)) for shingle in shingles)
        starts.append(len(columns))
    sizes = np.diff(starts)
    shape = (len(layouts), max(1, len(vocabulary)))
    present = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=shape)
    common = (present @ present.T).toarray()
    return common / np.maximum(sizes, 1)[:, None], sizes


def _told(text: str) -> tuple[str, ...]:
    words = words_of(text)
    return words if len(words) <= LIST_WORDS else ()


def _shared(one: Layout, other: Layout) -> tuple[Sentence, ...]:
    """The three longest sentences that both have, of the copy, in reading order."""
    known = {fold(sentence.text) for sentence in other.reporting}
    both = [sentence for sentence in one.reporting if fold(sentence.text) in known]
    return tuple(sorted(sorted(both, key=lambda s: (-len(s.text), s.index))[:3], key=lambda s: s.index))
