"""Which words of one wording the other does not have: for the eye, never for a judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from builder.site.views import View
from builder.text.normalise import fold

_TOKEN = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*|\s+|.", re.DOTALL)
_LONGEST = 400
"""Words beyond which two passages are not compared word by word."""


class Segment(View, frozen=True):
    """A run of a text, and whether its words are this text's own."""

    text: str
    own: bool = False


def marked(reference: str, text: str) -> tuple[Segment, ...]:
    """`text` in segments; `own` are the words that stand in no common run with `reference`."""
    tokens = _TOKEN.findall(text)
    places = [place for place, token in enumerate(tokens) if token[0].isalnum()]
    words = [fold(tokens[place]) for place in places]
    base = [fold(token) for token in _TOKEN.findall(reference) if token[0].isalnum()]
    if len(words) > _LONGEST or len(base) > _LONGEST:
        return (Segment(text=text),)
    same: set[int] = set()
    for block in SequenceMatcher(None, base, words, autojunk=False).get_matching_blocks():
        same.update(places[block.b : block.b + block.size])
    return segments(tokens, {place for place in places if place not in same})


def unshared(texts: Sequence[str]) -> list[tuple[Segment, ...]]:
    """Each text with those words marked that stand in none of the others."""
    split = [_TOKEN.findall(text) for text in texts]
    folded = [[fold(token) if token[0].isalnum() else "" for token in tokens] for tokens in split]
    seen: dict[str, int] = {}
    for words in folded:
        for word in set(words):
            seen[word] = seen.get(word, 0) + 1
    return [
        segments(tokens, {place for place, word in enumerate(words) if word and seen[word] == 1})
        for tokens, words in zip(split, folded, strict=True)
    ]


def segments(tokens: Sequence[str], own: set[int]) -> tuple[Segment, ...]:
    """Tokens joined into runs; what stands between two marked words is marked with them when it is only blanks."""
    flags = [place in own for place in range(len(tokens))]
    for place in range(1, len(tokens) - 1):
        if tokens[place].isspace() and flags[place - 1] and flags[place + 1]:
            flags[place] = True
    out: list[Segment] = []
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or flags[place] != flags[start]:
            out.append(Segment(text="".join(tokens[start:place]), own=flags[start]))
            start = place
    return tuple(out)
