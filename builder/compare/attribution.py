"""Who says it: verbs of saying ("cues") in a frame, each with its subject."""

from __future__ import annotations

import re

import msgspec

from builder.compare import speakers
from builder.compare.frames import MARKS, MASK, Frame
from builder.compare.speakers import Speaker
from builder.model import Span

_SAYING = """said says saying tells telling told added adds adding stated states stating noted notes noting wrote
writes writing tweeted tweets tweeting argued argues arguing claimed claims claiming asserted asserts explained
explains explaining insisted insists insisting warned warns warning announced announces announcing acknowledged
acknowledges admitted admits conceded concedes declared declares declaring replied replies responded responds
remarked remarks commented continued continues concluded concludes recalled recalls observed observes quipped quips
joked jokes charged charges complained complains vowed vows promised promises pledged pledges confirmed confirms
denied denies suggested suggests suggesting predicted predicts emphasized emphasised emphasizes stressed stresses
contended contends maintained maintains reiterated reiterates reported reports revealed reveals disclosed discloses
posted testified testifies asked asks asking urged urges wondered called calls calling described describes
describing dismissed labeled labelled dubbed criticized criticised praised accused thanked cautioned cautions
countered counters mused muses repeated repeats lamented laments exclaimed shouted shouts yelled yells proclaimed
proclaims boasted boasts bragged brags agreed agrees tells cited cites citing hailed slammed blasted ripped mocked
read reads echoed opined opines alleged alleges alleging believes believed thinks thought expressed learned hopes
hoped indicated indicates signaled signalled urged demanded demands""".split()
_PHRASES = ("according to", "pointed out", "points out", "pointing out", "went on", "put it", "makes clear", "made clear")
INVERTIBLE = frozenset(
    """said says added adds wrote writes noted notes explained explains argued argues asked asks replied recalled
    continued warned stated declared concluded insisted joked quipped tweeted remarked observed reported""".split()
)
# Verbs that report a clause without "that" are few; the others need the word.
CLAUSE = frozenset("said says added adds told tells claimed claims believes thinks thought".split())
WITH_THAT = CLAUSE | frozenset(
    """stated states noted notes wrote writes argued argues asserted asserts explained explains insisted insists
    warned warns announced acknowledged acknowledges admitted admits conceded concedes declared declares replied
    responded remarked concluded recalled observed complained vowed promised pledged confirmed confirms denied
    suggested suggests predicted predicts emphasized emphasised stressed stresses contended contends maintained
    maintains reiterated reported reports revealed reveals disclosed testified cautioned countered alleged alleges
    agreed agrees believed indicated indicates tweeted posted lamented hopes hoped learned""".split()
)
_CUE = re.compile(
    r"\b(?:" + "|".join([re.escape(phrase).replace(r"\ ", r"\s+") for phrase in _PHRASES] + sorted(set(_SAYING))) + r")\b", re.I
)
_OBJECT = re.compile(
    r"\s+(?:a |the |an |his |her |their )?(?:[\w’'.&-]+\s+){0,4}?(?:reporters?|journalists?|supporters|police|investigators|"
    r"lawmakers|[A-Z][\w’'.&-]*(?:\s+(?:[A-Z][\w’'.&-]*|of|the|and))*)"
)


class Cue(msgspec.Struct, frozen=True):
    """A verb of saying at `span` (in the frame's text), its lower-case words and its subject."""

    span: Span
    verb: str
    speaker: Speaker | None
    inverted: bool = False


def cues(frame: Frame) -> tuple[Cue, ...]:
    """Every verb of saying in the frame that has a subject beside it, in order."""
    found = []
    for match in _CUE.finditer(frame.text):
        verb = " ".join(match.group().lower().split())
        cue = _with_subject(frame.text, Span(match.start(), match.end()), verb)
        if cue is not None:
            found.append(cue)
    return tuple(found)


def _with_subject(text: str, span: Span, verb: str) -> Cue | None:
    if verb == "according to":
        speaker = speakers.after(text, span.end)
        return Cue(span, verb, speaker, True) if speaker else None
    left = text[: span.start].rstrip()
    closes = left[-1:] in MARKS or (left[-1:] in ",—–" and verb in INVERTIBLE)
    if verb in INVERTIBLE and left and closes:
        speaker = speakers.after(text, span.end)
        if speaker and not speaker.pronoun and (left[-1:] in MARKS or left[-2:-1] in MARKS or _ends_clause(left)):
            return Cue(span, verb, speaker, True)
    speaker = speakers.before(text, span.start)
    if speaker is None:
        return None
    return Cue(span, verb, speaker)


def _ends_clause(left: str) -> bool:
    """Whether a clause, not a subject with its appositive, stands before `, said X`."""
    return speakers.before(left, len(left)) is None


def gap(frame: Frame, quote: Span, cue: Cue) -> tuple[int, int] | None:
    """How far a cue stands from a quotation (in the frame's offsets), smaller is nearer; None when unrelated.

    First figure: 0 directly after (`“…,” X said`), 1 directly before (`X said, “…”`), 2 before it in the same
    clause, 3 elsewhere; second: characters between.
    """
    text = frame.text
    first = min(cue.span.start, cue.speaker.span.start if cue.speaker else cue.span.start)
    last = max(cue.span.end, cue.speaker.span.end if cue.speaker and cue.inverted else cue.span.end)
    if first >= quote.end:
        between = text[quote.end : first].strip(" ,.—–-" + MARKS)
        return (0, 0) if not between else (3, len(between))
    if last <= quote.start:
        between = text[last : quote.start].strip(" ,:—–-" + MARKS)
        if not between or between.lower() in ("that", "it", "him", "her", "them", "this", "the", "as", "of", "a", "was", "is"):
            return (1, len(between))
        if MASK in between or ";" in between:
            return (3, len(between))
        return (2, len(between))
    return None
