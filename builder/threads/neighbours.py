"""Which articles may belong together, and how crowded it is around each.

Articles are walked in order of time, a block at a time, and a block looks only at its window (candidates) and at a
bounded cohort on either side of the window (crowd). Undated articles may be near any: they look at all. Search is exact
up to `EXACT` articles at once, above that it looks into cells (`cells.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import faiss
import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.parallel import cores
from builder.threads.cells import Cells
from builder.threads.features import Features, Floats, Ints, near
from builder.threads.heavywords import shared_heavy_words
from builder.threads.tuning import Tuning

BLOCK = 512
"""Articles that are looked up together, at most."""

EXACT = 150_000
"""Articles at once among which search is exact. Up to there it is also quicker: a product in a cell takes eleven times
as long as one of many at once (100 ns, 9 ns), so cells pay where they leave out more than nine tenths."""


class Neighbourhood(msgspec.Struct, frozen=True):
    """`left[k] < right[k]` are candidate pairs, each once, in order; `crowd` is n similarities to the own crowd."""

    left: Ints
    right: Ints
    crowd: Floats


class _Block(msgspec.Struct, frozen=True):
    """Places, in order of time, of articles looked up together, of their window, and of their cohort.

    Each first and last (exclusive). The cohort of the undated, None, is all.
    """

    rows: tuple[int, int]
    window: tuple[int, int]
    cohort: list[tuple[int, int]] | None


def find_neighbours(features: Features, window_days: float, tuning: Tuning) -> Neighbourhood:
    """Candidates and crowd of every article of `features`, for stories that span at most about `window_days`."""
    count = len(features.days)
    order = np.lexsort((np.arange(count), features.days))
    blocks = list(_blocks(features.days[order], window_days, tuning.cohort))
    look = _Look(features.dense[order], features.days[order], order, window_days, tuning)
    if any(block.window[1] - block.window[0] > EXACT for block in blocks):
        look.open_cells()
    # Blocks are looked up side by side, each by one thread: threads that share one block mostly wait for each other.
    with ThreadPoolExecutor(cores(), initializer=faiss.omp_set_num_threads, initargs=(1,)) as pool:
        found = list(pool.map(look.around, blocks))
    crowd = np.empty(count)
    crowd[order] = _crowd(features, order, np.concatenate([places for _, _, places in found]), tuning)
    undated = np.isnan(features.days)
    crowd[undated] = np.minimum(crowd[undated], tuning.crowd_most)
    pairs = [(order[rows], order[others]) for rows, others, _ in found]
    pairs += shared_heavy_words(features.words, features.days, window_days, tuning.near_words)
    every = np.sort(np.concatenate([np.minimum(*sides) * count + np.maximum(*sides) for sides in pairs]))
    every = every[np.diff(every, prepend=-1) > 0]
    return Neighbourhood(every // count, every % count, crowd)


def _blocks(times: Floats, window: float, cohort: int) -> Iterator[_Block]:
    """Dated articles in order of time, in blocks of at most half a window; then the undated, who may be near any."""
    count = len(times)
    dated = int(np.sum(~np.isnan(times)))
    start = 0
    while start < dated:
        end = min(start + BLOCK, int(np.searchsorted(times[:dated], times[start] + window / 2, side="right")))
        low = int(np.searchsorted(times[:dated], times[start] - window, side="left"))
        high = int(np.searchsorted(times[:dated], times[end - 1] + window, side="right"))
        outside = [(max(0, low - cohort), low), (high, min(dated, high + cohort))]
        yield _Block((start, end), (low, high), outside)
        start = end
    for start in range(dated, count, BLOCK):
        yield _Block((start, min(count, start + BLOCK)), (0, count), None)


class _Look:
    """Search by inner product among dense rows that stand in order of time; `order` are their rows by id."""

    def __init__(
        self, dense: NDArray[np.float32], days: Floats, order: Ints, window_days: float, tuning: Tuning
    ) -> None:
        self._dense = dense
        self._days = days
        self._order = order
        self._window = window_days
        self._near = tuning.near
        self._crowded = tuning.crowd_last + 1
        self._cells: Cells | None = None

    def open_cells(self) -> None:
        """Make ready for windows of more than `EXACT` articles."""
        self._cells = Cells(self._dense)

    def around(self, block: _Block) -> tuple[Ints, Ints, Ints]:
        """Places of the block's articles and of their nearest, a pair each, and for each article those of its crowd."""
        # A block's window is wider than each of its articles': some of what is found is filtered out again.
        wide = max(self._near + self._near // 2 + 1, self._crowded)
        scores, places = self._among(block.rows, [block.window], wide)
        rows, others = self._nearest(block, scores, places)
        if block.cohort is not None:
            _, places = self._among(block.rows, block.cohort, self._crowded)
        return rows, others, places[:, : self._crowded]

    def _nearest(self, block: _Block, scores: NDArray[np.float32], places: Ints) -> tuple[Ints, Ints]:
        """The best of what was found for each article that lie in its own window; of equal ones the first by id."""
        size, width = places.shape
        number = np.repeat(np.arange(size), width)
        rows, others = number + block.rows[0], places.ravel()
        good = (others >= 0) & (others != rows) & ~(np.abs(self._days[others] - self._days[rows]) > self._window)
        number, rows, others = number[good], rows[good], others[good]
        best = np.lexsort((self._order[others], -scores.ravel()[good], number))
        rank = np.arange(len(number)) - np.searchsorted(number, np.arange(size))[number]
        chosen = best[rank < self._near]
        return rows[chosen], others[chosen]

    def _among(
        self, rows: tuple[int, int], ranges: list[tuple[int, int]], most: int
    ) -> tuple[NDArray[np.float32], Ints]:
        """Scores and places of the `most` largest products of each of `rows` with places in any of `ranges`; -1: none.

        Largest first, equal ones by place.
        """
        queries = self._dense[slice(*rows)]
        found = [self._range(queries, low, high, most) for low, high in ranges if low < high]
        if not found:
            return np.zeros((len(queries), most), dtype=np.float32), np.full((len(queries), most), -1, dtype=np.int64)
        scores, places = (np.concatenate(parts, axis=1) for parts in zip(*found, strict=True))
        order = np.lexsort((places, -scores), axis=1)[:, :most]
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)

    def _range(self, queries: NDArray[np.float32], low: int, high: int, most: int) -> tuple[NDArray[np.float32], Ints]:
        if self._cells is not None and high - low > EXACT:
            return self._cells.search(queries, low, high, most)
        scores, places = faiss.knn(queries, self._dense[low:high], most, metric=faiss.METRIC_INNER_PRODUCT)
        return scores, np.where(places >= 0, places + low, -1)


def _crowd(features: Features, order: Ints, places: Ints, tuning: Tuning) -> Floats:
    """Mean similarity of each row of `order` to the middle ranks of its crowd, the nearest by meaning at `places`."""
    rows = np.repeat(order, places.shape[1])
    flat = places.ravel()
    others = order[np.maximum(flat, 0)]
    real = (flat >= 0) & (others != rows)
    similarity = np.full(len(flat), -np.inf)
    similarity[real] = sum(near(features, rows[real], others[real]))
    ranked = -np.sort(-similarity.reshape(len(order), -1), axis=1)[:, tuning.crowd_first : tuning.crowd_last]
    means: Floats = np.where(np.isinf(ranked), tuning.crowd_unknown, ranked).mean(axis=1)
    return means
