"""Which sentences of different articles choose each other: every sentence's best matches in the whole thread."""

from __future__ import annotations

import msgspec
import numpy as np

from builder.compare.alignment import Indices, Similarity
from builder.model import Sentence

# Set by eye on BASIL's stories and by ECB+: see docs/explanation/comparison.md and benchmarks/compare_quality.py.
JOIN = 0.50
"""A sentence joins a claim when its mean similarity to the claim's other sentences is at least this."""
CLEAR = 0.62
"""A pair founds a claim when its similarity plus its lead over the next best match of either sentence in the other's
article is at least this: of two sentences that fit nearly as well, probably neither says the same. A pair below it can
still join to a claim."""
_BLOCK_CELLS = 2_000_000


class Edges(msgspec.Struct, frozen=True):
    """Mutual best matches `(similarity, left, right)`, strongest first: `pairs` lead clearly, `unclear` do not.

    For each sentence: its `best` similarity to a sentence of another source, and that sentence's number in `partner`.
    """

    pairs: tuple[tuple[float, int, int], ...]
    unclear: tuple[tuple[float, int, int], ...]
    best: tuple[float, ...]
    partner: tuple[int, ...]


class Texts(msgspec.Struct, frozen=True):
    """The sentences to compare, with the number of each one's article and source (articles in thread order)."""

    sentences: tuple[Sentence, ...]
    article: tuple[int, ...]
    source: tuple[int, ...]


def edges(texts: Texts, similarity: Similarity) -> Edges:
    """Best matches between every two articles of different sources that choose each other.

    Computed in blocks of rows: memory stays below about 2 million similarities at a time, plus one figure for each
    sentence and article.
    """
    count = len(texts.sentences)
    source = np.asarray(texts.source)
    bests = _Bests(np.asarray(texts.article))
    candidates: list[tuple[Indices, Indices, np.ndarray]] = []
    end = 0
    while end < count:
        # A similarity is the same either way round: each is reckoned once, with the sentences from here on.
        begin, end = end, min(count, end + max(1, _BLOCK_CELLS // (count - end)))
        block = similarity.block(np.arange(begin, end), np.arange(begin, count))
        block[source[begin:end, None] == source[None, begin:]] = -1.0
        bests.add_columns(block[:, end - begin :], begin, end)
        candidates.append(_chosen(block, begin, bests))
    left = np.concatenate([part[0] for part in candidates])
    right = np.concatenate([part[1] for part in candidates])
    score = np.concatenate([part[2] for part in candidates])
    own, other = bests.article[left], bests.article[right]
    next_best = np.maximum(bests.second[left, other], bests.second[right, own])
    mutual = score >= bests.best[right, own]
    clear = np.round(2 * score - next_best, 4) >= CLEAR
    return Edges(
        _strongest_first(score, left, right, mutual & clear),
        _strongest_first(score, left, right, mutual & ~clear),
        tuple(bests.nearest.tolist()),
        tuple(bests.partner.tolist()),
    )


def _chosen(block: np.ndarray, begin: int, bests: _Bests) -> tuple[Indices, Indices, np.ndarray]:
    """The cells of a block whose row chooses the column, and what `bests` learns from its rows. Spoils the block."""
    left, right = np.divmod(np.flatnonzero(block >= JOIN), block.shape[1])
    score = block[left, right]
    bests.add_rows(block, begin)
    left, right = left + begin, right + begin
    kept = (left < right) & (score >= bests.best[left, bests.article[right]])
    return left[kept], right[kept], score[kept]


class _Bests:
    """For each sentence and article the highest and the second highest similarity met so far (alike when tied)."""

    def __init__(self, article: Indices) -> None:
        """`article`: the number of each sentence's article, those of one together."""
        firsts = np.r_[True, article[1:] != article[:-1]]
        self.article = np.cumsum(firsts) - 1
        self.best = np.full((len(article), int(firsts.sum())), -1.0, dtype=np.float32)
        self.second = self.best.copy()
        self.nearest = np.full(len(article), -np.inf, dtype=np.float32)
        """Of each sentence the highest of all, and in `partner` the first sentence that has it."""
        self.partner = np.zeros(len(article), dtype=np.int64)

    def add_rows(self, block: np.ndarray, begin: int) -> None:
        """A block's rows (sentences from `begin` on) learn from its columns (all from `begin` on). Spoils the block."""
        rows = slice(begin, begin + len(block))
        self._nearer(rows, block.max(axis=1), begin + block.argmax(axis=1))
        article = self.article[begin:]
        starts = np.flatnonzero(np.r_[True, article[1:] != article[:-1]])
        top = np.maximum.reduceat(block, starts, axis=1)
        is_top = block >= np.repeat(top, np.diff(np.r_[starts, len(article)]), axis=1)
        tied = np.add.reduceat(is_top, starts, axis=1, dtype=np.int32) > 1
        np.copyto(block, -1.0, where=is_top)
        following = np.where(tied, top, np.maximum.reduceat(block, starts, axis=1))
        best, second = self.best[rows, article[0] :], self.second[rows, article[0] :]
        np.maximum(second, np.maximum(following, np.minimum(best, top)), out=second)
        np.maximum(best, top, out=best)

    def add_columns(self, block: np.ndarray, begin: int, end: int) -> None:
        """A block's columns (sentences from `end` on) learn from its rows (`begin` to `end`)."""
        if not block.shape[1]:
            return
        columns = slice(end, end + block.shape[1])
        highest = np.full(block.shape[1], -np.inf, dtype=np.float32)
        for number in range(self.article[begin], self.article[end - 1] + 1):
            best, second = self.best[columns, number].copy(), self.second[columns, number].copy()
            for row in block[np.flatnonzero(self.article[begin:end] == number)]:
                np.maximum(second, np.minimum(best, row), out=second)
                np.maximum(best, row, out=best)
            self.best[columns, number], self.second[columns, number] = best, second
            np.maximum(highest, best, out=highest)
        nearer = np.flatnonzero(highest > self.nearest[columns])
        self._nearer(end + nearer, highest[nearer], begin + block[:, nearer].argmax(axis=0))

    def _nearer(self, which: Indices | slice, score: np.ndarray, partner: Indices) -> None:
        nearer = score > self.nearest[which]
        self.partner[which] = np.where(nearer, partner, self.partner[which])
        self.nearest[which] = np.where(nearer, score, self.nearest[which])


def _strongest_first(
    score: np.ndarray, left: Indices, right: Indices, which: np.ndarray
) -> tuple[tuple[float, int, int], ...]:
    chosen = sorted(zip((-score[which]).tolist(), left[which].tolist(), right[which].tolist(), strict=True))
    return tuple((-s, i, j) for s, i, j in chosen)
