"""Text in the order in which it is drawn from left to right, Arabic letters in their joined forms.

Pillow can leave this to libraries that are on one machine and not on the next; the bytes of a picture must not depend
on them. What is here is enough for a headline: the letters' joined forms by Unicode's own table, and the order of the
Unicode Bidirectional Algorithm (UAX 9) without its explicit embeddings.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

Direction = Literal["ltr", "rtl"]

_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_FORMS = ("isolated", "final", "initial", "medial")
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
_KASHIDA = "\u0640"
_LAM_ALEF = ("\u0644\u0622", "\u0644\u0623", "\u0644\u0625", "\u0644\u0627")


def direction(text: str, otherwise: Direction = "ltr") -> Direction:
    """The direction of the first letter that has one."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def visual(text: str, base: Direction) -> str:
    """`text` (one line) as it is drawn from left to right in a paragraph of direction `base`."""
    if text.isascii() and base == "ltr":
        return text
    shaped = joined(text)
    levels = _levels(shaped, base)
    out = [letter.translate(_MIRRORED) if level % 2 else letter for letter, level in zip(shaped, levels, strict=True)]
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(out):
            end = start
            while end < len(out) and levels[end] >= level:
                end += 1
            out[start:end] = out[start:end][::-1]
            levels[start:end] = levels[start:end][::-1]
            start = end + 1
    return "".join(out)


def _levels(text: str, base: Direction) -> list[int]:
    """Each letter's level: even runs to the right, odd to the left (rules W2 to W7, N1, N2, I1, I2)."""
    kinds = [_kind(letter) for letter in text]
    own = 1 if base == "rtl" else 0
    outer = "R" if own else "L"
    strong = outer
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "N" and strong == "L":
            kinds[at] = "L"
        elif kind == "S":
            inside = 0 < at < len(kinds) - 1 and kinds[at - 1] in "NL" and _kind(text[at + 1]) == "N"
            kinds[at] = kinds[at - 1] if inside and text[at - 1].isdigit() else "O"
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "O":
            end += 1
        if end > at:
            before = _side(kinds[at - 1]) if at else outer
            after = _side(kinds[end]) if end < len(kinds) else outer
            kinds[at:end] = [before if before == after else outer] * (end - at)
        at = end + 1
    raised = {"L": own if own % 2 == 0 else own + 1, "R": own if own % 2 else own + 1, "N": 2}
    return [raised[kind] for kind in kinds]


def _side(kind: str) -> str:
    """A number counts as right-to-left for what stands beside it."""
    return "R" if kind == "N" else kind


def _kind(letter: str) -> str:
    """L, R, N (a digit), S (a separator between digits) or O (neither)."""
    kind = unicodedata.bidirectional(letter)
    if kind == "L":
        return "L"
    if kind in ("R", "AL"):
        return "R"
    if kind in ("EN", "AN", "ET"):
        return "N" if kind != "ET" or letter in "%٪‰" else "O"
    return "S" if kind in ("CS", "ES") else "O"


def joined(text: str) -> str:
    """`text` with Arabic letters in the forms that they have beside each other; vowel marks are left out."""
    if not any("\u0600" <= letter <= "\u06ff" for letter in text):
        return text
    forms = _joined_forms()
    letters = [c for c in text if not ("\u0600" <= c <= "\u06ff" and unicodedata.category(c) == "Mn")]
    out: list[str] = []
    at = 0
    before = False
    while at < len(letters):
        pair = "".join(letters[at : at + 2])
        unit = pair if len(pair) == 2 and (pair, "isolated") in forms else letters[at]
        follows = letters[at + len(unit)] if at + len(unit) < len(letters) else ""
        after = _joins_on(unit[-1], forms) and _joins_back(follows, forms)
        form = _FORMS[(1 if before and _joins_back(unit[0], forms) else 0) + (2 if after else 0)]
        out.append(forms.get((unit, form), unit if unit not in _JOINERS else ""))
        before = after
        at += len(unit)
    return "".join(out)


def _joins_on(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    """Whether a letter joins the one after it."""
    return letter in (_KASHIDA, "\u200d") or (letter, "initial") in forms


def _joins_back(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    """Whether a letter joins the one before it."""
    return letter in (_KASHIDA, "\u200d") or (letter, "final") in forms


@lru_cache(maxsize=1)
def _joined_forms() -> dict[tuple[str, str], str]:
    """(letter or lam with alef, form) -> the character of that form, from Unicode's decompositions."""
    out: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        form, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        name = form.strip("<>")
        base = "".join(chr(int(part, 16)) for part in parts)
        if name in _FORMS and (len(base) == 1 or base in _LAM_ALEF):
            out.setdefault((base, name), chr(code))
    return out
