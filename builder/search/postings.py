"""Entries of the index and the files that hold them: kinds `t` (terms), `p` (positions) and `l` (long lists).

The coding is in docs/reference/search-index.md. What is read here was written here: there is no check for damage, since
whatever keeps these bytes keeps a checksum with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from builder.search import varint
from builder.search.directory import NAME_BYTES, mark_of
from builder.search.fields import LONG_LIST


class Posting(NamedTuple):
    """What one document gives to a word: 1 to 15, and its record of positions as bytes."""

    document: int
    impact: int
    places: bytes


class Lists(NamedTuple):
    """A posting list, in order of document: number, impact and record of positions of each."""

    document: NDArray[np.int64]
    impact: NDArray[np.int64]
    places: list[bytes]


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What stands under one form.

    `root` is another form where this is an alias, empty otherwise. `words` counts the documents that have this very
    form (0 for a root that is no word), `titles` those that have it in a headline. The others are for roots: `df`
    documents, their postings and positions as they stand in the files, and the content of the file with the rest.
    """

    form: str
    root: str = ""
    words: int = 0
    titles: int = 0
    df: int = 0
    postings: bytes = b""
    places: bytes = b""
    rest: bytes = b""

    @property
    def size(self) -> int:
        """About how many bytes the record takes in its file of terms."""
        return len(self.form) + len(self.root) + len(self.postings) + 6


def listed(form: str, words: int, titles: int, lists: Lists) -> Entry:
    """The entry of a root from all its postings."""
    if len(lists.document) <= LONG_LIST:
        first, places = _coded(lists, np.arange(len(lists.document)))
        return Entry(form, "", words, titles, len(lists.document), first, places)
    best = np.lexsort((-lists.document, -lists.impact))
    first, places = _coded(lists, np.sort(best[:LONG_LIST]))
    others, other_places = _coded(lists, np.sort(best[LONG_LIST:]))
    rest = bytearray()
    varint.put(rest, len(others))
    rest += others + other_places
    return Entry(form, "", words, titles, len(lists.document), first + rest_name(bytes(rest)), places, bytes(rest))


def _coded(lists: Lists, rows: NDArray[np.int64]) -> tuple[bytes, bytes]:
    document = lists.document[rows]
    coded, _ = varint.encode(np.diff(document, prepend=-1) << 4 | lists.impact[rows])
    return coded.tobytes(), b"".join(map(lists.places.__getitem__, rows.tolist()))


def rest_name(rest: bytes) -> bytes:
    """The five bytes by which a record names the file with the rest of its list."""
    return mark_of(rest)[:NAME_BYTES]


def lists_of(entry: Entry) -> Lists:
    """All postings of a root's entry."""
    if not entry.rest:
        return _decoded(entry.postings, entry.places)
    length, at = varint.take(entry.rest, 0)
    first = _decoded(entry.postings[:-NAME_BYTES], entry.places)
    rest = _decoded(entry.rest[at : at + length], entry.rest[at + length :])
    document = np.concatenate((first.document, rest.document))
    order = np.argsort(document)
    places = [*first.places, *rest.places]
    impact = np.concatenate((first.impact, rest.impact))[order]
    return Lists(document[order], impact, [places[row] for row in order.tolist()])


def _decoded(postings: bytes, places: bytes) -> Lists:
    values, _ = varint.decode(postings)
    starts = record_starts(places, len(values))
    records = [places[low:high] for low, high in pairwise(starts)]
    return Lists(np.cumsum(values >> 4) - 1, values & 15, records)


def record_starts(places: bytes, records: int) -> list[int]:
    """Where each of the first `records` records of positions begins, and where the last of them ends."""
    numbers, bounds = varint.decode(places)
    counts = numbers.tolist()
    rows = [number := 0]
    for _ in range(records):
        number += counts[number] + 1
        rows.append(number)
    return bounds[rows].tolist()  # type: ignore[no-any-return]


def terms_file(entries: Sequence[Entry]) -> bytes:
    """A file of kind `t`."""
    out = bytearray()
    varint.put(out, len(entries))
    before = b""
    for entry in entries:
        word = entry.form.encode()
        varint.put_front_coded(out, before, word)
        before = word
        if entry.root:
            root = entry.root.encode()
            shared = varint.shared_bytes(word, root)
            varint.put(out, shared << 1 | 1)
            varint.put(out, len(root) - shared)
            out += root[shared:]
        else:
            varint.put(out, entry.df << 2 | (2 if entry.words else 0))
            varint.put(out, len(entry.postings))
            out += entry.postings
    return bytes(out)


def places_file(entries: Sequence[Entry]) -> bytes:
    """A file of kind `p`."""
    out = bytearray()
    for entry in entries:
        if not entry.root:
            varint.put(out, len(entry.places))
            out += entry.places
    return bytes(out)


def entries_of(terms: bytes, places: bytes, counts: Sequence[int], rests: Sequence[bytes]) -> Iterator[Entry]:
    """The entries of a file of terms and its file of positions.

    `counts` are `words` and `titles` of each in turn, `rests` the files of the long lists in order.
    """
    many, at = varint.take(terms, 0)
    word, begin, left = b"", 0, iter(rests)
    for place in range(many):
        word, at = varint.take_front_coded(terms, at, word)
        x, at = varint.take(terms, at)
        words, titles = counts[2 * place], counts[2 * place + 1]
        length, at = varint.take(terms, at)
        if x & 1:
            root = word[: x >> 1] + terms[at : at + length]
            yield Entry(word.decode(), root.decode(), words, titles)
        else:
            size, begin = varint.take(places, begin)
            rest = next(left) if x >> 2 > LONG_LIST else b""
            where = places[begin : begin + size]
            yield Entry(word.decode(), "", words, titles, x >> 2, terms[at : at + length], where, rest)
            begin += size
        at += length
