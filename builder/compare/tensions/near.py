"""Which of many weighings come near each other at all, so that not every pair need be measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from scipy import sparse

from builder.compare.tensions.passages import Weights

_FEW = 48
"""Up to so many, measuring every pair is quicker than making matrices."""
_ROWS = 256
"""Rows of the square at a time: what is held at once stays small."""
_SLACK = 1e-3
"""Left to the rounding of `likeness`."""


def near_pairs(weights: Sequence[Weights], least: float) -> Iterator[tuple[int, int]]:
    """Pairs of numbers in order, the smaller first: among them all whose `likeness` is `least` or more.

    With `least` 0 all that share a root. Others may be among them; the caller measures.
    """
    count = len(weights)
    if count <= _FEW:
        yield from combinations(range(count), 2)
        return
    roots = {root: column for column, root in enumerate(sorted({root for row in weights for root in row}))}
    starts = np.cumsum([0, *(len(row) for row in weights)])
    columns = np.asarray([roots[root] for row in weights for root in row], dtype=np.int64)
    values = np.asarray([weight for row in weights for weight in row.values()], dtype=np.float64)
    rows = sparse.csr_matrix((values, columns, starts), shape=(count, max(1, len(roots))))
    sizes = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    unit = (sparse.diags(1.0 / np.maximum(sizes, 1e-12)) @ rows).tocsr()
    other = unit.T.tocsr()
    for begin in range(0, count, _ROWS):
        square = (unit[begin : begin + _ROWS] @ other).tocoo()
        left, right = square.row.astype(np.int64) + begin, square.col
        near = (right > left) & (square.data >= least - _SLACK if least else square.data > 0)
        order = np.lexsort((right[near], left[near]))
        yield from zip(left[near][order].tolist(), right[near][order].tolist(), strict=True)
