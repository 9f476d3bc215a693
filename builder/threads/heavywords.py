"""The articles that share the heaviest words of each article: candidates that vectors may miss. Always exact.

The heaviest words of an article are rare ones, so a list of who holds each is short: 10,000 real texts share their 40
heaviest words with 80 others each. Nothing is n x n.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.threads.features import Floats, Ints, starts_of

TOP_WORDS = 40
"""Of each article, the heaviest words by which candidates are looked up; similarity itself is of all words."""

PRODUCTS = 1 << 20
"""Products of words that are held at once, about."""


def shared_heavy_words(words: sparse.csr_array, days: Floats, window: float, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows and others: for each row the `most` others in its window with the largest products; ties by row.

    `words` are whole numbers below 2^12, so that a product and a row fit one exact number.
    """
    heavy = heaviest(words, TOP_WORDS)
    holders = heavy.T.tocsr()
    held = np.diff(holders.indptr)
    work = np.add.reduceat(np.append(held[heavy.indices], 0), heavy.indptr[:-1]) * (np.diff(heavy.indptr) > 0)
    done = np.concatenate([[0], np.cumsum(work)])
    start = 0
    while start < len(days):
        end = max(start + 1, int(np.searchsorted(done, done[start] + PRODUCTS, side="right")) - 1)
        product = (heavy[start:end] @ holders).tocsr()
        rows = np.repeat(np.arange(start, end), np.diff(product.indptr))
        # An undated article looks at all; a dated one is found by it, but does not look for it.
        gap = np.abs(days[product.indices] - days[rows])
        good = (product.indices != rows) & ((gap <= window) | np.isnan(days[rows]))
        rows, others = rows[good], product.indices[good].astype(np.int64)
        chosen = _largest(rows, product.data[good].astype(np.float64) * len(days) - others, most)
        yield rows[chosen], others[chosen]
        start = end


def _largest(rows: Ints, keys: Floats, most: int) -> Ints:
    """Places of the `most` largest keys of each row; `rows` ascend, no two keys of a row are equal."""
    edges = np.flatnonzero(np.diff(rows, prepend=-1, append=-1))
    crowded = np.flatnonzero(np.diff(edges) > most)
    keep = np.ones(len(rows), dtype=bool)
    for start, end in zip(edges[crowded].tolist(), edges[crowded + 1].tolist(), strict=True):
        keep[start + np.argpartition(keys[start:end], end - start - most - 1)[: end - start - most]] = False
    return np.flatnonzero(keep)


def heaviest(words: sparse.csr_array, most: int) -> sparse.csr_array:
    """`words` with all but the `most` largest entries of each row left out; of equal ones the first stay."""
    keep = np.ones(len(words.data), dtype=bool)
    size = np.diff(words.indptr)
    place = np.arange(int(size.max(initial=0)))
    for row in np.flatnonzero(size > most).tolist():
        start, end = words.indptr[row], words.indptr[row + 1]
        keys = words.data[start:end].astype(np.float64) * len(place) - place[: end - start]
        keep[start + np.argpartition(keys, end - start - most - 1)[: end - start - most]] = False
    starts = starts_of(keep, words.indptr)
    data: NDArray[np.float32] = words.data[keep]
    return sparse.csr_array((data, words.indices[keep], starts), shape=words.shape)
