"""Sorted entries -> files whose borders an edit does not move, and back.

A border can only lie before a form that begins another group than the one before it (the first four characters), and
lies there when the group's hash says so: a property of the group alone. What lies between two such borders is a
*stretch*; one above `LARGEST` bytes is cut again, from its start, where `PIECE` bytes are reached. So an edit changes
the files of one stretch, or of two where it makes or takes the group at a border.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

LARGEST = 12_000
"""Bytes of a file from which its stretch is cut."""
PIECE = 6_000
"""Bytes at which a cut stretch goes on in the next file."""
GROUP = 4
"""Characters that the forms of a group share."""

E = TypeVar("E")


def rate(documents: int) -> int:
    """One group in how many begins a stretch of terms, so that files are about 3 KB.

    It changes where the number of documents passes 2,000, 8,000, 32,000 and so on: only there does growth move borders,
    and half of them stay, since the rates are powers of two.
    """
    power = 0
    limit = 2000
    while documents >= limit and power < 6:
        power += 1
        limit *= 4
    return 64 >> power


def spelling_rate(rate: int) -> int:
    """The same for spelling, whose records are shorter and fewer."""
    return 8 * rate


def begins(form: str, one_in: int) -> bool:
    """Whether the group of `form` begins a stretch."""
    return _hash(form[:GROUP]) % one_in == 0


@lru_cache(maxsize=1 << 17)
def _hash(prefix: str) -> int:
    return int.from_bytes(hashlib.blake2b(prefix.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")


def stretches(entries: Sequence[E], form_of: Callable[[E], str], one_in: int) -> Iterator[list[E]]:
    """Entries (sorted by form) in runs between borders."""
    run: list[E] = []
    group = None
    for entry in entries:
        form = form_of(entry)
        prefix = form[:GROUP]
        if prefix != group:
            if run and begins(form, one_in):
                yield run
                run = []
            group = prefix
        run.append(entry)
    if run:
        yield run


def cut(stretch: list[E], size_of: Callable[[E], int]) -> Iterator[list[E]]:
    """A stretch as the files that it makes."""
    sizes = [size_of(entry) for entry in stretch]
    if sum(sizes) <= LARGEST:
        yield stretch
        return
    run: list[E] = []
    total = 0
    for entry, size in zip(stretch, sizes, strict=True):
        if run and total + size > PIECE:
            yield run
            run, total = [], 0
        run.append(entry)
        total += size
    yield run
