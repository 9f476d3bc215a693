"""Vectors in four bits a number: the codes of docs/reference/search-index.md, "Meaning"."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from builder.search.exact import Floats

LARGEST = 7

Whole = NDArray[np.int8]


def coded(rows: Floats) -> tuple[Whole, Floats]:
    """Whole numbers of -7 to 7 for each number of each row, and what one of them counts in that row."""
    largest = np.abs(rows).max(axis=1, initial=0.0)
    steps = np.where(largest > 0, largest / LARGEST, 1.0)
    return np.rint(rows / steps[:, None]).astype(np.int8), steps


def packed(numbers: Whole) -> NDArray[np.uint8]:
    """Two numbers a byte, the first in the high half, each plus 8."""
    shifted = (numbers + 8).astype(np.uint8)
    return (shifted[:, 0::2] * 16 + shifted[:, 1::2]).astype(np.uint8)


def unpacked(raw: bytes, dimensions: int) -> Whole:
    """The rows that `packed` made, one after the other."""
    halves = np.frombuffer(raw, dtype=np.uint8).reshape(-1, dimensions // 2)
    out = np.empty((len(halves), dimensions), dtype=np.int8)
    out[:, 0::2] = (halves >> 4).astype(np.int8) - 8
    out[:, 1::2] = (halves & 15).astype(np.int8) - 8
    return out
