"""Vectors -> cells of near ones, so that a reader fetches only those near the query.

Centres are found by spherical k-means (Dhillon and Modha 2001) in whole numbers: the same on any number of threads.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from builder.search.codes import Whole, coded
from builder.search.exact import product, units

FEWEST = 48
"""Stories of a cell at least, on average: below that, cells cost more requests than bytes."""
_ROUNDS = 12


def count_for(articles: int) -> int:
    """How many cells: the root of twice the number, where centres and cells cost a reader the same bytes."""
    return max(1, min(articles // FEWEST, math.isqrt(2 * articles)))


def centres(codes: Whole, count: int) -> Whole:
    """At most `count` centres of the rows of `codes`, themselves codes."""
    count = min(count, len(codes))
    found = codes[np.arange(count) * len(codes) // max(1, count)].copy()
    for _ in range(_ROUNDS):
        cell = nearest(codes, found)
        sums = np.zeros((count, codes.shape[1]), dtype=np.int64)
        np.add.at(sums, cell, codes)
        full = (sums != 0).any(axis=1)
        found[full] = coded(units(sums[full].astype(np.float64)))[0]
    return found


def nearest(codes: Whole, middles: Whole) -> NDArray[np.int64]:
    """The cell of each row: that of the largest cosine, of equal ones the first; -1 of a row of zeros."""
    if not len(middles):
        return np.full(len(codes), -1, dtype=np.int64)
    cosines = product(codes.astype(np.float64), units(middles).T)
    cell = cosines.argmax(axis=1)
    return np.where((codes != 0).any(axis=1), cell, -1)
