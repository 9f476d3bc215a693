"""Times that a line names: clock times, days (resolved against the article's date), years; each as a range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from builder.text.months import MONTHS

_WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_DAY = "|".join(_WEEKDAYS)
_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
)
_HOURS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_HOUR = "|".join(_HOURS)
_SHORTLY = (
    r"(?:(?P<before>(?:shortly|just|soon) before|nearly|almost|by|until|before)"
    r"|(?P<after>(?:shortly|just|soon) after|after|since|from|past(?= midnight| noon))"
    r"|(?P<about>about|around|at about|at around|roughly|some time)) "
)
_NOT_TIME = r"(?!\d|[.,]\d|\s*(?:per\b|%|million|billion|metres|m\b|km|euros|knots|hectares))"
_CLOCK = re.compile(
    rf"(?:\b{_SHORTLY})?(?:"
    r"\b(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)"
    rf"{_NOT_TIME}(?:\s?(?P<ap>[ap])\.?m\b\.?)?"
    r"|(?<=\bat )(?P<four>[01]\d[0-5]\d|2[0-3][0-5]\d)\b(?! \w+s\b)"
    r"|\b(?P<h2>1[0-2]|[1-9])\s?(?P<ap2>[ap])\.?m\b\.?"
    r"|\b(?P<past>half past|(?:a )?quarter (?:past|to)|(?:ten|five|twenty) (?:past|to)) "
    rf"(?P<to>{_HOUR}|midnight|noon|midday)\b"
    r"|\b(?P<word>noon|midday|midnight)\b)",
    re.I,
)
_DIGIT = re.compile(r"\d")
_CLOCK_WORDS = ("noon", "midday", "midnight", " past ", "quarter to", "ten to", "five to", "twenty to")
"""A digit or one of these stands in every time of day."""
_NAMED_WORDS = ("day", "tomorrow", "night", "this morning", "this afternoon", "this evening")
"""One of these stands in every day that is named without a date."""
_DATE = re.compile(
    rf"\b(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH})"
    rf"|(?P<m2>{_MONTH}) (?P<d2>[0-3]?\d)(?:st|nd|rd|th)?)(?!\d|:)"
    r"(?:,? (?P<y>(?:1[4-9]|20)\d\d)\b)?"
)
_NAMED = re.compile(
    rf"\b(?:(?P<which>last|next|this coming|the previous|the following) )?(?P<day>{_DAY})s?\b"
    r"|\b(?P<rel>yesterday|tomorrow|today|tonight|last night|this morning|this afternoon|this evening)\b",
    re.I,
)
_MONTHLY = re.compile(rf"\b(?:in|since|until|by) (?P<month>{_MONTH})(?! \d)(?: (?P<y>(?:1[4-9]|20)\d\d))?\b")
_YEAR = re.compile(
    r"(?<![\d,.$€£-])\b(?P<y>1[4-9]\d\d|20\d\d)\b(?![\d%]|[,.]\d|-\d| (?:people|euros|dollars|hectares|tonnes))"
)
_PAST = {"half past": 30, "a quarter past": 15, "quarter past": 15, "ten past": 10, "five past": 5, "twenty past": 20,
         "a quarter to": -15, "quarter to": -15, "ten to": -10, "five to": -5, "twenty to": -20}  # fmt: skip

LOOSE = 30
"""Minutes that `shortly before`, `about` and the like allow."""


class When(msgspec.Struct, frozen=True):
    """A time at `start` to `end` of a text. `sort` is `clock` (minutes of the day), `day` (ordinals) or `year`.

    `low` to `high` is what it allows. `half` tells that a clock time does not say which half of the day, `weekly` that
    a weekday does not say which week.
    """

    start: int
    end: int
    sort: str
    low: int
    high: int
    half: bool = False
    weekly: bool = False


def whens(text: str, day: int) -> Iterator[When]:
    """Every time that `text` names; `day` is the ordinal of the article's date, 0 when not known.

    Without a date, weekdays and `yesterday` are left out, and so are dates without a year.
    """
    digits = _DIGIT.search(text)
    folded = text.casefold()
    if digits or any(word in folded for word in _CLOCK_WORDS):
        yield from _clocks(text)
    taken: list[tuple[int, int]] = []
    for match in _DATE.finditer(text) if digits else ():
        found = _dated(match, day)
        taken.append(match.span())
        if found:
            yield found
    if day and any(word in folded for word in _NAMED_WORDS):
        yield from _named(text, day)
    for match in _MONTHLY.finditer(text):
        if not any(start <= match.start() < end or start < match.end() <= end for start, end in taken):
            taken.append(match.span())
            found = _month(match, day)
            if found:
                yield found
    for match in _YEAR.finditer(text) if digits else ():
        if not any(start <= match.start() < end for start, end in taken):
            year = int(match["y"])
            bound = re.search(r"\b(?:(after)|(before|until|by)) $", text[: match.start()])
            low, high = (year + 1, year + 5) if bound and bound[1] else (year - 5, year) if bound else (year, year)
            yield When(match.start(), match.end(), "year", low, high)


def _clocks(text: str) -> Iterator[When]:
    for match in _CLOCK.finditer(text):
        minutes, half = _minutes(match)
        if match["h"] and not match["ap"] and not _looks_like_time(text, match):
            continue
        low = high = minutes
        if match["before"]:
            low -= LOOSE
        if match["after"]:
            high += LOOSE
        if match["about"]:
            low, high = low - LOOSE, high + LOOSE
        yield When(match.start(), match.end(), "clock", low, high, half)


def _looks_like_time(text: str, match: re.Match[str]) -> bool:
    """`6.38` is a time after `at` and the like, `06:40` is one anyway."""
    number = match.start("h")
    if text[number : match.end("m")].count(":") or (len(match["h"]) == 2 and match["h"][0] == "0"):
        return True
    return bool(re.search(r"\b(?:at|by|until|before|after|since|from|shortly before|about|around) $", text[:number]))


def _minutes(match: re.Match[str]) -> tuple[int, bool]:
    if match["four"]:
        return int(match["four"][:2]) * 60 + int(match["four"][2:]), False
    if match["word"]:
        return (1440 if match["word"].lower() == "midnight" else 720), False
    if match["past"]:
        base = {"midnight": 24, "noon": 12, "midday": 12}.get(match["to"].lower()) or _HOURS[match["to"].lower()]
        return base * 60 + _PAST[match["past"].lower()], base <= 12 and match["to"].lower() in _HOURS
    hour = int(match["h"] or match["h2"])
    minute = int(match["m"] or 0)
    half = match["ap"] or match["ap2"]
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour * 60 + minute, not half and hour <= 12 and not (match["h"] or "").startswith("0")


def _dated(match: re.Match[str], day: int) -> When | None:
    month = MONTHS.get((match["m1"] or match["m2"]).rstrip(".").casefold())
    number = int(match["d1"] or match["d2"])
    year = int(match["y"]) if match["y"] else None
    if month is None or (year is None and not day):
        return None
    at = _nearest(year, month, number, day)
    return When(match.start(), match.end(), "day", at, at) if at else None


def _nearest(year: int | None, month: int, number: int, day: int) -> int:
    """The ordinal of a date; without a year, the one nearest to the article's date."""
    years = [year] if year is not None else [date.fromordinal(day).year + step for step in (-1, 0, 1)]
    made = []
    for one in years:
        try:
            made.append(date(one, month, number).toordinal())
        except ValueError:
            continue
    return min(made, key=lambda at: (abs(at - day), at)) if made else 0


def _named(text: str, day: int) -> Iterator[When]:
    weekday = date.fromordinal(day).weekday()
    for match in _NAMED.finditer(text):
        if match["rel"]:
            step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(match["rel"].lower(), 0)
            yield When(match.start(), match.end(), "day", day + step, day + step)
            continue
        back = (weekday - _WEEKDAYS[match["day"].lower()]) % 7
        which = (match["which"] or "").lower()
        if re.search(r"\b(?:an?|every|each|any|most) $", text[: match.start()], re.I):
            continue
        if which in ("the previous", "the following") or match.group().lower().endswith("days"):
            continue
        if which in ("next", "this coming"):
            # Which week is meant differs from writer to writer.
            at = (day - back + 7, day - back + 14)
        elif which == "last":
            at = (day - back - 7, day - back if back else day - 7)
        else:
            at = (day - back, day - back)
        yield When(match.start(), match.end(), "day", *at, weekly=not which)


def _month(match: re.Match[str], day: int) -> When | None:
    month = MONTHS.get(match["month"].rstrip(".").casefold())
    if month is None or not (match["y"] or day):
        return None
    first = _nearest(int(match["y"]) if match["y"] else None, month, 1, day)
    return When(match.start(), match.end(), "day", first, first + 30) if first else None
