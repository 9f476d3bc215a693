"""The lines that tensions are looked for in: reporting sentences cut into words, weighed by rarity in the thread.

Two passages are about the same thing when the words around what differs are the same, near words counting more. The
measure is a cosine of words weighted by how rare they are in this thread and by how near they stand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from builder.compare.stems import stem
from builder.compare.tensions.parties import belongs
from builder.model import Article, Passage, Quote, Sentence, Span, TensionKind
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

_WORD = re.compile(r"[^\W_]+(?:[’'.][^\W_]+)*")
_ASIDE = re.compile(r", (?:an?|the|which|who|whose|where|its|his|her) [^,;:]{4,120},")
_NEAR = 5.0
"""Words of weight at this distance from what differs count half."""
_OTHERS = 20.0
"""Rarity is counted as if this many other sentences were there: a short thread has no common words yet."""
_SAME_THINGS = (
    "ferry ship boat vessel seiner seiners boats ships vessels",
    "fire blaze flames",
    "home homes house houses household households",
    "kilometre kilometres km kilometer kilometers",
    "percent cent",
    "percentage per",
)
_SAME_ACTS = (
    "worth value valued cost costs",
    "injure injuring injury injuries injured hurt wound wounded wounding wounds",
    "kill killed killing kills dead die died dies death deaths slain",
    "arrest arrested arrests detain detained custody",
    "ill sick sickened treated",
    "birth births born deliver delivered",
    "aground grounded hit hits",
    "search searched searches raid raided raids",
    "buy bought buys acquire acquired purchase purchased",
    "begin began begun start started starts broke",
    "burn burnt burned burning destroy destroyed gutted",
    "evacuate evacuated emptied empty leave left moved rushed flee fled",
    "find found finds discover discovered",
    "close closed closes closing closure shut end ends ended",
    "burst bursts ruptured rupture",
    "sign signed signs signing",
    "ring rang rung telephoned telephone phoned",
    "meet met meets meeting",
    "depart departed departs sailed",
    "demand demanded demands ask asked asks want wanted wants",
    "pay paid wage wages",
    "approve approved back backed backing support supported favour favor",
)
_IRREGULAR = {"struck": "=aground", "ran": "=aground"}
# "left" and the like stand in one family only: the first that lists them. `=` marks what happens, `~` what there is.
_FAMILY: dict[str, str] = {}
for _sign, _rows in (("=", _SAME_ACTS), ("~", _SAME_THINGS)):
    for _row in _rows:
        _words = _row.split()
        for _word in _words:
            _FAMILY.setdefault(stem(_word), _sign + _words[0])


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of a line: where it stands in the line, as written, folded, and its root (one for near synonyms)."""

    start: int
    end: int
    text: str
    low: str
    root: str
    weighty: bool


class Line(msgspec.Struct, frozen=True):
    """A sentence ready to compare. `place` is its article's number in the thread, `source` its source's id."""

    sentence: Sentence
    place: int
    source: str
    words: tuple[Word, ...]
    roots: frozenset[str]
    day: int
    """The article's day of publication (ordinal), 0 when not known."""

    @property
    def text(self) -> str:
        """The sentence as written."""
        return self.sentence.text


class Story(msgspec.Struct, frozen=True):
    """What every kind of tension is looked for in."""

    articles: tuple[Article, ...]
    lines: tuple[Line, ...]
    rarity: Mapping[str, float]
    quotes: tuple[tuple[Quote, ...], ...]
    copy_of: Mapping[str, str]
    """Article id -> the article that it is a copy of."""
    of_place: tuple[tuple[Line, ...], ...]
    """The lines of each article."""
    orgs: Mapping[str, frozenset[str]]
    """Surname -> organisations: see `parties.belongs`."""


class Mark(msgspec.Struct, frozen=True):
    """Words of one line that may differ from another's: `start` to `end` of the line's text."""

    line: Line
    start: int
    end: int
    value: str
    """Equal for marks that say the same (`14`, `saturday`): what pairs are put together by."""

    @property
    def span(self) -> Span:
        """Where it stands in the article's text."""
        base = self.line.sentence.span.start
        return Span(base + self.start, base + self.end)

    @property
    def text(self) -> str:
        """The words."""
        return self.line.text[self.start : self.end]

    @property
    def passage(self) -> Passage:
        """The passage for the model."""
        return Passage(self.line.sentence, self.span)


