"""`response`: a party that is silent in one source and speaks in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from builder.compare.speakers import is_name
from builder.compare.tensions.moments import near
from builder.compare.tensions.parties import NAME, ROLE_OF, keys_of
from builder.compare.tensions.passages import Found, Line, Mark, Story, words_of
from builder.compare.tensions.whens import whens
from builder.model import Quote
from builder.text.normalise import fold

WORDS = 4
"""Fewer words than this are no comment."""

ANSWERED = 1
"""Words that appear more days after the silence than this are an answer, no contradiction."""
BACK_DAYS = 2
"""Words of a day further back than this were said before the silence."""
OPENING = 4
"""Sentences at the top of an article that tell what its story is."""

_LETTERS = 6
"""`violated` and `violations` are one matter: words are the same when this many letters are."""

_SILENT = re.compile(
    r"\b(?:(?:has|have|had) (?:so far )?(?:not|n[o']t|yet to)(?: yet)?(?: publicly| immediately)? "
    r"(?:commented|comment|responded|respond|replied|reply|issued a statement)"
    r"|(?:did|would|could) ?n[o']t(?! \w* ?(?:respond|reply) to (?:his|her|their) )"
    r"(?: immediately| publicly| directly)? (?:comment|respond|reply|return|answer)"
    r"(?: to| on| calls?| (?:requests?|messages?|questions?|phone calls?|emails?))*"
    r"|declin(?:ed|es|ing) (?:to (?:comment|respond|say anything)|(?:a |our |repeated )?(?:requests? for )?comment)"
    r"|refus(?:ed|es|ing) to comment"
    r"|(?:could|can) ?not (?:immediately )?be reached(?: for comment)?"
    r"|(?:was|were) not (?:immediately )?available for comment"
    r"|did not answer (?:calls|questions|messages))\b",
    re.I,
)
_PARTY = re.compile(
    rf"(?:[Tt]he |[Aa] |[Aa]n )?(?:{NAME}(?:(?: (?:of|de|da|do|dos|and|for|&|the)){{0,2}} {NAME})*)"
    r"(?:['’]s?)?(?: [a-z]+){0,2}"
)
_RUN = re.compile(rf"{NAME}(?: (?:(?:of|de|da|do|dos) )?{NAME})*")
_OFFICE = re.compile(
    r"\b(?:office|campaign|team|spokes\w+|lawyers?|attorneys?|representatives?|publicist|agent|aides?)\b"
)
_MATTER = re.compile(
    r"(?: (?:immediately|directly|further))?"
    r"(?: (?:to )?(?:a |any |our |repeated |multiple )?(?:requests?|questions?|messages?)"
    r"(?: for (?:comment|further details|details))?)?(?: \w+day)?"
    r" (?:on|about|regarding|whether|if|asking|seeking) (?P<what>.+)",
    re.I,
)
_PUBLIC = frozenset(
    """said says told tells added adds wrote writes tweeted stated states insisted insists explained replied responded
    announced acknowledged denied denies confirmed admitted maintains maintained posted claimed claims asserted noted
    declared warned vowed promised""".split()
) | {"according to"}
"""Words by which somebody speaks in public; who `suggested` or `agreed` may not have."""
_PLAIN = frozenset(
    """matter story report reports article monday tuesday wednesday thursday friday saturday sunday comment request
    night morning afternoon evening asked investigation case issue news""".split()
)
_EARLIER = re.compile(
    r"\b(?:last (?:week|month|year|spring|summer|autumn|fall|winter)|(?:earlier|later) this (?:month|year|week)|"
    r"(?:years?|months?|weeks?) ago|in (?:19|20)\d\d|(?:19|20)\d\d (?:e-?mail|letter|interview|tweet|speech)|"
    r"previously|at the time)\b",
    re.I,
)


_GENERIC = re.compile(r"(?:the|an?|its) (?:\w+ )?(?:company|firm|operator|agency|spokes\w+|representative)$", re.I)
_THING = re.compile(r"(?:the|an?|his|her|their|its) [a-z]+ of ", re.I)
_BUT = re.compile(
    r"\b(?:reiterat|repeat|say)ing (?:only|again|instead)\b|"
    r"\b(?:but|and|though) (?:\w+ )?(?:said|confirmed|told|added|insisted|tweeted|wrote|denied)\b"
)
_OFFICES = re.compile(
    r"\b[Tt]he (?:\w+ ){0,2}(?P<office>prosecutor|mayor|governor|sheriff|coroner|ombudsman|attorney general)"
    r"(?:[’']s?)?(?: office)?$"
)


class Silence(msgspec.Struct, frozen=True):
    """A party that does not speak: its words' mark and its names, folded (the surname, or the organisation)."""

    mark: Mark
    party: str
    keys: frozenset[str]


