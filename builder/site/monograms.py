"""Badges for sources: a few letters that no other source of the site has, and one of eight tones.

The letters carry the meaning; the tone only helps the eye, so nothing rests on seeing colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder.text.digests import digest

TONES = 8
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "el", "los", "der", "die", "das", "o", "os"})


def tone(source_id: str) -> int:
    """0 to 7, from the id alone: a source keeps its tone whatever happens to the others."""
    return int(digest(source_id)[:4], 16) % TONES


def monograms(sources: Sequence[tuple[str, str]]) -> dict[str, str]:
    """(id, name) -> id -> letters. Names are served in order of id; the later of two alike gets other letters."""
    taken: set[str] = set()
    out: dict[str, str] = {}
    for source_id, name in sorted(sources):
        letters = next(option for option in _options(name) if option not in taken)
        taken.add(letters)
        out[source_id] = letters
    return out


def _options(name: str) -> Iterator[str]:
    """Ever less natural short forms of a name, without end."""
    words = _WORD.findall(name)
    words = [word for word in words if word.lower() not in _ARTICLES] or words or ["?"]
    initials = "".join(word[0] for word in words).upper()
    first = words[0]
    if len(words) > 1:
        yield initials[:2]
        yield initials[:3]
    yield first[:2].title()
    yield from (first[0].upper() + letter.lower() for letter in first[1:])
    number = 2
    while True:
        yield f"{initials[:1]}{number}"
        number += 1
