"""Numbers as news writes them: figures, words, scales, and what softens them (`at least`, `about`, `nearly`).

English only; a number in another language stays a run of figures. Pure functions on text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
    "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
}  # fmt: skip
_SMALL = "|".join([*_UNITS, *_TENS])
_WORDS = (
    rf"(?:(?:{_SMALL})(?:-(?:{_SMALL}))?|an?(?=[ -](?:hundred|thousand|million|billion|trillion|dozen)\b))"
    rf"(?:[ -](?:hundred|thousand|million|billion|trillion|dozen)\b(?: (?:and )?(?:{_SMALL})(?:-(?:{_SMALL}))?)?)*"
)
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE_AFTER = r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|dozen)\b|(?P<short>bn|mn|tn|[mkb])\b)?"
_NUMBER = re.compile(
    rf"(?<![\w.,:/])(?P<currency>US\$|[$€£¥])? ?(?:(?P<figures>{_FIGURES}){_SCALE_AFTER}|\b(?P<words>{_WORDS})\b)", re.I
)
_AT_LEAST = (
    r"at least|no fewer than|no less than|more than|over|above|upwards? of|exceeding|in excess of|a minimum of|topped"
)
_AT_MOST = r"fewer than|less than|under|below|up to|at most|no more than|a maximum of|as many as|as much as"
_NEARLY = r"nearly|almost|close to|just under|just short of|approaching|not quite"
_JUST_OVER = r"a little (?:over|more than)|just over|slightly (?:over|more than)|shortly after"
_ABOUT = r"about|around|some|roughly|approximately|an estimated|estimated|circa|somewhere around|or so|perhaps|maybe|~"
_BEFORE = re.compile(
    rf"(?:\b(?:(?P<just>{_JUST_OVER})|(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<nearly>{_NEARLY})"
    rf"|(?P<about>{_ABOUT})))(?: the| a| an| roughly| about| around| some| an estimated)* $",
    re.I,
)
_AFTER = re.compile(r"(?: or (?P<more>more|so|fewer|less)\b|-(?P<odd>odd)\b|-(?P<plus>plus)\b|(?P<sign>\+))", re.I)

ABOUT = 0.1
"""`about 500` allows a tenth to either side; `nearly` and `just over` a tenth to one side."""


class Number(msgspec.Struct, frozen=True):
    """A number at `start` to `end` of the text: its `value` as written, and from `low` to `high` what it allows.

    `exact` is False where words soften it or its own rounding does (`11,000` allows 10,500 to 11,500). `written` is
    the figure's digits without separators, empty for a word. `currency` is its sign. `opening` is where the words
    that belong to it begin (`at least`).
    """

    start: int
    end: int
    opening: int
    value: float
    low: float
    high: float
    written: str = ""
    currency: str = ""
    bound: str = ""


def numbers(text: str) -> Iterator[Number]:
    """Every number of `text` in order; ordinals, dates, times and parts of words are for the caller to leave out."""
    for match in _NUMBER.finditer(text):
        found = _number(text, match)
        if found is not None:
            yield found


def _number(text: str, match: re.Match[str]) -> Number | None:
    end = match.end()
    if text[end : end + 1].isalnum() and not match["scale"]:
        return None
    if match["figures"]:
        written = match["figures"].replace(",", "")
        scale = _SCALES[(match["scale"] or match["short"] or "").lower()] if match["scale"] or match["short"] else 1.0
        value = float(written) * scale
        margin = _margin(written, scale)
    else:
        written = ""
        value = spelled(match["words"])
        margin = _margin(str(int(value)), 1.0) if value >= 100 else 0.0
    start = match.start() + (1 if match.group().startswith(" ") else 0)
    before = _BEFORE.search(text, max(0, start - 40), start)
    after = _AFTER.match(text, end)
    bound = _bound(before, after)
    low, high = _range(value, margin, bound)
    opening = before.start() if before else start
    currency = (match["currency"] or "").upper().removeprefix("US")
    return Number(start, after.end() if after else end, opening, value, low, high, written, currency, bound)


def spelled(words: str) -> float:
    """`three hundred and forty` -> 340."""
    total = current = 0.0
    for word in re.split(r"[ -]", words.lower()):
        if word in _UNITS or word in _TENS:
            current += _UNITS.get(word, _TENS.get(word, 0))
        elif word in ("a", "an"):
            current += 1
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current


def _margin(written: str, scale: float) -> float:
    """Half of the last place that a figure gives: `4.2 million` -> 50,000; `11,000` -> 500; `14` -> 0."""
    if "." in written:
        return 0.5 * scale * 10.0 ** -len(written.split(".")[1])
    if scale > 1:
        return 0.5 * scale if float(written) >= 10 else 0.25 * scale
    zeros = len(written) - len(written.rstrip("0"))
    return 0.5 * 10.0**zeros if zeros and float(written) >= 100 else 0.0


def _bound(before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    if after:
        word = (after["more"] or "").lower()
        return "most" if word in ("fewer", "less") else "about" if word == "so" or after["odd"] else "least"
    return str(before.lastgroup) if before else ""


def _range(value: float, margin: float, bound: str) -> tuple[float, float]:
    about = max(ABOUT * value, margin)
    if bound == "least":
        return value, float("inf")
    if bound == "most":
        return 0.0, value
    if bound == "nearly":
        return value - about, value
    if bound == "just":
        return value, value + about
    if bound == "about":
        return value - about, value + about
    return value - margin, value + margin
