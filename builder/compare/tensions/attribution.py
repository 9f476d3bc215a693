"""`attribution`: the same words given to different speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from builder.compare.speakers import is_name
from builder.compare.tensions.parties import NAME, keys_of
from builder.compare.tensions.passages import Found, Line, Mark, Story, Word, words_of
from builder.model import Quote
from builder.text.normalise import fold

LONG = 6
"""Quotations of this many words are compared by themselves; shorter ones need the words around them too."""
SAME = 0.8
"""Share of the shorter quotation's runs of three words that stand in the longer one."""
SHORT = 3
"""The least words of a quotation that can stand in another article's sentence, two of them of weight."""
BACK = 4
"""Sentences before `he said` in which the other source's speaker must not be named."""
AROUND = 2
"""Roots beside a short quotation that both sentences must share."""
_RUN = 3

_PER = re.compile(
    rf"\b(?:per|according to) (?P<who>(?:the )?{NAME}(?: {NAME})*)(?:['’]s)?(?: (?:own )?statement)?", re.U
)
_SUBJECT = re.compile(
    rf"(?:^|, |; |— ?)(?P<who>(?:[Tt]he )?{NAME}(?: {NAME})*) (?:(?:has|have|had|also) )*"
    r"(?:indicated|said|says|stated|announced|signalled|signaled|suggested|hinted|added|confirmed)\b"
)


_PERSON = re.compile(
    r"\b(?=(?P<first>[A-ZÀ-Þ][\w’'-]+) (?:[A-Z]\. |(?:de|da|van|von|bin|al|Dos|Da|De) )?(?P<last>[A-ZÀ-Þ][\w’'-]+))"
)
_FOR = re.compile(
    r"spokes|secretary|lawyer|attorney|aide|advis|counsel|\bJr\b|(?:Democrat|Republican|Senator|Congressman)$|"
    r"^[\w’' ]*['’]s ",
    re.I,
)
"""Who speaks for another, or names another as his own: both may rightly be given the words."""
_CUES = frozenset(
    """said says told tells added wrote tweeted insisted replied explained argued stated noted declared warned hit back
    hit recalled joked""".split()
) | {"hit back", "shot back"}


class Said(msgspec.Struct, frozen=True):
    """Words given to a speaker: `words` folded; `who` marks the speaker's name in the line, `keys` name the party."""

    line: Line
    words: tuple[str, ...]
    who: tuple[int, int]
    keys: frozenset[str]
    quoted: bool
    near: bool = True
    """Whether the speaker's name stands in the sentence of the words."""


def attribution(found: Story) -> Iterator[Found]:
    """The same words, two speakers: by quotations, then by short quotations within another article's sentence."""
    orgs = found.orgs
    said = [one for place in range(len(found.articles)) for one in _said(found, place)]
    by_run: dict[tuple[str, ...], list[int]] = {}
    for number, one in enumerate(said):
        for run in sorted(_runs(one.words)) if one.quoted else ():
            by_run.setdefault(run, []).append(number)
    pairs = {(i, j) for numbers in by_run.values() for i in numbers for j in numbers if i < j}
    for i, j in sorted(pairs):
        if not _same_words(said[i].words, said[j].words) or not _differ(said[i], said[j], orgs):
            continue
        if all(one.near or not _may_be(found, one, other) for one, other in ((said[i], said[j]), (said[j], said[i]))):
            yield _found(said[i], said[j], "attribution.quote")
    yield from _short(found, orgs)


def _said(found: Story, place: int) -> Iterator[Said]:
    """The quotations of an article whose speaker is a person with a name and told in their own sentence.

    A pronoun there will do (`he said`); words that only follow an earlier attribution will not.
    """
    lines = {line.sentence.index: line for line in found.of_place[place]}
    persons = {
        fold(m["last"]).removesuffix("'s")
        for m in _PERSON.finditer(found.articles[place].text)
        if is_name(m["first"]) and is_name(m["last"])
    }
    for quote in found.quotes[place]:
        line = lines.get(quote.sentence.index)
        if line is None or not quote.cue_span or not quote.speaker or quote.kind == "indirect":
            continue
        inside = line.sentence.span
        if (
            quote.speaker.lower().startswith("the ")
            or not is_name(quote.speaker.split()[-1])
            or not inside.covers(quote.cue_span)
            or _FOR.search(quote.speaker)
        ):
            continue
        surname = fold(quote.speaker.split()[-1]).removesuffix("'s")
        if surname not in persons or fold(quote.cue) not in _CUES:
            continue
        words = tuple(word.low for word in words_of(quote.text))
        near = bool(quote.speaker_span and inside.covers(quote.speaker_span))
        yield Said(line, words, _speaker_at(line, quote), keys_of(quote.speaker), True, near)


def _speaker_at(line: Line, quote: Quote) -> tuple[int, int]:
    """Where the speaker stands in the line; the quoted words where the name is in another sentence."""
    base = line.sentence.span.start
    span = quote.speaker_span
    if span is not None and line.sentence.span.covers(span):
        return span.start - base, span.end - base
    return quote.span.start - base, min(quote.span.end, line.sentence.span.end) - base


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}


