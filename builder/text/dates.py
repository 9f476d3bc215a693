"""Dates as real archives write them, never guessed and never off by a day.

A date without a time is a whole day in the zone given; a time without a zone is a time in the zone given.
`03/04/2025` is refused: nobody can tell the day from the month.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from builder.text.months import MONTHS, REGIONS, WEEKDAYS, ZONES

MIN_YEAR, MAX_YEAR = 1500, 2200


class When(msgspec.Struct, frozen=True):
    """A moment in UTC; `day_only` where only a day was written (then it is that day's midnight in the zone given)."""

    at: datetime
    day_only: bool


class BadDate(ValueError):
    """Why a text is no date, in words for the user."""


_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:(?:[Tt]|\s+|\s*,\s*)(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<ap>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>.*)\Z"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(Z)?)?\Z")
_EPOCH = re.compile(r"-?\d{9,14}(?:\.\d+)?\Z")
_SLASHED = re.compile(r"(\d{1,4})([/.])(\d{1,2})\2(\d{1,4})(?!\d)")
_OFFSET = re.compile(
    r"(?:(?:GMT|UTC|Z)\s*)?([+−-])\s*(\d{1,2}):?(\d{2})?(?:\s*\(.*\)?|\s+[A-Z]{2,5})?\Z", re.IGNORECASE
)
_CJK = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_WEEKDAY = re.compile(r"([^\W\d_]+)\.?,?\s+(?=\d{4}-)")
_CLOCK = re.compile(
    r"(?<![\d/.-])(?P<h>\d{1,2})(?:[:.](?P<min>\d{2})(?!\d)(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<ap>[ap]\.?\s?m\b\.?)?"
    r"|\s*(?P<ap2>[ap]\.?\s?m\b\.?)|\s*(?P<uhr>Uhr|heures|horas|h)\b)",
    re.IGNORECASE,
)


def parse(text: str, zone: tzinfo) -> When:
    """The moment that `text` names; naive times and whole days are taken in `zone`.

    Raises `BadDate` for anything that is not one unambiguous date of the years 1500 to 2200.
    """
    text = " ".join(text.split()).strip(" \"'")
    if not text:
        raise BadDate("is empty")
    if len(text) > 120:
        raise BadDate("is too long for a date")
    text = _CJK.sub(r"\1-\2-\3 ", text).strip()
    if (weekday := _WEEKDAY.match(text)) and weekday[1].casefold() in WEEKDAYS:
        text = text[weekday.end() :]
    try:
        return _checked(_parse(text, zone))
    except OverflowError:
        raise BadDate("is out of range") from None
    except BadDate:
        raise
    except ValueError:
        raise BadDate("is no day of the calendar or no time of day") from None


def _checked(when: When) -> When:
    if not MIN_YEAR <= when.at.year <= MAX_YEAR:
        raise BadDate(f"is outside the years {MIN_YEAR} to {MAX_YEAR}")
    return when


def _parse(text: str, zone: tzinfo) -> When:
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second, utc = match.groups()
        if int(year) >= 1000 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and int(year) <= MAX_YEAR:
            return _build(
                int(year), int(month), int(day), (hour, minute, second, None, None), UTC if utc else None, zone
            )
    if _EPOCH.match(text):
        return _epoch(text)
    if match := _ISO.match(text):
        clock = (match["h"], match["min"], match["s"], match["f"], match["ap"])
        offset, known = _offset(match["zone"])
        if not known and match["h"] is None:
            raise BadDate("is not a date that can be read")
        if not known:
            clock, offset = (None,) * 5, None
        return _build(int(match["y"]), int(match["m"]), int(match["d"]), clock, offset, zone)
    return _written(text, zone)


def _epoch(text: str) -> When:
    seconds = float(text)
    if abs(seconds) >= 1e11:
        seconds /= 1000.0
    return When(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1e6)), False)


def _offset(text: str) -> tuple[tzinfo | None, bool]:
    """A zone from what follows the time, and whether it was understood; nothing there is understood as None."""
    text = text.strip().strip("()").strip()
    if not text:
        return None, True
    if text.upper() in ("Z", "ZZ"):
        return UTC, True
    if match := _OFFSET.match(text):
        hours, minutes = int(match[2]), int(match[3] or 0)
        if hours > 14 or minutes > 59:
            raise BadDate("has an impossible zone")
        sign = 1 if match[1] == "+" else -1
        return timezone(sign * timedelta(hours=hours, minutes=minutes)), True
    name = text.upper().rstrip(".").removesuffix(" TIME")
    if name in REGIONS:
        return ZoneInfo(REGIONS[name]), True
    hours_east = ZONES.get(name)
    return (timezone(timedelta(hours=hours_east)), True) if hours_east is not None else (None, False)


