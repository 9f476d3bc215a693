"""Why a group is one story: its strongest links, and the rare words and names that they share."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise, product

import numpy as np

from builder.model import Article, Joint, Tie
from builder.parallel import map_ordered
from builder.text.normalise import fold
from builder.threads.features import UNIT, Features, Ints, near, squares
from builder.threads.linkage import Linkage, Step
from builder.threads.terms import SHOWN, overlapping, term_key, written_terms

SHARED = 6
"""Words that a tie names, at most."""

_PARTS = 30
"""Parts of a script without spaces that these are put together from."""

_ALL_PAIRS = 60
"""Groups up to this size are tied by all their pairs; of larger ones each article is tied to its nearest before it."""

_TOGETHER = 256
"""Groups whose pairs are compared in one go."""


def make_ties(articles: Sequence[Article], features: Features, groups: Sequence[Sequence[int]]) -> tuple[Tie, ...]:
    """For each group the links of its maximum spanning tree (one fewer than it has articles), strongest first."""
    chosen = _spanning(features, [rows for rows in groups if len(rows) > 1])
    if not chosen:
        return ()
    left, right = np.array([pair[0] for pair in chosen]), np.array([pair[1] for pair in chosen])
    return make_pair_ties(articles, features, left, right)


def make_joints(ids: Sequence[str], linkage: Linkage, threshold: float) -> tuple[Joint, ...]:
    """For each group of several the step that it hangs by: the least alike groups that became one (the latest of such).

    Groups in the order of `linkage`. One step a group: as many ids are kept as there are articles.
    """
    count = len(ids)
    weakest = weakest_steps(count, linkage.steps)
    joints = []
    for rows in linkage.groups:
        number = weakest.get(rows[0])
        if number is None:
            continue
        step = linkage.steps[number]
        left, right = (tuple(ids[row] for row in rows_of(count, linkage.steps, side)) for side in step[:2])
        joints.append(Joint(left=left, right=right, score=round(step.score, 4), threshold=round(threshold, 4)))
    return tuple(joints)


def weakest_steps(count: int, steps: Sequence[Step]) -> dict[int, int]:
    """For each group of several, by its first row, the number of its weakest step; of equals the latest."""
    held: dict[int, tuple[int, int]] = {}
    for number, step in enumerate(steps):
        sides = [held.pop(side, (side, number)) for side in (step.left, step.right)]
        weakest = min((number, *(side[1] for side in sides)), key=lambda k: (steps[k].score, -k))
        held[count + number] = (min(side[0] for side in sides), weakest)
    return dict(held.values())


def joining_step(count: int, steps: Sequence[Step], a: int, b: int) -> Step:
    """The step by which rows `a` and `b` of one group came together."""
    for number, step in enumerate(steps):
        if {a, b} == {step.left, step.right}:
            return step
        a = count + number if a in step[:2] else a
        b = count + number if b in step[:2] else b
    raise ValueError("the two rows are of different groups")


def rows_of(count: int, steps: Sequence[Step], group: int) -> list[int]:
    """The rows of a group, numbered as in `Step`, in order."""
    found, open_ = [], [group]
    while open_:
        name = open_.pop()
        if name < count:
            found.append(name)
        else:
            open_ += steps[name - count][:2]
    return sorted(found)


def make_pair_ties(articles: Sequence[Article], features: Features, left: Ints, right: Ints) -> tuple[Tie, ...]:
    """A `Tie` for each pair of rows, in the order given."""
    meaning, words = near(features, left, right)
    plain_meaning = meaning / np.maximum(features.stretch_dense[left] * features.stretch_dense[right], 1e-12)
    plain_words = words / np.maximum(features.stretch_words[left] * features.stretch_words[right], 1e-12)
    gaps = np.abs(features.days[left] - features.days[right])
    shared = _all_shared_words(articles, features, left, right)
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
                shared=shared[k],
            )
        )
    return tuple(ties)


def _all_shared_words(
    articles: Sequence[Article], features: Features, left: Ints, right: Ints
) -> list[tuple[str, ...]]:
    """`shared_words` of each pair, on every core; the written words of one article at a time are held."""
    order = np.argsort(left, kind="stable")
    edges = np.flatnonzero(np.diff(left[order], prepend=-1, append=-1)).tolist()
    spans = [order[start:end].tolist() for start, end in pairwise(edges)]

    def of(places: list[int]) -> list[tuple[str, ...]]:
        written: dict[int, dict[int, tuple[str, str]]] = {}
        return [shared_words(articles, features, int(left[k]), int(right[k]), written) for k in places]

    shared: list[tuple[str, ...]] = [()] * len(left)
    for places, found in zip(spans, map_ordered(of, spans), strict=True):
        for place, words in zip(places, found, strict=True):
            shared[place] = words
    return shared


def centralities(features: Features, groups: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """For each article of a group of several, its mean similarity to the others (0 to 1)."""
    out = []
    sums = np.zeros(features.words.shape[1])
    for rows in groups:
        if len(rows) < 2:
            continue
        dense, words = features.dense[rows].astype(np.float64), features.words[rows]
        np.add.at(sums, words.indices, words.data)
        totals = dense @ dense.sum(axis=0) + words @ sums
        sums[words.indices] = 0
        means = (totals - squares(features.dense[rows], words)) / (UNIT**2 * (len(rows) - 1))
        out += [(row, _unit(value)) for row, value in zip(rows, means, strict=True)]
    return out


def shared_words(
    articles: Sequence[Article], features: Features, a: int, b: int, written: dict[int, dict[int, tuple[str, str]]]
) -> tuple[str, ...]:
    """Up to six words or pairs of words that weigh most in the similarity of rows `a` and `b`, as `a` writes them.

    `written` keeps each article's terms and their written forms by key between calls.
    """
    return tuple(shown for shown, _ in shared_terms(articles, features, a, b, written))


def shared_terms(
    articles: Sequence[Article], features: Features, a: int, b: int, written: dict[int, dict[int, tuple[str, str]]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`shared_words`, each with the single terms that it is made of."""
    matrix = features.words
    columns_a = matrix.indices[matrix.indptr[a] : matrix.indptr[a + 1]]
    columns_b = matrix.indices[matrix.indptr[b] : matrix.indptr[b + 1]]
    both, in_a, in_b = np.intersect1d(columns_a, columns_b, assume_unique=True, return_indices=True)
    if not len(both):
        return ()
    weight = matrix.data[matrix.indptr[a] + in_a] * matrix.data[matrix.indptr[b] + in_b]
    if a not in written:
        written[a] = {term_key(term): (term, shown) for term, shown in written_terms(articles[a]).items()}
    keys = features.keys[both[np.lexsort((both, -weight))]].tolist()
    return _distinct(dict(written[a][key] for key in keys if key in written[a]), (articles[a], articles[b]))


