"""What the articles of a thread say beside each other: claims, tensions, quotes, origins, framing."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from builder.model.article import Sentence, Span

QuoteKind = Literal["direct", "indirect", "partial"]


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Whose words an article quotes.

    `span` is the quoted words without their marks (for `indirect`: the reported clause). `speaker` and `cue`
    are words of the article and `speaker_span`, `cue_span` where they stand; empty and None when left open.
    `mention` are the words that stand for the speaker beside the cue (`she`, `the company`): `speaker` is what they
    were resolved to, or the same. `role` is what the article calls the speaker (`a senior official`), as written.
    """

    sentence: Sentence
    span: Span
    text: str
    speaker: str = ""
    speaker_span: Span | None = None
    cue: str = ""
    cue_span: Span | None = None
    kind: QuoteKind = "direct"
    mention: str = ""
    mention_span: Span | None = None
    role: str = ""
    role_span: Span | None = None


WordingRelation = Literal["verbatim", "trimmed", "altered", "paraphrased", "solo"]


class QuoteEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One article's version of an utterance.

    `quotes` are places in `Comparison.quotes` (several where the article breaks the words up). `relation` is to the
    utterance's first entry, which is `verbatim` itself, or `solo` when one source alone has it. Where it is
    `altered`, `own` are the words of this article that differ, `missing` the first entry's words (in that article's
    text) for which they stand.
    """

    article_id: str
    quotes: tuple[int, ...]
    relation: WordingRelation
    own: tuple[Span, ...] = ()
    missing: tuple[Span, ...] = ()


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """The same words of one speaker wherever they are quoted; `speaker` is the fullest form that an article uses."""

    speaker: str
    entries: tuple[QuoteEntry, ...]


class Claim(msgspec.Struct, frozen=True):
    """What sentences of different sources say in common; `sentences[0]` is the clearest wording (chosen, unaltered)."""

    id: str
    sentences: tuple[Sentence, ...]


OriginKind = Literal["outlet", "link", "agency", "unnamed-sources", "citation"]


class Origin(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """Where an article says it has something from.

    `key` is equal for the same origin in different articles (a source id where known, else the host or the
    folded name). `article_id` is the article of this thread that it is, empty for a ghost: an origin that is
    not among the articles. `evidence` is the words that say so.
    """

    key: str
    kind: OriginKind
    name: str
    url: str = ""
    article_id: str = ""
    evidence: Sentence


Relation = Literal["own", "cites", "whole-copy", "trimmed-copy", "rewritten-copy", "unattributed"]


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where one article comes from.

    `relation` to `copy_of` (an article id, or empty); `overlap` is the share (0 to 1) of this article's word
    shingles that stand in that one; `evidence` the longest sentences that both have.
    """

    article_id: str
    relation: Relation
    origins: tuple[Origin, ...] = ()
    copy_of: str = ""
    overlap: float = 0.0
    evidence: tuple[Sentence, ...] = ()


