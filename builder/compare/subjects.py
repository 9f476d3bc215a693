"""The subject in front of a verb of saying, by closed word lists and capitals."""

from __future__ import annotations

import re

from builder.compare.saying import ALSO_NOUNS, VERBS
from builder.compare.speakers import TOKEN, Speaker, is_name
from builder.compare.voices import (
    AUXILIARIES,
    CLAUSE_WORDS,
    DETERMINERS,
    FINITE,
    MODALS,
    NOT_HEADS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS,
    ROLES,
    TIMES,
    VOICES,
)
from builder.model import Span

_WHENS = frozenset(
    f"{one} {two}"
    for one in ("this", "last", "earlier this", "late last", "later this", "earlier last", "later that", "that")
    for two in "day week month year morning afternoon evening night spring summer autumn fall winter".split()
)
_ADVERB = re.compile(r"[a-z]{2,}ly")
_NO_PHRASE = (FINITE - {"have", "had"}) | frozenset(
    "and but that as when while if because or what found think thinks believe believes saying including".split()
)
"""Words that no plain subject holds."""
_NOT_INSIDE = (CLAUSE_WORDS - {"and", "or"}) | {"what", "including", "after", "before", "since", "until"}
"""Words that no subject of another kind holds."""
_ASIDE_MARKS = (",", "—", "–", "-")
_LONGEST = 14
"""Words of a subject of any kind."""
_SKIPPED_APPOSITIVE = re.compile(
    r"(?:who|which|whose|where|then|now|a|an|the|of|in|from|his|her|their|its|also|and|one|while|when|as|after|before|"
    r"for|with|by|on|at|to|like|including|[a-z]+ing|\d|[RDI]-)\b|\(",
    re.I,
)


def before(text: str, end: int) -> Speaker | None:
    """The subject that stands directly before `end`, looking through appositives (`X, the mayor, said`)."""
    words = list(TOKEN.finditer(text, 0, end))
    words = _without_time(words)
    while words and (
        _is_auxiliary(words[-1].group())
        or _ADVERB.fullmatch(words[-1].group())
        or (words[-1].group().lower() in TIMES and not _calendar(words))
    ):
        timed = words.pop().group().lower() in TIMES
        if timed and words and words[-1].group().lower() in ("on", "last", "late", "early"):
            words.pop()
    if words and words[-1].group() == ",":
        return _before_appositive(text, words)
    return _phrase_before(words)


def _is_auxiliary(word: str) -> bool:
    low = word.lower()
    return low in AUXILIARIES or low.endswith(("n't", "n’t"))


