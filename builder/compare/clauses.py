"""Where a reported clause stands: `X said [that …]`, `[…], X said.`, `According to X, […]`, `accused Y of […]`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.compare import attribution, saying
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


_THAT = re.compile(
    r"(?:\s+(?:in|on|at|during|to|before|after|late|early|later|earlier|last|this|again|also|both|yesterday|today|"
    r"[A-Z]\w+day|\w+ly|with|for|through|via|as|by|the|a)\b(?:\s+[\w’'.-]+){0,6}?|,[^,;:.]{2,60},)?,?\s+that\b"
)
_TOLD_THAT = re.compile(r"\s*(?:[\w’',.-]+\s+){0,8}?that\b")
_OWNED = re.compile(r"\b(?:that|which|who|whom|what)\s*$")
"""Before the speaker: `a law that [he] says separates …` is about the law."""
_TIMED = re.compile(
    r"(?:\s+(?:on|late|early|in|at|during|(?:last|this)\s+(?:week|month|year|morning|[A-Z]?\w+day|spring|summer|fall))"
    r"(?:\s+(?:a|an|the))?(?:\s+[\w’'-]+){0,4}?|\s+[A-Z]\w+day|\s+\w+ly)"
    r"(?:,|(?=\s+(?:he|she|it|they|we|there|his|her|their|the|a|no)\b))"
)
_VERB_FOLLOWS = re.compile(
    r"\s+(?:will|would|could|should|can|may|might|must|is|are|was|were|has|had|have|does|did|\w{3,}ed)\b"
)
"""After `a decision they say`, `an address that`: no clause begins there."""
_NOT_CLAUSE = frozenset(
    """in on at to of for with from by about during after before as when while if so yes no nothing little something
    anything much than against into over through and but or because last earlier later again what who how why
    where which""".split()
)
_PLAIN = saying.CLAUSE - frozenset(
    "tell tells told telling found show shows showed showing announced announce announces".split()
)
"""Verbs behind which a clause without "that" may open with any subject."""
_QUESTION = re.compile(
    r"(?:\s+(?!about\b|of\b|for\b|with\b|from\b|by\b|that\b)[\w’'.-]+){0,4}?\s+"
    r"(?=(?:whether|why|how|what|who|where|when)\b)"
)
_TOLD_BARE = re.compile(
    r"\s+(?:the\s+)?(?:[A-Z][\w’'.&-]*|reporters|journalists|police|investigators|lawmakers|him|her|them|supporters|"
    r"voters)(?:\s+(?:[A-Z][\w’'.&-]*|of|the|newspaper|magazine|news))*(?:\s+(?:on|in)\s+[A-Z]\w+|\s+[A-Z]\w+day)?,?\s+"
    r"(?=(?:he|she|it|they|his|her|their|its|we|there|the|a|no)\b)"
)
_SHORT_FORM = r"(?:[Ii]t|[Hh]e|[Ss]he|[Tt]hey|[Tt]here|[Ww]e|[Tt]hat|I)[’'](?:s|re|d|ll|ve)\b"
_AUXILIARY = r"(?:will|would|could|should|can|may|might|must|is|are|was|were|has|had|have|do|does|did|\w+n[’']t)\b"
_PAST = (
    r"(?:broke|went|took|made|came|got|gave|ran|won|lost|left|met|kept|held|began|became|fell|rose|grew|saw|knew|led|"
    r"found|felt|told|said|cost|cut|hit|put|set|let|sent|spent|built|bought|brought|thought|stood|fought|sought|drove|chose)\b"
)
_FINITE_SOON = re.compile(
    rf"\s+{_SHORT_FORM}|(?:\s+[\w’'$%.-]+){{1,5}},[^,;:.]{{3,60}},\s+{_AUXILIARY}|"
    rf"(?:\s+[\w’'$%.-]+){{1,9}}?\s+(?:{_AUXILIARY}|{_PAST}|\w{{3,}}ed\b|\w{{3,}}s\b)"
)
_SURE_CLAUSE = re.compile(
    rf"\s+{_SHORT_FORM}|\s+(?:he|she|it|they|we|there|his|her|their|its|the|a|no|[A-Z][\w’'-]*)"
    rf"(?:\s+(?!that\b|which\b|who\b)[\w’'$%.-]+){{0,6}}?\s+{_AUXILIARY}"
)
_IS_IT = re.compile(r"\s+(?:is|are|was|were|has|had)\b")
_CONCEDES = re.compile(r"(?:Although|Though|While|Even\s+(?:as|though)|When|If|As|After|Since|Because)\b")
_GOES_ON = re.compile(
    r"(?:[,;—–]|\s(?:and|but|while|though))(?:\s+(?:and|but|while|then|also|later|though|as|\w+ly))*\s*$"
)
_AS = re.compile(r"As\b")
_AS_BEHIND = re.compile(r",\s+as(?:\s+(?:first|also))?$")
_TRAILS = re.compile(r"[.,;!]|\s+(?:on|in|at|during|to|late|early|last|after|before|this|when|while|[A-Z]\w+day)\b")
_LEADS_IN = re.compile(
    r"(?:in|on|at|after|before|during|for|with|when|while|as|since|despite|by|asked|speaking|but|and|if|from|at)\b"
    r"(?!.*,.*,)", re.I
)  # fmt: skip
"""An opening (`In a statement to Wired,`) that is no reported clause."""
_SHORT_CLAUSE = 4
_TO_SOMEBODY = frozenset(
    "tell tells told telling warn warns warned warning show shows showed showing promise promises promised".split()
)
"""Verbs behind which it may be said to whom, before "that"."""
_TELLING = frozenset("tell tells told telling".split())


def clause(text: str, cue: Cue) -> Span | None:
    """Where the reported clause of a cue stands in a frame's text; None where the cue reports none."""
    if cue.verb in saying.SOURCES:
        return _around(text, cue)
    tail = text[cue.span.end :]
    relative = cue.speaker is not None and text[cue.speaker.span.start : cue.speaker.span.end].lower() in (
        "who",
        "which",
    )
    if cue.verb in saying.OBJECT and not relative:
        asked = _asked(text, cue)
        if asked:
            return asked
    if cue.verb in saying.WONDERING and not cue.inverted:
        question = _QUESTION.match(tail)
        if question:
            return _trimmed(text, cue.span.end + question.end(), len(text))
    if cue.verb not in saying.WITH_THAT:
        return None
    if cue.inverted or not tail.strip(" .!"):
        return _before_cue(text, cue)
    return _behind(text, cue, tail)


