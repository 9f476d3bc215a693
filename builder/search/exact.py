"""Products of matrices that are the same bit for bit on any number of threads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MANTISSA = 53


def product(left: NDArray[np.floating], right: NDArray[np.floating]) -> Floats:
    """`left @ right` of factors rounded to as many bits as keep every sum exact: about 20, so errors of 1e-6.

    A sum of floats depends on its order, and the order on the number of threads; sums of whole numbers do not.
    """
    bits = (_MANTISSA - 1 - left.shape[1].bit_length()) // 2
    one, unit = _whole(left, bits)
    other, measure = _whole(right, bits)
    out: Floats = one @ other
    out *= unit * measure
    return out


def _whole(matrix: NDArray[np.floating], bits: int) -> tuple[Floats, float]:
    """Whole numbers below 2**bits and the power of two that they are counts of."""
    largest = float(np.abs(matrix).max(initial=0.0))
    step = 2.0 ** (int(np.frexp(largest)[1]) - bits)
    whole: Floats = np.rint(matrix.astype(np.float64) / step)
    return whole, step


def units(rows: NDArray[np.floating] | NDArray[np.int8]) -> Floats:
    """Rows brought to length 1; rows of zeros stay."""
    wide = rows.astype(np.float64)
    lengths = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    out: Floats = np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 0)
    return out


def basis(matrix: NDArray[np.floating], size: int, rounds: int = 12) -> Floats:
    """`size` orthonormal columns that span about the same as the main axes of a symmetric `matrix`.

    Subspace iteration from a fixed start (Halko, Martinsson and Tropp 2011, algorithm 4.4).
    """
    columns = np.random.Generator(np.random.PCG64(1)).standard_normal((len(matrix), size))
    for _ in range(rounds):
        columns = orthonormal(product(matrix, columns))
    return columns


def orthonormal(columns: Floats) -> Floats:
    """Columns made orthonormal from the first on (Gram and Schmidt, twice, as once loses digits)."""
    out: Floats = columns / np.maximum(np.sqrt((columns * columns).sum(axis=0)), np.finfo(np.float64).tiny)
    for place in range(out.shape[1]):
        for _ in range(2):
            before = out[:, :place]
            out[:, place] -= (before * (before * out[:, place : place + 1]).sum(axis=0)).sum(axis=1)
        length = float(np.sqrt((out[:, place] ** 2).sum()))
        out[:, place] = out[:, place] / length if length > 1e-12 else 0.0
    return out


def solve(matrix: Floats, right: Floats) -> Floats:
    """x with `matrix @ x = right`, `matrix` symmetric and positive: elimination by whole rows."""
    left, out = matrix.copy(), right.copy()
    for row in range(len(left)):
        factors = left[row + 1 :, row : row + 1] / left[row, row]
        left[row + 1 :, row:] -= factors * left[row, row:]
        out[row + 1 :] -= factors * out[row]
    for row in reversed(range(len(left))):
        out[row] /= left[row, row]
        out[:row] -= left[:row, row : row + 1] * out[row]
    return out
