"""Many texts -> the numbers of the words written in them: cut at ASCII characters as whole arrays of bytes.

What is found so may hold several pieces (`text.pieces`) or none, but no piece reaches across a cut: a vocabulary cuts
each different one again by the rules of `text`, once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from builder.search.text import APOSTROPHES
from builder.search.vocabulary import Vocabulary

_CUT, _JOIN, _LETTER = 0, 1, 2
_WORD = 8
"""Bytes of a number: words of up to twice as many are told apart without looking at them one by one."""


def _kinds() -> NDArray[np.uint8]:
    """Of each byte whether it cuts, may join two runs, or is (part of) a letter, number or anything not ASCII."""
    kinds = np.full(256, _CUT, dtype=np.uint8)
    for code in range(256):
        if code >= 0x80 or chr(code).isalnum():
            kinds[code] = _LETTER
        elif chr(code) in APOSTROPHES + ".,":
            kinds[code] = _JOIN
    return kinds


_KINDS = _kinds()
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], dtype=np.uint64)


def written(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The numbers in `vocabulary` of what is written in `texts`, one behind the other, and how many each text has."""
    raws = [text.encode("utf-8", "surrogatepass") for text in texts]
    # A line break ends each text, and as many bytes as are read at once follow the last.
    whole = b"\n".join([*raws, b"\n" * 2 * _WORD])
    starts, ends = _cut(np.frombuffer(whole, dtype=np.uint8))
    begins = np.cumsum([0, *(len(raw) + 1 for raw in raws)])
    counts = np.diff(np.searchsorted(starts, begins))
    group, firsts = _groups(whole, starts, ends)
    spans = zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)
    numbers = [vocabulary[whole[start:end]] for start, end in spans]
    return np.array(numbers, dtype=np.int32)[group], counts


def _cut(row: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of letters and of joining characters between two letters begins and ends."""
    kinds = _KINDS[row]
    letter = kinds == _LETTER
    inside = letter.copy()
    inside[1:-1] |= (kinds[1:-1] == _JOIN) & letter[:-2] & letter[2:]
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    edges = np.append(0, edges) if len(inside) and inside[0] else edges
    return edges[0::2], edges[1::2]


def _groups(
    whole: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same number for what has the same bytes, and for each number the place of one that has it."""
    at = np.ndarray(len(whole) - _WORD + 1, dtype="<u8", buffer=whole, strides=(1,))
    sizes = ends - starts
    group, firsts = _alike(at[starts] & _MASKS[np.minimum(sizes, _WORD)])
    long = np.flatnonzero(sizes > _WORD)
    if len(long):
        rest = np.minimum(sizes[long] - _WORD, _WORD)
        tails, _ = _alike(at[starts[long] + _WORD] & _MASKS[rest])
        longest = long[sizes[long] > 2 * _WORD]
        others: dict[bytes, int] = {}
        turn = np.zeros(len(starts), dtype=np.int64)
        turn[longest] = [others.setdefault(whole[starts[n] : ends[n]], len(others) + 1) for n in longest.tolist()]
        # Two words are alike where both halves are; what is longer than both is told by its own number alone.
        key = np.where(turn[long] > 0, -turn[long], group[long] << 32 | tails)
        more, places = _alike(key)
        group[long] = len(firsts) + more
        firsts = np.append(firsts, long[places])
        used = np.zeros(len(firsts), dtype=np.bool_)
        used[group] = True
        firsts[group] = np.arange(len(group))  # A longer word may have stood for a short one that begins it.
        return (np.cumsum(used) - 1)[group], firsts[used]
    return group, firsts


def _alike(keys: NDArray[np.int64] | NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each key among the different ones in order, and for each of those a place where it stands."""
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.append(True, ordered[1:] != ordered[:-1])[: len(keys)]
    group = np.empty(len(keys), dtype=np.int64)
    group[order] = np.cumsum(new) - 1
    return group, order[new]
