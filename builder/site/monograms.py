"""Badges for sources: a few letters that no other source of the site has, and one of eight tones.

The letters carry the meaning; the tone only helps the eye, so nothing rests on seeing colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from builder.text.digests import digest

TONES = 8
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"the", "a", "an", "le", "la", "les", "el", "los", "der", "die", "das", "o", "os"})


def tones(source_ids: Iterable[str]) -> dict[str, int]:
    """Id -> 0 to 7, spread evenly: each source, in order of id, takes its own tone or the next one less used."""
    used = [0] * TONES
    out: dict[str, int] = {}
    for source_id in sorted(source_ids):
        own = int(digest(source_id)[:4], 16) % TONES
        chosen = min(range(TONES), key=lambda tone: (used[tone], (tone - own) % TONES))
        used[chosen] += 1
        out[source_id] = chosen
    return out


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
