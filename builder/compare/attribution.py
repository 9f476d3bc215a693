"""Who says it: verbs of saying ("cues") in a frame, each with its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from builder.compare import speakers, subjects
from builder.compare.frames import MARKS, MASK, Frame
from builder.compare.saying import ALSO_NOUNS, INVERTIBLE, PHRASES, SOURCES, STRONG, VERBS, WORKS_SAY
from builder.compare.speakers import Speaker
from builder.compare.voices import DETERMINERS, PREPOSITIONS, WORKS
from builder.model import Span

_OPENS_PHRASE = frozenset(phrase.split()[0] for phrase in PHRASES)
# A dictionary look-up a word is several times faster than one alternation of all the verbs.
_LATIN = re.compile(r"[A-Za-z]+")
_PHRASE = re.compile("|".join(phrase.replace(" ", r"\s+") for phrase in PHRASES), re.I)
_JOINED = re.compile(r"(?:^|[\s,])(?:and|but|then)(?:\s+(?:then|also|later|again|\w+ly|has|had|have))*\s*$")
_PROGRESSIVE = re.compile(r"\b(?:is|are|was|were|been|be)(?:\s+\w+)?$")
_FINITE = re.compile(
    r",?\s+(?:(?:\w+ly|also|then|later|again|never|once)\s+)?(?:\w+ed|has|had|have|is|was|were|are|told|said|says|say|"
    r"wrote|took|went|gave|made|left|spoke|came|hit|shot|struck|put|ran|won|lost|met|held|kept|saw|stood|sat|sent|set|"
    r"did|does|would|will|could|began|brought|drew|fell|found|got|knew|led|rose|sought|threw|thought|\w+es)\b"
)
_ACTS = re.compile(r"\s*[,(—–-]|" + _FINITE.pattern + r"|\s+(?:\w+ly|also|on|in|at|late|last|this|[A-Z]\w+day|\w+s)\b")
_ASIDES = (re.compile(r",[^,:;.!?]{1,90},"), re.compile(r",[^,:;.!?]{1,90},[^,:;.!?]{1,60},"))
_ABSOLUTE = re.compile(r",\s+with\s+([^,;:]{3,80}?)\s+(?:\w+ly\s+)?(?!during|according)\w+ing\b")
_WHEN = re.compile(
    r"(?:(?:On|By|In|At|Last|This|Since)\s+(?:\w+\s+){1,3}?|(?:Later|Then|Yesterday)\s+)(?=[hs]he\b)|"
    r"(?:(?:In|On|At|After|Before|During|By|Since|Last|This|For|With|As|While|When|Despite|Earlier|Later|Asked|"
    r"[A-Z]\w+ing)\b[^,;:]{1,90},\s+|(?:Meanwhile|However|Still|Later|Yesterday|Instead|Indeed|But|And|Yet),?\s+|\()"
    r"(?=[A-Zhst])"
)
DATELINE = re.compile(
    r"\d{1,2}[.:]\d\d\s+|[A-ZÀ-Þ][A-ZÀ-Þ .,]{2,30}(?:,\s[^—–(-]{1,30})?\s*(?:\([^)]{1,30}\))?\s*[—–-]+\s+"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be|being|getting|got)(?:\s+(?:\w+ly|also|first|not|never|once))?$")
_NOT = re.compile(
    r"(?:\b(?:did|do|does|has|have|had|would|will|could|can|is|are|was|were)\s+not|\b\w+n[’']t|\bcannot|\bnever)"
    r"(?:\s+(?:\w+ly|yet|also|even|really))?\s+$"
)
_ENDS_PHRASE = re.compile(r"\s*(?:[,.;(]|$|(?:of|in|on|at|during|to|who)\b)")
_TO_SAY = re.compile(
    r"(?:\w+ly\s+)?(?:continue[sd]?|went\s+on|goes\s+on|seem(?:s|ed)|appear(?:s|ed)|began|begins|chose|took\s+to\s+\w+|"
    r"used\s+[^,;:.]{3,60}|refuse[sd]?|decline[sd]?|had|has|was\s+quick|were\s+quick)\s+to$"
)
_WHO = re.compile(r",\s+(?:who|which|whose)\b[^.;:]{1,120},[\"'”»’]*$")
_DASHED = re.compile(r"[\"'”»’]?\s*[—―–]\s*(?=[A-Z])")
_LINE_ENDS = re.compile(r"[^\S\n]*\.?[^\S\n]*(?:\n|$)")
_LINKING = frozenset("that it him her them this the as of a was is".split())


class Cue(msgspec.Struct, frozen=True):
    """A verb of saying at `span` (in the frame's text), its lower-case words and its subject."""

    span: Span
    verb: str
    speaker: Speaker | None
    inverted: bool = False


def _verbs(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for match in _LATIN.finditer(text):
        word = match.group().lower()
        phrase = _PHRASE.match(text, match.start()) if word in _OPENS_PHRASE else None
        if phrase:
            yield phrase, " ".join(phrase.group().lower().split())
        elif word in VERBS:
            yield match, word


def cues(frame: Frame) -> tuple[Cue, ...]:
    """Every verb of saying in the frame that has a subject beside it, in order."""
    found = list(_any_verb(frame))
    for match, verb in _verbs(frame.text):
        if not _is_verb(frame.text, match, verb):
            continue
        cue = _with_subject(frame.text, Span(match.start(), match.end()), verb, found)
        denied = _NOT.search(frame.text, max(0, match.start() - 30), match.start())
        if cue is not None and denied:
            # "did not say" is the cue: "say" alone would turn it round.
            cue = msgspec.structs.replace(cue, span=Span(denied.start(), match.end()))
        if cue is not None:
            found.append(cue)
    return tuple(sorted({cue.span: cue for cue in found}.values(), key=lambda cue: cue.span))


_COLON = re.compile(r"\b([a-z]{2,}ed|hit\s+back|shot\s+back)(?=\s*:)")
_PAST = re.compile(r"\s+((?:\w+ly\s+)?(?:[a-z]{2,}ed|hit\s+back|shot\s+back|put\s+it|began|went\s+on))(?=[\s.,:!])")


def _any_verb(frame: Frame) -> Iterator[Cue]:
    """Directly after speech, and before a colon and speech, any past form is a cue: `“…!” the skipper thundered.`"""
    for quote in frame.quotes:
        start = quote.start - frame.span.start
        for match in _COLON.finditer(frame.text, max(0, start - 40), max(0, start)):
            subject = subjects.before(frame.text, match.start())
            if subject:
                yield Cue(Span(match.start(1), match.end(1)), " ".join(match[1].split()), subject)
    for quote in frame.quotes:
        end = quote.end - frame.span.start
        if frame.text[end - 1 : end] not in (",", "!", "?") or frame.text[end : end + 1] not in MARKS:
            continue
        speaker = speakers.after(frame.text, end + 1)
        verb = _PAST.match(frame.text, speaker.span.end) if speaker else None
        if speaker and verb:
            yield Cue(Span(verb.start(1), verb.end(1)), " ".join(verb[1].split()), speaker)


def _is_verb(text: str, match: re.Match[str], verb: str) -> bool:
    """Whether the word is not a name (`United States`) nor a noun (`their claims`, `Republican claims about`)."""
    left = text[: match.start()].rstrip()
    if match.group()[0].isupper() and left.strip(MARKS + " "):
        return False
    if not verb.endswith("ing") and _PASSIVE.search(left, max(0, len(left) - 30)):
        return False
    if verb not in ALSO_NOUNS or (left and left[-1] in MARKS):
        return True
    word = left.split()[-1].lower() if left else ""
    following = text[match.end() :].split()[:1]
    if verb.endswith("ing"):
        return word not in DETERMINERS
    if (
        word in DETERMINERS | PREPOSITIONS
        or word in ("and", "or", "such", "by", "about", "over", "amid", "despite", "")
        or re.search(r"['’]s?$", word)
    ):
        return False
    return not following or following[0].lower() not in ("about", "of", "as", "by", "are", "were", "have", "from", "on")


def _with_subject(text: str, span: Span, verb: str, earlier: Sequence[Cue]) -> Cue | None:
    if verb in SOURCES:
        speaker, whole = speakers.after(text, span.end), speakers.anybody_after(text, span.end)
        if whole and (not speaker or text[whole.span.start : whole.span.end].split()[-1].lower() in WORKS):
            # "a Reuters analysis", not "a Reuters".
            speaker = whole
        return Cue(span, verb, speaker, True) if speaker else None
    left = text[: span.start].rstrip()
    inverted = _inverted(text, left, span) if verb in INVERTIBLE else None
    if inverted:
        return Cue(span, verb, inverted, True)
    mark = max(left.rfind(mark) for mark in '"”»')
    speaker = subjects.before(text, span.start) or (subjects.between(text, mark + 1, span.start) if mark >= 0 else None)
    beside = speaker is not None and text[: speaker.span.start].endswith((", with ", " and with "))
    if (verb.endswith("ing") and not beside and not _PROGRESSIVE.search(left)) or (
        speaker is None and _JOINED.search(left)
    ):
        speaker = _goes_on(text, span.start, earlier) or _with_somebody(text, span.start) or _opening(text, span.start)
    elif speaker is None or speaker.pronoun:
        speaker = _further(text, left, speaker) or speaker
    if speaker is None and verb in STRONG and (not verb.endswith("ing") or left.endswith((" are", " is"))):
        speaker = subjects.anybody(text, span.start)
    speaker = _joined(text, speaker)
    if verb in WORKS_SAY and not (speaker and _is_work(text, speaker)):
        return None
    return Cue(span, verb, speaker) if speaker else None


def _further(text: str, left: str, speaker: Speaker | None) -> Speaker | None:
    """The subject of `[Lee] went on to say`, `[Lee], who calls it “grim,” said`, where nothing nearer is one."""
    to = _TO_SAY.search(left, max(0, len(left) - 90))
    if speaker is None and to:
        return subjects.before(text, to.start())
    who = _WHO.search(left, max(0, len(left) - 160)) if left.rstrip(MARKS).endswith(",") else None
    return subjects.before(text, who.start()) if who and speaker is None else None


def _joined(text: str, speaker: Speaker | None) -> Speaker | None:
    """The whole of `teachers and union officials`, of which the last words alone were found."""
    if speaker is None or speaker.named or speaker.pronoun or not text[: speaker.span.start].endswith(" and "):
        return speaker
    whole = subjects.anybody(text, speaker.span.end)
    return whole if whole and whole.span.start < speaker.span.start else speaker


def _goes_on(text: str, start: int, earlier: Sequence[Cue]) -> Speaker | None:
    """The speaker of the verb of saying that an `adding`, an `and warned` carries on: the first of its sentence."""
    begins = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start)) + 1
    held = [cue for cue in earlier if cue.speaker and begins <= cue.span.start and cue.span.end <= start]
    if not held:
        return None
    last = held[-1]
    after = last.speaker.span.end if last.inverted and last.speaker else last.span.end
    return last.speaker if not text[after:start].strip(" ,.") else held[0].speaker


