"""Quotes of one article: direct, partial and indirect, each with its speaker and cue where they can be pointed at."""

from __future__ import annotations

import re

import msgspec

from builder.compare import attribution, naming, saying, subjects
from builder.compare.attribution import Cue
from builder.compare.clauses import clause, ended
from builder.compare.frames import MARKS, Frame, Layout, by_sentence
from builder.model import Article, Quote, Sentence, Span

_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_STOPS = ",.!?"
_SMALL = frozenset("a an and as at but by de for from in is of on or the to vs with".split())


class Attributed:
    """A speaker and a cue with spans in the article's text; both may be open."""

    __slots__ = ("cue", "cue_span", "mention_span", "speaker_span")

    def __init__(
        self,
        cue: str = "",
        cue_span: Span | None = None,
        speaker_span: Span | None = None,
        mention_span: Span | None = None,
    ) -> None:
        self.cue = cue
        self.cue_span = cue_span
        self.speaker_span = speaker_span
        self.mention_span = mention_span or speaker_span


def quotes_of(layout: Layout) -> tuple[Quote, ...]:
    """Every quote of the article in reading order.

    Quotations without a cue that are short (scare quotes) or look like the title of a work are left out.
    """
    found: list[Quote] = []
    taken: dict[Span, Attributed] = {}
    frames = layout.frames
    spoken = [attribution.cues(frame) for frame in frames]
    known = naming.Naming(layout.article.text, frames, spoken)
    for number, frame in enumerate(frames):
        for quote in frame.quotes:
            if quote in taken:
                continue
            attributed = _attribute(frames, known, spoken, number, quote, taken)
            taken[quote] = attributed
            made = _quotation(layout, frame, quote, attributed)
            if made:
                found.append(made)
        found.extend(_indirect(layout, frames, known, spoken, number))
    return tuple(by_sentence([_called(layout.article.text, known, quote) for quote in found]))


def _called(text: str, known: naming.Naming, quote: Quote) -> Quote:
    """With the name that the article has for a mere `the judge`, and what it calls the speaker."""
    speaker, role = quote.speaker_span, None
    if speaker:
        speaker = known.resolve(quote.speaker) or speaker
        role = naming.role_of(text, speaker)
        if role is None and speaker != quote.mention_span and quote.mention_span:
            role = naming.role_of(text, quote.mention_span)
    return msgspec.structs.replace(
        quote,
        speaker=speaker.of(text) if speaker else "",
        speaker_span=speaker,
        role=role.of(text) if role else "",
        role_span=role,
    )


def _attribute(
    frames: tuple[Frame, ...],
    known: naming.Naming,
    spoken: list[tuple[Cue, ...]],
    number: int,
    quote: Span,
    taken: dict[Span, Attributed],
) -> Attributed:
    frame = frames[number]
    inner = Span(quote.start - frame.span.start, quote.end - frame.span.start)
    ranked = []
    for cue in spoken[number]:
        distance = attribution.gap(frame, inner, cue)
        if distance is not None:
            ranked.append((distance, cue.span, cue))
    signer = _signer(frames, number, inner.end)
    if signer:
        return Attributed("", None, signer)
    ranked.sort(key=lambda item: (item[0], item[1]))
    if ranked and (ranked[0][0][0] < 3 or ranked[0][0][1] < 60):
        return _resolved(frames, known, number, ranked[0][2])
    if not frame.bare:
        return Attributed()
    return _continued(frames, known, spoken, number, quote, taken)


def _signer(frames: tuple[Frame, ...], number: int, end: int) -> Span | None:
    """The name after a dash behind the quotation, which may have become a sentence of its own."""
    frame = frames[number]
    base = frame.span.start
    signer = attribution.signed(frame.text, end)
    if not signer and end + 2 > len(frame.text) and number + 1 < len(frames):
        following = frames[number + 1]
        base = following.span.start
        signer = attribution.signed(following.text, 0) if following.paragraph == frame.paragraph else None
    return Span(signer.span.start + base, signer.span.end + base) if signer else None


def _continued(
    frames: tuple[Frame, ...],
    known: naming.Naming,
    spoken: list[tuple[Cue, ...]],
    number: int,
    quote: Span,
    taken: dict[Span, Attributed],
) -> Attributed:
    """A frame that is nothing but quotation: the words after it (`“Go!” Lee said.`), else the speaker before it."""
    frame = frames[number]
    if number + 1 < len(frames) and frames[number + 1].paragraph == frame.paragraph:
        for cue in spoken[number + 1][:1]:
            head = min(cue.span.start, cue.speaker.span.start if cue.speaker else 0)
            if (
                head < 3
                and quote.end + 3 > frame.span.end
                and not frames[number + 1].quotes
                and frame.text[-2:-1] != "."
            ):
                return _resolved(frames, known, number + 1, cue)
    if number == 0 or frames[number - 1].paragraph < frame.paragraph - 1:
        return Attributed()
    earlier = frames[number - 1]
    for other in reversed(earlier.quotes):
        if other in taken and taken[other].speaker_span is not None and other != quote:
            return Attributed("", None, taken[other].speaker_span)
    introduces = earlier.text.rstrip().endswith(":") or earlier.paragraph == frame.paragraph
    for cue in reversed(spoken[number - 1] if introduces else ()):
        return _resolved(frames, known, number - 1, cue)
    return Attributed()


