"""More like this: for each story the others that are nearest in meaning and share rare words with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from builder.search.cells import nearest
from builder.search.codes import Whole
from builder.search.exact import product, units

MOST = 4
"""Stories shown, at most."""
FLOOR = 0.42
"""Score below which a story is not shown: an empty list is better than a chance likeness."""
RARE_WEIGHT = 0.12
"""What one rare word in common adds to the cosine."""
RARE_MOST = 3
"""Rare words in common that count."""
RARE_SHARE = 0.01
"""A word is rare that stands in the headlines and ledes of at most this share of the stories (or of three)."""
_CELLS = 3
"""Cells in which a story's like are looked for: its own and the nearest of the others."""


def related(
    ids: Sequence[str],
    codes: Whole,
    centres: Whole,
    words: Sequence[Sequence[int]],
    saga_of: Mapping[str, str],
) -> tuple[tuple[str, ...], ...]:
    """For each of `ids` those most like it, the nearest first; equal ones in order of number.

    `words` are numbers that stand for the words of each story's headline and lede; `saga_of` gives the saga of those
    in one: stories of the same saga are shown as such elsewhere.
    """
    rare = _rare(words)
    directions = units(codes)
    cell = nearest(codes, centres)
    beside = product(units(centres), units(centres).T)
    found: list[tuple[str, ...]] = [()] * len(ids)
    for number in range(len(centres)):
        rows = np.flatnonzero(cell == number)
        near = np.argsort(-beside[number], kind="stable")[:_CELLS]
        others = np.flatnonzero(np.isin(cell, near))
        if not len(rows) or len(others) < 2:
            continue
        cosines = product(directions[rows], directions[others].T)
        for place, row in enumerate(rows.tolist()):
            found[row] = _best(row, others, cosines[place], ids, rare, saga_of)
    return tuple(found)


def _best(
    row: int,
    others: NDArray[np.int64],
    cosines: NDArray[np.float64],
    ids: Sequence[str],
    rare: Sequence[frozenset[int]],
    saga_of: Mapping[str, str],
) -> tuple[str, ...]:
    own_saga = saga_of.get(ids[row])
    scored = []
    for place in np.flatnonzero(cosines >= FLOOR - RARE_MOST * RARE_WEIGHT).tolist():
        other = int(others[place])
        if other == row or (own_saga is not None and saga_of.get(ids[other]) == own_saga):
            continue
        shared = min(RARE_MOST, len(rare[row] & rare[other]))
        score = float(cosines[place]) + RARE_WEIGHT * shared
        # Nearness alone is a topic (`elections`); a rare word in common ties two stories to one affair.
        if score >= FLOOR + (0.0 if shared else RARE_WEIGHT):
            scored.append((-score, other))
    return tuple(ids[other] for _, other in sorted(scored)[:MOST])


def _rare(words: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    counts: dict[int, int] = {}
    for story in words:
        for word in set(story):
            counts[word] = counts.get(word, 0) + 1
    limit = max(3, int(RARE_SHARE * len(words)))
    return [frozenset(word for word in story if 1 < counts[word] <= limit) for story in words]
