"""Average-link grouping over a sparse graph of candidates.

The similarity of two groups is the mean over all their pairs of articles, also of pairs that are no candidates: inner
products add up, so a group is held as the sum of its rows and the mean of |A| x |B| pairs is one product of two sums.
Candidates only say which groups are compared at all. Two groups of several that are clearly less alike than each is
in itself are held apart: the next turn of an affair is not the same story. (Agglomeration by heap: Murtagh 1983;
group averages as products of sums: Cutting et al. 1992.)
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from builder.threads.features import UNIT, Features, Floats, Ints, squares
from builder.threads.tuning import Tuning

_TIMES = 32
"""Times of a group that are compared with those of another: all up to here, beyond it evenly spaced ones."""

_DIGITS = 9


def link(
    features: Features, left: Ints, right: Ints, score: Floats, offset: Floats, stop: float, tuning: Tuning
) -> list[list[int]]:
    """Rows of `features` by group, each sorted, in order of their first row.

    `score` is the similarity of each candidate pair, offsets taken off; `offset` what each article takes off its
    pairs (half of the sum of both). Groups merge, most similar first, while they are at least `stop` alike.
    """
    groups = _Groups(features, offset, tuning)
    beside: dict[int, set[int]] = {row: set() for row in range(len(offset))}
    heap: list[tuple[float, int, int]] = []
    for a, b, value in zip(left.tolist(), right.tolist(), np.round(score, _DIGITS).tolist(), strict=True):
        beside[a].add(b)
        beside[b].add(a)
        if value >= stop:
            heap.append((-value, a, b))
    heapq.heapify(heap)
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in beside or b not in beside:
            continue
        others = sorted((beside[a] | beside[b]) - {a, b})
        new = groups.merge(a, b)
        for gone in (a, b):
            for other in beside.pop(gone):
                if other in beside:
                    beside[other].discard(gone)
        beside[new] = set(others)
        for other, value in zip(others, groups.similarity(new, others), strict=True):
            beside[other].add(new)
            if value >= stop:
                heapq.heappush(heap, (-value, other, new))
    found = [sorted(groups.members[name]) for name in beside]
    return sorted(found)


class _Groups:
    """The groups there are: names 0 to n-1 are single articles, later names are merged groups."""

    def __init__(self, features: Features, offset: Floats, tuning: Tuning) -> None:
        count = len(offset)
        self._tuning = tuning
        self._next = count
        self.members: dict[int, list[int]] = {row: [row] for row in range(count)}
        self._dense: NDArray[np.float32] = features.dense.copy()
        self._row = {row: row for row in range(count)}
        pointers, indices, data = features.words.indptr, features.words.indices, features.words.data
        self._words: dict[int, tuple[NDArray[np.int32], Floats]] = {
            row: (indices[pointers[row] : pointers[row + 1]], data[pointers[row] : pointers[row + 1]])
            for row in range(count)
        }
        self._squares = dict(enumerate(squares(features.dense, features.words).tolist()))
        self._offset = dict(enumerate(offset.tolist()))
        self._trust = dict(enumerate(features.trust.tolist()))
        self._times = {row: np.array([day]) if day == day else np.zeros(0) for row, day in enumerate(features.days)}
        self._inner: dict[int, float] = dict.fromkeys(range(count), -np.inf)
        self._desk = np.zeros(features.words.shape[1])

    def merge(self, a: int, b: int) -> int:
        """Make one group of two; its name."""
        new = self._next
        self._next += 1
        self.members[new] = self.members.pop(a) + self.members.pop(b)
        row = self._row[new] = self._row.pop(a)
        self._dense[row] += self._dense[self._row.pop(b)]
        self._words[new] = _added(self._words.pop(a), self._words.pop(b))
        for sums in (self._squares, self._offset, self._trust):
            sums[new] = sums.pop(a) + sums.pop(b)
        self._times[new] = np.sort(np.concatenate([self._times.pop(a), self._times.pop(b)]))
        del self._inner[a], self._inner[b]
        self._inner[new] = self._within(new)
        return new

    def _within(self, name: int) -> float:
        """Mean similarity of the pairs inside a group of several, offsets and time taken off."""
        size = len(self.members[name])
        whole = self._dense[self._row[name]].astype(np.float64)
        products = float(whole @ whole + self._words[name][1] @ self._words[name][1]) - self._squares[name]
        times = spaced(self._times[name])
        gaps = np.log1p(np.abs(times[:, None] - times[None, :])).sum() / max(1, len(times) * (len(times) - 1))
        dated = (len(self._times[name]) / size) ** 2
        time = dated * self._tuning.per_day * gaps + (1 - dated) * self._tuning.undated
        return float(products / (UNIT**2 * size * (size - 1)) - self._offset[name] / size - time)

    def similarity(self, one: int, others: Sequence[int]) -> list[float]:
        """Mean similarity of group `one` to each of `others`, offsets, time and want of cohesion taken off."""
        if not others:
            return []
        rows = self._dense[[self._row[other] for other in others]].astype(np.float64)
        products = rows @ self._dense[self._row[one]].astype(np.float64) + self._word_products(one, others)
        size = len(self.members[one])
        sizes = np.array([len(self.members[other]) for other in others], dtype=np.float64)
        offsets = np.array([self._offset[other] for other in others]) / sizes + self._offset[one] / size
        mean = products / (UNIT**2 * size * sizes) - offsets / 2 - self._apart(one, others, sizes)
        values: list[float] = np.round(mean - self._gap(one, others, sizes, mean), _DIGITS).tolist()
        return values

    def _gap(self, one: int, others: Sequence[int], sizes: Floats, mean: Floats) -> Floats:
        """What is taken off two groups of several that are less alike than each is in itself."""
        size = len(self.members[one])
        inner = np.minimum(np.array([self._inner[other] for other in others]), self._inner[one])
        smaller = np.minimum(sizes, size)
        pairs = smaller * (smaller - 1) / 2
        trust = (np.array([self._trust[other] for other in others]) + self._trust[one]) / (sizes + size)
        gap: Floats = self._tuning.cohesion * np.maximum(0.0, inner - mean) * trust * pairs / (pairs + 1)
        return gap

    def _word_products(self, one: int, others: Sequence[int]) -> Floats:
        """Inner products of sparse sums: one is laid out on the desk, the others look their words up there."""
        indices, data = self._words[one]
        self._desk[indices] = data
        rows = [self._words[other] for other in others]
        found = self._desk[np.concatenate([row[0] for row in rows])] * np.concatenate([row[1] for row in rows])
        self._desk[indices] = 0.0
        return _sums(found, [len(row[0]) for row in rows])

    def _apart(self, one: int, others: Sequence[int], sizes: Floats) -> Floats:
        """Mean time penalty over the pairs of two groups; pairs with an undated article cost the fixed one."""
        mine = self._times[one]
        times = [self._times[other] for other in others]
        share = np.array([len(row) for row in times]) * len(mine) / (sizes * len(self.members[one]))
        sample = [spaced(row) for row in times]
        flat = np.concatenate(sample)
        undated: Floats = (1 - share) * self._tuning.undated
        if not len(mine) or not len(flat):
            return undated
        cost = np.log1p(np.abs(spaced(mine)[:, None] - flat[None, :])).mean(axis=0)
        lengths = [len(row) for row in sample]
        return share * self._tuning.per_day * _sums(cost, lengths) / np.maximum(lengths, 1) + undated


def spaced(times: Floats) -> Floats:
    """All of `times` up to 32; of more, 32 evenly spaced ones with both ends."""
    return times if len(times) <= _TIMES else times[np.arange(_TIMES) * (len(times) - 1) // (_TIMES - 1)]


def _sums(values: Floats, lengths: Sequence[int]) -> Floats:
    """Sums of consecutive runs of `values`, which may be empty."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(owner, weights=values, minlength=len(lengths)).astype(np.float64)


def _added(
    a: tuple[NDArray[np.int32], Floats], b: tuple[NDArray[np.int32], Floats]
) -> tuple[NDArray[np.int32], Floats]:
    """The sum of two sparse rows, columns ascending."""
    indices, places = np.unique(np.concatenate([a[0], b[0]]), return_inverse=True)
    data = np.bincount(places, weights=np.concatenate([a[1], b[1]]), minlength=len(indices))
    return indices, data.astype(np.float64)