def _without_time(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without `earlier this month`, `a week later` at the end."""
    low = [word.group().lower() for word in words[-4:]]
    for size in (3, 2):
        if " ".join(low[-size:]) in _WHENS:
            return words[:-size]
    return words


def _calendar(words: list[re.Match[str]]) -> bool:
    """Whether a month ends a name: `Theresa May`."""
    last = words[-1].group()
    before_it = words[-2].group() if len(words) > 1 else ""
    return last in ("May", "April", "June", "August") and is_name(before_it)


def between(text: str, start: int, end: int) -> Speaker | None:
    """The whole of a short phrase with a determiner, of any kind of voice: `“…,” [the ad’s narrator] says`."""
    words = list(TOKEN.finditer(text, start, end))
    while words and words[-1].group().lower() in AUXILIARIES:
        words.pop()
    if not 2 <= len(words) <= 7 or words[0].group().lower() not in DETERMINERS:
        return None
    if not all(word.group()[0].isalnum() for word in words):
        return None
    return Speaker(Span(words[0].start(), words[-1].end()), is_name(words[-1].group()))


def anybody(text: str, end: int) -> Speaker | None:
    """The noun phrase of any head that fills the clause before `end`: `forecasters`, `some undecided conservatives`.

    `Bo Lund, who left, and three others`: what stands between commas or dashes before the verb is looked through.
    None where a verb stands in it: then its head is not the subject.
    """
    words = list(TOKEN.finditer(text, 0, end))
    while words and (
        _is_auxiliary(words[-1].group())
        or words[-1].group().lower() in MODALS | {"both", "all"}
        or _ADVERB.fullmatch(words[-1].group())
    ):
        words = words[:-1]
    words = _without_time(words)
    if words and words[-1].group() in _ASIDE_MARKS:
        words = _before_aside(words)
    first = len(words)
    while first and len(words) - first < _LONGEST and _in_phrase(words[first - 1].group()):
        first -= 1
    phrase = words[first:]
    while phrase and phrase[0].group().lower() in ("and", "or", "but", *TIMES):
        phrase = phrase[1:]
    if not phrase or phrase[0].group().lower() in PREPOSITIONS | {"to", "not", "than"}:
        return None
    low = [word.group().lower() for word in phrase]
    verbs = [i for i, word in enumerate(low) if word in FINITE or (word in VERBS and word not in ALSO_NOUNS)]
    if verbs and "and" in low[verbs[-1] :]:
        # "Lee left early and most forecasters said": what stands behind the last "and".
        phrase = phrase[len(low) - low[::-1].index("and") :]
    elif verbs:
        return None
    if not phrase or low[-1] in NOT_HEADS | TIMES:
        return None
    last = phrase[-1].group()
    if not (last[0].isalnum() or last == "%"):
        return None
    return Speaker(Span(phrase[0].start(), phrase[-1].end()), is_name(last))


def _in_phrase(word: str) -> bool:
    return (word[0].isalnum() or word in "&%$’'#") and word.lower() not in _NOT_INSIDE


def _before_aside(words: list[re.Match[str]]) -> list[re.Match[str]]:
    """What precedes an aside that the last of `words` closes."""
    close = words[-1].group()
    for place in range(len(words) - 2, max(-1, len(words) - 26), -1):
        if words[place].group() == close or (close in "-–—" and words[place].group() in "-–—"):
            if close == "," or place + 1 < len(words) - 1:
                return words[:place]
        elif words[place].group() in ";:.":
            break
    return []


def _before_appositive(text: str, words: list[re.Match[str]]) -> Speaker | None:
    """`words` ends with the comma that closes an appositive: walk back over segments to the name before it."""
    commas = [i for i, word in enumerate(words) if word.group() in ",;—–-"]
    for close in range(len(commas) - 1, -1, -1):
        first = commas[close - 1] + 1 if close else 0
        segment = words[first : commas[close]]
        if not segment or len(commas) - close > 4:
            break
        if close and _SKIPPED_APPOSITIVE.match(text, segment[0].start()):
            continue
        # "Jo Lee of Tarn, Washington, said": the second place.
        place = words[commas[close - 1] - 2].group() if close and commas[close - 1] > 1 else ""
        if place in ("of", "in", "from") and len(segment) == 1:
            continue
        found = _phrase_before(segment)
        lead = [word for word in segment if found and word.end() <= found.span.start]
        if close and lead and lead[-1].group().lower() in PREPOSITIONS:
            continue
        if found and (found.named or close == len(commas) - 1):
            return found
    return None


def _phrase_before(words: list[re.Match[str]]) -> Speaker | None:
    while words and words[-1].group().startswith("("):
        words = words[:-1]
    if not words:
        return None
    last = words[-1].group()
    if last.lower() in PRONOUNS:
        return Speaker(Span(words[-1].start(), words[-1].end()), False, True)
    if not is_name(last) and not _calendar(words):
        return _plain_before(words)
    name = _name_before(words)
    attached = [word for word in words if word.end() <= name.span.start]
    if attached and attached[-1].group().lower() in PREPOSITIONS:
        # "a spokesman for the attorney in Brooklyn said": the name only says where the voice belongs.
        head = _phrase_before(attached[:-1])
        return head if head and head.named else _plain_before(words) or name
    return name


def _name_before(words: list[re.Match[str]]) -> Speaker:
    """A run of names, with roles and a determiner in front of it."""
    first = len(words) - 1
    while first > 0:
        word = words[first - 1].group()
        joined = word.lower() in PARTICLES and first > 1 and is_name(words[first - 2].group())
        if not (is_name(word) or word == "New" or joined or word.lower() in ROLES or (word == "&" and first > 1)):
            break
        first -= 1
    start = first
    if start > 0 and words[start - 1].group().lower() in ("the", "a", "an", "its", "his", "her", "their"):
        start -= 1
    return Speaker(Span(words[start].start(), words[-1].end()), True)


def _plain_before(words: list[re.Match[str]]) -> Speaker | None:
    """`a spokesman for the company`, `officials`: lower-case phrases whose head is a known kind of voice."""
    first = len(words)
    head = ""
    voices = False
    while first > 0 and len(words) - first < 9:
        word = words[first - 1].group()
        low = word.lower()
        if not word[0].isalnum() or low in _NO_PHRASE:
            break
        first -= 1
        voices = voices or low in VOICES
        head = head or low
        if low in DETERMINERS:
            before_it = words[first - 1].group().lower() if first else ""
            if before_it not in PREPOSITIONS or first < 2:
                break
    while first < len(words) and words[first].group().lower() in PREPOSITIONS | AUXILIARIES:
        first += 1
    if first == len(words) or not voices:
        return None
    phrase = words[first:]
    opening = phrase[0].group()
    if opening.lower() not in DETERMINERS and not is_name(opening):
        # No determiner: only the nearest voice word and what follows it ("local officials" -> "officials").
        while phrase[0].group().lower() not in VOICES:
            phrase = phrase[1:]
    return Speaker(Span(phrase[0].start(), phrase[-1].end()), False)
