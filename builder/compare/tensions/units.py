"""What a number counts: a currency, a share, a unit of measure, or the noun behind it."""

from __future__ import annotations

import re

from builder.compare.tensions.passages import Line, Word, root_of
from builder.text.numbers import Number

CLAUSE_END = re.compile(r"[.;:!?()\[\]\"“”—–]|,(?!\d)")
_MONEY = frozenset("euro euros dollar dollars pound pounds cents pence yen".split())
_CURRENCY = {"euros": "€", "euro": "€", "dollars": "$", "dollar": "$", "pounds": "£", "pound": "£", "yen": "¥"}
_PERCENT = frozenset(("percent", "pc", "pct"))
_PEOPLE = frozenset(
    """people persons person passengers residents men women children migrants refugees protesters demonstrators
    supporters marchers workers employees strikers staff""".split()
)
_PART_OF = frozenset("women men children".split())
"""Some of the people: they are compared among themselves, save in `men and women`."""
_UNITS = {"hectare": "hectares", "ha": "hectares", "tonne": "tonnes", "ton": "tonnes", "tons": "tonnes",
          "km": "kilometres", "kilometre": "kilometres", "kilometer": "kilometres", "kilometers": "kilometres",
          "mile": "miles", "knot": "knots", "metre": "metres", "meters": "metres", "meter": "metres",
          "vessels": "boats", "seiners": "boats", "boat": "boats",
          "homes": "households", "houses": "households", "vote": "votes", "acre": "acres"}  # fmt: skip
COMMON = frozenset("€ $ £ ¥ % mph cent point kilometres miles metres".split())
MEASURES = frozenset(_UNITS.values())
TIME = frozenset(
    """second seconds minute minutes hour hours day days week weeks month months year years decade decades century
    o'clock am pm a.m p.m old year-old points percentage basis times time short""".split()
)
_SKIPPED = frozenset(
    """the of its their his her these those this that a an and or to in on at for with from by as than more less about
    some around over per out who were was is are have had has been other others further additional new extra
    his our at hers theirs them""".split()
)
SMALL = frozenset("of the its their his her these those this that a an and per".split())
_STOP = frozenset("to in on at for with from by as than per who were was is are have had has been and or but".split())


def unit_of(line: Line, number: Number) -> tuple[str | None, tuple[int, int], frozenset[str]]:
    """What a number counts, where that word stands, and the roots of the phrase behind the number."""
    text = line.text
    if number.currency:
        return number.currency, (number.start, number.end), frozenset()
    if text[number.end : number.end + 1] == "%":
        return "%", (number.start, number.end + 1), frozenset()
    stop = CLAUSE_END.search(text, number.end)
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
            both = sum(w.low in _PART_OF for w in words) > 1
            unit = word.low if word.low in _PART_OF and not both else "people"
            return unit, (word.start, word.end), frozenset({"people"})
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
