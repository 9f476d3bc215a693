"""Which threads may continue which: pairs of articles of different groups, the later of which takes up the earlier.

A continuation shares names that few other threads hold; a look-alike (another fire, the next monthly figure) shares the
words of its field. So earlier threads are found by the rare words that both hold, never by comparing all with all.
Imports numpy and scipy: not for a build where nothing is new.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.model import Article, Tie
from builder.threads.features import UNIT, Features, Floats, Ints, holders, starts_of
from builder.threads.names import name_keys
from builder.threads.saga_tuning import SAGAS, SagaTuning
from builder.threads.ties import make_pair_ties

BLOCK = 1024
"""Threads, or pairs of threads, that are looked at together."""

NAMED = 30
"""Of the words that two threads share, the heaviest, among which names are looked for."""


class _Stories(msgspec.Struct, frozen=True):
    """Dated groups in order of their beginning: members, sums of rows, sizes, mean offsets, first and last day."""

    members: list[list[int]]
    dense: NDArray[np.float32]
    words: sparse.csr_array
    size: Floats
    offset: Floats
    first: Floats
    last: Floats


class _Step(msgspec.Struct, frozen=True):
    """Story `later` may continue `earlier`: `score` is their likeness, `strength` what the days between leave of it."""

    earlier: int
    later: int
    score: float
    strength: float


def find_echoes(
    articles: Sequence[Article],
    features: Features,
    offset: Floats,
    groups: Sequence[Sequence[int]],
    tuning: SagaTuning = SAGAS,
) -> tuple[Tie, ...]:
    """Ties from an article of a group to one of a later group that seems to continue it, the strongest first.

    `articles` are those of the rows of `features`, `offset` what the crowd of each takes off, `groups` rows by story.
    Groups without a date have no place in time and get none.
    """
    stories = _stories(features, offset, groups)
    if len(stories.members) < 2:
        return ()
    return _Echoes(articles, features, stories, tuning).find()


def _stories(features: Features, offset: Floats, groups: Sequence[Sequence[int]]) -> _Stories:
    dated = [list(rows) for rows in groups if not np.isnan(features.days[list(rows)]).all()]
    first = np.array([np.nanmin(features.days[rows]) for rows in dated])
    order = np.lexsort((np.arange(len(dated)), first))
    members = [dated[place] for place in order]
    size = np.array([len(rows) for rows in members], dtype=np.float64)
    flat = np.array([row for rows in members for row in rows], dtype=np.int64)
    owner = np.repeat(np.arange(len(members)), size.astype(np.int64))
    places = (owner.astype(np.int32), flat.astype(np.int32))  # wider ones would widen all indices
    sums = sparse.csr_array((np.ones(len(flat), dtype=np.float32), places), shape=(len(members), len(features.days)))
    dense = np.zeros((len(members), features.dense.shape[1]), dtype=np.float32)
    np.add.at(dense, owner, features.dense[flat])
    words = (sums @ features.words).tocsr()
    words.sort_indices()
    return _Stories(
        members=members,
        dense=dense,
        words=words,
        size=size,
        offset=np.bincount(owner, weights=offset[flat], minlength=len(members)) / size,
        first=first[order],
        last=np.array([np.nanmax(features.days[rows]) for rows in members]),
    )


class _Echoes:
    """One search over all stories."""

    def __init__(self, articles: Sequence[Article], features: Features, stories: _Stories, tuning: SagaTuning) -> None:
        self.articles = articles
        self.features = features
        self.stories = stories
        self.tuning = tuning
        self._known: dict[int, frozenset[int]] = {}
        self._desk = np.zeros(features.words.shape[1])

    def find(self) -> tuple[Tie, ...]:
        """See `find_echoes`."""
        earlier, later = self._candidates()
        score = self._scores(earlier, later)
        steps = [
            _Step(a, b, value, round(value - self._waiting(a, b), 9))
            for a, b, value in zip(earlier.tolist(), later.tolist(), score.tolist(), strict=True)
            if value >= self.tuning.strength
        ]
        steps = [step for step in steps if step.strength >= self.tuning.strength]
        pairs = {step: self._telling(step) for step in steps}
        named = [step for step in steps if self._named(step, pairs[step])]
        named.sort(key=lambda step: (-step.strength, step.later, step.earlier))
        good = self._best(named, self._round_ups(named))
        if not good:
            return ()
        chosen = np.array([pairs[step] for step in good])
        return make_pair_ties(self.articles, self.features, chosen[:, 0], chosen[:, 1])

    def _best(self, steps: Sequence[_Step], without: set[_Step]) -> list[_Step]:
        """The first few steps to each story."""
        kept = [0] * len(self.stories.members)
        good = []
        for step in steps:
            if step not in without and kept[step.later] < self.tuning.kept:
                kept[step.later] += 1
                good.append(step)
        return good

    def _waiting(self, earlier: int, later: int) -> float:
        days = max(0.0, float(self.stories.first[later] - self.stories.last[earlier]))
        return self.tuning.per_day * float(np.log1p(days))

    # who may come before whom --------------------------------------------------------------------------------

    def _candidates(self) -> tuple[Ints, Ints]:
        """Pairs (earlier, later) that share the most by rare words, in order of `later`."""
        rare = self._rare_words()
        by_word = sparse.csr_array(rare.T)
        found: list[tuple[Ints, Ints]] = []
        for start in range(0, len(self.stories.members), BLOCK):
            product = rare[start : start + BLOCK] @ by_word
            for place in range(product.shape[0]):
                span = slice(product.indptr[place], product.indptr[place + 1])
                others, weight = product.indices[span].astype(np.int64), product.data[span]
                good = self._before(others, start + place)
                others, weight = others[good], weight[good]
                others = _heaviest(others, np.round(weight, 3), self.tuning.candidates)
                found.append((others, np.full(len(others), start + place)))
        return np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])

    def _before(self, others: Ints, later: int) -> NDArray[np.bool_]:
        """Which of `others` began and ended before the story `later` did, within the window."""
        gap = self.stories.first[later] - self.stories.first[others]
        good: NDArray[np.bool_] = (
            (gap >= self.tuning.least_days)
            & (gap <= self.tuning.window_days)
            & (self.stories.last[others] < self.stories.last[later])
        )
        return good

    def _rare_words(self) -> sparse.csr_array:
        """Mean rows of the stories, of the words alone that some, but not many, other stories hold."""
        words = self.stories.words
        held = holders(words.indices, words.shape[1])
        usable = ((held > 1) & (held <= self.tuning.widest))[words.indices]
        starts = starts_of(usable, words.indptr)
        data = words.data[usable] / np.repeat(self.stories.size, np.diff(starts))
        return sparse.csr_array((data, words.indices[usable], starts), shape=words.shape)

    # how alike -----------------------------------------------------------------------------------------------

    def _scores(self, left: Ints, right: Ints) -> Floats:
        """Mean similarity over all pairs of articles of two stories, less the offsets of both."""
        stories = self.stories
        out = np.empty(len(left))
        for start in range(0, len(left), BLOCK):
            a, b = left[start : start + BLOCK], right[start : start + BLOCK]
            meaning = np.einsum("ij,ij->i", stories.dense[a], stories.dense[b], dtype=np.float64)
            words = stories.words[a].astype(np.float64).multiply(stories.words[b]).sum(axis=1)
            out[start : start + BLOCK] = (meaning + words) / (UNIT**2 * stories.size[a] * stories.size[b])
        return np.asarray(out - (stories.offset[left] + stories.offset[right]) / 2)

    def _round_ups(self, steps: Sequence[_Step]) -> set[_Step]:
        """Of `steps`, strongest first, those of a story with two before it (or after it) that are strangers."""
        rivals: list[tuple[_Step, _Step]] = []
        for side in ("later", "earlier"):
            best: dict[int, _Step] = {}
            for step in steps:
                first = best.setdefault(getattr(step, side), step)
                if first is not step and step.score >= self.tuning.second * first.score:
                    rivals.append((first, step))
        if not rivals:
            return set()
        # The two that share a story: of each its other story, which are the same on the side that is shared.
        others = [(a.earlier, b.earlier) if a.later == b.later else (a.later, b.later) for a, b in rivals]
        between = self._scores(np.array([pair[0] for pair in others]), np.array([pair[1] for pair in others]))
        return {
            step
            for pair, value in zip(rivals, between.tolist(), strict=True)
            if value < self.tuning.stranger * min(pair[0].score, pair[1].score)
            for step in pair
        }

    # the evidence --------------------------------------------------------------------------------------------

    def _telling(self, step: _Step) -> tuple[int, int]:
        """The article of the earlier story most like the later story, and the one of that most like it."""
        stories, features = self.stories, self.features
        span = slice(*stories.words.indptr[step.later : step.later + 2])
        words = (stories.words.indices[span], stories.words.data[span])
        earlier = self._most_like(stories.members[step.earlier], stories.dense[step.later], words)
        span = slice(*features.words.indptr[earlier : earlier + 2])
        words = (features.words.indices[span], features.words.data[span])
        return earlier, self._most_like(stories.members[step.later], features.dense[earlier], words)

    def _most_like(self, rows: list[int], dense: NDArray[np.float32], words: tuple[Ints, Floats]) -> int:
        """The first of the articles `rows` most like a dense row and a row of words."""
        if len(rows) == 1:
            return rows[0]
        self._desk[words[0]] = words[1]
        near = self.features.dense[rows].astype(np.float64) @ dense.astype(np.float64)
        near += [self._by_words(row) for row in rows]
        self._desk[words[0]] = 0.0
        return rows[int(np.argmax(near))]

    def _by_words(self, row: int) -> float:
        """The product of an article's words with what lies on the desk."""
        span = slice(*self.features.words.indptr[row : row + 2])
        return float(self._desk[self.features.words.indices[span]] @ self.features.words.data[span])

    def _named(self, step: _Step, pair: tuple[int, int]) -> bool:
        """Whether names make up enough of what the two stories share."""
        stories, tuning = self.stories, self.tuning
        here, there = (slice(*stories.words.indptr[place : place + 2]) for place in (step.earlier, step.later))
        self._desk[stories.words.indices[here]] = stories.words.data[here]
        columns = stories.words.indices[there]
        weight = self._desk[columns] * stories.words.data[there]
        self._desk[stories.words.indices[here]] = 0.0
        scale = UNIT**2 * stories.size[step.earlier] * stories.size[step.later]
        heaviest = np.lexsort((columns, -weight))[:NAMED]
        least = scale * max(tuning.names, tuning.share * float(weight.sum()) / scale)
        if float(weight[heaviest].sum()) < least:
            return False
        both = self._names(pair[0]) & self._names(pair[1])
        named = [key in both for key in self.features.keys[columns[heaviest]].tolist()]
        return bool(weight[heaviest][named].sum() >= least)

    def _names(self, row: int) -> frozenset[int]:
        if row not in self._known:
            self._known[row] = name_keys(self.articles[row])
        return self._known[row]


def _heaviest(others: Ints, weight: Floats, most: int) -> Ints:
    """The `most` of `others` that weigh most, heaviest first, ties by number."""
    if len(others) > most:
        among = weight >= np.partition(weight, len(weight) - most)[len(weight) - most]
        others, weight = others[among], weight[among]
    return others[np.lexsort((others, -weight))[:most]]
