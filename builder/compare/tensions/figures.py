"""`figures`: the same quantity of the same thing with different numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from builder.compare.tensions.near import near_pairs
from builder.compare.tensions.passages import (
    Found,
    Line,
    Mark,
    Story,
    Weights,
    Word,
    around,
    likeness,
    root_of,
    words_of,
)
from builder.text.months import MONTHS, WEEKDAYS
from builder.text.numbers import Number, numbers

LIKE = 0.30
"""The words around both figures must be at least this alike, less what the bonuses below give."""
LIKE_COMMON = 0.40
"""The same for money, shares and speeds: a story gives many of them, for many things."""
TRANSPOSED = 0.16
"""Bonus where both figures are written with the same digits in another order: `412` and `421`."""
ALONE = 0.10
"""Bonus where each article counts this thing once only: `12.4 knots` and no other speed."""
ONLY_TWO = 0.20
"""... and twice that where the whole story gives only two figures for it, one of them in two articles."""
JOIN = 0.20
"""Where two others already disagree about it in the same figures, this likeness makes a third one join them."""
FLOOR = 0.12
"""However great the bonuses, the words around must be this alike."""
CERTAIN = 2
"""Roots beside the unit that both must share, one where the digits are transposed."""
PREDICATE = 0.10
"""Bonus where both stand with a verb of one family: `injured`, `hurt`; `burnt`, `destroyed`."""
BEHIND = 9
"""Words behind a figure in which names tell what it belongs to: other names, another thing."""
_SMALL_SUM = 20
"""Below this nearly every figure is the sum of two others."""
WIDEST = 4.0
"""Figures further apart than this count different things."""

_AFTER_STOP = re.compile(r"[.;:!?()\[\]\"“”—–]|,(?!\d)")
_LETTERS = re.compile(r"[A-Za-zÀ-ž][\w’'-]*")
_MONEY = frozenset("euro euros dollar dollars pound pounds cents pence yen".split())
_CURRENCY = {"euros": "€", "euro": "€", "dollars": "$", "dollar": "$", "pounds": "£", "pound": "£", "yen": "¥"}
_PERCENT = frozenset(("percent", "pc", "pct"))
_PEOPLE = frozenset(
    """people persons person passengers residents men women children migrants refugees protesters demonstrators
    supporters marchers""".split()
)
_UNITS = {"hectare": "hectares", "ha": "hectares", "tonne": "tonnes", "ton": "tonnes", "tons": "tonnes",
          "km": "kilometres", "kilometre": "kilometres", "kilometer": "kilometres", "kilometers": "kilometres",
          "mile": "miles", "knot": "knots", "metre": "metres", "meters": "metres", "meter": "metres",
          "vessels": "boats", "seiners": "boats", "boat": "boats",
          "homes": "households", "houses": "households", "vote": "votes", "acre": "acres"}  # fmt: skip
_LABELS = frozenset(
    """no number chapter article section page rule flight route category phase level stage title channel highway
    interstate room amendment part volume top grade class type form group district ward unit pier gate""".split()
)
_COMMON = frozenset("€ $ £ ¥ % mph cent point kilometres miles metres".split())
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten) $", re.I)
_OTHER = frozenset("non other another more additional further extra new remaining vacant second third separate".split())
_TIMED = re.compile(r"\bas of\b|\bso far\b|\bsince (?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
_CLOCK = re.compile(r"\b(?:past|at|by|until|to|before|after) $", re.I)
_POLL = re.compile(r"\b(?:polls?|polled|surveys?|surveyed|respondents)\b", re.I)
_MOVING = re.compile(r"\b(?:storm|hurricane|typhoon|cyclone|as of)\b", re.I)
"""Words that tie a figure to its moment: at another moment it is another figure, so nothing is compared."""
_DISPUTED = re.compile(r"\bthan the official\b|\bofficial (?:figure|count|toll)\b|\bdisputes?\b", re.I)
_MEASURES = frozenset(_UNITS.values())
_TIME = frozenset(
    """second seconds minute minutes hour hours day days week weeks month months year years decade decades century
    o'clock am pm a.m p.m old year-old""".split()
)
_SKIPPED = frozenset(
    """the of its their his her these those this that a an and or to in on at for with from by as than more less about
    some around over per out who were was is are have had has been other others further additional new extra
    his our at""".split()
)
_SMALL = frozenset("of the its their his her these those this that a an and per".split())
_STOP = frozenset("to in on at for with from by as than per who were was is are have had has been and or but".split())
_RISING = frozenset(
    """=injure =kill =arrest =ill =burn case infect confirm signatur sign burn miss toll victim firefighter donat rais
    raise hospital resign quit =evacuate scorch spread contain acr acre""".split()
)