def _distinct(written: Mapping[str, str], both: Sequence[Article]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The first few terms as written; two words that are shared as a pair too stand as one name.

    Overlapping parts of a script without spaces stand as the run that they make, where both articles have it.
    """
    terms = list(written)
    pairs = {(left, right) for left, _, right in (term.partition(" ") for term in terms) if right}
    overlaps = sorted(pair for pair in pairs if " " not in written[" ".join(pair)])
    texts = [_folded(one.title, one.text) for one in both] if overlaps else []
    singles = [term for term in terms if " " not in term][: _PARTS if overlaps else SHARED + 4]
    chosen: list[tuple[str, tuple[str, ...]]] = []
    taken: set[str] = set()
    for word in singles:
        if word in taken:
            continue
        parts = _run(word, overlaps, {term for term in singles if term not in taken}, texts)
        joined = [pair for pair in product(singles, singles) if word in pair and pair in pairs and not taken & {*pair}]
        if len(parts) == 1 and joined:
            parts = joined[0]
        taken.update(parts)
        chosen.append((_shown(parts, written), parts))
    return tuple(chosen[:SHARED])


def _run(word: str, overlaps: Sequence[tuple[str, str]], free: set[str], texts: Sequence[str]) -> tuple[str, ...]:
    """The free terms that make one run with `word`, in order; the run stands in all of `texts`."""
    parts = [word]
    grown = bool(overlaps)
    while grown:
        grown = False
        for left, right in overlaps:
            if not {left, right} <= free or {left, right} <= set(parts):
                continue
            longer = [left, *parts] if right == parts[0] else [*parts, right] if left == parts[-1] else parts
            if longer is not parts and all(functools.reduce(overlapping, longer) in text for text in texts):
                parts, grown = longer, True
    return tuple(parts)


@functools.lru_cache(maxsize=512)
def _folded(title: str, text: str) -> str:
    return fold(f"{title} {text[:SHOWN]}")


def _shown(parts: Sequence[str], written: Mapping[str, str]) -> str:
    """How the parts of a name or of a run are written as one."""
    if len(parts) == 1:
        return written[parts[0]]
    if len(parts) == 2:
        return written[" ".join(parts)]
    return functools.reduce(overlapping, parts)


def _spanning(features: Features, groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pairs (smaller row first) of the maximum spanning tree of each group, strongest first; ties by row."""
    trees: list[tuple[int, int]] = []
    for start in range(0, len(groups), _TOGETHER):
        part = groups[start : start + _TOGETHER]
        pairs = [_pairs(features, rows) for rows in part]
        left = np.array([a for found in pairs for a, _ in found])
        right = np.array([b for found in pairs for _, b in found])
        strength = np.round(sum(near(features, left, right)), 9)
        end = 0
        for rows, found in zip(part, pairs, strict=True):
            span = slice(end, end := end + len(found))
            order = np.lexsort((right[span], left[span], -strength[span]))
            trees += _tree(rows, [found[place] for place in order.tolist()])
    return trees


def _tree(rows: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of `pairs`, in order, that join two parts of `rows` not joined before (Kruskal 1956)."""
    root = {row: row for row in rows}

    def top(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    tree = []
    for a, b in pairs:
        if top(a) != top(b):
            root[top(a)] = top(b)
            tree.append((a, b))
    return tree


def _pairs(features: Features, rows: Sequence[int]) -> list[tuple[int, int]]:
    return list(combinations(rows, 2)) if len(rows) <= _ALL_PAIRS else _nearest_before(features, rows)


def _nearest_before(features: Features, rows: Sequence[int]) -> list[tuple[int, int]]:
    """Each article but the first with the nearest, by dense row, of those before it: a tree."""
    dense = features.dense[list(rows)].astype(np.float64)
    products = dense @ dense.T
    return [(rows[int(np.argmax(products[k, :k]))], rows[k]) for k in range(1, len(rows))]


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), 4)
