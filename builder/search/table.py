"""A fit -> the files that a reader fetches of it, and the same read back: kind `m`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from builder.search import varint
from builder.search.codes import packed
from builder.search.fit import DIMENSIONS, Fit

ROWS_PER_FILE = 12
"""Rows of a file on average: about 0.9 KB. A query fetches one file a word."""
FEWEST_FILES, FILES_PER_ARTICLE = 256, 2
"""A small site has no more files than these: most of its rows are those of the model's own words, and all else that a
query fetches of it is small. 256 files are of 6.5 KB."""
STEP = 65536
"""What a row's `s` counts: parts of this."""
_SEED, _PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


class Table(msgspec.Struct, frozen=True):
    """`name` stands for all of the bytes; `files` are the rows' by number."""

    name: str
    head: bytes
    files: tuple[bytes, ...]


def table(fitted: Fit, articles: int) -> Table:
    """The files of a fit; `articles` tells how large the site is."""
    count = file_count(len(fitted.words), articles)
    files: list[list[int]] = [[] for _ in range(count)]
    for place, word in enumerate(fitted.words):
        files[fnv1a(word) % count].append(place)
    head = bytearray()
    for number in (DIMENSIONS, count, len(fitted.centres)):
        varint.put(head, number)
    head += packed(fitted.centres).tobytes()
    contents = tuple(_file(fitted, places) for places in files)
    hasher = hashlib.blake2b(bytes(head), digest_size=5)
    for content in contents:
        hasher.update(len(content).to_bytes(4, "big") + content)
    return Table(hasher.hexdigest(), bytes(head), contents)


def file_count(rows: int, articles: int) -> int:
    """A power of two that gives about `ROWS_PER_FILE` rows a file, more where articles are few."""
    most = max(FEWEST_FILES, FILES_PER_ARTICLE * articles)
    count = 1
    while count * ROWS_PER_FILE * 2**0.5 < rows and 2 * count <= most:
        count *= 2
    return count


def fnv1a(word: str) -> int:
    """FNV-1a, 32 bits, of the UTF-8 bytes (Fowler, Noll and Vo)."""
    found = _SEED
    for byte in word.encode():
        found = (found ^ byte) * _PRIME & _MASK
    return found


def _file(fitted: Fit, places: Sequence[int]) -> bytes:
    out = bytearray()
    varint.put(out, len(places))
    for place in places:
        word = fitted.words[place].encode()
        varint.put(out, len(word))
        out += word
        varint.put(out, max(1, round(float(fitted.steps[place]) * STEP)))
        out += fitted.codes[place].tobytes()
    return bytes(out)


def rows_of(content: bytes) -> dict[str, tuple[float, bytes]]:
    """Word -> (step, code) of a file of rows."""
    count, at = varint.take(content, 0)
    rows = {}
    for _ in range(count):
        length, at = varint.take(content, at)
        word, at = content[at : at + length].decode(), at + length
        step, at = varint.take(content, at)
        rows[word] = (step / STEP, content[at : at + DIMENSIONS // 2])
        at += DIMENSIONS // 2
    return rows
