"""Where a reported clause stands: `X said [that …]`, `[…], X said.`, `According to X, […]`, `accused Y of […]`."""

from __future__ import annotations

import re

from builder.compare import attribution
from builder.compare.attribution import Cue
from builder.compare.frames import MASK
from builder.model import Span

_CLAUSE_START = re.compile(
    r"\s*(?:that\b|,?\s*(?:he|she|it|they|we|i|there|the|a|an|his|her|their|its|this|these|those|no|some|[A-Z][\w’'-]*)\b)"
)
_TELLS = re.compile(
    r"\s+(?:the\s+)?(?:[A-Z][\w’'.&-]*|reporters|journalists|police|investigators|lawmakers|him|her|them)"
    r"(?:\s+(?:[A-Z][\w’'.&-]*|of|the|news))*(?:\s+on\s+\w+|\s+[A-Z]\w+day)?\s*,?\s+that\b"
)


_THAT = re.compile(r"\s*(?:[\w’',.-]+\s+){0,7}?that\b")
_TIMED = re.compile(
    r"(?:\s+(?:on|late|early|last|this|in|at|during)(?:\s+(?:a|an|the))?(?:\s+[\w’'-]+){1,4}?|\s+[A-Z]\w+day|\s+\w+ly)"
    r"(?:,|(?=\s+(?:he|she|it|they|we|there|his|her|their|the|a|no)\b))"
)
_VERB_FOLLOWS = re.compile(
    r"\s+(?:will|would|could|should|can|may|might|must|is|are|was|were|has|had|have|does|did|\w{3,}ed)\b"
)
"""After `a decision they say`: the clause began before the cue."""
_NOT_CLAUSE = frozenset(
    """in on at to of for with from by about during after before as when while if so yes no nothing little something
    anything much more than against into over through and but or because last earlier later again what who how why
    where which""".split()
)
_PLAIN = frozenset("said says say believe believes think thinks claim claims added".split())
_FINITE_SOON = re.compile(
    r"(?:\s+[\w’'$%.-]+){1,9}?\s+(?:will|would|could|should|can|may|might|must|is|are|was|were|has|had|have|do|does|did|"
    r"\w{3,}ed|\w{3,}s|\w+n[’']t)\b"
)
_TRAILS = re.compile(r"[.,;!]|\s+(?:on|in|at|during|to|late|early|last|after|before|this|when|while|[A-Z]\w+day)\b")
_LEADS_IN = re.compile(
    r"(?:in|on|at|after|before|during|for|with|when|while|as|since|despite|by|asked|speaking|but|and|if|from|at)\b"
    r"(?!.*,.*,)", re.I
)  # fmt: skip
"""An opening (`In a statement to Wired,`) that is no reported clause."""
_SHORT_CLAUSE = 4


def clause(text: str, cue: Cue) -> Span | None:
    """Where the reported clause of a cue stands in a frame's text; None where the cue reports none."""
    if cue.verb in ("according to", "in the words of"):
        return _around(text, cue)
    tail = text[cue.span.end :]
    if cue.verb in attribution.OBJECT:
        asked = _asked(text, cue)
        if asked:
            return asked
    if cue.verb not in attribution.WITH_THAT:
        return None
    if cue.inverted or not tail.strip(" .!"):
        return _before_cue(text, cue)
    told = _TELLS.match(tail)
    start = told.end() if told else 0
    opening = _TIMED.match(tail, start) or _CLAUSE_START.match(tail, start)
    thats = _THAT.match(tail)
    that = bool(told) or bool(thats)
    if not told and _aside(text, cue) and MASK not in text:
        return _longer(text, cue)
    loose = cue.verb in _PLAIN and (_VERB_FOLLOWS.match(tail) or _opens_loosely(tail))
    if not that and not loose and (cue.verb not in attribution.CLAUSE or not opening or cue.verb in ("told", "tells")):
        return _before_cue(text, cue) if _TRAILS.match(tail) and MASK not in tail else None
    if thats and not told:
        start = thats.end()
    elif opening and opening.re is _TIMED:
        start = opening.end()
    return _trimmed(text, cue.span.end + start, len(text))


def _opens_loosely(tail: str) -> bool:
    """Whether a clause without "that" begins with a subject of any kind: `say [health spending will] …`."""
    words = tail.split(maxsplit=1)
    if not words or not words[0][0].isalnum() or words[0].lower().strip(",") in _NOT_CLAUSE:
        return False
    return bool(_FINITE_SOON.match(tail)) and tail[:1].isspace()


def _aside(text: str, cue: Cue) -> bool:
    """Whether speaker and cue stand between commas: `Otherwise, she said, countries may …`."""
    start = cue.speaker.span.start if cue.speaker else cue.span.start
    return text[:start].rstrip().endswith(",") and text[cue.span.end :].lstrip().startswith(",")


def _longer(text: str, cue: Cue) -> Span | None:
    """The longer of what stands before and after such an aside."""
    start = cue.speaker.span.start if cue.speaker else cue.span.start
    parts = (_trimmed(text, 0, start), _trimmed(text, cue.span.end, len(text)))
    return max((part for part in parts if part), key=lambda part: part.end - part.start, default=None)


def _asked(text: str, cue: Cue) -> Span | None:
    """What somebody asks for or holds against another: `accused Lee of …`, `called on the city to …`."""
    word = attribution.OBJECT[cue.verb]
    start = cue.span.end
    if word:
        match = re.compile(rf"[^,;:.!?]{{0,80}}?\s(?:{word})\s").match(text, start)
        if not match:
            return None
    return _trimmed(text, start, len(text))


def _around(text: str, cue: Cue) -> Span | None:
    end = cue.speaker.span.end if cue.speaker else cue.span.end
    if not text[: cue.span.start].strip():
        comma = text.find(",", end)
        return _trimmed(text, comma + 1, len(text)) if 0 <= comma < end + 60 else None
    return _trimmed(text, 0, cue.span.start)


def _before_cue(text: str, cue: Cue) -> Span | None:
    end = cue.span.start if cue.inverted or cue.speaker is None else cue.speaker.span.start
    left = text[:end].rstrip()
    if not left.endswith((",", "—", "–")) or len(left.split()) < _SHORT_CLAUSE or _LEADS_IN.match(left):
        return None
    return _trimmed(text, 0, end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",:—–"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",.—–"):
        end -= 1
    return Span(start, end) if end - start > 12 else None
