"""Who says it: verbs of saying ("cues") in a frame, each with its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from builder.compare import speakers
from builder.compare.frames import MARKS, MASK, Frame
from builder.compare.speakers import Speaker
from builder.model import Span

_SAYING = """said says saying tells telling told added adds adding stated states stating noted notes noting wrote
    writes writing tweeted tweets tweeting argued argues arguing claimed claims claiming asserted asserts
    explained explains explaining insisted insists insisting warned warns warning announced announces
    announcing acknowledged acknowledges admitted admits conceded concedes declared declares declaring
    replied replies responded responds remarked commented continued continues concluded concludes recalled
    recalls observed observes quipped quips posited posits joked jokes charged complained complains vowed
    vows promised promises pledged pledges confirmed confirms denied denies suggested suggests suggesting
    predicted predicts emphasized emphasised emphasizes stressed stresses contended contends maintained
    maintains reiterated reiterates reported reports revealed reveals disclosed discloses posted testified
    testifies asked asks asking urged urges wondered called calls calling described describes describing
    dismissed labeled labelled dubbed criticized criticised praised accused thanked cautioned cautions
    countered counters mused muses repeated repeats lamented laments exclaimed shouted shouts yelled yells
    proclaimed proclaims boasted boasts bragged brags agreed agrees cited cites citing hailed slammed blasted
    ripped mocked read reads echoed opined says say tell argue claim claims warn note insist suggest believe
    think hope fear fears feared expect expects expected acknowledge admit concede contend maintain allege
    agree complain predict show shows showed showing found finds estimated estimates guess speculate accuse
    accuses urge vow promise promising highlighted highlights underscored underlined ruled reiterate joke
    concluding describe pledging vowing alleging opines alleged alleges alleging believes believed thinks
    thought expressed learned hopes hoped indicated indicates signaled signalled demanded demands""".split()
_PHRASES = (
    "according to", "in the words of", "pointed out", "points out", "pointing out", "went on", "put it", "makes clear",
    "made clear", "called for", "calls for", "calling for", "called on", "calls on", "calling on",
)  # fmt: skip
INVERTIBLE = frozenset(
    """said says added adds wrote writes noted notes explained explains argued argues asked asks replied
    recalled continued warned stated states declared concluded insisted joked quipped tweeted remarked
    observed reported argues notes explains writes asks replies recalls warns insists""".split()
)
# Verbs that report a clause without "that" are few; the others need the word.
CLAUSE = frozenset(
    """said says say saying added adds adding told tells claimed claims claim believes believe thinks think
    thought noted argued argues argue insisted insists insist hopes hope hoped announced estimated estimates
    shows show showed found acknowledged suggested suggests denied predicted warned guess fears fear expects
    expect complained agreed""".split()
)
WITH_THAT = (
    CLAUSE
    | frozenset(
        """stated states noted notes wrote writes argued argues asserted asserts explained explains insisted insists
    warned warns announced acknowledged acknowledges admitted admits conceded concedes declared declares
    replied responded remarked concluded recalled observed complained vowed promised pledged confirmed
    confirms denied suggested suggests predicted predicts emphasized emphasised stressed stresses contended
    contends maintained maintains reiterated reported reports revealed reveals disclosed testified cautioned
    countered alleged alleges agreed agrees believed indicated indicates tweeted posted lamented hopes hoped
    learned note argue insist suggest warn acknowledge admit concede contend maintain allege agree complain
    predict noting arguing asserting claiming suggesting insisting warning explaining telling announcing
    stating showing concluding alleging finds found ruled feared expected speculate joked quipped recalls
    mused testified""".split()
    )
    | {"pointed out", "points out"}
)
_VERBS = frozenset(_SAYING)
_OPENS_PHRASE = frozenset(phrase.split()[0] for phrase in _PHRASES)
# A dictionary look-up a word is several times faster than one alternation of all the verbs.
_LATIN = re.compile(r"[A-Za-z]+")
_PHRASE = re.compile("|".join(phrase.replace(" ", r"\s+") for phrase in _PHRASES), re.I)


OBJECT = {
    "accused": "of", "accuses": "of", "accuse": "of", "accusing": "of", "urged": "to", "urges": "to", "urge": "to",
    "urging": "to", "called on": "to", "calls on": "to", "calling on": "to", "vowed": "to", "vows": "to", "vow": "to",
    "promised": "to", "promises": "to", "promising": "to", "pledged": "to", "pledges": "to", "asked": "whether|if|why",
    "called for": "", "calls for": "", "calling for": "", "highlighted": "", "highlights": "", "underscored": "",
    "underlined": "", "demanded": "", "demands": "", "speculate": "", "guess": "",
}  # fmt: skip
"""Verbs that report what is asked or held against somebody, and the word that must follow in the same clause."""
_CORE = frozenset("said say says told tell believe think argue".split())
_WORKS = frozenset("show shows showed showing found finds estimated estimates".split())
_ALSO_NOUNS = frozenset(
    "claims reports notes calls states hopes claim hope fear fears note vow promise urge guess show shows".split()
)
_JOINED = re.compile(r"(?:^|[\s,])(?:and|but|then)(?:\s+(?:then|also|later|again|\w+ly|has|had|have))*\s*$")
_PROGRESSIVE = re.compile(r"\b(?:is|are|was|were|been|be)(?:\s+\w+)?$")
_FINITE = re.compile(
    r",?\s+(?:(?:\w+ly|also|then|later|again|never|once)\s+)?(?:\w+ed|has|had|have|is|was|were|are|told|said|says|say|"
    r"wrote|took|went|gave|made|left|spoke|came|hit|shot|struck|put|ran|won|lost|met|held|kept|saw|stood|sat|sent|set|"
    r"did|does|would|will|could|began|brought|drew|fell|found|got|knew|led|rose|sought|threw|thought|\w+es)\b"
)
_ASIDES = (re.compile(r",[^,:;.!?]{1,90},"), re.compile(r",[^,:;.!?]{1,90},[^,:;.!?]{1,60},"))
_ABSOLUTE = re.compile(r",\s+with\s+([^,;:]{3,80}?)\s+(?:\w+ly\s+)?(?!during|according)\w+ing\b")
_WHEN = re.compile(r"(?:(?:On|By|In|At|Last|This|Since)\s+(?:\w+\s+){1,3}?|(?:Later|Then|Yesterday)\s+)(?=[hs]he\b)")
_DASHED = re.compile(r"[\"'”»’]?\s*[—―–]\s*(?=[A-Z])")
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
        elif word in _VERBS:
            yield match, word


def cues(frame: Frame) -> tuple[Cue, ...]:
    """Every verb of saying in the frame that has a subject beside it, in order."""
    found = list(_any_verb(frame))
    for match, verb in _verbs(frame.text):
        if not _is_verb(frame.text, match, verb):
            continue
        cue = _with_subject(frame.text, Span(match.start(), match.end()), verb)
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
            subject = speakers.before(frame.text, match.start())
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
    if verb not in _ALSO_NOUNS or (left and left[-1] in MARKS):
        return True
    word = left.split()[-1].lower() if left else ""
    following = text[match.end() :].split()[:1]
    if word in speakers.DETERMINERS or word in ("of", "and", "or", "such", "") or re.search(r"['’]s?$", word):
        return False
    return not following or following[0].lower() not in ("about", "of", "as", "by", "are", "were", "have", "from", "on")


def _with_subject(text: str, span: Span, verb: str) -> Cue | None:
    if verb in ("according to", "in the words of"):
        speaker = speakers.after(text, span.end)
        return Cue(span, verb, speaker, True) if speaker else None
    left = text[: span.start].rstrip()
    inverted = _inverted(text, left, span) if verb in INVERTIBLE else None
    if inverted:
        return Cue(span, verb, inverted, True)
    mark = max(left.rfind(mark) for mark in '"”»')
    speaker = speakers.before(text, span.start) or (speakers.between(text, mark + 1, span.start) if mark >= 0 else None)
    if (verb.endswith("ing") and not _PROGRESSIVE.search(left)) or (speaker is None and _JOINED.search(left)):
        speaker = _with_somebody(text, span.start) or _opening(text, span.start)
    if speaker is None and verb in _CORE:
        speaker = speakers.plural(text, span.start)
    if verb in _WORKS and not (speaker and _is_work(text, speaker)):
        return None
    return Cue(span, verb, speaker) if speaker else None


def _with_somebody(text: str, before: int) -> Speaker | None:
    """The subject of an absolute clause: `The firm resisted, with [Jo Lee] defending the decision by saying …`."""
    found = list(_ABSOLUTE.finditer(text, 0, before))
    return speakers.after(text, found[-1].start(1)) if found else None


def _is_work(text: str, speaker: Speaker) -> bool:
    """Whether the subject is a poll, a study, a report: such things show and find; people do so otherwise."""
    last = text[speaker.span.start : speaker.span.end].split()[-1].lower()
    return last in speakers.WORKS


def _inverted(text: str, left: str, span: Span) -> Speaker | None:
    """The subject after the verb (`“…,” said X`, `…, said X`, `Said X: “…”`), or None; `left` is what precedes it."""
    speaker = speakers.after(text, span.end)
    if not speaker or speaker.pronoun:
        return None
    if any(char in MARKS for char in left[-2:]):
        return speaker
    opens = not left and text[span.start : span.start + 1].isupper()
    clause = left[-1:] in (",", "—", "–") and speakers.before(left, len(left)) is None
    ends = speaker.named or not text[speaker.span.end :].strip(" .!?")
    return speaker if (opens or clause) and ends else None


def _opening(text: str, before: int) -> Speaker | None:
    """The subject that opens the frame, for a later verb: `Lee left early, saying …`, `Lee, 40, left and said …`."""
    when = _WHEN.match(text)
    speaker = speakers.after(text, when.end() if when else 0)
    if not speaker or speaker.span.end >= before:
        return None
    asides = [aside.match(text, speaker.span.end) for aside in _ASIDES]
    ends = [speaker.span.end, *(aside.end() for aside in asides if aside and aside.end() < before)]
    return speaker if any(_FINITE.match(text, end) for end in ends) else None


def signed(text: str, end: int) -> Speaker | None:
    """The name that signs a quotation ending at `end`: `“…” — Jo Lee`."""
    match = _DASHED.match(text, end)
    speaker = speakers.after(text, match.end()) if match else None
    return speaker if speaker and speaker.named and not text[speaker.span.end :].strip(" .") else None


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
