"""Dates in one sentence, resolved against a day: what the parser of the tensions finds, and when that is sure.

The parser (`tensions.whens`) says what words can mean; this module says which one a timeline may rest on. A weekday is
the last one where its clause looks back, the next one where it looks ahead, and left open where it does neither.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

import msgspec

from builder.compare.tensions.whens import When, whens
from builder.model import DayBasis
from builder.text.months import MONTHS

SURE_DAYS, YEARLESS_DAYS, SINCE_DAYS = 45, 150, 300
"""A day or month without a year is the nearest one if that is within the first of the article's date, or within the
second where the clause looks the same way (back, ahead); `since February` is the last one, within the third."""

_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
_NAMED_DAY = re.compile(
    r"\b(?:Black|Good|Super|Bloody|Easter|Ash|Palm|Cyber|Ruby|Shrove|Holy|Giving|Maundy|Whit|Red|Blue) $"
)
_CAPITAL_NEXT = re.compile(
    r"\s(?!January|February|March|April|May|June|July|August|September|October|November|December)[A-Z][a-z]"
)
_SOME_DAY = re.compile(
    r"\b(?:that|one|an?|the|same|some|first|second|third|fourth|another|every|each|any|most|following|previous) $", re.I
)
_FUTURE = re.compile(
    r"\b(?:will|shall|would|(?-i:may)|could|can|must|going to|set to|due|expected|scheduled|planned|plans?|"
    r"intends?|hopes?|upcoming|is to|are to|was to|were to|deadline|tomorrow)\b|['’]ll\b",
    re.I,
)
_WILL = re.compile(r"\b(?:will|shall|(?-i:may)|going to|set to|due|expected|scheduled|is to|are to)\b|['’]ll\b", re.I)
_LIMIT = re.compile(r"\b(?:by|until|till|before) (?:\w+ ){0,2}$", re.I)
_SINCE = re.compile(r"\bsince (?:\w+ )?$", re.I)
_PAST = re.compile(
    r"\b(?:was|were|had|did|said|told|took|began|went|came|won|held|met|gave|made|found|left|ran|fell|rose|broke|got|"
    r"saw|spoke|stood|struck|brought|bought|built|caught|chose|drew|drove|felt|flew|grew|heard|kept|led|lost|paid|rang|"
    r"sank|sat|sent|shot|sold|spent|stole|swore|threw|wrote|since|"
    r"(?!(?:need|feed|seed|deed|speed|indeed|hundred|shed|expected|scheduled|bleed|breed|exceed|proceed|succeed|embed)\b)[a-z]{2,}ed)\b"
)
CLAUSE = re.compile(r"[,;:—–()]| and | but ")
_OF_YEAR = re.compile(r",? (?:of )?(?:last|that|the same|this|next|the following|the previous) year", re.I)
_OTHERS = re.compile(
    r"\s(?:attacks?|terror\w*|hijack\w*|committee|insurrection|riots?|uprising|movement|revolution|anniversary|"
    r"massacre|commission)\b|,\d{3}\b|\s?(?:%|per\b|percent\b|million\b|billion\b|people\b|euros\b)",
    re.I,
)
_ELEVENTH = re.compile(r"Sept?(?:ember|\.)? 11(?:th)?|11(?:th)? (?:of )?September")
"""`Sept. 11 conspirator`: of 2001, whatever the article's date."""
_YEARLY = re.compile(r"\b(?:every|each|annual\w*|once|any) (?:\w+ )?$", re.I)
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|until|till|during|from|before|after|by|of|the year|year|spring|summer|autumn|fall|winter|early|"
    r"late|mid|and|to|between) $",
    re.I,
)
_COUNTED_NEXT = re.compile(r"\s(?!was\b|is\b|has\b|as\b|this\b|its\b|his\b|does\b|elections?\b|Olympics\b)[a-z]+s\b")
_MONTH = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH}),? (?P<year>1[4-9]\d\d|20\d\d)\b(?![,.]\d)")
_RELATIVE = re.compile(
    r"(?<!the )(?<!past )(?<!’s )(?<!'s )\b(?P<which>last|next) (?P<unit>month|year)\b(?! or)"
    r"|\b(?P<n>two|three|four|five|six) days ago\b"
    r"|\b(?P<open>(?:last|next|this) week|(?:a|two|three|four|five|six|\d+) (?:week|month|year)s? ago"
    r"|the (?:day|week|month|year) (?:before|after)|an? (?:day|week|month|year) (?:earlier|later)"
    r"|the (?:previous|following|next) day"
    r"|(?:earlier|later) this (?:week|month|year))\b",
    re.I,
)
_NUMBER = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