def _same_words(left: Sequence[str], right: Sequence[str]) -> bool:
    if min(len(left), len(right)) < LONG:
        return False
    one, other = _runs(left), _runs(right)
    return len(one & other) >= SAME * min(len(one), len(other))


def _differ(left: Said, right: Said, orgs: Mapping[str, frozenset[str]]) -> bool:
    """Whether the speakers are two parties: no name in common, neither the other's organisation."""
    if left.line.source == right.line.source:
        return False
    if not left.near and not right.near:
        return False
    if right.quoted and (_names(left.line, right.keys) or _names(right.line, left.keys)):
        # "Berger and Moore said": both, and one of them.
        return False
    one, other = _with_orgs(left.keys, orgs), _with_orgs(right.keys, orgs)
    return not _related(one, other)


def _names(line: Line, keys: frozenset[str]) -> bool:
    return any(re.search(rf"\b{re.escape(key)}\b", fold(line.text)) for key in keys)


def _may_be(found: Story, pronoun: Said, named: Said) -> bool:
    """Whether `he` may be the other's speaker: that name stands in the lines before."""
    index = pronoun.line.sentence.index
    around = [n for n in found.of_place[pronoun.line.place] if index - BACK <= n.sentence.index <= index]
    return any(_names(line, named.keys) for line in around)


def _with_orgs(keys: frozenset[str], orgs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return keys.union(*(orgs.get(key, frozenset()) for key in keys))


def _related(one: frozenset[str], other: frozenset[str]) -> bool:
    same = any(a == b or a in b.split() or b in a.split() for a in one for b in other)
    return same or any(
        "".join(w[0] for w in a.split()) == b for x, y in ((one, other), (other, one)) for a in x for b in y
    )


def _found(one: Said, other: Said, rule: str) -> Found:
    left, right = (one, other) if one.line.place < other.line.place else (other, one)
    marks = [Mark(side.line, *side.who, f"by {min(side.keys)}") for side in (left, right)]
    return Found("attribution", rule, marks[0], marks[1], _thing(left, right), 1.0)


def _thing(left: Said, right: Said) -> tuple[int, int]:
    """Where the first of the shared words stand in the left line."""
    common = _runs(left.words) & _runs(right.words)
    line = left.line.words
    for i in range(len(line) - _RUN + 1):
        if tuple(word.low for word in line[i : i + _RUN]) in common:
            end = i + _RUN
            while end < len(line) and tuple(word.low for word in line[end - _RUN + 1 : end + 1]) in common:
                end += 1
            return line[i].start, line[end - 1].end
    return left.who


def _short(found: Story, orgs: Mapping[str, frozenset[str]]) -> Iterator[Found]:
    """A short quotation of one article, its words in another's sentence that names another party for them."""
    voiced = [(line, voice) for line in found.lines if (voice := _voice(line)) is not None]
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, (line, _) in enumerate(voiced):
        for run in sorted(_runs([word.low for word in line.words])):
            holders.setdefault(run, []).append(number)
    for line, own in voiced:
        for phrase in _phrases(line):
            near: list[tuple[int, Said, Said]] = []
            for number in holders.get(tuple(word.low for word in phrase[:_RUN]), ()):
                other, voice = voiced[number]
                if other.source == line.source or not _holds(other, phrase):
                    continue
                keys, theirs = keys_of(line.text[slice(*own)]), keys_of(other.text[slice(*voice)])
                words = tuple(word.low for word in phrase)
                one = Said(line, words, own, keys, True)
                two = Said(other, tuple(w.low for w in other.words), voice, theirs, False)
                beside = {w.root for w in line.words if w.weighty} & {w.root for w in other.words if w.weighty}
                beside -= {w.root for w in phrase} | set(keys | theirs)
                if _FOR.search(line.text) or _FOR.search(other.text):
                    continue
                if keys and theirs and beside and _differ(one, two, orgs):
                    near.append((len(beside), one, two))
            # Who gives the phrase to the same party as a sure one does, joins it on one root.
            sure = {two.keys for count, _, two in near if count >= AROUND}
            yield from (_found(one, two, "attribution.phrase") for _, one, two in near if two.keys in sure)


def _voice(line: Line) -> tuple[int, int] | None:
    """Where the party stands to whom the line gives its words: `per OpenAI’s statement`, `Anthropic has indicated`."""
    match = _PER.search(line.text) or _SUBJECT.search(line.text)
    return match.span("who") if match and is_name(match["who"].split()[-1]) else None


def _phrases(line: Line) -> Iterator[tuple[Word, ...]]:
    for match in re.finditer(r"[“\"](?P<words>[^”\"]{8,80})[”\"]", line.text):
        words = tuple(word for word in line.words if match.start() < word.start and word.end < match.end())
        lower = all(word.text[0].islower() for word in words)
        if lower and SHORT <= len(words) < LONG and sum(word.weighty for word in words) >= 2:
            yield words


def _holds(line: Line, phrase: Sequence[Word]) -> bool:
    wanted = [word.low for word in phrase]
    low = [word.low for word in line.words]
    return any(low[i : i + len(wanted)] == wanted for i in range(len(low) - len(wanted) + 1))
