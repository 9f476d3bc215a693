"""Folding: the form of a text in which spelling variants are equal."""

from __future__ import annotations

import re
import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "þ": "th",
    }
)
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """`Zürich’s` -> `zurich's`: NFKC, case folded, no diacritics, one kind of quote and dash, single spaces."""
    if text.isascii():
        return _SPACE.sub(" ", text.casefold()).strip()
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", bare)).strip()


def one_line(text: str) -> str:
    """White space collapsed to single spaces, ends trimmed, everything else as it was."""
    return _SPACE.sub(" ", text).strip()
