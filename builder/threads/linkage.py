"""Average-link grouping over a sparse graph of candidates.

The similarity of two groups is the mean over all their pairs of articles, also of pairs that are no candidates: inner
products add up, so a group is held as the sum of its rows and the mean of |A| x |B| pairs is one product of two sums.
Candidates only say which groups are compared at all. The products of compared groups are kept: when two groups become
one, theirs with a third are added. Two groups of several that are clearly less alike than each is
in itself are held apart: the next turn of an affair is not the same story. (Agglomeration by heap: Murtagh 1983;
group averages as products of sums: Cutting et al. 1992.)
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.threads.features import UNIT, Features, Floats, Ints, near, squares, time_cost, want_of_words
from builder.threads.tuning import Tuning

_TIMES = 32
"""Times of a group that are compared with those of another: all up to here, beyond it evenly spaced ones."""

_DIGITS = 9


class Step(NamedTuple):
    """Two groups that became one, `score` alike: a number below n is a single row, n + k what step k made."""

    left: int
    right: int
    score: float


class Linkage(NamedTuple):
    """Rows by group, each sorted, in order of their first row; and the steps that made them, in order."""

    groups: list[list[int]]
    steps: list[Step]


def link(
    features: Features,
    left: Ints,
    right: Ints,
    score: Floats,
    offset: Floats,
    stop: float,
    tuning: Tuning,
    parts: tuple[Floats, Floats] | None = None,
) -> Linkage:
    """Group the rows of `features`.

    `score` is the similarity of each candidate pair (each once, the smaller row first), offsets taken off; `offset`
    what each article takes off its pairs (half of the sum of both); `parts` are `near` of the pairs, where it is at
    hand. Groups merge, most similar first, while they are at least `stop` alike.
    """
    groups = _Groups(features, offset, tuning)
    beside = _Beside(groups, left, right, np.stack(parts or near(features, left, right)) * UNIT**2)
    value = np.round(score, _DIGITS)
    first = np.flatnonzero(value >= stop)
    heap = list(zip((-value[first]).tolist(), left[first].tolist(), right[first].tolist(), strict=True))
    heapq.heapify(heap)
    steps = []
    while heap:
        negated, a, b = heapq.heappop(heap)
        if a not in groups.members or b not in groups.members:
            continue
        steps.append(Step(a, b, -negated))
        new, others, products = beside.merge(a, b)
        for other, alike in zip(others.tolist(), groups.similarity(new, others, products), strict=True):
            if alike >= stop:
                heapq.heappush(heap, (-alike, other, new))
    found = [sorted(members) for members in groups.members.values()]
    return Linkage(sorted(found), steps)


def meetings(features: Features, offset: Floats, steps: Sequence[Step], tuning: Tuning, a: int, b: int) -> list[Step]:
    """How alike the groups of rows `a` and `b` were, at first and each time that one of the two had grown.

    Goes the steps of `link` again, up to where the two become one group. Of each, `left` is a's group, `right` b's.
    """
    groups = _Groups(features, offset, tuning)
    found = [Step(a, b, groups.similarity(a, np.array([b]))[0])]
    for left, right, _ in steps:
        ours = {a, b} & {left, right}
        if len(ours) == 2:
            break
        new = groups.merge(left, right)
        if ours:
            a, b = (new, b) if a in ours else (a, new)
            found.append(Step(a, b, groups.similarity(a, np.array([b]))[0]))
    return found


class _Beside:
    """Which groups are compared with which, and the inner products of the sums of the two: an edge each.

    Products are two rows, by meaning and by words. An edge is held once, for both its groups, by the sum of their
    names: less the name of one it is that of the other.
    """

    def __init__(self, groups: _Groups, left: Ints, right: Ints, products: Floats) -> None:
        self._groups = groups
        self._ends = left + right
        self._products = products
        self._alive = np.ones(len(left), dtype=bool)
        sides = np.concatenate([left, right])
        self._order = (np.argsort(sides, kind="stable") % max(1, len(left))).astype(np.int32)
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(sides, minlength=len(groups.members)))])
        self._merged: dict[int, NDArray[np.int32]] = {}

    def merge(self, a: int, b: int) -> tuple[int, Ints, Floats]:
        """Make one group of two; its name, the groups to compare it with, ascending, and its products with each."""
        edges_a, edges_b = self._of(a, b), self._of(b, a)
        edges = np.concatenate([edges_a, edges_b])
        ends = np.concatenate([self._ends[edges_a] - a, self._ends[edges_b] - b])
        others: Ints
        others, first, place = np.unique(ends, return_index=True, return_inverse=True)
        parts = self._products[:, edges]
        products: Floats = np.stack([np.bincount(place, weights=part, minlength=len(others)) for part in parts])
        for name, there in ((a, place[: len(edges_a)]), (b, place[len(edges_a) :])):
            missing = np.ones(len(others), dtype=bool)
            missing[there] = False
            if missing.any():
                products[:, missing] += self._groups.products(name, others[missing])
        new = self._groups.merge(a, b)
        kept = edges[first]
        self._alive[edges] = False
        self._alive[kept] = True
        self._ends[kept] = others + new
        self._products[:, kept] = products
        self._merged[new] = kept
        return new, others, products

    def _of(self, name: int, less: int) -> NDArray[np.int32]:
        """The edges of a group but the one to group `less`."""
        edges = self._merged.pop(name, None)
        if edges is None:
            edges = self._order[self._starts[name] : self._starts[name + 1]]
        open_: NDArray[np.int32] = edges[self._alive[edges] & (self._ends[edges] != name + less)]
        return open_


class _Groups:
    """The groups there are: names 0 to n-1 are single articles, later names are merged groups."""

    def __init__(self, features: Features, offset: Floats, tuning: Tuning) -> None:
        count = len(offset)
        self._tuning = tuning
        self._next = count
        self.members: dict[int, list[int]] = {row: [row] for row in range(count)}
        self._dense: NDArray[np.float32] = features.dense.copy()
        self._row = _roomy(np.arange(count))
        self._single = features.words
        self._words: dict[int, tuple[NDArray[np.int32], Floats]] = {}
        self._size = _roomy(np.ones(count))
        self._squares = _roomy(squares(features.dense, features.words))
        self._offset = _roomy(offset)
        self._trust = _roomy(features.trust)
        self._inner = np.full(2 * count, -np.inf)
        self._days = features.days
        self._times: dict[int, Floats] = {}
        self._dated = _roomy((~np.isnan(features.days)).astype(np.float64))
        self._desk = np.zeros(features.words.shape[1])
        several = int(features.languages.max(initial=0)) + 1
        self._spoken = _roomy(np.eye(several)[features.languages]) if several > 1 else None

    def merge(self, a: int, b: int) -> int:
        """Make one group of two; its name."""
        new = self._next
        self._next += 1
        self.members[new] = self.members.pop(a) + self.members.pop(b)
        row = self._row[new] = self._row[a]
        self._dense[row] += self._dense[self._row[b]]
        self._words[new] = _added(self._words_of(a), self._words_of(b))
        for sums in (self._size, self._squares, self._offset, self._trust, self._dated):
            sums[new] = sums[a] + sums[b]
        if self._spoken is not None:
            self._spoken[new] = self._spoken[a] + self._spoken[b]
        self._times[new] = np.sort(np.concatenate([self._times_of(a), self._times_of(b)]))
        for gone in (a, b):
            self._words.pop(gone, None)
            self._times.pop(gone, None)
        self._inner[new] = self._within(new)
        return new

    def _words_of(self, name: int) -> tuple[NDArray[np.int32], Floats]:
        found = self._words.get(name)
        if found is None:
            span = slice(self._single.indptr[name], self._single.indptr[name + 1])
            found = (self._single.indices[span], self._single.data[span].astype(np.float64))
        return found

    def _times_of(self, name: int) -> Floats:
        """The times of the dated articles of a group, ascending."""
        found = self._times.get(name)
        return found if found is not None else self._days[name : name + int(self._dated[name])]

    def _within(self, name: int) -> float:
        """Mean similarity of the pairs inside a group of several, offsets and time taken off."""
        size = len(self.members[name])
        whole = self._dense[self._row[name]].astype(np.float64)
        products = float(whole @ whole + self._words[name][1] @ self._words[name][1]) - self._squares[name]
        times = spaced(self._times_of(name))
        cost = time_cost(np.abs(times[:, None] - times[None, :]), self._tuning).sum()
        dated = (len(self._times_of(name)) / size) ** 2
        time = dated * cost / max(1, len(times) * (len(times) - 1)) + (1 - dated) * self._tuning.undated
        return float(products / (UNIT**2 * size * (size - 1)) - self._offset[name] / size - time)

    def similarity(self, one: int, others: Ints, products: Floats | None = None) -> list[float]:
        """Mean similarity of group `one` to each of `others`, offsets, time and want of cohesion taken off.

        `products` are `products(one, others)` where they are at hand.
        """
        if not len(others):
            return []
        if products is None:
            products = self.products(one, others)
        size, sizes = self._size[one], self._size[others]
        meaning, words = products / (UNIT**2 * size * sizes)
        offsets = self._offset[others] / sizes + self._offset[one] / size
        want = want_of_words(words, self._tuning, self._one_language(one, others, sizes))
        mean = meaning + words - offsets / 2 - self._apart(one, others, sizes) - want
        values: list[float] = np.round(mean - self._gap(one, others, sizes, mean), _DIGITS).tolist()
        return values

    def _one_language(self, one: int, others: Ints, sizes: Floats) -> Floats | float:
        """The share of the pairs of two groups that are in one language."""
        if self._spoken is None:
            return 1.0
        share: Floats = self._spoken[others] @ self._spoken[one] / (self._size[one] * sizes)
        return share

    def products(self, one: int, others: Ints) -> Floats:
        """Inner products of the sums of group `one` and of each of `others`, by meaning and by words: whole numbers."""
        rows = self._dense[self._row[others]].astype(np.float64)
        return np.stack([rows @ self._dense[self._row[one]].astype(np.float64), self._word_products(one, others)])

    def _gap(self, one: int, others: Ints, sizes: Floats, mean: Floats) -> Floats:
        """What is taken off two groups of several that are less alike than each is in itself."""
        size = self._size[one]
        inner = np.minimum(self._inner[others], self._inner[one])
        smaller = np.minimum(sizes, size)
        pairs = smaller * (smaller - 1) / 2
        trust = (self._trust[others] + self._trust[one]) / (sizes + size)
        gap: Floats = self._tuning.cohesion * np.maximum(0.0, inner - mean) * trust * pairs / (pairs + 1)
        return gap

    def _word_products(self, one: int, others: Ints) -> Floats:
        """Inner products of sparse sums: one is laid out on the desk, the others look their words up there."""
        indices, data = self._words_of(one)
        self._desk[indices] = data
        out = np.empty(len(others))
        single = others < len(self._days)
        if single.any():
            out[single] = self._single[others[single]] @ self._desk
        groups = [self._words[other] for other in others[~single].tolist()]
        if groups:
            columns, weights = (np.concatenate(rows) for rows in zip(*groups, strict=True))
            starts = np.cumsum([0, *(len(row[0]) for row in groups)])
            shape = (len(groups), len(self._desk))
            out[~single] = sparse.csr_array((weights, columns, starts.astype(np.int32)), shape=shape) @ self._desk
        self._desk[indices] = 0.0
        return out

    def _apart(self, one: int, others: Ints, sizes: Floats) -> Floats:
        """Mean time penalty over the pairs of two groups; pairs with an undated article cost the fixed one."""
        mine = self._times_of(one)
        share = self._dated[others] * len(mine) / (sizes * self._size[one])
        sample = [spaced(self._times_of(other)) for other in others.tolist()]
        flat = np.concatenate(sample)
        undated: Floats = (1 - share) * self._tuning.undated
        if not len(mine) or not len(flat):
            return undated
        cost = time_cost(np.abs(spaced(mine)[:, None] - flat[None, :]), self._tuning).mean(axis=0)
        lengths = [len(row) for row in sample]
        dated: Floats = share * _sums(cost, lengths) / np.maximum(lengths, 1)
        return dated + undated


def spaced(times: Floats) -> Floats:
    """All of `times` up to 32; of more, 32 evenly spaced ones with both ends."""
    return times if len(times) <= _TIMES else times[np.arange(_TIMES) * (len(times) - 1) // (_TIMES - 1)]


def _roomy(values: NDArray[Any]) -> NDArray[Any]:
    """`values`, and as much room again for the groups that they become."""
    return np.concatenate([values, np.zeros_like(values)])


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