class Place(msgspec.Struct, frozen=True):
    """A sentence, the same with quotations blanked, and the ordinal of the day from which it is reckoned."""

    text: str
    plain: str
    day: int

    def clause(self, start: int, end: int) -> str:
        """The clause around characters `start` to `end`, quotations blanked."""
        return CLAUSE.split(self.plain[:start])[-1] + self.plain[start:end] + CLAUSE.split(self.plain[end:])[0]


Read = tuple[int, int, tuple[int, int] | None, DayBasis]


def read(place: Place, clocks: bool) -> Iterator[Read]:
    """Every date of a sentence as start, end, days (None: which one cannot be told) and basis; some may overlap.

    `clocks`: whether the article writes times of day with four digits, so that `by 1900` is no year.
    """
    yield from _of_months(place.text)
    yield from _of_relatives(place)
    for when in whens(place.text, place.day):
        if when.sort != "clock" and when.low >= 1 and when.high <= date.max.toordinal():
            read = _of_when(place, when, clocks)
            if read:
                yield read


def _of_months(text: str) -> Iterator[Read]:
    """`March 2024`, wherever it stands."""
    for match in _MONTH_YEAR.finditer(text):
        if not re.search(r"\d(?:st|nd|rd|th)? (?:of )?$", text[: match.start()]):
            number = MONTHS[match["month"].rstrip(".").casefold()]
            yield match.start(), match.end(), _month(int(match["year"]), number), "written"