def _behind(text: str, cue: Cue, tail: str) -> Span | None:
    """The clause behind a cue, or before it where nothing fit for one follows."""
    tells = cue.verb in _TELLING
    if _AS.match(text) and cue.speaker and cue.speaker.span.start < 8:
        comma = tail.find(",")
        return _trimmed(text, cue.span.end + comma + 1, len(text)) if 0 <= comma < 30 else None
    told = _TELLS.match(tail) or (_TOLD_BARE.match(tail) if tells else None)
    if told and told.re is _TOLD_BARE and not _FINITE_SOON.match(" " + tail[told.end() :]):
        told = None
    opening = _TIMED.match(tail, told.end() if told else 0) or _CLAUSE_START.match(tail, told.end() if told else 0)
    thats = (_TOLD_THAT if cue.verb in _TO_SOMEBODY else _THAT).match(tail)
    if thats and _VERB_FOLLOWS.match(tail, thats.end()):
        thats = None
    if not told and _aside(text, cue) and MASK not in text:
        return _around_aside(text, cue)
    loose = bool(_SURE_CLAUSE.match(tail)) or (cue.verb in _PLAIN and _opens_loosely(tail))
    owned = cue.speaker is not None and _OWNED.search(text[: cue.speaker.span.start])
    if opening and opening.re is _TIMED and not _starts(tail, opening):
        opening = None
    bare = cue.verb in saying.CLAUSE and opening and (opening.re is _TIMED or _FINITE_SOON.match(tail))
    if not (told or thats or ((loose or bare) and not tells and not owned)):
        return _before_cue(text, cue) if (_TRAILS.match(tail) or tells) and MASK not in tail else None
    start = told.end() if told else 0
    if thats and not told:
        start = thats.end()
    elif opening and opening.re is _TIMED:
        start = opening.end()
    return _trimmed(text, cue.span.end + start, len(text))