class Voice(msgspec.Struct, frozen=True):
    """Whose words a quote is: the `names` of the parties; `beside`: the last name before, for `the company`, `its`."""

    names: frozenset[str]
    beside: str = ""


def response(found: Story) -> Iterator[Found]:
    """A silence of one source against the first words of the same party in another."""
    places = [line for line in found.lines if _SILENT.search(line.text)]
    silences = [silence for line in places for silence in _silences(found, line)]
    spoken = [_voices(found, place, found.orgs) for place in range(len(found.articles))]
    for silence in silences:
        if any(_speaks(silence, voice) for _, voice in spoken[silence.mark.line.place]):
            # The article that tells of the silence has words of the same party: it is silent on one question only.
            continue
        for place, voices in enumerate(spoken):
            if found.articles[place].source_id == silence.mark.line.source:
                continue
            fitting = (mark for mark, voice in voices if _speaks(silence, voice) and _on_it(found, silence, mark))
            mark = next(fitting, None)
            if mark is not None:
                yield _found(silence, mark)


def _speaks(silence: Silence, voice: Voice) -> bool:
    return bool(voice.names & silence.keys) or voice.beside in silence.keys


def _on_it(found: Story, silence: Silence, mark: Mark) -> bool:
    """Whether the words are of these days, not themselves a refusal, and on the matter that the silence is kept on."""
    text = mark.line.text
    close, quiet = near(silence.mark.line, mark.line), silence.mark
    if _SILENT.search(text) or _EARLIER.search(text) or close is False or _answered(quiet.line, mark.line):
        return False
    if _dated_back(mark, quiet):
        return False
    if close is None and not re.match(r"ha(?:s|ve) (?:so far )?not publicly", quiet.text):
        # "Declined to comment", nobody knows when, to one outlet: the words may be of another week.
        return False
    rest = quiet.line.text[quiet.end :]
    matter = _MATTER.match(rest)
    if not matter:
        return True
    wanted = {w.root for w in words_of(matter["what"]) if w.weighty and w.low not in _PLAIN}
    if len(wanted & mark.line.roots) >= min(2, len(wanted)):
        return True
    # Or the matter is what both articles open with: the story itself.
    beginnings = {root[:_LETTERS] for root in wanted}
    return all(beginnings & _opening(found, place) for place in (silence.mark.line.place, mark.line.place))


def _answered(quiet: Line, spoken: Line) -> bool:
    """Whether the words appeared days after the silence: an answer that came after all."""
    return bool(quiet.day and spoken.day) and spoken.day - quiet.day > ANSWERED


def _dated_back(spoken: Mark, quiet: Mark) -> bool:
    """Whether the sentence of the words names a day well before the article that tells of the silence."""
    line = spoken.line
    return (
        any(
            when.sort == "day" and not when.weekly and when.high < quiet.line.day - BACK_DAYS
            for when in whens(line.text, line.day)
        )
        if quiet.line.day
        else False
    )


def _opening(found: Story, place: int) -> frozenset[str]:
    """The beginnings of the words that an article opens with."""
    return frozenset(root[:_LETTERS] for line in found.of_place[place][:OPENING] for root in line.roots)