class Quantity(msgspec.Struct, frozen=True):
    """A figure with what it counts: `unit` (one word, a currency or `%`), all roots of the phrase after it."""

    mark: Mark
    number: Number
    unit: str
    phrase: frozenset[str]
    unit_at: tuple[int, int]
    weights: Weights
    narrowed: frozenset[str]
    """The words between the figure and what it counts (`purse seiners`, `vacant posts`), folded."""


def figures(found: Story) -> Iterator[Found]:
    """Every pair of figures that disagree, each article's best partner only."""
    by_unit: dict[str, list[Quantity]] = {}
    holders: dict[float, set[int]] = {}
    for place, line in enumerate(found.lines):
        read = tuple(numbers(line.text))
        for number in read:
            holders.setdefault(number.value, set()).add(place)
        for quantity in quantities(found, line, read):
            by_unit.setdefault(quantity.unit, []).append(quantity)
    for _, group in sorted(by_unit.items()):
        yield from _pairs(_Unit(group, holders))


def quantities(found: Story, line: Line, read: Iterable[Number]) -> Iterator[Quantity]:
    """Of the numbers `read` in a line those that count something: no years, dates, times, ages, scores, ordinals."""
    for number in read:
        if _is_date(line.text, number):
            continue
        unit, at, phrase = _unit(line, number)
        if unit is None or line.text[at[0] : at[1]].lower() in _TIME:
            continue
        if line.text[: number.start].count("(") > line.text[: number.start].count(")"):
            continue
        number = _ranged(line.text, number)
        mark = Mark(line, number.opening, number.end, f"{number.low:g}..{number.high:g}")
        weights = around(found, line, number.opening, max(number.end, at[1]), frozenset({unit}))
        between = (w.low for w in line.words if number.end <= w.start and w.end <= at[0])
        narrowed = frozenset(between) - _SMALL
        yield Quantity(mark, number, unit, phrase, at, weights, narrowed)


_FROM = re.compile(r"(?:\b(?:between|from) (?P<first>[\w.,]+) (?:and|to)|(?P<low>\d[\d.,]*)(?: to |-|–)) ?$")


def _ranged(text: str, number: Number) -> Number:
    """`between one and three`: from the first to the second."""
    opening = _FROM.search(text, max(0, number.opening - 40), number.opening)
    first = next(numbers(opening["first"] or opening["low"]), None) if opening else None
    if opening is None or first is None or first.value >= number.value:
        return number
    return msgspec.structs.replace(number, low=min(first.low, first.value), opening=opening.start(), bound="about")


def _is_date(text: str, number: Number) -> bool:
    after = _LETTERS.match(text, number.end + 1)
    before = re.search(r"([A-Za-z]+)\.? $", text[max(0, number.start - 14) : number.start])
    month = MONTHS.get(after.group().casefold()) if after else None
    if month and number.value <= 31 and number.written:
        return True
    if before and (before[1].casefold() in MONTHS or before[1].casefold() in WEEKDAYS) and number.value <= 2200:
        return True
    if before and before[1].lower() in _LABELS:
        return True
    if text[max(0, number.start - 1)] == "-" or (number.currency and _COUNTED.search(text, 0, number.start)):
        return True
    year = len(number.written) == 4 and number.written.isdigit() and 1400 <= number.value <= 2100
    if year and not number.currency and not number.bound:
        return "," not in text[number.start : number.end]
    return bool(re.match(r"[:/]|-\d|th\b|st\b|nd\b|rd\b", text[number.end :]))


def _unit(line: Line, number: Number) -> tuple[str | None, tuple[int, int], frozenset[str]]:
    """What a number counts, where that word stands, and the roots of the phrase behind the number."""
    text = line.text
    if number.currency:
        return number.currency, (number.start, number.end), frozenset()
    if text[number.end : number.end + 1] == "%":
        return "%", (number.start, number.end + 1), frozenset()
    stop = _AFTER_STOP.search(text, number.end)
    end = stop.start() if stop else len(text)
    words = [w for w in line.words if number.end <= w.start < end][:6]
    if words and words[0].low == "per" and len(words) > 1 and words[1].low == "cent":
        return "%", (words[0].start, words[1].end), frozenset()
    if words and words[0].low in _PERCENT:
        return "%", (words[0].start, words[0].end), frozenset()
    if words and words[0].low == "of":
        # "14 of the 231 people": the unit stands behind the whole.
        words = [w for w in words if w.low not in _SKIPPED and not w.low[0].isdigit()]
    phrase: list[Word] = []
    for word in words:
        if word.low in _STOP or (word.low in _SKIPPED and phrase):
            break
        if word.low in _SKIPPED or word.low[0].isdigit():
            continue
        phrase.append(word)
        if len(phrase) == 3:
            break
    if not phrase:
        return None, (number.start, number.end), frozenset()
    for word in phrase:
        if word.low in _MONEY:
            return _CURRENCY.get(word.low, word.low), (word.start, word.end), frozenset()
        if word.low in _PEOPLE:
            if any(w.low == "born" for w in words):
                return root_of("births"), (word.start, word.end), frozenset({"people"})
            return "people", (word.start, word.end), frozenset({"people"})
        if word.low in _UNITS or word.low in _UNITS.values():
            return _UNITS.get(word.low, word.low), (word.start, word.end), frozenset()
    if text[number.end : number.end + 1] == "-":
        # "the 18-page ruling"
        return phrase[0].root, (phrase[0].start, phrase[0].end), frozenset(word.root for word in phrase)
    head = phrase[0] if len(phrase) == 1 or phrase[0].low.endswith("s") else _head(phrase)
    return head.root, (head.start, head.end), frozenset(word.root for word in phrase)


