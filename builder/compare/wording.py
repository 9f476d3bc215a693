"""Two wordings of quoted words against each other: which words both have, in order, and which are one's own.

Capitals, accents, punctuation, kinds of quotation mark and contractions make no difference; an ellipsis and words in
square brackets say themselves that something was left out or put in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import msgspec

from builder.model import Span
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

_TOKEN = re.compile(r"\[[^\]]*\]|…|\.\s?\.\s?\.|[^\W_]+(?:['’.,-][^\W_]+)*")
_NOT = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
_IS = frozenset("it that he she there what who where here this how let".split())
_PERFECT = re.compile(r"been|got|had|kept|gone|done|become|come|made|\w{2,}(?:ed|en)$")
_LONGEST = 600
"""Words of a quotation that are compared; what follows counts as left out."""
_ANCHOR = 3
"""Words in a row that show that two wordings are about the same saying, unless there are fewer in one of them."""
_REACH = 3
"""Words that may lie between two runs of common words for them to belong to one saying."""
_ALTERED = 0.55
"""Share of the words between the first and the last common one that both must have (1: verbatim)."""
_FEWEST = 4
"""Common words that two altered wordings must have."""

Way = Literal["verbatim", "trimmed", "altered"]


class Word(msgspec.Struct, frozen=True, array_like=True):
    """A folded word and where it stands; `gap` when words may have been left out before it."""

    text: str
    span: Span
    gap: bool = False


class Match(msgspec.Struct, frozen=True):
    """How one wording stands to another: `common` words, `own` spans of this one, `missing` spans of the other."""

    way: Way
    common: int
    own: tuple[Span, ...] = ()
    missing: tuple[Span, ...] = ()


def words_of(text: str, spans: Sequence[Span]) -> tuple[Word, ...]:
    """The words of pieces of a text in order: contractions in full, a gap before each piece but the first."""
    found: list[Word] = []
    for number, piece in enumerate(spans):
        gap = number > 0
        tokens = list(_TOKEN.finditer(text, piece.start, piece.end))
        for place, match in enumerate(tokens):
            if match.group()[0] in "[….":
                gap = True
                continue
            span = Span(match.start(), match.end())
            following = tokens[place + 1].group().lower() if place + 1 < len(tokens) else ""
            for part in _in_full(fold(match.group()), following):
                found.append(Word(part, span, gap))
                gap = False
    return tuple(found[:_LONGEST])


@lru_cache(maxsize=20_000)
def _in_full(word: str, following: str) -> tuple[str, ...]:
    if "'" not in word and word != "cannot":
        return (word,)
    if word in _NOT:
        return (_NOT[word], "not")
    if word.endswith("n't"):
        return (word[:-3], "not")
    for ending, full in _ENDINGS.items():
        if word.endswith(ending):
            return (word[: -len(ending)], full)
    if word.endswith("'s") and word[:-2] in _IS:
        return (word[:-2], "has" if _PERFECT.match(following) else "is")
    return (word,)


def weighty(words: Sequence[str]) -> int:
    """How many different words are no stop words."""
    return len({word for word in words if word not in STOPWORDS and len(word) > 1})


def match(lead: Sequence[Word], other: Sequence[Word]) -> Match | None:
    """How `other` stands to `lead`; None when they are not the same saying.

    `trimmed`: one has a part of the other's words, unaltered. `altered`: the words between the first and the last
    common one differ; at least `_ALTERED` of them are common.
    """
    return Wording(other).match(lead)


class Wording:
    """A wording that is held against many: what is read of it once is kept."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._texts = [word.text for word in words]
        self._counts = Counter(self._texts)
        self._matcher: SequenceMatcher[str] = SequenceMatcher(None, "", self._texts, autojunk=False)

    def common(self, lead: Counter[str]) -> int:
        """The most words that any match with a wording of so many of each word can have in common."""
        return sum(min(count, lead[text]) for text, count in self._counts.items() if text in lead)

    def match(self, lead: Sequence[Word]) -> Match | None:
        """See `match`."""
        left = [word.text for word in lead]
        if left == self._texts:
            return Match("verbatim", len(left))
        self._matcher.set_seq1(left)
        return _match(lead, self._words, self._matcher.get_matching_blocks()[:-1])


def _match(lead: Sequence[Word], other: Sequence[Word], blocks: Sequence[tuple[int, int, int]]) -> Match | None:
    left, right = [word.text for word in lead], [word.text for word in other]
    blocks = _window(blocks, left, right)
    if not blocks:
        return None
    common = sum(size for _, _, size in blocks)
    missing, own = _between(lead, other, blocks)
    if not missing and not own:
        whole = common == len(left) == len(right)
        return Match("verbatim" if whole else "trimmed", common)
    first, last = blocks[0], blocks[-1]
    longer = max(last[0] + last[2] - first[0], last[1] + last[2] - first[1])
    if common < _FEWEST or common < _ALTERED * longer:
        return None
    return Match("altered", common, _joined(own), _joined(missing))


def _window(
    blocks: Sequence[tuple[int, int, int]], left: Sequence[str], right: Sequence[str]
) -> list[tuple[int, int, int]]:
    """The runs of common words that belong to one saying: around those long enough to show that it is one."""
    anchor = min(_ANCHOR, len(left), len(right))
    strong = [i for i, (a, _, size) in enumerate(blocks) if size >= anchor and weighty(left[a : a + size])]
    if not strong:
        return []
    first, last = strong[0], strong[-1]
    while first and _close(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _close(blocks[last], blocks[last + 1]):
        last += 1
    return [(a, b, size) for a, b, size in blocks[first : last + 1]]


def _close(one: tuple[int, int, int], two: tuple[int, int, int]) -> bool:
    return two[0] - one[0] - one[2] <= _REACH and two[1] - one[1] - one[2] <= _REACH


def _between(
    lead: Sequence[Word], other: Sequence[Word], blocks: Sequence[tuple[int, int, int]]
) -> tuple[list[Span], list[Span]]:
    """Words of each between the common runs, save where the other side says that it left something out."""
    missing: list[Span] = []
    own: list[Span] = []
    for (a, b, size), (c, d, _) in pairwise(blocks):
        gone, put = lead[a + size : c], other[b + size : d]
        if put or not other[d].gap:
            missing += [word.span for word in gone]
        if gone or not lead[c].gap:
            own += [word.span for word in put]
    return missing, own


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Neighbours (a blank or a mark between them) in one span; a contraction's halves once."""
    out: list[Span] = []
    for span in spans:
        if out and span.start - out[-1].end <= 2:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)
