"""The forms against which a mistyped word is held: kinds `f` (forward) and `b` (reversed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from builder.search import varint
from builder.search.text import paired

SHORTEST = 3
"""Characters below which a word is not corrected."""


class Spelled(NamedTuple):
    """A form (reversed in `b`) and in how many stories it stands, `about`."""

    form: str
    words: int

    @property
    def size(self) -> int:
        """About how many bytes the record takes."""
        return len(self.form) + 3


def kept(form: str, words: int, titles: int) -> int:
    """About how many stories have a form that is no slip itself; 0 where it may be one, or is no word of letters.

    Sure is what stands in two stories or in a headline. Of the number the two highest binary digits are kept: it only
    decides between corrections that are equally near, and as it is it would change two files with every story.
    """
    if words < 1 or (words < 2 and not titles) or len(form) < SHORTEST:
        return 0
    if form.replace(".", "").isdecimal() or paired(form):
        return 0
    low = max(0, words.bit_length() - 2)
    return words >> low << low


def spelling_file(rows: Sequence[Spelled]) -> bytes:
    """A file of kind `f` or `b`."""
    out = bytearray()
    varint.put(out, len(rows))
    before = b""
    for row in rows:
        word = row.form.encode()
        varint.put_front_coded(out, before, word)
        varint.put(out, row.words)
        before = word
    return bytes(out)


def spelled_of(raw: bytes) -> list[Spelled]:
    """The rows of such a file."""
    many, at = varint.take(raw, 0)
    word, rows = b"", []
    for _ in range(many):
        word, at = varint.take_front_coded(raw, at, word)
        words, at = (raw[at], at + 1) if raw[at] < 0x80 else varint.take(raw, at)
        rows.append(Spelled(word.decode(), words))
    return rows