def _head(phrase: list[Word]) -> Word:
    plural = [word for word in phrase if word.low.endswith("s")]
    return plural[0] if plural else phrase[0]


class _Unit:
    """All figures of one unit in thread order, and what is asked of them again and again.

    `holders`: value -> the numbers of the story's lines that have it, whatever they count.
    """

    def __init__(self, group: Sequence[Quantity], holders: Mapping[float, set[int]]) -> None:
        self.group = group
        self.holders = holders
        self.of_place: dict[int, list[Quantity]] = {}
        for quantity in group:
            self.of_place.setdefault(quantity.mark.line.place, []).append(quantity)
        self.measure = bool(group) and group[0].unit in _MEASURES - _COMMON
        self.two = self.measure and len(group) > 2 and _two_figures(group)

    def alone(self, left: Quantity, right: Quantity) -> bool:
        """Whether each of two figures is the only one of its article, in a unit that a story gives few of."""
        return (
            left.unit not in _COMMON
            and left.unit != "people"
            and all(len(self.of_place[quantity.mark.line.place]) == 1 for quantity in (left, right))
        )

    def scored(self) -> Iterator[tuple[int, int, float]]:
        """Pairs of figures of different articles with a score, in order."""
        # Below the floor nothing scores, save a measure's figures with the same digits.
        for i, j in near_pairs([q.weights for q in self.group], 0.0 if self.measure else FLOOR):
            left, right = self.group[i], self.group[j]
            if left.mark.line.place != right.mark.line.place:
                score = _score(self, left, right)
                if score:
                    yield i, j, score


def _pairs(unit: _Unit) -> Iterator[Found]:
    group = unit.group
    best: dict[tuple[int, int], tuple[float, int]] = {}
    scored: dict[tuple[int, int], float] = {}
    for i, j, score in unit.scored():
        for a, b in ((i, j), (j, i)):
            key = (a, group[b].mark.line.place)
            if (score, -b) > best.get(key, (0.0, 0)):
                best[key] = (score, -b)
        scored[i, j] = score
    taken: list[tuple[Quantity, Quantity]] = []
    for joining in (False, True):
        for (i, j), score in sorted(scored.items()):
            left, right = group[i], group[j]
            if joining:
                chosen = score >= JOIN and any(_beside_known(left, right, known) for known in taken)
            else:
                mutual = (best[i, right.mark.line.place][1], best[j, left.mark.line.place][1]) == (-j, -i)
                chosen = mutual and score >= _wanted(left, right)
            if not chosen or (left, right) in taken or not _disagree(unit, left, right):
                continue
            if not joining:
                taken.append((left, right))
            rule = "figures.digits" if transposed(left, right) else "figures.unit"
            yield Found("figures", rule, left.mark, right.mark, left.unit_at, score, _is_update(left, right))


def _wanted(left: Quantity, right: Quantity) -> float:
    return LIKE_COMMON if left.unit in _COMMON and not transposed(left, right) else LIKE


def _beside_known(left: Quantity, right: Quantity, known: tuple[Quantity, Quantity]) -> bool:
    """Whether a pair says what a known one says, with one side the same words."""
    a, b = known
    values = {left.mark.value, right.mark.value} == {a.mark.value, b.mark.value}
    return values and (left in known) != (right in known)


def _disagree(unit: _Unit, left: Quantity, right: Quantity) -> bool:
    if left.mark.line.source == right.mark.line.source or agree(left, right):
        return False
    return _same_kind(left, right) and not _settled(unit, left, right) and not _summed(unit, left, right)


def agree(left: Quantity, right: Quantity) -> bool:
    """Whether one number can be both: their ranges meet, or one is the other rounded."""
    a, b = left.number, right.number
    return a.low <= b.high and b.low <= a.high


