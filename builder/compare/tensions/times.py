"""`times`: the same event at different clock times, days or in different years."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from builder.compare.tensions.moments import near
from builder.compare.tensions.passages import Found, Line, Mark, Story, Weights, Word, around, likeness, shared, sides
from builder.compare.tensions.whens import When, whens

LIKE = {"clock": 0.30, "day": 0.40, "year": 0.50}
"""The words around both times must be at least this alike (bonuses added), and the event beside them the same."""
JOIN = 0.20
"""Where two others already disagree in the same times, this likeness makes a third join them."""
DIGITS = 0.14
"""Bonus where both are years of the same digits in another order: `1487`, `1478`."""
BESIDE = 0.10
"""Bonus where the nearest word of weight is the same in both: `burst on Saturday`, `burst on Sunday`."""
SURE = 0.25
"""Bonus for days where both have a verb of one family (`found`, `discovered`), nearest in one, or say `since`."""
WIDEST_DAYS, WIDEST_YEARS = 40, 60
"""Further apart than this, two dates are of different events."""
YEARS = 0.50
"""How alike the words around two years must be, save where they have the same digits."""
YEARS_SHARED = 0.40
"""Share of the shorter line's roots that the other line must have as well, where years differ."""
FEW_TIMES = 14
LIKE_AMONG_MANY = 0.25
"""In a story with more days or hours than this, two near roots must be shared and the words be this alike."""
WEEK = 7
"""A longer range is a month: a month and a day are not compared."""
MOMENTS = 2
"""More different times than this for one event in a story: several events."""
REACH = 5
"""Words of weight to either side among which both must share one: the event stands beside its time."""

_SAYING = re.compile(
    r"\b(?:said|says|told|tweeted|wrote|announced|added|testified|reported|according to|statement|interview|reporters|"
    r"noted|posted|argued|comment|poll|survey|press conference|news conference|briefing|spokes\w+)\b(?:[\w’' ]{0,30})$",
    re.I,
)
_SAID_AFTER = re.compile(r",? (?:\w+ )?(?:said|told|tweeted|wrote|announced|night on)\b")
_AGAIN = re.compile(r"\b(?:second|third|another|latest) (?:time|meeting|round)\b", re.I)
"""Words for events that happen more than once: their times tell them apart."""
_OPENING = re.compile(
    r"(?:^|[;:—–] |, (?:and|but|then) )(?:\W*(?:and|but|then)? ?(?:on|at|in|by|from|since|early|late)? ?)$", re.I
)
_SMALL = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night today yesterday
    tomorrow tonight noon midnight midday shortly week month year hour minute o'clock am pm last next past quarter half
    early late at about around before after since january february march april may june july august september october
    november december sept oct nov dec jan feb said""".split()
)


class Timed(msgspec.Struct, frozen=True):
    """A time with the words around it; `near` are the roots within reach, `first` is the nearest of them."""

    mark: Mark
    when: When
    weights: Weights
    near: frozenset[str]
    first: str
    verbs: frozenset[str]
    verb: str
    since: str
    """Whether it is a beginning (`since`), an end (`until`), a limit (`by`) or none of these."""


def times(found: Story) -> Iterator[Found]:
    """Every pair of times that disagree, each article's best partner only."""
    by_sort: dict[str, list[Timed]] = {}
    for line in found.lines:
        for timed in _timed(found, line):
            by_sort.setdefault(timed.when.sort, []).append(timed)
    for sort, group in sorted(by_sort.items()):
        yield from _pairs(sort, group)


def _timed(found: Story, line: Line) -> Iterator[Timed]:
    named = list(whens(line.text, line.day))
    for when in named:
        before = line.text[max(0, when.start - 50) : when.start]
        if "(@" in line.text or _AGAIN.search(line.text) or _quoted(line, when):
            continue
        if when.sort == "day" and (_SAYING.search(before) or _SAID_AFTER.match(line.text, when.end)):
            continue
        weights = around(found, line, when.start, when.end, _SMALL)
        mark = Mark(line, when.start, when.end, f"{when.sort} {when.low}..{when.high}")
        event = _event(line, when)
        verbs = [w.root for w in event if w.root.startswith("=") or w.low.endswith("ed")]
        since = re.search(r"\b(since|from|until|till|by|before|after)\W*$", line.text[: when.start], re.I)
        roots = [w.root for w in event]
        nearest = verbs[0] if verbs else ""
        bound = since[1].lower() if since else ""
        yield Timed(mark, when, weights, frozenset(roots), roots[0] if roots else "", frozenset(verbs), nearest, bound)


def _quoted(line: Line, when: When) -> bool:
    """Whether a time that depends on the day of speaking stands in quotation marks."""
    named = re.match(r"today|yesterday|tomorrow|tonight|last|this|next", line.text[when.start : when.end], re.I)
    before = line.text[: when.start]
    return bool(named) and (
        bool(re.search(r"\b(?:I|we|We|my)\b", line.text))
        or before.count('"') % 2 == 1
        or before.count("“") > before.count("”")
        or "“" in line.text[:1]
    )


def _event(line: Line, when: When) -> list[Word]:
    """The words in reach that the time can belong to: before it, or after it where it opens its clause."""
    before, after = ([w for w in side if w.low not in _SMALL] for side in sides(line, when.start, when.end))
    if when.sort == "year":
        return [*before[:REACH], *after[:REACH]]
    return after[:REACH] if _opens(line.text, when) else before[:REACH]


def _opens(text: str, when: When) -> bool:
    return bool(_OPENING.search(text[: when.start]))