def _found(silence: Silence, mark: Mark) -> Found:
    quiet, voice = silence.mark, mark
    left, right = (quiet, voice) if quiet.line.place < voice.line.place else (voice, quiet)
    start = left.line.text.find(silence.party) if left is quiet else left.start
    end = start + len(silence.party) if left is quiet else left.end
    return Found("response", "response.silent", left, right, (max(start, 0), end), 1.0)


def _silences(found: Story, line: Line) -> Iterator[Silence]:
    for match in _SILENT.finditer(line.text):
        if _BUT.search(line.text, match.end()):
            continue
        before = line.text[: match.start()].rstrip(" ,")
        office = _OFFICES.search(before)
        party = office.group() if office else _subject(line.text[: match.start()])
        if party is None:
            continue
        keys = frozenset({office["office"]}) if office else keys_of(party)
        if keys:
            mark = Mark(line, match.start(), match.end(), f"silent {min(keys)}")
            yield Silence(mark, party, keys)


def _subject(before: str) -> str | None:
    """The named party directly before the words of silence, looking through what stands between commas."""
    text = before.rstrip()
    aside = re.search(r"^(?P<head>.*?), (?:who|which|the|a|an|whose|owner|director|speaking)\b[^,]*,$", text)
    if aside and "," in aside["head"]:
        return None
    if aside:
        text = aside["head"]
    text = re.sub(r"(?:,? (?:also|however|who|has|have|still|themselves|himself|herself))+$", "", text.rstrip(", "))
    found = [match for match in _PARTY.finditer(text) if match.end() >= len(text)]
    if not found:
        return None
    party = found[0].group()
    owned = re.search(r"['’]s? (?P<what>[a-z]+(?: [a-z]+)?)$", party)
    # "Lee's office" speaks for Lee, "Lee's father" does not.
    return None if owned and not _OFFICE.search(owned["what"]) else party


def _voices(found: Story, place: int, orgs: Mapping[str, frozenset[str]]) -> list[tuple[Mark, Voice]]:
    """Every quote of an article whose speaker is told, in order."""
    own = found.of_place[place]
    at = {line.sentence.index: number for number, line in enumerate(own)}
    made = []
    for quote in found.quotes[place]:
        number = at.get(quote.sentence.index)
        if number is None or not quote.speaker or len(quote.text.split()) < WORDS:
            continue
        if quote.cue and fold(quote.cue) not in _PUBLIC:
            continue
        head = quote.speaker.split()
        speaks = is_name(head[-1]) and (len(head) < 3 or is_name(head[0]) or not _THING.match(quote.speaker))
        speaks = speaks or bool(re.match(r"spokes|representative|officials?$", head[-1]))
        names = set(keys_of(quote.speaker)) if speaks else set()
        known = frozenset[str]().union(*(orgs.get(name, frozenset()) for name in names))
        names |= known
        line = own[number]
        leaning = _GENERIC.match(quote.speaker) or re.search(r"\b[Ii]ts (?:\w+ )?" + ROLE_OF, line.text)
        beside = _last_name(own[max(0, number - 2) : number + 1], quote) if leaning and not known else ""
        made.append((_mark(line, quote), Voice(frozenset(names), beside)))
    return made


def _last_name(lines: Sequence[Line], quote: Quote) -> str:
    """The last name before the speaker in these lines, folded: whom `the company` means."""
    at = quote.speaker_span.start if quote.speaker_span else quote.span.start
    found = ""
    for line in lines:
        base = line.sentence.span.start
        for match in _RUN.finditer(line.text):
            own = quote.span.start <= base + match.start() < quote.span.end
            if base + match.start() < at and not own and is_name(match.group().split()[0]):
                found = " ".join(fold(w).removesuffix("'s") for w in match.group().split() if is_name(w))
    return found


def _mark(line: Line, quote: Quote) -> Mark:
    base = line.sentence.span.start
    end = min(quote.span.end, line.sentence.span.end)
    return Mark(line, quote.span.start - base, end - base, "spoken")
