"""Which words of an article are names, as far as its letters tell."""

from __future__ import annotations

import functools
import re
from zlib import crc32

from builder.model import Article
from builder.text.words import MARKS, content_words

_PART = rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*"
LOOKED_AT = 8_000
"""Characters of text in which a name is looked for."""

_RAW = re.compile(rf"{_PART}(?:['’.&-]{_PART})*")


def name_keys(article: Article) -> frozenset[int]:
    """Keys (as in `Terms`) of the words that title and opening have, but never in small letters; no numbers.

    In scripts that know no small letters these are all words.
    """
    raw = {match.group() for match in _RAW.finditer(f"{article.title}\n{article.text[:LOOKED_AT]}")}
    small = {word for piece in raw if piece.islower() for word in _words(piece)}
    large = {word for piece in raw if not piece.islower() and not piece[0].isdigit() for word in _words(piece)}
    return frozenset(crc32(word.encode()) for word in large - small)


@functools.lru_cache(maxsize=1 << 16)
def _words(raw: str) -> tuple[str, ...]:
    return content_words(raw)