def transposed(left: Quantity, right: Quantity) -> bool:
    """Whether both are written with the same digits, two of them or more, in another order."""
    a, b = (q.number.written.replace(".", "") or f"{q.number.value:.0f}" for q in (left, right))
    a, b = a.rstrip("0"), b.rstrip("0")
    return a != b and len(a) > 1 and sorted(a) == sorted(b) and not left.number.bound and not right.number.bound


def _score(unit: _Unit, left: Quantity, right: Quantity) -> float:
    wide = max(left.number.value, right.number.value) / max(min(left.number.value, right.number.value), 0.1)
    common = left.weights.keys() & right.weights.keys()
    if wide > WIDEST or not common:
        return 0.0
    like = likeness(left.weights, right.weights)
    digits = transposed(left, right)
    alone = unit.alone(left, right)
    if digits and alone and left.unit in _MEASURES:
        return max(LIKE_COMMON, round(like + TRANSPOSED + ALONE, 4))
    predicate = any(root.startswith("=") for root in common)
    two = alone and unit.two
    if like < FLOOR or len(common) < (1 if digits or predicate or two else CERTAIN):
        return 0.0
    return round(like + TRANSPOSED * digits + (ONLY_TWO if two else ALONE) * alone + PREDICATE * predicate, 4)


def _two_figures(group: Sequence[Quantity]) -> bool:
    """Whether a unit has only two figures in the whole story."""
    values: list[Quantity] = []
    for quantity in group:
        if not any(agree(quantity, other) for other in values):
            values.append(quantity)
            if len(values) > 2:
                return False
    return len(values) == 2


def _settled(unit: _Unit, left: Quantity, right: Quantity) -> bool:
    """Whether either article gives the other's figure too: then it knows of both (a correction, a part, a dispute).

    It may give it as a sum of two, or in the same sentence with another word behind it.
    """
    for one, other in ((left, right), (right, left)):
        own = unit.of_place[one.mark.line.place]
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


def _summed(unit: _Unit, left: Quantity, right: Quantity) -> bool:
    """Whether a sentence of the story adds to the one figure what makes the other: `212 passengers and 19 crew`."""
    low, high = sorted((left.number.value, right.number.value))
    rest = high - low if high >= _SMALL_SUM else 0
    return bool(rest) and not unit.holders.get(low, set()).isdisjoint(unit.holders.get(rest, ()))


def _names_after(one: Quantity) -> frozenset[str]:
    """The names within a few words behind a figure: whose it is (`the brewery on Mill Street`)."""
    stop = _AFTER_STOP.search(one.mark.line.text, one.mark.end)
    end = stop.start() if stop else len(one.mark.line.text)
    behind = [word for word in one.mark.line.words if one.mark.end <= word.start < end][:BEHIND]
    return frozenset(word.root for word in behind if word.text[0].isupper() and word.low not in WEEKDAYS)


def _alike(left: Quantity, right: Quantity) -> bool:
    """Whether two figures could count the same thing at all."""
    return left.unit not in (*_COMMON, "people") or likeness(left.weights, right.weights) >= FLOOR


def _timed(one: Quantity) -> bool:
    """Whether a figure is tied to its moment: close by, or anywhere in the line where it is of the kind that rises."""
    rises = bool(_RISING & one.mark.line.roots)
    return bool(_TIMED.search(one.mark.line.text if rises else _near(one)))


def _near(one: Quantity, reach: int = 40) -> str:
    """The text from `reach` characters before a figure to as many behind it."""
    return one.mark.line.text[max(0, one.mark.start - reach) : one.mark.end + reach]


def _same_kind(left: Quantity, right: Quantity) -> bool:
    """Whether nothing beside the figures says that they count different things, or at different moments."""
    if left.unit == right.unit == "%" and all(_POLL.search(q.mark.line.text) for q in (left, right)):
        return False
    own, other = _names_after(left), _names_after(right)
    if own and other and not own & other:
        return False
    if any(_MOVING.search(q.mark.line.text) or _timed(q) for q in (left, right)):
        return False
    if transposed(left, right) or likeness(left.weights, right.weights) >= LIKE_COMMON:
        return (left.narrowed & _OTHER) == (right.narrowed & _OTHER)
    if (left.narrowed & _OTHER) != (right.narrowed & _OTHER):
        return False
    return not left.narrowed or not right.narrowed or bool(left.narrowed & right.narrowed)


def _is_update(left: Quantity, right: Quantity) -> bool:
    """A figure of the kind that rises, higher in the later article."""
    roots = left.phrase | right.phrase | {word.root for q in (left, right) for word in words_of(_near(q, 32))}
    if not roots & _RISING or any(_DISPUTED.search(q.mark.line.text) for q in (left, right)):
        return False
    days = right.mark.line.day - left.mark.line.day
    return bool(days) and (days > 0) == (right.number.value > left.number.value)
