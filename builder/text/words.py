"""Words, names and stop words, the same for threads, comparison and search."""

from __future__ import annotations

import re

from builder.text.normalise import fold

_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]+"
)
_NAME_WORD = r"(?:(?:[A-Z]\.)+|[A-ZÀ-ÖØ-Þ][\w’'-]*)"
_JOINER = r"(?:de|da|do|dos|del|van|von|der|of|the|al|bin|la|le)"
_NAME = re.compile(rf"\b{_NAME_WORD}(?:\s+(?:{_JOINER}\s+){{0,2}}{_NAME_WORD})*")

STOPWORDS = frozenset(
    """a about above after again against all also although am among an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
    down during each either even ever every few for from further get gets got had hadn't has hasn't have haven't
    having he he's her here hers herself him himself his how however i i'm i've if in into is isn't it it's its
    itself just last let like made make many may me might more most much must my myself next no nor not now of off
    on once one only or other our ours out over own per said same say says she she's should shouldn't since so some
    still such than that that's the their theirs them themselves then there there's these they they're this those
    though through to too under until up upon us very was wasn't we we're we've were weren't what when where whether
    which while who whom whose why will with within without won't would wouldn't yet you you're your yours yourself
    mr mrs ms dr told new""".split()
)


def tokens(text: str) -> tuple[str, ...]:
    """Folded words in order; possessive 's removed; runs of a script without spaces become character bigrams."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match.group()
        if word.isascii():
            found.append(word[:-2] if word.endswith("'s") else word)
            continue
        found.extend(_with_bigrams(word))
    return tuple(found)


def _with_bigrams(word: str) -> list[str]:
    out: list[str] = []
    position = 0
    for run in _SPACELESS.finditer(word):
        if run.start() > position:
            out.append(word[position : run.start()])
        chars = run.group()
        out.extend(chars[i : i + 2] for i in range(max(1, len(chars) - 1)))
        position = run.end()
    if position < len(word):
        out.append(word[position:].removesuffix("'s"))
    return out


def content_words(text: str) -> tuple[str, ...]:
    """`tokens` without stop words and single letters."""
    return tuple(word for word in tokens(text) if word not in STOPWORDS and (len(word) > 1 or word.isdigit()))


def names(text: str) -> tuple[str, ...]:
    """Runs of capitalised words as written (`Chief Science Officer Jared Kaplan`), a lone stop word left out."""
    found = (match.group().rstrip(".'’-") for match in _NAME.finditer(text))
    return tuple(name for name in found if fold(name) not in STOPWORDS and len(name) > 1)
