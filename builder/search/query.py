"""What a reader types, as a query: docs/reference/query-syntax.md.

The reader's engine reads the same (`query.js`); `tests/search/queries.json` holds both to it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal, get_args

import msgspec

from builder.search.text import folded_name, search_words

MOST_CLAUSES = 32
MOST_CHARACTERS = 500
"""No more is read; what a person types is far below."""

FilterKind = Literal["source", "tag", "after", "before", "has"]


class WordItem(msgspec.Struct, frozen=True):
    """A word; with `prefix` the beginning of one."""

    word: str
    prefix: bool = False


class PhraseItem(msgspec.Struct, frozen=True):
    """Words in this order, an empty one stands for any; with `prefix` the last is unfinished."""

    phrase: tuple[str, ...]
    prefix: bool = False


class FilterItem(msgspec.Struct, frozen=True):
    """`value` is a folded name, a day (YYYY-MM-DD) or `tension`."""

    kind: FilterKind
    value: str


Item = WordItem | PhraseItem | FilterItem


class Query(msgspec.Struct, frozen=True):
    """What a story should have, words joined by OR in one clause; what it must not have.

    `unknown` are operators that there are none of; their text is searched as words.
    """

    clauses: tuple[tuple[Item, ...], ...] = ()
    without: tuple[Item, ...] = ()
    unknown: tuple[str, ...] = ()


_BLANK = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_QUOTES = re.compile("[“”„‟«»＂]")
_PART = re.compile(rf'(-*)(?:([A-Za-z]+):(?!//))?(?:"([^"]*)("|\Z)|([^{_BLANK}"]*))')
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_ENDS_BLANK = re.compile(rf"[{_BLANK}]\Z")


def parse(typed: str) -> Query:
    """Read a query. A last word without a blank behind it is unfinished, as is a phrase whose last quote is missing."""
    text = _QUOTES.sub('"', typed[:MOST_CHARACTERS])
    clauses: list[list[Item]] = []
    without: list[Item] = []
    unknown: list[str] = []
    joined = joinable = False  # Whether an OR stands before what comes next, and a clause before that.
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None or not match.group():
            at += 1  # A blank.
            continue
        at = match.end()
        if match.group() == "OR":
            joined = joinable
            continue
        minus = match.group(1)
        unfinished = at >= len(text) and match.group(4) != '"' and not _ENDS_BLANK.search(text) and not minus
        items = _items(match, unfinished, unknown)
        if minus:
            without += items
            joinable = False
        elif items:
            if joined:
                clauses[-1].append(items[0])
            else:
                clauses.append([items[0]])
            clauses += [[item] for item in items[1:]]
            joinable = True
        joined = False
    return Query(tuple(map(tuple, clauses[:MOST_CLAUSES])), tuple(without[:MOST_CLAUSES]), tuple(unknown))


def day_of(text: str, *, last: bool) -> str:
    """The first or the last day of `2026`, `2026-9` or `2026-09-17`; empty when there is no such day."""
    match = _DAY.fullmatch(text)
    if not match:
        return ""
    year, month, day = match.groups()
    in_year = int(month) if month else 12 if last else 1
    if int(year) < 1 or not 1 <= in_year <= 12:
        return ""
    days = monthrange(int(year), in_year)[1]
    in_month = int(day) if day else days if last else 1
    return f"{year}-{in_year:02}-{in_month:02}" if 1 <= in_month <= days else ""


def _items(match: re.Match[str], unfinished: bool, unknown: list[str]) -> list[Item]:
    """The items of one part of the text; `unknown` grows."""
    minus, operator, quoted, _, plain = match.groups()
    if operator:
        value = (plain if quoted is None else quoted).strip()
        kind = operator.lower()
        if not value:  # A filter without a value is being typed.
            return [] if kind in get_args(FilterKind) else [*_words(operator)]
        found = _filter(kind, value)
        if found:
            return [found]
        unknown.append(match.group()[len(minus) :])
        return [*_words(f"{kind} {value}", unfinished and quoted is None)]
    if quoted is None:
        words = _words(plain, unfinished)
        # What is denied in one piece (-N-14) is denied in one piece.
        return [PhraseItem(tuple(item.word for item in words))] if minus and len(words) > 1 else [*words]
    phrase = tuple(word.form for word in search_words(quoted))
    return [PhraseItem(phrase, unfinished)] if any(phrase) else []


def _filter(kind: str, value: str) -> FilterItem | None:
    """None when there is no such operator or it says nothing."""
    match kind:
        case "source" | "tag":
            return FilterItem(kind, folded_name(value))
        case "has" if folded_name(value) == "tension":
            return FilterItem(kind, "tension")
        case "after" | "before":
            day = day_of(value, last=kind == "before")
            return FilterItem(kind, day) if day else None
    return None


def _words(text: str, unfinished: bool = False) -> list[WordItem]:
    forms = [word.form for word in search_words(text) if word.form]
    return [WordItem(form, unfinished and place == len(forms)) for place, form in enumerate(forms, start=1)]
