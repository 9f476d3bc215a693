"""Why two figures that differ may both be right: other things, other moments, parts of a whole, a figure that rose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from builder.compare.tensions.moments import near, other_periods
from builder.compare.tensions.passages import likeness, words_of
from builder.compare.tensions.quantities import Quantity, agree, transposed
from builder.compare.tensions.units import CLAUSE_END, COMMON
from builder.text.months import WEEKDAYS
from builder.text.numbers import numbers

LIKE_COMMON = 0.40
"""How alike the words around two figures of money, shares and speeds must be: a story gives many, for many things."""
FLOOR = 0.12
"""However great the bonuses, the words around must be this alike."""
BEHIND = 9
"""Words behind a figure in which names tell what it belongs to: other names, another thing."""
TOLLS = 5
"""More different figures of a kind that rises than this: a count that goes on."""
_SMALL_SUM = 20
"""Below this nearly every figure is the sum of two others."""
_OTHER = frozenset("non other another more additional further extra new remaining vacant second third separate".split())
_PART = re.compile(r"\bone of\b", re.I)
_TIMED = re.compile(r"\bas of\b|\bso far\b|\bsince (?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
_CLOCK = re.compile(r"\b(?:past|at|by|until|to|before|after) $", re.I)
_POLL = re.compile(
    r"\b(?:polls?|polled|surveys?|surveyed|respondents|likely voters|margin of|sampling|more likely|"
    r"percent sa(?:id|y))\b",
    re.I,
)
_LIKE_UNDATED = 0.60
"""How alike the words must be where an article has no date: then nobody can tell one moment from another."""
_TABLE = 7
"""A line with so many figures is a table."""
_MOVING = re.compile(r"\b(?:storm|hurricane|typhoon|cyclone|as of)\b", re.I)
"""Words that tie a figure to its moment: at another moment it is another figure, so nothing is compared."""
_DISPUTED = re.compile(r"\bthan the official\b|\bofficial (?:figure|count|toll)\b|\bdisputes?\b", re.I)
_RISING = frozenset(
    """=injure =kill =arrest =ill =burn case infect confirm signatur sign burn miss toll victim firefighter donat rais
    raise hospital resign quit =evacuate scorch spread contain acr acre""".split()
)


def settled(of_place: Mapping[int, Sequence[Quantity]], left: Quantity, right: Quantity) -> bool:
    """Whether either article gives the other's figure too: then it knows of both (a correction, a part, a dispute).

    It may give it as a sum of two, or in the same sentence with another word behind it.
    """
    for one, other in ((left, right), (right, left)):
        own = of_place[one.mark.line.place]
        if any(agree(q, other) and (q.number.value == other.number.value or _alike(q, other)) for q in own):
            return True
        text = one.mark.line.text
        beside = [number.value for number in numbers(text) if not _CLOCK.search(text, 0, number.start)]
        value = other.number.value
        if value in beside:
            return True
        values = sorted({quantity.number.value for quantity in own})
        if any(a + b == value for some in (beside, values) for i, a in enumerate(some) for b in some[i + 1 :]):
            return True
    return False


def summed(holders: Mapping[float, set[int]], left: Quantity, right: Quantity) -> bool:
    """Whether a sentence of the story adds to the one figure what makes the other: `212 passengers and 19 crew`."""
    low, high = sorted((left.number.value, right.number.value))
    rest = high - low if high >= _SMALL_SUM else 0
    return bool(rest) and not holders.get(low, set()).isdisjoint(holders.get(rest, ()))


def _names_after(one: Quantity) -> frozenset[str]:
    """The names within a few words behind a figure: whose it is (`the brewery on Mill Street`)."""
    stop = CLAUSE_END.search(one.mark.line.text, one.mark.end)
    end = stop.start() if stop else len(one.mark.line.text)
    behind = [word for word in one.mark.line.words if one.mark.end <= word.start < end][:BEHIND]
    return frozenset(word.root for word in behind if word.text[0].isupper() and word.low not in WEEKDAYS)


def _alike(left: Quantity, right: Quantity) -> bool:
    """Whether two figures could count the same thing at all."""
    return left.unit not in (*COMMON, "people") or likeness(left.weights, right.weights) >= FLOOR


def _timed(one: Quantity) -> bool:
    """Whether a figure is tied to its moment: close by, or anywhere in the line where it is of the kind that rises."""
    rises = bool(_RISING & one.mark.line.roots)
    return bool(_TIMED.search(one.mark.line.text if rises else _near(one)))


def _near(one: Quantity, reach: int = 40) -> str:
    """The text from `reach` characters before a figure to as many behind it."""
    return one.mark.line.text[max(0, one.mark.start - reach) : one.mark.end + reach]


def same_kind(left: Quantity, right: Quantity) -> bool:
    """Whether nothing beside the figures says that they count different things, or at different moments."""
    if any(_POLL.search(q.mark.line.text) for q in (left, right)) or not _of_one_moment(left, right):
        return False
    own, other = _names_after(left), _names_after(right)
    if own and other and not own & other:
        return False
    if any(_MOVING.search(q.mark.line.text) or _timed(q) for q in (left, right)):
        return False
    if _others(left) != _others(right) or any(_PART.search(_near(q)) for q in (left, right) if q.number.value == 1):
        return False
    if transposed(left, right) or likeness(left.weights, right.weights) >= LIKE_COMMON:
        return True
    return not left.narrowed or not right.narrowed or bool(left.narrowed & right.narrowed)


def _others(one: Quantity) -> frozenset[str]:
    """The words that make it a figure of others (`another 12 officials`, `12 more officials`)."""
    before = [word.low for word in one.mark.line.words if word.end <= one.mark.start][-2:]
    return _OTHER & {*one.narrowed, *before}


def crowd(group: Sequence[Quantity], left: Quantity, right: Quantity) -> bool:
    """Whether a story gives many figures of a kind that rises: then those of one day are of different hours."""
    acts = {root for root in left.weights.keys() & right.weights.keys() if root in _RISING}
    if not acts or transposed(left, right):
        return False
    kinds: list[Quantity] = []
    for quantity in group:
        if acts & quantity.weights.keys() and not any(agree(quantity, other) for other in kinds):
            kinds.append(quantity)
    return len(kinds) > TOLLS


def _of_one_moment(left: Quantity, right: Quantity) -> bool:
    """Whether both figures can be of one moment. Articles without a date are trusted only in nearly the same words."""
    one, other = left.mark.line, right.mark.line
    if other_periods(one, other) or any(len(tuple(numbers(line.text))) >= _TABLE for line in (one, other)):
        return False
    close = near(one, other)
    if close is not None or transposed(left, right):
        return close is not False
    rises = bool(_RISING & (one.roots | other.roots))
    return not rises and left.unit not in COMMON and likeness(left.weights, right.weights) >= _LIKE_UNDATED


def is_update(left: Quantity, right: Quantity) -> bool:
    """A figure of the kind that rises, higher in the later article."""
    roots = left.phrase | right.phrase | {word.root for q in (left, right) for word in words_of(_near(q, 32))}
    if not roots & _RISING or any(_DISPUTED.search(q.mark.line.text) for q in (left, right)):
        return False
    days = right.mark.line.day - left.mark.line.day
    return bool(days) and (days > 0) == (right.number.value > left.number.value)
