"""Figures with what they count: the numbers of a line that are no dates, times, ages, scores or labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from builder.compare.tensions.passages import Line, Mark, Story, Weights, around, whole
from builder.compare.tensions.units import SMALL, TIME, unit_of
from builder.text.months import MONTHS, WEEKDAYS
from builder.text.numbers import Number, numbers

_LETTERS = re.compile(r"[A-Za-zÀ-ž][\w’'-]*")
_LABELS = frozenset(
    """no number chapter article section page rule flight route category phase level stage title channel highway
    interstate room amendment part volume top grade class type form group district ward unit pier gate""".split()
)
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten) $", re.I)
_FROM = re.compile(r"(?:\b(?:between|from) (?P<first>[\w.,]+) (?:and|to)|(?P<low>\d[\d.,]*)(?: to |-|–)) ?$")


_ENDS = re.compile(r"(?: of (?:his|hers|theirs|its|them))?(?:[.,;:!?”\"]|$)")
_COUNTING = re.compile(r"\b(?:says?|said|puts?|gave|gives|counts|counted|lost|had|has|have|all|only|just) $")
"""Words directly before a figure whose noun is left out."""
_OF = re.compile(r" of (?:\S+ ){0,3}")
_PRONOUN = re.compile(r"(?:He|She|It|They)\b")
FEW_WORDS = 3
"""A sentence with no more words of weight than this around its figure leans on the sentence before."""
LEAN = 0.5
"""What the words of the sentence before count then."""


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
    lean: Weights
    """`weights`, and those of the sentence before where this one says little by itself (`He had 84 hives`)."""
    bare: bool = False
    """Whether what it counts stands with the figure before it."""


class Before(msgspec.Struct):
    """What stands before a line in its article: the line, and the last figure that counted something there."""

    line: Line | None = None
    figure: Quantity | None = None

    def entering(self, line: Line) -> None:
        """Forget what does not stand in the sentence directly before `line`."""
        last = self.line
        if last is None or last.place != line.place or last.sentence.index != line.sentence.index - 1:
            self.line = self.figure = None
        elif self.figure is not None and self.figure.mark.line is not last:
            self.figure = None


def quantities(found: Story, line: Line, read: Iterable[Number], before: Before) -> Iterator[Quantity]:
    """Of the numbers `read` in a line those that count something: no years, dates, times, ages, scores, ordinals.

    A figure without a noun (`lost all 48 of his`) counts what the last one before it counted.
    """
    before.entering(line)
    for quantity in _counted(found, line, read, before):
        last = before.figure
        # "86 per cent of the 410 drivers; the company says 46": what is counted is the share.
        whole_of = (
            last is not None
            and last.mark.line is line
            and _OF.fullmatch(line.text, last.unit_at[1], quantity.mark.start)
        )
        if not whole_of:
            before.figure = quantity
        yield quantity
    before.line = line


def _counted(found: Story, line: Line, read: Iterable[Number], before: Before) -> Iterator[Quantity]:
    for number in read:
        if _is_date(line.text, number):
            continue
        unit, at, phrase = unit_of(line, number)
        bare = unit is None and before.figure is not None and _is_bare(line.text, number)
        if bare and before.figure is not None:
            unit, phrase = before.figure.unit, before.figure.phrase
        if unit is None or line.text[at[0] : at[1]].lower() in TIME:
            continue
        if line.text[: number.start].count("(") > line.text[: number.start].count(")"):
            continue
        number = _ranged(line.text, number)
        mark = Mark(line, number.opening, number.end, f"{number.low:g}..{number.high:g}")
        weights = around(found, line, number.opening, max(number.end, at[1]), frozenset({unit}))
        between = (w.low for w in line.words if number.end <= w.start and w.end <= at[0])
        narrowed = frozenset(between) - SMALL
        lean = _leaning(found, line, weights, before.line)
        yield Quantity(mark, number, unit, phrase, at, weights, narrowed, lean, bare)


def _is_bare(text: str, number: Number) -> bool:
    return bool(_ENDS.match(text, number.end) and _COUNTING.search(text, 0, number.opening))


def _leaning(found: Story, line: Line, weights: Weights, last: Line | None) -> Weights:
    if last is None or (len(weights) > FEW_WORDS and not _PRONOUN.match(line.text)):
        return weights
    behind = {root: LEAN * weight for root, weight in whole(found, last).items()}
    return {root: max(weights.get(root, 0.0), behind.get(root, 0.0)) for root in sorted(weights.keys() | behind.keys())}


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


def agree(left: Quantity, right: Quantity) -> bool:
    """Whether one number can be both: their ranges meet, or one is the other rounded."""
    a, b = left.number, right.number
    return (a.low <= b.high and b.low <= a.high) or _rounded(a, b) or _rounded(b, a)


def _rounded(plain: Number, exact: Number) -> bool:
    """Whether `plain` is `exact` with fewer decimals: `42` and `42.4`, `4.2 million` and `4.24 million`."""
    places, more = (len(number.written.partition(".")[2]) for number in (plain, exact))
    if not plain.written or places >= more:
        return False
    scale = plain.value / float(plain.written) if float(plain.written) else 1.0
    return abs(plain.value - exact.value) <= 0.5 * scale * 10.0**-places


def transposed(left: Quantity, right: Quantity) -> bool:
    """Whether both are written with the same digits, two of them or more, in another order."""
    a, b = (q.number.written.replace(".", "") or f"{q.number.value:.0f}" for q in (left, right))
    a, b = a.rstrip("0"), b.rstrip("0")
    return a != b and len(a) > 1 and sorted(a) == sorted(b) and not left.number.bound and not right.number.bound
