"""Sentences of one paragraph.

English is cut at the marks that can end a sentence, each judged by what stands around it; other languages are cut by
sentencex. Chosen by measurement: see docs/explanation/sentence-splitting.md and benchmarks/sentence_splitters.py.
"""

from __future__ import annotations

import re

from builder.model import Span
from builder.text.abbreviations import NEVER_LAST, SELDOM_LAST, SPEECH, STARTERS, TIME_WORDS

_END = re.compile(r"(?P<mark>[.!?…]+)(?P<closing>(?:[\"”’'»)\]]|\[\d{1,3}\])*)(?P<space>\s+)(?=\S)")
_DOTTED = re.compile(r"(?:[A-Za-z]{1,2}\.)+[A-Za-z]{1,2}\Z|[A-Z][a-z]?\.[A-Z]\Z")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENING = "\"'“‘«(¿¡[„—–-*"
_WIDE = re.compile("[。！？؟।॥።]")


def split(text: str, lang: str = "en") -> tuple[Span, ...]:
    """Spans of the sentences inside one paragraph, in order, without the white space between them.

    `text` is one paragraph (a line break in it is white space); `lang` a language tag, of which the first part
    counts (`pt-BR` -> `pt`). Every character that is not white space lies in exactly one span. Closing quotation
    marks and citation marks such as `[1][2]` stay with the sentence that they follow.
    """
    if (not lang or lang[:2].lower() == "en") and not _WIDE.search(text):
        cuts = _english_cuts(text)
    else:
        cuts = _library_cuts(text, lang)
    spans: list[Span] = []
    start = 0
    for cut in (*cuts, len(text)):
        piece = text[start:cut]
        bare = piece.strip()
        if bare:
            first = start + len(piece) - len(piece.lstrip())
            spans.append(Span(first, first + len(bare)))
        start = cut
    return tuple(spans)


def _english_cuts(text: str) -> list[int]:
    cuts: list[int] = []
    last = 0
    for match in _END.finditer(text):
        if match.start() > last and _ends(text, match):
            last = match.end()
            cuts.append(last)
    return cuts


def _library_cuts(text: str, lang: str) -> list[int]:
    import sentencex

    return [
        found["end_index"] for found in sentencex.get_sentence_boundaries(lang.split("-")[0].lower() or "en", text)
    ][:-1]


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence ends at this mark."""
    at = match.end()
    after = text[at]
    if after.islower():
        return False
    if after == "." or after == "…":
        return text.startswith(("...", "…", ". . ."), at)
    if not (after.isalnum() or after in _OPENING):
        return after not in ",;:!?)]}”’»"
    following = _WORD.search(text, at, at + 40)
    if following and following.group()[0].islower() and after in "(-–—*[":
        return False
    word = following.group().lower() if following else ""
    mark, closing = match["mark"], match["closing"]
    if mark[-1] in "!?":
        return _after_exclamation(text, at, closing, word)
    if mark != "." or closing.strip("0123456789[]"):
        return True
    return _after_stop(text, match.start(), at, word)


def _after_exclamation(text: str, at: int, closing: str, word: str) -> bool:
    """`“Why?” Mr. Alder asked.` goes on; so does a company that carries a mark in its name."""
    if not closing:
        return word not in ("inc", "corp", "co", "ltd")
    if closing[-1] == ")" or text[at] in _OPENING:
        return True
    words = [found.group().lower() for found in _WORD.finditer(text, at, at + 60)][:5]
    if word in STARTERS and word not in _PRONOUNS:
        return True
    return not SPEECH.intersection(words)


_PRONOUNS = frozenset(("he", "she", "they", "i", "we", "it"))
_LAST_BEFORE_STARTER = frozenset(("p", "art", "par", "ca", "al", "ed", "est", "v"))


def _after_stop(text: str, stop: int, at: int, word: str) -> bool:
    """Whether a full stop without a closing mark ends a sentence: not after an abbreviation or initial."""
    start = stop
    while start and not text[start - 1].isspace() and text[start - 1] not in '("“‘[—–/-':
        start -= 1
    before = text[start:stop]
    folded = before.lower()
    after = text[at]
    starts = (word in STARTERS and after.isupper()) or after in '"“‘«'
    if folded in NEVER_LAST:
        return (folded in _LAST_BEFORE_STARTER and starts) or (folded == "no" and not after.isdigit())
    if not start and before.isdigit():
        return False
    if folded in ("a.m", "p.m"):
        return word not in TIME_WORDS and after not in "(-–—"
    if folded in SELDOM_LAST:
        return starts
    if len(before) == 1 and before.isalpha() and before.isupper():
        return before == "I" or (starts and word not in ("a", "i"))
    return starts if _DOTTED.match(before) else True
