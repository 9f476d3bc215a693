"""Which articles may belong together, and how crowded it is around each.

Nothing here is n x n: articles are walked in order of time, a block at a time, and a block looks only at its window
(candidates) and at a bounded cohort on either side of the window (crowd).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import faiss
import msgspec
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from builder.threads.features import Features, Floats, Ints, near
from builder.threads.tuning import Tuning

BLOCK = 512
"""Articles that are looked up together, at most."""

SMALL = 2_000_000
"""Products below which one thread is quicker than waking several (1,601 short texts: 0.3 s against 3.2 s)."""

TOP_WORDS = 40
"""Of each article, the heaviest words by which candidates are looked up; similarity itself is of all words."""


class Neighbourhood(msgspec.Struct, frozen=True):
    """`left[k] < right[k]` are candidate pairs, each once, in order; `crowd` is n similarities to the own crowd."""

    left: Ints
    right: Ints
    crowd: Floats


class _Block(msgspec.Struct, frozen=True):
    """Rows of articles looked up together, of their window, and of their cohort."""

    rows: Ints
    window: Ints
    cohort: Ints


def find_neighbours(features: Features, window_days: float, tuning: Tuning) -> Neighbourhood:
    """Candidates and crowd of every article of `features`, for stories that span at most about `window_days`."""
    count = len(features.days)
    heavy = _heaviest(features.words, TOP_WORDS)
    pairs: list[Ints] = [np.zeros(0, dtype=np.int64)]
    crowd = np.full(count, tuning.crowd_unknown)
    for block in _blocks(features.days, window_days, tuning.cohort):
        found = _by_meaning(features, block, window_days, tuning.near)
        found += _by_words(features, heavy, block, window_days, tuning.near_words)
        for row, others in found:
            pairs.append(np.minimum(row, others) * count + np.maximum(row, others))
        crowd[block.rows] = _crowd(features, block, tuning)
    undated = np.isnan(features.days)
    crowd[undated] = np.minimum(crowd[undated], tuning.crowd_most)
    codes = np.unique(np.concatenate(pairs))
    return Neighbourhood(codes // max(count, 1), codes % max(count, 1), crowd)


def _blocks(days: Floats, window: float, cohort: int) -> Iterator[_Block]:
    """Dated articles in order of time, in blocks of at most half a window; then the undated, who may be near any."""
    order = np.lexsort((np.arange(len(days)), days))
    dated = order[: int(np.sum(~np.isnan(days)))]
    times = days[dated]
    start = 0
    while start < len(dated):
        end = min(start + BLOCK, int(np.searchsorted(times, times[start] + window / 2, side="right")))
        low = int(np.searchsorted(times, times[start] - window, side="left"))
        high = int(np.searchsorted(times, times[end - 1] + window, side="right"))
        outside = np.concatenate([dated[max(0, low - cohort) : low], dated[high : high + cohort]])
        yield _Block(dated[start:end], dated[low:high], outside)
        start = end
    undated = order[len(dated) :]
    for start in range(0, len(undated), BLOCK):
        yield _Block(undated[start : start + BLOCK], order, order)


def _by_meaning(features: Features, block: _Block, window: float, most: int) -> list[tuple[int, Ints]]:
    """The `most` nearest by dense row, for each article of the block."""
    # A block's window is wider than each of its articles': some of what is found is filtered out again.
    scores, places = _search(features.dense, block.rows, block.window, most + most // 2 + 1)
    out = []
    for row, score, place in zip(block.rows, scores, places, strict=True):
        others = block.window[place[place >= 0]]
        good = _within(features.days, row, others, window)
        others, score = others[good], score[place >= 0][good]
        out.append((int(row), others[np.lexsort((others, -score))[:most]]))
    return out


def _by_words(
    features: Features, heavy: sparse.csr_array, block: _Block, window: float, most: int
) -> list[tuple[int, Ints]]:
    """The `most` nearest by heavy words, for each article of the block."""
    product = (heavy[block.rows] @ heavy[block.window].T).tocsr()
    out = []
    for number, row in enumerate(block.rows):
        span = slice(product.indptr[number], product.indptr[number + 1])
        others, score = block.window[product.indices[span]], product.data[span]
        good = _within(features.days, row, others, window)
        others, score = others[good], score[good]
        out.append((int(row), others[np.lexsort((others, -score))[:most]]))
    return out


def _within(days: Floats, row: int, others: Ints, window: float) -> NDArray[np.bool_]:
    """Which of `others` may share a story with `row`: near in time or undated, and not itself."""
    gap = np.abs(days[others] - days[row])
    good: NDArray[np.bool_] = ~(gap > window) & (others != row)
    return good


def _crowd(features: Features, block: _Block, tuning: Tuning) -> Floats:
    """Mean similarity of each article of the block to the middle ranks of its cohort."""
    most = tuning.crowd_last + 1
    _, places = _search(features.dense, block.rows, block.cohort, most)
    rows = np.repeat(block.rows, places.shape[1])
    flat = places.ravel()
    others = block.cohort[np.maximum(flat, 0)] if len(block.cohort) else np.zeros(len(flat), dtype=np.int64)
    real = (flat >= 0) & (others != rows)
    similarity = np.full(len(flat), -np.inf)
    similarity[real] = sum(near(features, rows[real], others[real]))
    ranked = -np.sort(-similarity.reshape(len(block.rows), -1), axis=1)[:, tuning.crowd_first : tuning.crowd_last]
    means: Floats = np.where(np.isinf(ranked), tuning.crowd_unknown, ranked).mean(axis=1)
    return means


def _search(dense: NDArray[np.float32], rows: Ints, among: Ints, most: int) -> tuple[NDArray[np.float32], Ints]:
    """Scores and places in `among` of the `most` largest inner products, shape (rows, most); place -1 where none."""
    if not len(among):
        return np.zeros((len(rows), most), dtype=np.float32), np.full((len(rows), most), -1, dtype=np.int64)
    index = faiss.IndexFlatIP(dense.shape[1])
    index.add(dense[among])
    with _threads(1 if len(rows) * len(among) < SMALL else 0):
        scores, places = index.search(dense[rows], most)
    return scores, places


@contextlib.contextmanager
def _threads(count: int) -> Iterator[None]:
    """Let FAISS use `count` threads meanwhile; 0 leaves it as it is."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count or before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _heaviest(words: sparse.csr_array, most: int) -> sparse.csr_array:
    """`words` with all but the `most` largest entries of each row left out."""
    keep = np.zeros(len(words.data), dtype=bool)
    for start, end in zip(words.indptr[:-1], words.indptr[1:], strict=True):
        if end - start <= most:
            keep[start:end] = True
        else:
            part = words.data[start:end]
            keep[start + np.lexsort((words.indices[start:end], -part))[:most]] = True
    lengths = np.add.reduceat(np.append(keep, False), words.indptr[:-1]) * (np.diff(words.indptr) > 0)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    return sparse.csr_array((words.data[keep], words.indices[keep], indptr), shape=words.shape)