def _pairs(sort: str, group: list[Timed]) -> Iterator[Found]:
    scored: dict[tuple[int, int], float] = {}
    best: dict[tuple[int, int], tuple[float, int]] = {}
    holders: dict[str, list[int]] = {}
    for i, timed in enumerate(group):
        for root in timed.near:
            holders.setdefault(root, []).append(i)
    for i, left in enumerate(group):
        # Without a root within reach of both times there is no score.
        for j in sorted({j for root in left.near for j in holders[root] if j > i}):
            right = group[j]
            if left.mark.line.place == right.mark.line.place:
                continue
            score = _score(left, right)
            if not score:
                continue
            for a, b in ((i, j), (j, i)):
                key = (a, group[b].mark.line.place)
                if (score, -b) > best.get(key, (0.0, 0)):
                    best[key] = (score, -b)
            scored[i, j] = score
    taken: list[tuple[Timed, Timed]] = []
    for joining in (False, True):
        for (i, j), score in sorted(scored.items()):
            left, right = group[i], group[j]
            if left.mark.line.source == right.mark.line.source or agree(left, right):
                continue
            if joining:
                chosen = score >= JOIN and any(_beside(left, right, known) for known in taken)
            else:
                mutual = best[i, right.mark.line.place][1] == -j and best[j, left.mark.line.place][1] == -i
                chosen = mutual and score >= LIKE[sort]
            if not chosen or (left, right) in taken or _settled(group, left, right):
                continue
            if not joining and not _of_one_event(group, left, right):
                continue
            if not joining:
                taken.append((left, right))
            line = left.mark.line
            common = set(shared(left.weights, right.weights)[:1])
            word = next(w for w in line.words if w.root in common)
            yield Found("times", f"times.{sort}", left.mark, right.mark, (word.start, word.end), score)


def _beside(left: Timed, right: Timed, known: tuple[Timed, Timed]) -> bool:
    a, b = known
    return {left.mark.value, right.mark.value} == {a.mark.value, b.mark.value} and (left in known) != (right in known)


def agree(left: Timed, right: Timed) -> bool:
    """Whether one moment can be both."""
    a, b = left.when, right.when
    if a.sort == "day" and (a.weekly or b.weekly) and (a.low - b.low) % 7 == 0:
        return True
    if a.sort != "clock":
        return a.low <= b.high and b.low <= a.high
    turns = (0, 1440, -1440, 720, -720) if a.half or b.half else (0, 1440, -1440)
    return any(a.low <= b.high + turn and b.low + turn <= a.high for turn in turns)


def _score(left: Timed, right: Timed) -> float:
    a, b = left.when, right.when
    apart = max(a.low - b.high, b.low - a.high)
    if (a.sort == "day" and apart > WIDEST_DAYS) or (a.sort == "year" and apart > WIDEST_YEARS):
        return 0.0
    same = left.first == right.first
    event = same and left.first.startswith("=")
    if not left.near & right.near or len(left.weights.keys() & right.weights.keys()) < (1 if event else 2):
        return 0.0
    known = left.since == right.since and left.since in ("since", "until", "till")
    if left.since != right.since and a.sort != "clock":
        return 0.0
    if a.sort != "year" and not (left.verbs & right.verbs or known or (same and event)):
        return 0.0
    if left.verb and right.verb and left.verb != right.verb and not (same or known) and a.sort != "year":
        return 0.0
    digits = a.sort == "year" and a.low != b.low and sorted(str(a.low)) == sorted(str(b.low))
    verb = left.verb if left.verb == right.verb and left.verb in (left.first, right.first) else ""
    sure = a.sort == "day" and (known or verb.startswith("="))
    return round(likeness(left.weights, right.weights) + DIGITS * digits + BESIDE * same + SURE * sure, 4)


def _of_one_event(group: list[Timed], left: Timed, right: Timed) -> bool:
    """Whether the story gives this event two times only: what is told of more days happened more than once.

    Days and hours of articles without a date are not compared, years only in nearly the same words.
    """
    close = near(left.mark.line, right.mark.line)
    digits = sorted(str(left.when.low)) == sorted(str(right.when.low))
    if left.when.sort == "year":
        return close is True and (digits or _alike(left, right))
    if not close or _month(left) != _month(right):
        return False
    keys = {root for root in left.near & right.near if root.startswith("=")} or left.near & right.near
    if len(group) > FEW_TIMES and (
        len(left.near & right.near) < 2 or likeness(left.weights, right.weights) < LIKE_AMONG_MANY
    ):
        return False
    for key in keys:
        kinds: list[Timed] = []
        for timed in group:
            if key in timed.near and not any(agree(timed, other) for other in kinds):
                kinds.append(timed)
        if len(kinds) <= MOMENTS:
            return True
    return False


def _alike(left: Timed, right: Timed) -> bool:
    """Whether the words around two years, and the whole lines, are nearly the same."""
    near_words = likeness(left.weights, right.weights) >= YEARS
    one, other = left.mark.line.roots, right.mark.line.roots
    return near_words and len(one & other) >= YEARS_SHARED * min(len(one), len(other))


def _month(timed: Timed) -> bool:
    return timed.when.sort == "day" and timed.when.high - timed.when.low > WEEK


def _settled(group: list[Timed], left: Timed, right: Timed) -> bool:
    """Whether either article gives the other's time too."""
    for one, other in ((left, right), (right, left)):
        own = [timed for timed in group if timed.mark.line.place == one.mark.line.place]
        if any(agree(timed, other) and timed.near & other.near for timed in own):
            return True
        line = one.mark.line
        beside = (Timed(one.mark, when, {}, one.near, "", one.verbs, "", "") for when in whens(line.text, line.day))
        if any(timed.when.sort == other.when.sort and agree(timed, other) for timed in beside):
            return True
    return False
