"""`figures`: the same quantity of the same thing with different numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from builder.compare.tensions.doubts import FLOOR, LIKE_COMMON, crowd, is_update, same_kind, settled, summed
from builder.compare.tensions.near import near_pairs
from builder.compare.tensions.passages import Found, Story, likeness
from builder.compare.tensions.quantities import Before, Quantity, agree, quantities, transposed
from builder.compare.tensions.units import COMMON, MEASURES
from builder.text.numbers import numbers

LIKE = 0.30
"""The words around both figures must be at least this alike, less what the bonuses below give."""
TRANSPOSED = 0.16
"""Bonus where both figures are written with the same digits in another order: `412` and `421`."""
ALONE = 0.10
"""Bonus where each article counts this thing once only: `12.4 knots` and no other speed."""
ONLY_TWO = 0.20
"""... and twice that where the whole story gives only two figures for it, one of them in two articles."""
JOIN = 0.20
"""Where two others already disagree about it in the same figures, this likeness makes a third one join them."""
CERTAIN = 2
"""Roots beside the unit that both must share, one where the digits are transposed."""
SAME_ACT = 0.15
"""Bonus where a measure stands directly behind the same act: `burnt 1,900 hectares`, `burnt 2,400 hectares`."""
CROWDED, FEW_FIGURES = 0.04, 8
"""Each doubling of a story's figures of one unit beyond these asks for this much more: among many some are alike."""
PREDICATE = 0.10
"""Bonus where both stand with a verb of one family: `injured`, `hurt`; `burnt`, `destroyed`."""
WIDEST = 4.0
"""Figures further apart than this count different things."""


def figures(found: Story) -> Iterator[Found]:
    """Every pair of figures that disagree, each article's best partner only."""
    by_unit: dict[str, list[Quantity]] = {}
    holders: dict[float, set[int]] = {}
    before = Before()
    for place, line in enumerate(found.lines):
        read = tuple(numbers(line.text))
        for number in read:
            holders.setdefault(number.value, set()).add(place)
        for quantity in quantities(found, line, read, before):
            by_unit.setdefault(quantity.unit, []).append(quantity)
    for _, group in sorted(by_unit.items()):
        yield from _pairs(_Unit(group, holders))


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
        self.measure = bool(group) and group[0].unit in MEASURES - COMMON
        self.two = self.measure and len(group) > 2 and _two_figures(group)

    def alone(self, left: Quantity, right: Quantity) -> bool:
        """Whether each of two figures is the only one of its article, in a unit that a story gives few of."""
        return (
            left.unit not in COMMON
            and left.unit != "people"
            and all(len(self.of_place[quantity.mark.line.place]) == 1 for quantity in (left, right))
        )

    def scored(self) -> Iterator[tuple[int, int, float]]:
        """Pairs of figures of different articles with a score, in order."""
        # Below the floor nothing scores, save a measure's figures with the same digits.
        for i, j in self._near():
            left, right = self.group[i], self.group[j]
            if left.mark.line.place != right.mark.line.place:
                score = _score(self, left, right)
                if score:
                    yield i, j, score

    def _near(self) -> Iterable[tuple[int, int]]:
        least = 0.0 if self.measure else FLOOR
        plain = near_pairs([q.weights for q in self.group], least)
        if all(q.lean is q.weights for q in self.group):
            return plain
        return sorted({*plain, *near_pairs([q.lean for q in self.group], least)})


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
                chosen = mutual and score >= _wanted(unit, left, right)
            if not chosen or (left, right) in taken or not _disagree(unit, left, right):
                continue
            if not joining:
                taken.append((left, right))
            rule = "figures.digits" if transposed(left, right) else "figures.unit"
            yield Found("figures", rule, left.mark, right.mark, left.unit_at, score, is_update(left, right))


def _wanted(unit: _Unit, left: Quantity, right: Quantity) -> float:
    if transposed(left, right):
        return LIKE
    crowded = CROWDED * max(0.0, math.log2(len(unit.group) / FEW_FIGURES))
    return (LIKE_COMMON if left.unit in COMMON else LIKE) + crowded


def _beside_known(left: Quantity, right: Quantity, known: tuple[Quantity, Quantity]) -> bool:
    """Whether a pair says what a known one says, with one side the same words."""
    a, b = known
    values = {left.mark.value, right.mark.value} == {a.mark.value, b.mark.value}
    return values and (left in known) != (right in known)


def _disagree(unit: _Unit, left: Quantity, right: Quantity) -> bool:
    if left.mark.line.source == right.mark.line.source or agree(left, right):
        return False
    if not is_update(left, right) and crowd(unit.group, left, right):
        return False
    return same_kind(left, right) and not settled(unit.of_place, left, right) and not summed(unit.holders, left, right)


def _score(unit: _Unit, left: Quantity, right: Quantity) -> float:
    wide = max(left.number.value, right.number.value) / max(min(left.number.value, right.number.value), 0.1)
    digits = transposed(left, right)
    # Only the same digits in another order are evidence enough to lean on the sentence before.
    one, other = (left.lean, right.lean) if digits else (left.weights, right.weights)
    common = one.keys() & other.keys()
    if wide > WIDEST or not common or (not digits and (left.bare or right.bare)):
        return 0.0
    like = likeness(one, other)
    alone = unit.alone(left, right)
    if digits and alone and left.unit in MEASURES:
        return max(LIKE_COMMON, round(like + TRANSPOSED + ALONE, 4))
    predicate = any(root.startswith("=") for root in common)
    two = alone and unit.two
    if like < FLOOR or len(common) < (1 if digits or predicate or two else CERTAIN):
        return 0.0
    acts = {_act(left), _act(right)}
    same_act = unit.measure and len(acts) == 1 and "" not in acts
    like += SAME_ACT * same_act
    return round(like + TRANSPOSED * digits + (ONLY_TWO if two else ALONE) * alone + PREDICATE * predicate, 4)


def _act(one: Quantity) -> str:
    """What happens to what is counted, where it stands directly before the figure (`burnt 1,900 hectares`)."""
    before = [word for word in one.mark.line.words if word.end <= one.mark.start][-1:]
    return before[0].root if before and before[0].root.startswith("=") else ""


def _two_figures(group: Sequence[Quantity]) -> bool:
    """Whether a unit has only two figures in the whole story."""
    values: list[Quantity] = []
    for quantity in group:
        if not any(agree(quantity, other) for other in values):
            values.append(quantity)
            if len(values) > 2:
                return False
    return len(values) == 2