def _starts(tail: str, timed: re.Match[str]) -> bool:
    """Whether a clause begins behind a time or place: `on Friday [the lock was shut]`, not `at [a news conference]`."""
    sure = _FINITE_SOON if timed.group().endswith(",") else _SURE_CLAUSE
    return bool(_CLAUSE_START.match(tail, timed.end()) and sure.match(" " + tail[timed.end() :].lstrip()))


def ended(text: str, found: Span, cue: Cue, cues: Sequence[Cue]) -> Span | None:
    """A reported clause without what is no longer reported by its cue: the next statement, a concession's main clause.

    `said he would stay, adding that …` ends before `adding`, `Although she said it was so, …` at the comma.
    None where hardly anything is left.
    """
    end = found.end
    if found.start > cue.span.end and _CONCEDES.match(text) and "," not in text[: cue.span.start]:
        comma = text.find(", ", found.start + 20)
        end = comma if 0 <= comma < end else end
    for other in cues:
        first = min(other.span.start, other.speaker.span.start if other.speaker else other.span.start)
        if other.speaker and cue.speaker and other.speaker.span == cue.speaker.span:
            first = other.span.start
        if found.start < first < end and cue.span.start < first:
            goes = _GOES_ON.search(text, found.start, first)
            end = goes.start() if goes else end
    return _trimmed(text, found.start, end)


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


def _around_aside(text: str, cue: Cue) -> Span | None:
    """What stands behind such an aside where it is a clause of its own; else the whole sentence, the aside in it."""
    tail = text[cue.span.end :].lstrip(" ,")
    behind = _CLAUSE_START.match(tail) and _FINITE_SOON.match(" " + tail)
    return _trimmed(text, cue.span.end if behind else 0, len(text))


def _asked(text: str, cue: Cue) -> Span | None:
    """What somebody asks for or holds against another: `accused Lee of …`, `called on the city to …`."""
    word = saying.OBJECT[cue.verb]
    start = cue.span.end
    if word:
        match = re.compile(rf"[^,;:.!?]{{0,80}}?\s(?:{word})\s+(?!comment)").match(text, start)
        if not match:
            return None
    return None if _IS_IT.match(text, start) else _trimmed(text, start, len(text))


def _around(text: str, cue: Cue) -> Span | None:
    end = cue.speaker.span.end if cue.speaker else cue.span.end
    if not text[: cue.span.start].strip():
        comma = text.find(",", end)
        return _trimmed(text, comma + 1, len(text)) if 0 <= comma < end + 60 else None
    return _trimmed(text, 0, cue.span.start)


def _before_cue(text: str, cue: Cue) -> Span | None:
    end = cue.span.start if cue.inverted or cue.speaker is None else cue.speaker.span.start
    left = _AS_BEHIND.sub(",", text[:end].rstrip())
    if not left.endswith((",", "—", "–")) or len(left.split()) < _SHORT_CLAUSE or _LEADS_IN.match(left):
        return None
    dated = attribution.DATELINE.match(text)
    return _trimmed(text, dated.end() if dated else 0, len(left))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and (text[start].isspace() or text[start] in ",:—–"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",.—–"):
        end -= 1
    return Span(start, end) if end - start > 12 else None