def _with_somebody(text: str, before: int) -> Speaker | None:
    """The subject of an absolute clause: `The firm resisted, with [Jo Lee] defending the decision by saying …`."""
    found = list(_ABSOLUTE.finditer(text, 0, before))
    return speakers.after(text, found[-1].start(1)) if found else None


def _is_work(text: str, speaker: Speaker) -> bool:
    """Whether the subject is a poll, a study, a report: such things show and find; people do so otherwise."""
    last = text[speaker.span.start : speaker.span.end].split()[-1].lower()
    return last in WORKS


def _inverted(text: str, left: str, span: Span) -> Speaker | None:
    """The subject after the verb (`“…,” said X`, `…, said X`, `Said X: “…”`), or None; `left` is what precedes it."""
    speaker = speakers.after(text, span.end)
    if not speaker or speaker.pronoun:
        return None
    if any(char in MARKS for char in left[-2:]):
        return speaker
    opens = not left and text[span.start : span.start + 1].isupper()
    behind = text[speaker.span.end :]
    ends = speaker.named or not behind.strip(" .!?")
    if left[-1:] not in (",", "—", "–"):
        return speaker if opens and ends else None
    # "…, said Jo Lee, the mayor": nothing but a comma or a stop behind the name tells it from "Lee, 40, said Jo left".
    alone = _ENDS_PHRASE.match(behind) or subjects.before(left, len(left)) is None
    return speaker if ends and alone else None