class Found(msgspec.Struct, frozen=True):
    """Two marks that do not agree, the left one of the article that comes first in the thread.

    `thing` is where the words for what both speak of stand in the left line; `update` tells that a figure rose.
    """

    kind: TensionKind
    rule: str
    left: Mark
    right: Mark
    thing: tuple[int, int]
    score: float
    update: bool = False


def root_of(word: str) -> str:
    """The root of a folded word; words of one family (`injured`, `hurt`) share one."""
    word = word.removesuffix("'s")
    return _IRREGULAR.get(word) or _FAMILY.get(stem(word), stem(word))


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a line in order."""
    made = []
    for match in _WORD.finditer(text):
        word = match.group()
        low, root, weighty = _read(word)
        made.append(Word(match.start(), match.end(), word, low, root, weighty))
    return tuple(made)


@lru_cache(maxsize=50_000)
def _read(word: str) -> tuple[str, str, bool]:
    """A word folded, its root, and whether it is one of weight."""
    low = fold(word)
    return low, root_of(low), low not in STOPWORDS and (len(low) > 1 or low.isdigit())


def story(articles: Sequence[Article], quotes: Sequence[tuple[Quote, ...]], copy_of: Mapping[str, str]) -> Story:
    """`quotes`: those of each article, in the same order."""
    lines: list[Line] = []
    of_place = []
    for place, article in enumerate(articles):
        day = article.published.toordinal() if article.published else 0
        before = len(lines)
        for sentence in article.reporting:
            words = words_of(sentence.text)
            roots = frozenset(word.root for word in words if word.weighty)
            lines.append(Line(sentence, place, article.source_id, words, roots, day))
        of_place.append(tuple(lines[before:]))
    seen = Counter(root for line in lines for root in line.roots)
    rarity = {root: math.log((len(lines) + _OTHERS) / (count + 0.5)) for root, count in seen.items()}
    return Story(tuple(articles), tuple(lines), rarity, tuple(quotes), copy_of, tuple(of_place), belongs(articles))


Weights = dict[str, float]


def sides(line: Line, start: int, end: int) -> tuple[list[Word], list[Word]]:
    """The words of weight before (nearest first) and after a place; those of an aside (`, a ridge of sand,`) last."""
    asides = [match.span() for match in _ASIDE.finditer(line.text) if not match.start() <= start < match.end()]

    def beside(word: Word) -> bool:
        return any(a < word.start < b for a, b in asides)

    before = [w for w in line.words if w.weighty and w.end <= start][::-1]
    after = [w for w in line.words if w.weighty and w.start >= end]
    return sorted(before, key=beside), sorted(after, key=beside)


def around(found: Story, line: Line, start: int, end: int, leave: frozenset[str] = frozenset()) -> Weights:
    """Root -> weight of the line's words by rarity and nearness to `start`..`end` (of the line's text).

    `leave`: roots and folded words that do not count.
    """
    weights: Weights = {}
    for side in sides(line, start, end):
        kept = [word for word in side if word.root not in leave and word.low not in leave]
        for distance, word in enumerate(kept):
            if word.low[0].isdigit():
                continue
            weight = found.rarity.get(word.root, 0.0) / (1.0 + distance / _NEAR)
            weights[word.root] = max(weights.get(word.root, 0.0), weight)
    return weights


def whole(found: Story, line: Line) -> Weights:
    """Root -> rarity of all words of weight of a line."""
    return {root: found.rarity[root] for root in line.roots if not root[0].isdigit()}


def likeness(left: Weights, right: Weights) -> float:
    """Cosine of two weighings, 0 to 1, rounded to 1e-4."""
    common = sum(left[root] * right[root] for root in sorted(left.keys() & right.keys()))
    size = math.sqrt(sum(w * w for w in left.values()) * sum(w * w for w in right.values()))
    return round(common / size, 4) if size else 0.0


def shared(left: Weights, right: Weights) -> tuple[str, ...]:
    """The roots that both have, heaviest first."""
    both = [(min(left[root], right[root]), root) for root in left if root in right]
    return tuple(root for _, root in sorted(both, key=lambda item: (-item[0], item[1])))


def same_copy(found: Story, left: str, right: str) -> bool:
    """Whether of two articles (ids) one is a copy of the other, or both of a third."""
    return found.copy_of.get(left, left) == found.copy_of.get(right, right)
