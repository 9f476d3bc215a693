"""Noun phrases that can speak, and those that stand behind a verb of saying, by closed word lists and capitals."""

from __future__ import annotations

import re

import msgspec

from builder.compare.voices import (
    AUXILIARIES,
    BREAKS,
    DETERMINERS,
    OPENERS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    TIMES,
    VOICES,
    WORKS,
)
from builder.model import Span
from builder.text.normalise import fold
from builder.text.words import STOPWORDS

_NO_CALLING = STOPWORDS | DETERMINERS | PREPOSITIONS | AUXILIARIES | PARTICLES | BREAKS
TOKEN = re.compile(
    r"\([^)]*\)|(?:[A-Z]\.)+|(?:Mr|Mrs|Ms|Dr|Del|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|St|Jr|Sr|Prof|Rev|Hon)\.|"
    r"[^\W_][\w’'&-]*(?:\.[\w’'&-]+)*|[^\w\s]"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_WHATEVER = re.compile(
    r"\s+((?!plan\b|law\b|schedule\b|their\b|its\b|his\b|her\b)[^\W_][\w’'&.%$-]*"
    r"(?:\s+(?!that\b|which\b|who\b|whose\b|filed\b|released\b|published\b|conducted\b|and\b)[\w’'&%$-]+"
    r"(?:\.(?=[A-Z]\.|\s[A-Z][a-z]+\s))?){0,14}?)"
    r"(?=\s*[,.;:()—–□\n]|\s+(?:that|which|who|whose|filed|released|published|conducted|and)\b|\s*$)"
)


class Speaker(msgspec.Struct, frozen=True):
    """A noun phrase: where it stands (offsets in the text that was searched) and what it is."""

    span: Span
    named: bool
    pronoun: bool = False


def is_name(word: str) -> bool:
    """Whether a word is capitalised and neither a day nor a month nor a pronoun."""
    if not word[:1].isupper():
        return False
    folded = fold(word).strip(".").removesuffix("'s")
    if folded in ("mr", "mrs", "ms", "dr"):
        return True
    if folded in TIMES or folded in OPENERS:
        return False
    return folded not in STOPWORDS or (word.isupper() and len(word) > 1)


def anybody_after(text: str, start: int) -> Speaker | None:
    """What follows `according to`, whatever it is: up to the next comma, stop or relative clause."""
    found = _WHATEVER.match(text, start)
    return Speaker(Span(found.start(1), found.end(1)), is_name(found[1].split()[-1])) if found else None


def after(text: str, start: int) -> Speaker | None:
    """The noun phrase that begins directly at `start` (after white space): `said [Jim Smith], the mayor`."""
    words = list(TOKEN.finditer(text, start, min(len(text), start + 160)))[:13]
    if not words or text[start : words[0].start()].strip():
        return None
    if words[0].group().lower() in PRONOUNS:
        return Speaker(Span(words[0].start(), words[0].end()), False, True)
    called = _called(text, words)
    if called:
        return called
    phrase, speaks = _phrase_after([word.group() for word in words])
    if not phrase:
        return None
    last = words[phrase - 1]
    found = Speaker(Span(words[0].start(), last.end()), is_name(last.group()))
    if not found.named and text[last.end() : last.end() + 2] == ", ":
        # "said its director, Jo Lee": the name that the role stands for.
        person = after(text, last.end() + 1)
        if person and person.named and is_name(text[person.span.start : person.span.end].split()[0]):
            return person
    return found if speaks else None


def _capital_follows(words: list[re.Match[str]]) -> bool:
    return len(words) < 2 or not words[1].group()[0].islower()


def _called(text: str, words: list[re.Match[str]]) -> Speaker | None:
    """One to three plain words and then a name of two words or more: `[chief sleuth Edite Lourosa]`."""
    plain = 0
    while plain < len(words) and words[plain].group().isalpha():
        if not words[plain].group().islower() and (plain or words[0].start() or _capital_follows(words)):
            break
        if words[plain].group().lower() in _NO_CALLING:
            return None
        plain += 1
    names = plain
    while names < len(words) and is_name(words[names].group()):
        names += 1
    if not 1 <= plain <= 3 or names - plain < 2:
        return None
    gap = text[words[0].start() : words[names - 1].end()]
    return Speaker(Span(words[0].start(), words[names - 1].end()), True) if "," not in gap else None


def _phrase_after(words: list[str]) -> tuple[int, bool]:
    """How many of `words` belong to the noun phrase that they open, and whether it names a person or a voice."""
    named = voices = False
    end = 0
    for i, word in enumerate(words[:12]):
        if word[0].isalpha() and is_name(word):
            named = True
        elif _is_voice(words, i, named, voices):
            voices = True
        elif not _continues(words, i, named, voices):
            break
        end = i + 1
    while end and words[end - 1].lower() in PREPOSITIONS | DETERMINERS | PARTICLES:
        end -= 1
    return end, named or voices


def _is_voice(words: list[str], i: int, named: bool, voices: bool) -> bool:
    if named and i and words[i][0].isalpha() and _POSSESSIVE.search(words[i - 1]):
        return True
    return words[i].lower() in VOICES and (words[0].lower() in DETERMINERS or not named or voices)


def _continues(words: list[str], i: int, named: bool, voices: bool) -> bool:
    """Whether word `i` carries the phrase on: particle, determiner, the preposition of a voice, or a modifier."""
    low = words[i].lower()
    last = words[i - 1].lower() if i else ""
    following = words[i + 1] if i + 1 < len(words) else ""
    if low in PARTICLES and i and is_name(following):
        return True
    if low in DETERMINERS and (not i or last in PREPOSITIONS):
        return voices or not named
    if voices and not named and low in ("in", "by"):
        return last in WORKS and is_name(following)
    if voices and low in ("for", "of", "at", "with", "from"):
        return not named or low == "of"
    if not words[i][0].isalpha():
        return False
    if voices:
        return low == "familiar" or (not named and last in DETERMINERS)
    return words[0].lower() in DETERMINERS and not named and low not in BREAKS and i < 5
