"""How alike articles are that have nothing to do with each other: what a similarity is measured against."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from builder.threads.features import Features, Floats, Ints, near

SAMPLE = 4000
"""Pairs that are looked at."""

FEWEST = 50
"""Pairs below which nothing is said."""

_GOLDEN = 0.6180339887498949
"""Multiples of it, whole numbers left off, are spread evenly over 0 to 1 (Weyl 1916): no chance decides the sample."""


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """Similarities of `pairs` pairs of articles that report no common story, spread evenly over the site.

    `of` tells which: `outside` are further apart in time than the window of a story, `others` of different threads
    (where too few are outside). `median` and `high` (99 of 100 are below) are similarities, nothing taken off.
    """

    of: Literal["outside", "others"]
    pairs: int
    median: float
    high: float
    values: tuple[float, ...] = ()

    def below(self, similarity: float) -> float:
        """The share (0 to 1) of these pairs that are less alike than `similarity`."""
        return float(np.searchsorted(np.array(self.values), similarity, side="left")) / self.pairs


def find_background(features: Features, thread: Ints, window_days: float) -> Background | None:
    """The background of `features`, `thread` being the number of each article's group; None on a small site."""
    left, right = _spread(len(thread))
    apart = thread[left] != thread[right]
    outside = apart & (np.abs(features.days[left] - features.days[right]) > window_days)
    for of, chosen in (("outside", outside), ("others", apart)):
        found = _evenly(np.flatnonzero(chosen))
        if len(found) >= FEWEST:
            values = np.sort(np.round(sum(near(features, left[found], right[found])), 4))
            return _summary("outside" if of == "outside" else "others", values)
    return None


def _summary(of: Literal["outside", "others"], values: Floats) -> Background:
    return Background(
        of=of,
        pairs=len(values),
        median=float(values[len(values) // 2]),
        high=float(values[int(0.99 * (len(values) - 1))]),
        values=tuple(values.tolist()),
    )


def _spread(count: int) -> tuple[Ints, Ints]:
    """Pairs of `count` articles: all when they are few, else many more than the sample, from everywhere."""
    pairs = count * (count - 1) // 2
    most = 16 * SAMPLE
    codes = np.arange(pairs)[:most] if pairs <= most else (np.arange(most) * _GOLDEN % 1 * pairs).astype(np.int64)
    # Pair number k of (0,1), (0,2), (1,2), (0,3), ...
    right = ((1 + np.sqrt(1 + 8 * codes.astype(np.float64))) / 2).astype(np.int64)
    right -= right * (right - 1) // 2 > codes
    right += right * (right + 1) // 2 <= codes
    return codes - right * (right - 1) // 2, right


def _evenly(places: Ints) -> Ints:
    return places if len(places) <= SAMPLE else places[np.arange(SAMPLE) * len(places) // SAMPLE]