class Transparency(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about one article, not a rating. `named` are the speakers it names, as written."""

    article_id: str
    has_byline: bool
    has_date: bool
    has_link: bool
    named: tuple[str, ...] = ()
    unnamed: tuple[Sentence, ...] = ()
    quoted_share: float = 0.0
    dangling_citations: int = 0
    residue: int = 0


TensionKind = Literal["figures", "times", "order", "response", "attribution", "negation", "names", "contradiction"]
"""`contradiction` alone is found by a model, where site.toml names one; all others by rules."""


class Passage(msgspec.Struct, frozen=True):
    """One side of a tension: a sentence, and where in the article's text the words stand that differ.

    `same` are sentences of other articles that give the same in this place: copies, and sources that agree.
    """

    sentence: Sentence
    span: Span
    same: tuple[Sentence, ...] = ()


class Tension(msgspec.Struct, frozen=True, kw_only=True):
    """Two passages of different sources about the same thing that do not agree; neither is called right.

    `left` stands in the article that comes first in the thread. `rule` names the rule that found it
    (`figures.unit`). `thing` is what both speak of, in words of the left article, where `thing_span` points.
    """

    id: str
    kind: TensionKind
    rule: str
    left: Passage
    right: Passage
    thing: str
    thing_span: Span
    model: str = ""
    """The model that found a `contradiction`, as site.toml names it."""
    score: float = 0.0
    """How sure that model is, 0 to 1; 0 where a rule found the tension."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What a model was asked: how many pairs of sentences, and how many more there were than the limit."""

    model: str
    pairs: int
    left_out: int = 0


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that rose with time: `later` was published after `earlier`. Fields as those of a `Tension`."""

    id: str
    rule: str
    earlier: Passage
    later: Passage
    thing: str
    thing_span: Span


class Missing(msgspec.Struct, frozen=True, order=True):
    """A claim that most of the other sources report and this one leaves out."""

    source_id: str
    claim_id: str


class OwnWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word that one source of a thread uses more than the others do, surely.

    `word` is folded; `count` in the source's own text, `others` in the others'. `ratio` is the log-odds ratio and
    `error` its standard error (see `compare.framing`). `sentences` are those of the source in which it stands.
    """

    word: str
    count: int
    others: int
    ratio: float
    error: float
    sentences: tuple[Sentence, ...]


class Framing(msgspec.Struct, frozen=True, kw_only=True):
    """How one source tells the story; counted, not rated.

    `leads` are the first sentences of its articles, `length` their words. `named` counts the speakers with a name,
    `unnamed` the sentences that lean on people without one; `quoted_share` (0 to 1) of the text is in quotation
    marks.
    """

    source_id: str
    leads: tuple[Sentence, ...] = ()
    words: tuple[OwnWord, ...] = ()
    length: int = 0
    named: int = 0
    unnamed: int = 0
    quoted_share: float = 0.0


DayBasis = Literal["written", "year", "reckoned"]


class DateMention(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """Words of an article (`span`) that name a day, a month or a year.

    `basis`: `written` with its year; `year`: the year is not written and is the nearest to the article's date;
    `reckoned` from the article's date (`on Tuesday`, `last month`). The last two are inferred.
    """

    sentence: Sentence
    span: Span
    basis: DayBasis


class TimelineDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of which articles speak (`first` is `last`), or a whole month or year.

    `mentions` in the thread's order, then as they stand; `independent` counts the independent origins among the
    articles that name it, at least 1.
    """

    first: date
    last: date
    mentions: tuple[DateMention, ...]
    independent: int = 1


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """What a thread's texts date, in order of time; `left_out` counts words that name a day nobody can be sure of."""

    days: tuple[TimelineDay, ...] = ()
    left_out: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a thread's sources say beside each other.

    `claims` come most independent first. `only_here` are sentences without a counterpart in another source.
    `matches` set the quotes of different sources beside each other, those of most sources first.
    `independent` is K, the number of independent origins: see docs/explanation/comparison.md.
    """

    thread_id: str
    claims: tuple[Claim, ...] = ()
    only_here: tuple[Sentence, ...] = ()
    missing: tuple[Missing, ...] = ()
    quotes: tuple[Quote, ...] = ()
    matches: tuple[Utterance, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    transparency: tuple[Transparency, ...] = ()
    framing: tuple[Framing, ...] = ()
    independent: int = 1
    tensions: tuple[Tension, ...] = ()
    updates: tuple[Update, ...] = ()
    judged: Judged | None = None
    """None where site.toml names no model for contradictions."""
    timeline: Timeline = Timeline()

    def disputes(self, claim: Claim) -> tuple[Tension, ...]:
        """The tensions between two of the claim's own sentences: they say the same, but for these points."""
        own = set(claim.sentences)
        return tuple(
            one
            for one in self.tensions
            if not own.isdisjoint((one.left.sentence, *one.left.same))
            and not own.isdisjoint((one.right.sentence, *one.right.same))
        )
