"""Which words of one wording the other does not have: for the eye, never for a judgement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from builder.site.views import View
from builder.text.normalise import fold

_TOKEN = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*|\s+|.", re.DOTALL)
_SMALL = frozenset(
    "a an the of to in on at by for and or that this which who is was were are be been being with from as it its his "
    "her their he she they said says had has have".split()
)
"""Words that mark nothing when they stand alone. No word that denies, counts or compares is among them."""
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half".split()
)
_LONGEST = 400
"""Words beyond which two passages are not compared word by word."""


class Segment(View, frozen=True):
    """A run of a text, and whether its words are this text's own; `strong` when they are figures or names."""

    text: str
    own: bool = False
    strong: bool = False


def marked(reference: str, text: str) -> tuple[Segment, ...]:
    """`text` in segments; `own` are the words that `reference` does not have, or has elsewhere and less often.

    Words are first aligned in order (Ratcliff and Obershelp's matching); what is left over counts as shared while the
    other text has such a word left over too. Small words are marked only beside others.
    """
    tokens = _TOKEN.findall(text)
    places = [place for place, token in enumerate(tokens) if token[0].isalnum()]
    words = [fold(tokens[place]) for place in places]
    base = [fold(token) for token in _TOKEN.findall(reference) if token[0].isalnum()]
    if len(words) > _LONGEST or len(base) > _LONGEST:
        return (Segment(text=text),)
    spare = Counter(base)
    own = dict(zip(places, words, strict=True))
    for block in SequenceMatcher(None, base, words, autojunk=False).get_matching_blocks():
        for place in places[block.b : block.b + block.size]:
            spare[own.pop(place)] -= 1
    for place, word in list(own.items()):
        if spare[word] > 0:
            spare[word] -= 1
            del own[place]
    return segments(tokens, set(own))


def unshared(texts: Sequence[str]) -> list[tuple[Segment, ...]]:
    """Each text with those words marked that stand in none of the others, small words only beside others."""
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
    """Tokens joined into runs; blanks between two marked words are marked with them, runs of small words are not."""
    flags = [place in own for place in range(len(tokens))]
    for place in range(1, len(tokens) - 1):
        if tokens[place].isspace() and flags[place - 1] and flags[place + 1]:
            flags[place] = True
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or flags[place] != flags[start]:
            if all(token.isspace() or fold(token) in _SMALL for token in tokens[start:place]):
                flags[start:place] = [False] * (place - start)
            start = place
    weights = [own and _strong(tokens, place) for place, own in enumerate(flags)]
    out: list[Segment] = []
    start = 0
    for place in range(1, len(tokens) + 1):
        if place == len(tokens) or (flags[place], weights[place]) != (flags[start], weights[start]):
            out.append(Segment(text="".join(tokens[start:place]), own=flags[start], strong=weights[start]))
            start = place
    return tuple(out)


def _strong(tokens: Sequence[str], place: int) -> bool:
    """A figure, a number in words, a name; blanks between two such. The first word is one only before another."""
    token = tokens[place]
    if token.isspace():
        return 0 < place < len(tokens) - 1 and _strong(tokens, place - 1) and _strong(tokens, place + 1)
    if any(char.isdigit() for char in token) or fold(token) in _NUMBERS:
        return True
    opens = not any(before[0].isalnum() for before in tokens[:place])
    following = next((token for token in tokens[place + 1 : place + 4] if token[0].isalnum()), " ")
    return token[0].isupper() and (not opens or following[0].isupper())