def opens_at(text: str) -> int:
    """Where a sentence begins behind a dateline and a phrase of time or place (`In a speech on Friday, [Lee] …`)."""
    dated = DATELINE.match(text)
    start = dated.end() if dated else 0
    when = _WHEN.match(text, start)
    return when.end() if when else start


def opening(text: str) -> Speaker | None:
    """The noun phrase that a sentence opens with, when a verb or a comma follows (not `[Lee] campaign workers`)."""
    speaker = speakers.after(text, opens_at(text))
    return speaker if speaker and _ACTS.match(text, speaker.span.end) else None


def _opening(text: str, before: int) -> Speaker | None:
    """The subject that opens the frame, for a later verb: `Lee left early, saying …`, `Lee, 40, left and said …`."""
    speaker = speakers.after(text, opens_at(text))
    if not speaker or speaker.span.end >= before:
        return None
    if text[speaker.span.start : speaker.span.end].lower() == "it":
        return None
    asides = [aside.match(text, speaker.span.end) for aside in _ASIDES]
    ends = [speaker.span.end, *(aside.end() for aside in asides if aside and aside.end() < before)]
    return speaker if any(_FINITE.match(text, end) for end in ends) else None


def signed(text: str, end: int) -> Speaker | None:
    """The name that signs a quotation ending at `end`: `“…” — Jo Lee`."""
    match = _DASHED.match(text, end)
    speaker = speakers.after(text, match.end()) if match else None
    return speaker if speaker and speaker.named and _LINE_ENDS.match(text, speaker.span.end) else None


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
        if not between or between.lower() in _LINKING:
            return (1, len(between))
        if MASK in between or ";" in between:
            return (3, len(between))
        return (2, len(between))
    return None