def _build(year: int, month: int, day: int, clock: tuple[str | None, ...], offset: tzinfo | None, zone: tzinfo) -> When:
    hour, minute, second, fraction, half = clock
    if hour is None:
        return When(datetime(year, month, day, tzinfo=zone).astimezone(UTC), True)
    h = int(hour)
    if half:
        if not 1 <= h <= 12:
            raise BadDate("has an impossible time of day")
        h = h % 12 + (12 if half[0] in "pP" else 0)
    micro = int((fraction or "0").ljust(6, "0")[:6])
    extra_day = timedelta(days=1) if h == 24 and not int(minute or 0) and not int(second or 0) else timedelta()
    local = datetime(year, month, day, 0 if extra_day else h, int(minute or 0), min(int(second or 0), 59), micro)
    return When((local.replace(tzinfo=offset or zone) + extra_day).astimezone(UTC), False)


def _written(text: str, zone: tzinfo) -> When:
    """Dates with month names, or all figures with slashes or points."""
    if match := _SLASHED.search(text):
        year, month, day = _slashed(match)
        head, rest = text[: match.start()], text[match.end() :].replace(" - ", " ")
    else:
        year, month, day, head, rest = _named(text)
    _only_known_words(head)
    clock, offset = _clock(rest if any(char.isdigit() for char in rest) else head)
    return _build(year, month, day, clock, offset, zone)


def _slashed(match: re.Match[str]) -> tuple[int, int, int]:
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return first, second, third
    if len(match[1]) > 2 or len(match[4]) not in (2, 4):
        raise BadDate("is not a date that can be read")
    year = third if len(match[4]) == 4 else 2000 + third if third < 70 else 1900 + third
    if match[2] == "." or first > 12:
        return year, second, first
    if second > 12 or first == second:
        return year, first, second
    raise BadDate("could be two different days")


def _named(text: str) -> tuple[int, int, int, str, str]:
    """Year, month, day and what stands before and after them, for a date that names its month."""
    lowered = text.casefold()
    for match in re.finditer(r"[^\W\d_]{3,}", lowered):
        month = MONTHS.get(match.group())
        if month is None:
            continue
        before, after = lowered[: match.start()], lowered[match.end() :]
        if found := re.match(r"\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{4})(?!\d)", after):
            day, year, tail = int(found[1]), int(found[2]), after[found.end() :]
            head = before
        elif (left := re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|of\s+|-)?\Z", before)) and (
            right := re.match(r"\.?(?:\s*,?\s*(?:de[l]?\s+)?|-)(\d{4})(?!\d)", after)
        ):
            day, year, tail = int(left[1]), int(right[1]), after[right.end() :]
            head = before[: left.start()]
        elif (found := re.match(r"\.?\s+(\d{1,2})\s+(.*?\d:\d\d.*?)\s(\d{4})\s*\Z", after)) is not None:
            day, year, tail, head = int(found[1]), int(found[3]), " " + found[2], before
        else:
            continue
        return year, month, day, head, tail
    raise BadDate("is not a date that can be read")


_FILLERS = frozenset(
    """at on um à a as o los le la les el den der the published posted updated last first date de kl uhr h
    clock s am pm p m""".split()
)


def _only_known_words(text: str) -> None:
    """Refuse a date amid other words (`Two dead after May 3, 2021 raid`), weekdays and the like apart."""
    for word in re.findall(r"[^\W\d_]+", text.casefold()):
        if word not in _FILLERS and word not in WEEKDAYS and word.upper() not in ZONES and word.upper() not in REGIONS:
            raise BadDate("is not a date that can be read")


def _clock(rest: str) -> tuple[tuple[str | None, ...], tzinfo | None]:
    """The time of day and its zone in what is left of a date; a time with an unknown zone is left out."""
    match = _CLOCK.search(rest)
    if not match:
        if re.search(r"\d", rest):
            raise BadDate("is not a date that can be read")
        return (None,) * 5, None
    after = rest[match.end() :].strip(" ,").rstrip(".")
    if re.match(r"(?:[|•·]|updated\b|uhr\Z|hrs?\Z|h\Z)", after, re.IGNORECASE):
        after = ""
    offset, known = _offset(after)
    if not known:
        return (None,) * 5, None
    return (match["h"], match["min"], match["s"], match["f"], match["ap"] or match["ap2"]), offset


_LABEL = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|date|dated|on|by staff)(?: on| at)?"
    r"|publi[ée] le|veröffentlicht(?: am)?|publicado(?: el)?)\s*:?\s+",
    re.IGNORECASE,
)


def date_line(line: str, zone: tzinfo) -> When | None:
    """The moment that a whole line names (`Published: Aug. 2, 2025, 6:48 p.m. EDT`), or None."""
    line = line.strip().strip("*_()[]|•·— ")
    if not 6 <= len(line) <= 90 or not any(char.isdigit() for char in line):
        return None
    if label := _LABEL.match(line):
        line = line[label.end() :]
    for piece in re.split(r"\s+[|•·]\s+|\s+(?=[Uu]pdated)", line)[:1]:
        if re.fullmatch(r"-?[\d.]+", piece) and not re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", piece):
            return None
        try:
            return parse(piece, zone)
        except BadDate:
            return None
    return None