def _resolved(frames: tuple[Frame, ...], known: naming.Naming, number: int, cue: Cue) -> Attributed:
    """Frame offsets to article offsets; a pronoun becomes the one name that it can stand for, or is left open."""
    start = frames[number].span.start
    cue_span = Span(cue.span.start + start, cue.span.end + start)
    if cue.speaker is None:
        return Attributed(cue.verb, cue_span)
    mention = Span(cue.speaker.span.start + start, cue.speaker.span.end + start)
    speaker = _antecedent(frames, known, number, cue) if cue.speaker.pronoun else mention
    return Attributed(cue.verb, cue_span, speaker, mention)


def _antecedent(frames: tuple[Frame, ...], known: naming.Naming, number: int, cue: Cue) -> Span | None:
    """Whom a pronoun stands for: `who` for what stands before it, `he` and `she` for a name further back."""
    frame = frames[number]
    assert cue.speaker is not None
    place = cue.speaker.span
    if frame.text[place.start : place.end].lower() not in ("who", "which"):
        return known.antecedent(number, cue)
    left = frame.text[: place.start].rstrip(", ")
    person = subjects.before(frame.text, len(left))
    if person is None or person.pronoun:
        return None
    return Span(person.span.start + frame.span.start, person.span.end + frame.span.start)


def _quotation(layout: Layout, frame: Frame, span: Span, attributed: Attributed) -> Quote | None:
    text = span.of(layout.article.text)
    sentence = layout.sentence_at(span.start)
    words = _WORD.findall(text)
    if sentence is None or not words:
        return None
    whole = _is_whole(layout.article.text, frame, span, len(words))
    closed = text[-1] in _STOPS
    if attributed.cue_span is None:
        speech = whole and (frame.bare or len(words) > 5 or closed)
        if not speech and (len(words) < 5 or _is_title(words)):
            return None
    elif not whole and not closed and len(words) > 1 and _is_title(words):
        return None
    return _quote(layout, sentence, span, attributed, "direct" if whole else "partial")


def _is_whole(text: str, frame: Frame, span: Span, words: int) -> bool:
    """Whether the quotation stands as its speaker's own sentence: it begins like one and is not woven into another."""
    capital = text[span.start].isupper() or text[span.start] in "…["
    left = frame.text[: max(0, span.start - frame.span.start)].rstrip(" " + MARKS)
    introduced = not left or left[-1] in ",:.!?—–-\n"
    ends = text[span.end - 1] in ",.!?…—-" or text[span.end + 1 : span.end + 2] in (",", ".", "!", "?")
    if not (introduced and (capital or words >= 5)) and not (capital and ends and words >= 5):
        return False
    return words >= 6 or (ends and (words >= 2 or text[span.end - 1] in "!?"))


def _is_title(words: list[str]) -> bool:
    """Every word of weight capitalised: the title of a book, a film, a programme."""
    weighty = [word for word in words if word.lower() not in _SMALL]
    return bool(weighty) and len(words) <= 10 and all(word[0].isupper() or word[0].isdigit() for word in weighty)


def _quote(layout: Layout, sentence: Sentence, span: Span, attributed: Attributed, kind: str) -> Quote:
    text = layout.article.text
    return Quote(
        sentence=sentence,
        span=span,
        text=span.of(text),
        speaker=attributed.speaker_span.of(text) if attributed.speaker_span else "",
        speaker_span=attributed.speaker_span,
        cue=attributed.cue_span.of(text) if attributed.cue_span else "",
        cue_span=attributed.cue_span,
        kind=kind,  # type: ignore[arg-type]
        mention=attributed.mention_span.of(text) if attributed.mention_span else "",
        mention_span=attributed.mention_span,
    )


def _indirect(
    layout: Layout, frames: tuple[Frame, ...], known: naming.Naming, spoken: list[tuple[Cue, ...]], number: int
) -> list[Quote]:
    """Reported clauses of a frame: `X said that …`, `…, X said.`, `According to X, …`; at most one per cue."""
    frame = frames[number]
    made = []
    for cue in spoken[number]:
        found = clause(frame.text, cue)
        found = found and ended(frame.text, found, cue, spoken[number])
        if found is None:
            continue
        span = Span(found.start + frame.span.start, found.end + frame.span.start)
        sentence = layout.sentence_at(span.start)
        if sentence is None or any(quote.overlaps(span) and quote.start <= span.start + 3 for quote in frame.quotes):
            continue
        made.append(_quote(layout, sentence, span, _resolved(frames, known, number, cue), "indirect"))
        if cue.verb in saying.SOURCES:
            break
    return made


def quotes(article: Article) -> tuple[Quote, ...]:
    """`quotes_of` for an article by itself."""
    return quotes_of(Layout(article))
