"""A language's plurals, numbers, lists and dates, by the Unicode CLDR as Babel carries it.

The only module that knows Babel, and it loads it late: views keep times as ISO text and are put in words when a page is
rendered, so a build with nothing to do never loads it. Digits are 0 to 9 in every language, as they stand in addresses,
in the articles' figures and in the JSON. Nothing here depends on the machine's own locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

WRITTEN_AS = {"en": "en-GB"}
"""A language without a region is written as in this one: plain English puts the day before the month."""
FALLBACK = "en-GB"
"""How a language that the CLDR does not know is written."""


_RTL_SCRIPTS = frozenset("adlm arab hebr mand mend nkoo rohg samr syrc thaa".split())
_RTL_LANGUAGES = frozenset(
    "apc ar arc bal bgn ckb dv fa he iw ks lrc mzn nqo pnb prs ps rhg sd sdh skr syr trw ug ur yi".split()
)
_RTL_LETTER = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001eeff]")
_LTR_LETTER = re.compile(r"[A-Za-z\u00c0-\u02b8\u0370-\u058f\u0900-\u1fff\u2c00-\ua4ff\ua640-\ud7ff]")


@lru_cache(maxsize=64)
def _locale(tag: str) -> Locale:
    """The CLDR's entry for a BCP 47 tag or the nearest shorter one (`fr-XX` -> `fr`)."""
    from babel import Locale, UnknownLocaleError

    parts = WRITTEN_AS.get(tag, tag).split("-")
    for length in range(len(parts), 0, -1):
        try:
            return Locale.parse("_".join(parts[:length]))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(FALLBACK, sep="-")


def for_scripts(tag: str) -> str:
    """The tag that gives a browser's `Intl` the same conventions: `ar` -> `ar-u-nu-latn`, `en` -> `en-GB-u-nu-latn`."""
    return f"{WRITTEN_AS.get(tag, tag)}-u-nu-latn"


def direction(tag: str) -> str:
    """`rtl` or `ltr`: the way the language's script runs, without Babel."""
    parts = tag.lower().split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    rtl = script in _RTL_SCRIPTS if script else parts[0] in _RTL_LANGUAGES
    return "rtl" if rtl else "ltr"


def isolated(tag: str, text: str) -> str:
    """`text` for a place in a sentence of the language: held apart where its letters run the other way.

    Without the isolating marks (Unicode's FSI and PDI) a name in Latin letters would carry the commas and figures
    around it to the wrong side of an Arabic line, and the other way round.
    """
    other = _LTR_LETTER if direction(tag) == "rtl" else _RTL_LETTER
    return f"\u2068{text}\u2069" if other.search(text) else text


def categories(tag: str) -> tuple[str, ...]:
    """The plural categories of the language, in the CLDR's order: `("one", "other")` for English."""
    tags = {*_locale(tag).plural_form.tags, "other"}
    return tuple(name for name in ("zero", "one", "two", "few", "many", "other") if name in tags)


@lru_cache(maxsize=4096)
def plural(tag: str, value: float) -> str:
    """The category of a number: `few` for 3 in Arabic."""
    return str(_locale(tag).plural_form(int(value) if value == int(value) else value))


def number(tag: str, value: float) -> str:
    """1600 -> `1,600`, 12.5 -> `12,5`: at most two decimals. Small whole numbers need no Babel."""
    if value == int(value):
        value = int(value)
        if -1000 < value < 1000:
            return str(value)
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=None if isinstance(value, int) else "#,##0.##", locale=_locale(tag)))


def join(tag: str, words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    from babel.lists import format_list

    return str(format_list(words, locale=_locale(tag)))


@lru_cache(maxsize=8192)
def moment(tag: str, iso: str, form: str) -> str:
    """An ISO 8601 year, month, day or time as text; `form` is `day` (as whole as `iso` gives it), `short` or `time`.

    `2026-09-17` -> `17 September 2026` (`day`), `17 Sept` (`short`); `2026-09` -> `September 2026`, `2026` -> `2026`;
    `time` is the clock, empty where `iso` has none.
    """
    from babel.dates import format_date, format_skeleton, format_time

    locale = _locale(tag)
    if form == "time":
        return (
            str(format_time(datetime.fromisoformat(iso).replace(tzinfo=None), "short", locale=locale))
            if "T" in iso
            else ""
        )
    parts = [int(part) for part in iso.partition("T")[0].split("-")]
    on = date(*[*parts, 1, 1][:3])
    if len(parts) == 1:
        return str(format_skeleton("y", on, locale=locale))
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", on, locale=locale))
    if form == "short":
        return _first(locale, on, str(format_skeleton("MMMd", on, locale=locale)))
    return _first(locale, on, str(format_date(on, "long", locale=locale)))


def day_and_time(tag: str, iso: str) -> str:
    """Day and clock in one line; the day alone where `iso` has no time."""
    day, clock = moment(tag, iso, "day"), moment(tag, iso, "time")
    return str(_locale(tag).datetime_formats["medium"]).format(clock, day).replace("'", "") if clock else day


def month_name(tag: str, month: int) -> str:
    """A month (1 to 12) by name, standing alone: `September`."""
    return str(_locale(tag).months["stand-alone"]["wide"][month])


@lru_cache(maxsize=16)
def weekdays(tag: str) -> tuple[tuple[str, str], ...]:
    """The days of the week, (short, whole), beginning with the one that the language's calendars begin with."""
    days = _locale(tag).days["stand-alone"]
    names = [(str(days["short"][n]), str(days["wide"][n])) for n in range(7)]
    first = first_weekday(tag)
    return (*names[first:], *names[:first])


def first_weekday(tag: str) -> int:
    """The day that calendars of the language begin with: 0 is Monday."""
    return int(_locale(tag).first_week_day)


@lru_cache(maxsize=4096)
def span(tag: str, first: str, last: str) -> str:
    """From one ISO day to another in one phrase: `17–20 September 2026`."""
    a, b = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    if a == b:
        return moment(tag, first[:10], "day")
    from babel.dates import format_date

    locale = _locale(tag)
    formats = locale.interval_formats
    whole = formats.get("yMMMMd") or formats.get("yMMMd")
    pieces = (whole or {}).get("y" if a.year != b.year else "M" if a.month != b.month else "d")
    if not pieces or len(pieces) != 2:
        return f"{moment(tag, first[:10], 'day')} – {moment(tag, last[:10], 'day')}"
    texts = [_format(format_date, on, piece, locale) for on, piece in zip((a, b), pieces, strict=True)]
    return _first(locale, a, "".join(texts))


def _format(write: Any, on: date, pattern: str, locale: Locale) -> str:
    """A day by half an interval's pattern, its month written out."""
    for short, long in (("MMM", "MMMM"), ("LLL", "LLLL")):
        if short in pattern and long not in pattern:
            pattern = pattern.replace(short, long)
    return str(write(on, pattern, locale=locale))


def _first(locale: Locale, on: date, text: str) -> str:
    """French writes the first of a month as an ordinal, which the CLDR's patterns do not."""
    if locale.language == "fr" and on.day == 1 and text.startswith(("1 ", "1–")):
        return f"1er{text[1:]}"
    return text
