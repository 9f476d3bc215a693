"""Text -> the words that the search knows, with their places: docs/reference/search-index.md, "Words".

The reader's engine does the same in JavaScript; `tests/search/words.json` holds both to one behaviour.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

APOSTROPHES = "'’‘‛´′＇`"
LONGEST = 40
"""Code points of a form; longer ones are no words (addresses, keys, noise)."""

_WIDTHLESS = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_SPACELESS_CLASSES = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U000323af",
    "\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3",
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dd",
)
_SAME = str.maketrans(
    {
        **dict.fromkeys(map(chr, (0xAD, 0x2BC, 0x640, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))), ""),
        **dict.fromkeys(map(chr, (*range(0x2060, 0x206A), *range(0xFE00, 0xFE10))), ""),
        **dict.fromkeys(APOSTROPHES, ""),
        **dict(zip("ßæœøđðłıþς", "ss ae oe o d d l i th σ".split(), strict=True)),
        **dict(zip("ёىیکة", "еييكه", strict=True)),
        **{
            chr(zero + digit): str(digit)
            for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0)
            for digit in range(10)
        },
    }
)
_ACCENTS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_POINTS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
)
_OPTIONAL = re.compile(f"[{_ACCENTS}{_POINTS}\u093c](?<![\u0400-\u052f][{_ACCENTS}])")
_STRESS = re.compile(f"[{_ACCENTS}]+")


def _marks() -> str:
    """A regular expression's class of all combining marks, of this Python's Unicode."""
    runs: list[list[int]] = []
    for code in (*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)):
        if unicodedata.category(chr(code))[0] == "M":
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


_INNER = _marks() + _WIDTHLESS
# The look ahead spares most ends of words the long class: nothing in it lies below U+00AD.
_RUN = rf"[^\W_]+(?:(?=[^\x00-\xac])[{_INNER}]+[^\W_]*)*"
_PIECE = re.compile(rf"{_RUN}(?:[{APOSTROPHES}.,]{_RUN})*")
_WORD = re.compile(
    rf"(?P<number>(?<![0-9][.,])(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+)(?![.,]?[0-9])(?:{_RUN})?)"
    rf"|(?P<initials>(?<![^\W_])(?<![{_INNER}])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])(?![{_INNER}]))"
    rf"(?:[{APOSTROPHES}][sS](?![^\W_])(?![{_INNER}]))?"
    rf"|(?P<run>{_RUN}(?:[{APOSTROPHES}]{_RUN})*)"
)
_JOINED = re.compile(f"[{APOSTROPHES}.,\u02bc]")
_POSSESSIVE = re.compile(f"[{APOSTROPHES}\u02bc][sS]\\Z")
_SPACELESS = re.compile("|".join(f"[{chars}][{chars}{_INNER}]*" for chars in _SPACELESS_CLASSES))
_ANY_SPACELESS = re.compile(f"[{''.join(_SPACELESS_CLASSES)}]")
_UNIT = re.compile(f".[{_INNER}]*", re.DOTALL)
_NO_WORD = re.compile(rf"(?:(?![{_marks()}])[\W_])+")


class Word(NamedTuple):
    """A form as it is looked up, and its place: code points of the text, end exclusive."""

    form: str
    start: int
    end: int


def search_words(text: str) -> list[Word]:
    """The words of `text` in order; a form that is empty or longer than `LONGEST` is given as an empty one."""
    found = []
    for piece in _PIECE.finditer(text):
        at = piece.start()
        found += [Word(form, at + start, at + end) for form, start, end in parts(piece.group())]
    return found


def pieces(text: str) -> list[str]:
    """The pieces of `text`, to be cut by `parts`: for whoever wants the words of much text without their places."""
    return _PIECE.findall(text)


def forms(text: str) -> list[str]:
    """The forms of `search_words`, without their places."""
    return [part[0] for piece in _PIECE.findall(text) for part in parts(piece)]


@lru_cache(maxsize=1 << 16)
def parts(piece: str) -> tuple[Word, ...]:
    """The words of one piece, with their places in it."""
    if not _JOINED.search(piece):
        return tuple(_cut(piece, 0, len(piece), number=False))
    out: list[Word] = []
    for match in _WORD.finditer(piece):
        kind = match.lastgroup or "run"
        start, end = match.span(kind)
        if kind == "run" and (tail := _POSSESSIVE.search(piece, start, end)) and tail.start() > start:
            end = tail.start()
        out += _cut(piece, start, end, number=kind == "number")
    return tuple(out)


def _cut(piece: str, start: int, end: int, *, number: bool) -> Iterator[Word]:
    """One word of a script with spaces, or the pairs of those without and what is between."""
    if piece.isascii() or not _ANY_SPACELESS.search(piece, start, end):
        yield _word(piece[start:end], start, end, number=number)
        return
    at = start
    for run in _SPACELESS.finditer(piece, start, end):
        if run.start() > at:
            yield _word(piece[at : run.start()], at, run.start(), number=number)
        units = [(fold(unit.group()), *unit.span()) for unit in _UNIT.finditer(piece, *run.span())]
        for left, right in zip(units, units[1:] or units, strict=False):
            form = left[0] + right[0] if len(units) > 1 else left[0]
            yield Word(form, left[1], right[2])
        at = run.end()
    if at < end:
        yield _word(piece[at:end], at, end, number=number)


def _word(written: str, start: int, end: int, *, number: bool) -> Word:
    form = fold(written, number=number)
    return Word(form if len(form) <= LONGEST else "", start, end)


def fold(written: str, *, number: bool = False) -> str:
    """`Zürich` -> `zurich`: the form in which spellings of a word are equal; `number` keeps a full stop."""
    if written.isascii():
        folded = written.lower()
        if folded.isalnum():
            return folded
    else:
        folded = _bare(written)
    if number:
        return "".join(_NO_WORD.sub("", part) + "." for part in folded.split("."))[:-1]
    return _NO_WORD.sub("", folded)


def folded_name(name: str) -> str:
    """`The Daily-Siren!` -> `the daily siren`: the form of a name; what is neither letter nor number is one blank."""
    return " ".join(_NO_WORD.sub(" ", _bare(name)).split())


def _bare(text: str) -> str:
    """What spellings have in common, marks and case left out."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_SAME)
    folded = _OPTIONAL.sub("", unicodedata.normalize("NFKD", folded))
    # What composing leaves over after a Cyrillic letter is a mark of stress; `й` and its like are letters.
    return _STRESS.sub("", unicodedata.normalize("NFKC", folded))


def paired(form: str) -> bool:
    """Whether a form is of a script without spaces (a pair, mostly)."""
    return not form.isascii() and _ANY_SPACELESS.search(form) is not None


def stop_forms(words: Iterable[str]) -> tuple[str, ...]:
    """Stop words in the form in which the search meets them, sorted."""
    return tuple(sorted({form for word in words for form in forms(word) if form}))
