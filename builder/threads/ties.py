"""Why a group is one story: its strongest links, and the rare words and names that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from zlib import crc32

import numpy as np

from builder.model import Article, Tie
from builder.threads.features import UNIT, Features, Ints, near, squares
from builder.threads.terms import written_terms

SHARED = 6
"""Words that a tie names, at most."""

_ALL_PAIRS = 60
"""Groups up to this size are tied by all their pairs; of larger ones each article is tied to its nearest before it."""


def make_ties(articles: Sequence[Article], features: Features, groups: Sequence[Sequence[int]]) -> tuple[Tie, ...]:
    """For each group the links of its maximum spanning tree (one fewer than it has articles), strongest first."""
    chosen = [pair for rows in groups if len(rows) > 1 for pair in _spanning(features, rows)]
    if not chosen:
        return ()
    left, right = np.array([pair[0] for pair in chosen]), np.array([pair[1] for pair in chosen])
    return make_pair_ties(articles, features, left, right)


def make_pair_ties(articles: Sequence[Article], features: Features, left: Ints, right: Ints) -> tuple[Tie, ...]:
    """A `Tie` for each pair of rows, in the order given."""
    meaning, words = near(features, left, right)
    plain_meaning = meaning / np.maximum(features.stretch_dense[left] * features.stretch_dense[right], 1e-12)
    plain_words = words / np.maximum(features.stretch_words[left] * features.stretch_words[right], 1e-12)
    gaps = np.abs(features.days[left] - features.days[right])
    written: dict[int, dict[int, tuple[str, str]]] = {}
    ties = []
    for k, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        ties.append(
            Tie(
                left=articles[a].id,
                right=articles[b].id,
                similarity=_unit(meaning[k] + words[k]),
                meaning=_unit(plain_meaning[k]),
                words=_unit(plain_words[k]),
                days=-1.0 if np.isnan(gaps[k]) else round(float(gaps[k]), 2),
                shared=shared_words(articles, features, a, b, written),
            )
        )
    return tuple(ties)


def centralities(features: Features, groups: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """For each article of a group of several, its mean similarity to the others (0 to 1)."""
    out = []
    for rows in groups:
        if len(rows) < 2:
            continue
        dense, words = features.dense[rows].astype(np.float64), features.words[rows]
        totals = dense @ dense.sum(axis=0) + np.asarray((words @ words.T).sum(axis=1)).ravel()
        means = (totals - squares(features.dense[rows], words)) / (UNIT**2 * (len(rows) - 1))
        out += [(row, _unit(value)) for row, value in zip(rows, means, strict=True)]
    return out


def shared_words(
    articles: Sequence[Article], features: Features, a: int, b: int, written: dict[int, dict[int, tuple[str, str]]]
) -> tuple[str, ...]:
    """Up to six words or pairs of words that weigh most in the similarity of rows `a` and `b`, as `a` writes them.

    `written` keeps each article's terms and their written forms by key between calls.
    """
    matrix = features.words
    columns_a = matrix.indices[matrix.indptr[a] : matrix.indptr[a + 1]]
    columns_b = matrix.indices[matrix.indptr[b] : matrix.indptr[b + 1]]
    both, in_a, in_b = np.intersect1d(columns_a, columns_b, assume_unique=True, return_indices=True)
    if not len(both):
        return ()
    weight = matrix.data[matrix.indptr[a] + in_a] * matrix.data[matrix.indptr[b] + in_b]
    if a not in written:
        written[a] = {crc32(term.encode()): (term, shown) for term, shown in written_terms(articles[a]).items()}
    keys = features.keys[both[np.lexsort((both, -weight))]].tolist()
    return _distinct(dict(written[a][key] for key in keys if key in written[a]))


def _distinct(written: Mapping[str, str]) -> tuple[str, ...]:
    """The first few terms as written; two words that are shared as a pair too stand as one name."""
    terms = list(written)
    pairs = {tuple(term.split(" ")) for term in terms if " " in term}
    singles = [term for term in terms if " " not in term][: SHARED + 4]
    chosen: list[str] = []
    for word in singles:
        taken = {part for kept in chosen for part in kept.split(" ")}
        if word in taken:
            continue
        joined = [f"{x} {y}" for x, y in product(singles, singles) if word in (x, y) and (x, y) in pairs]
        free = [pair for pair in joined if not taken & set(pair.split(" "))]
        chosen.append(free[0] if free else word)
    return tuple(written[term] for term in chosen[:SHARED])


def _spanning(features: Features, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs (smaller row first) of the maximum spanning tree of a group, strongest first; ties by row."""
    pairs = list(combinations(rows, 2)) if len(rows) <= _ALL_PAIRS else _nearest_before(features, rows)
    left, right = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
    strength = np.round(sum(near(features, left, right)), 9)
    root = {row: row for row in rows}

    def top(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    tree = []
    for place in np.lexsort((right, left, -strength)).tolist():
        a, b = pairs[place]
        if top(a) != top(b):
            root[top(a)] = top(b)
            tree.append((a, b))
    return tree


def _nearest_before(features: Features, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Each article but the first with the nearest, by dense row, of those before it: a tree."""
    dense = features.dense[list(rows)].astype(np.float64)
    products = dense @ dense.T
    return [(rows[int(np.argmax(products[k, :k]))], rows[k]) for k in range(1, len(rows))]


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), 4)