def _of_relatives(place: Place) -> Iterator[Read]:
    """`last month`, `three days ago`; None for `last week` and the like, which leave the day open."""
    today = date.fromordinal(place.day)
    for match in _RELATIVE.finditer(place.text):
        days = None
        if match["n"]:
            at = place.day - _NUMBER[match["n"].lower()]
            days = (at, at)
        elif match["which"]:
            step = -1 if match["which"].lower() == "last" else 1
            months = today.year * 12 + today.month - 1 + step
            whole = match["unit"].lower() == "year"
            days = _year(today.year + step) if whole else _month(months // 12, months % 12 + 1)
        yield match.start(), match.end(), days, "reckoned"


def _of_when(place: Place, when: When, clocks: bool) -> Read | None:
    """What the parser found as start, end, days and basis; None where it is no date (`Sunday Times`)."""
    words = place.text[when.start : when.end]
    if when.sort == "year":
        return _of_year(place, when, int(words[:4]), clocks)
    if any(char.isdigit() for char in words):
        return _of_date(place, when, words)
    if _WEEKDAY.search(words):
        return _of_weekday(place, when, words)
    if words.split()[0].lower() in ("in", "since", "until", "by"):
        return _of_month(place, when)
    return None if words == "Today" and when.start else _of_today(place, when, words.lower())


def _of_year(place: Place, when: When, year: int, clocks: bool) -> Read | None:
    before, after = place.text[: when.start], place.text[when.end :]
    timed = clocks and year % 100 < 60 and re.search(r"\b(?:by|from|until|till|after|before) $", before)
    if timed or not _YEAR_BEFORE.search(before) or _COUNTED_NEXT.match(after):
        return None
    return when.start, when.end, _year(year), "written"


def _of_month(place: Place, when: When) -> Read:
    """`in July`, without a year. (Months with a year are `_of_months`'.)"""
    since = place.text[when.start : when.end].lower().startswith("since")
    first = date.fromordinal(when.low)
    made = [_month(first.year + step, first.month) for step in (-1, 0, 1)]
    days = min(made, key=lambda one: abs(sum(one) // 2 - place.day))
    if since:
        days = max((one for one in made if one[0] <= place.day), default=days)
    known = not _OF_YEAR.match(place.text[when.end :]) and _is_sure(place, when, sum(days) // 2, since=since)
    if days[0] > place.day and not _WILL.search(place.clause(when.start, when.end)):
        known = False
    return when.start, when.end, days if known else None, "year"


def _is_sure(place: Place, when: When, at: int, *, since: bool = False) -> bool:
    """Whether a date without a year can be told: near, or not too far in the direction in which its clause looks."""
    gap = at - place.day
    if since:
        return -SINCE_DAYS <= gap <= 0
    clause = place.clause(when.start, when.end)
    ahead, back = bool(_FUTURE.search(clause)), bool(_PAST.search(clause))
    fits = (ahead and not back) if gap > 0 else (back and not ahead)
    against = (back and not ahead) if gap > 0 else (ahead and not back)
    return not against and abs(gap) <= (YEARLESS_DAYS if fits else SURE_DAYS)


def _of_date(place: Place, when: When, words: str) -> Read | None:
    """`17 September`, with its weekday where one stands before it: then the two must fit."""
    before, after = place.text[: when.start], place.text[when.end :]
    written = bool(re.search(r"\d{4}$", words))
    basis: DayBasis = "written" if written else "year"
    if not written and (_OTHERS.match(after) or _YEARLY.search(before)):
        return None
    if not written and _ELEVENTH.fullmatch(words) and re.match(r"\s(?!when|and|at|in|to|after|as|by|that)[a-z]", after):
        return None
    at = when.low
    named = re.search(r"\b([A-Z][a-z]+day),? (?:the )?$", before)
    if named and _WEEKDAY.fullmatch(named[1]):
        return named.start(), when.end, (at, at) if _is_weekday(at, named[1]) else None, basis
    known = written or (not _OF_YEAR.match(after) and _is_sure(place, when, at))
    return when.start, when.end, (at, at) if known else None, basis


def _is_weekday(at: int, name: str) -> bool:
    return date.fromordinal(at).strftime("%w") == str(_NUMBERS[name.casefold()])


_NUMBERS = {name: n for n, name in enumerate("sunday monday tuesday wednesday thursday friday saturday".split())}


def _of_weekday(place: Place, when: When, words: str) -> Read | None:
    """`on Tuesday`: the last one, the day itself included, where its clause looks back; ahead, the next one."""
    before, after = place.text[: when.start], place.text[when.end :]
    if _NAMED_DAY.search(before) or _CAPITAL_NEXT.match(after):
        return None
    if not when.weekly:
        return when.start, when.end, (when.low, when.low) if when.low == when.high else None, "reckoned"
    clause = place.clause(when.start, when.end)
    limit = _LIMIT.search(before)
    days = None
    if _SOME_DAY.search(before) or place.day - when.low == 6:
        # Six days back by UTC can be the same day in a zone further east.
        pass
    elif _FUTURE.search(clause):
        if when.low != place.day and _WILL.search(clause) and not _PAST.search(clause):
            days = (when.low + 7, when.low + 7)
    elif not limit and not _FUTURE.search(place.plain) and _PAST.search(clause):
        days = (when.low, when.low)
    return when.start, when.end, days, "reckoned"


def _of_today(place: Place, when: When, word: str) -> Read | None:
    """`yesterday`, `this morning`; `today` only where something happened then, `tomorrow` where something will."""
    before, after = place.plain[: when.start], place.plain[when.end :]
    if word == "today" and (re.match(r"['’]s\b", after) or not _PAST.search(CLAUSE.split(before)[-1])):
        return None
    if word == "tomorrow" and not _FUTURE.search(before):
        return None
    return when.start, when.end, (when.low, when.high), "reckoned"


def _month(year: int, month: int) -> tuple[int, int]:
    first = date(year, month, 1).toordinal()
    return first, first + monthrange(year, month)[1] - 1


def _year(year: int) -> tuple[int, int]:
    return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
