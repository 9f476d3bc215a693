"""Whether two passages can speak of the same moment: what changes from day to day differs without a disagreement."""

from __future__ import annotations

import re
from datetime import date, timedelta

from builder.compare.tensions.passages import Line
from builder.text.months import MONTHS

NEAR_DAYS = 3
"""Articles published within so many days of each other tell of the same state of things."""

_PERIOD = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)\b|\b(?P<quarter>first|second|third|fourth)[- ]quarter\b"
    r"|\blast (?P<last>year|month)\b|\b(?P<month>[A-Z][a-z]{2,8})\b"
)
_IN = re.compile(r"\b(?:in|of|since|by|until|last|early|late|mid|on) $|\d $")


def near(left: Line, right: Line) -> bool | None:
    """Whether the two articles appeared within `NEAR_DAYS`; None where a date is missing."""
    if not left.day or not right.day:
        return None
    return abs(left.day - right.day) <= NEAR_DAYS


def periods(line: Line) -> frozenset[str]:
    """The years, quarters and months that a line names; `last month` by the article's date."""
    named = set()
    for match in _PERIOD.finditer(line.text):
        month = MONTHS.get(match["month"].casefold()) if match["month"] else None
        if match["year"] or match["quarter"]:
            named.add(match["year"] or match["quarter"].lower())
        elif match["last"] and line.day:
            day = date.fromordinal(line.day)
            before = day.replace(day=1) - timedelta(days=1)
            named.add(str(day.year - 1) if match["last"] == "year" else f"month {before.month}")
        elif month and _IN.search(line.text[: match.start()]):
            named.add(f"month {month}")
    return frozenset(named)


def other_periods(left: Line, right: Line) -> bool:
    """Whether the lines name periods that have none in common (`in April`, `in all of 2012`)."""
    one, other = periods(left), periods(right)
    return bool(one and other) and not one & other
