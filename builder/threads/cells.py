"""Approximate search for very large sites: an inverted file of cells, the same bit for bit on any number of cores.

FAISS trains cells with sums of floats, whose last bits depend on the number of threads. Here the centres are whole
numbers, found by k-means in whole numbers: every product and every sum is exact, whatever the order.
"""

from __future__ import annotations

import faiss
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.threads.features import UNIT, Ints

PROBED = 128
"""Cells that are looked into, the nearest ones. `benchmarks/scale_threads.py --recall` prints what is found of what
exact search finds."""

_SAMPLE = 48
"""Rows for each cell from which the centres are found, evenly spaced."""

_ROUNDS = 6


class Cells:
    """Rows of whole numbers, searchable by inner product within a range of places."""

    def __init__(self, rows: NDArray[np.float32], cells: int = 0) -> None:
        """`cells` defaults to four times the root of the number of rows."""
        count = min(len(rows), cells or round(4 * len(rows) ** 0.5))
        self._quantiser = faiss.IndexFlatIP(rows.shape[1])
        self._quantiser.add(_centres(rows, count))
        self._index = faiss.IndexIVFFlat(self._quantiser, rows.shape[1], count, faiss.METRIC_INNER_PRODUCT)
        self._index.is_trained = True
        self._index.add(rows)
        self.probed = min(count, PROBED)

    def search(self, queries: NDArray[np.float32], low: int, high: int, most: int) -> tuple[NDArray[np.float32], Ints]:
        """Scores and places of the `most` largest inner products among rows `low` to `high` (exclusive); -1: none."""
        # Neighbouring queries look into the same cells, which then are at hand already.
        nearest = self._quantiser.search(queries, 1)[1][:, 0]
        order = np.argsort(nearest, kind="stable")
        within = faiss.IDSelectorRange(low, high, True) if (low, high) != (0, self._index.ntotal) else None
        asked = faiss.SearchParametersIVF(nprobe=self.probed, sel=within)  # type: ignore[call-arg]
        scores, places = (
            np.empty((len(queries), most), dtype=np.float32),
            np.empty((len(queries), most), dtype=np.int64),
        )
        scores[order], places[order] = self._index.search(queries[order], most, params=asked)
        return scores, places


def _centres(rows: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Whole-numbered centres of `count` cells, each about UNIT long (spherical k-means: Dhillon and Modha 2001)."""
    size = min(len(rows), _SAMPLE * count)
    sample = rows[np.arange(size) * len(rows) // size]
    wide = sample.astype(np.float64)
    centres: NDArray[np.float32] = sample[np.arange(count) * size // count].copy()
    for _ in range(_ROUNDS):
        index = faiss.IndexFlatIP(rows.shape[1])
        index.add(centres)
        cell = index.search(sample, 1)[1][:, 0]
        sums = sparse.csr_array((np.ones(size), (cell, np.arange(size))), shape=(count, size)) @ wide
        length = np.sqrt((sums**2).sum(axis=1))
        full = length > 0
        centres[full] = np.rint(sums[full] * (UNIT / length[full])[:, None])
    return centres
