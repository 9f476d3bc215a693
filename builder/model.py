"""The nouns of Digest: frozen, slotted, holding tuples, each with its evidence as spans.

Every `Span` counts characters (Unicode code points) of `Article.text`, start inclusive, end exclusive.
Times are aware UTC; the site's time zone is applied in views only. What cannot point at its evidence
is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec


class Span(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """Characters `start` to `end` of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span points at."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


def outside(spans: Sequence[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """Those of `spans` (in order, none overlapping another) that share no character with any hole."""
    ordered = sorted(holes)
    kept: list[Span] = []
    at = 0
    for span in spans:
        while at < len(ordered) and ordered[at].end <= span.start:
            at += 1
        if at == len(ordered) or ordered[at].start >= span.end:
            kept.append(span)
    return tuple(kept)


class Source(msgspec.Struct, frozen=True, order=True):
    """An outlet. `id` is its slug; `kind` is free (`newspaper`, `agency`, ...), empty when not told."""

    id: str
    name: str
    url: str = ""
    kind: str = ""


class Sentence(msgspec.Struct, frozen=True, order=True):
    """One sentence of one article; `index` counts from 0 in reading order."""

    article_id: str
    index: int
    span: Span
    text: str


BlockKind = Literal["paragraph", "heading", "item", "quote", "cell", "caption", "code"]


class Block(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph-like piece of the text; `level` is 1 to 6 for headings, else 0."""

    span: Span
    kind: BlockKind
    level: int = 0


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A hyperlink of the body: the words that carry it and where it leads (absolute http(s) only)."""

    span: Span
    url: str


class Citation(msgspec.Struct, frozen=True, array_like=True):
    """A mark such as `[3]`; `target` is the listed source or url it resolves to, empty when it dangles."""

    span: Span
    number: int
    target: str = ""


ResidueKind = Literal[
    "share",
    "empty-sources",
    "image-suggestion",
    "inspired-by",
    "call-to-comment",
    "newsletter",
    "stay-tuned",
    "advertisement",
    "read-more",
    "repeated-title",
    "bare-link",
    "credit",
    "source-list",
]


class Residue(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Words that are not reporting (left from a page or a draft): shown as such, kept out of claims."""

    span: Span
    kind: ResidueKind


class Dateline(msgspec.Struct, frozen=True):
    """`PARIS (AP) —`: place and agency as written; either may be empty, not both."""

    span: Span
    place: str = ""
    agency: str = ""


class Inferred(msgspec.Struct, frozen=True, order=True):
    """A field that no front matter gave: `field` is the Article's field, `how` says from what it was taken."""

    field: str
    how: str


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One published text by one source; one file in `content/`.

    `id` is 16 hex digits of the canonical url, or of the path when there is none. `path` is relative to the
    content folder, with `/`. `address` is the page's place under `articles/`. `text` is the plain text of
    `body_html`: blocks joined by a blank line. `body_html` is sanitised and marks each sentence's words with
    `<span data-s="INDEX">`; residue blocks carry `data-residue`. `digest` is that of the file's bytes.
    `day_only` tells that `published` is a whole day (midnight in the site's zone). `extra` keeps unknown front
    matter keys, in order, as JSON-like values.
    """

    id: str
    path: str
    address: str
    digest: str
    source_id: str
    title: str
    byline: tuple[str, ...] = ()
    published: datetime | None = None
    day_only: bool = False
    updated: datetime | None = None
    url: str = ""
    lang: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    syndicated_from: str = ""
    based_on: str = ""
    thread: str = ""
    draft: bool = False
    lede: Span = Span(0, 0)
    text: str = ""
    body_html: str = ""
    blocks: tuple[Block, ...] = ()
    sentence_spans: tuple[Span, ...] = ()
    quote_spans: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    citations: tuple[Citation, ...] = ()
    residue: tuple[Residue, ...] = ()
    dateline: Dateline | None = None
    inferred: tuple[Inferred, ...] = ()
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def lede_text(self) -> str:
        """The opening paragraph(s), as written."""
        return self.lede.of(self.text)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence in reading order, residue and headings included."""
        return tuple(self.sentence(index) for index in range(len(self.sentence_spans)))

    def sentence(self, index: int) -> Sentence:
        """Sentence number `index`, from 0."""
        span = self.sentence_spans[index]
        return Sentence(self.id, index, span, span.of(self.text))

    @property
    def reporting(self) -> tuple[Sentence, ...]:
        """The sentences that can carry a claim: no heading, no residue, no code."""
        holes = [residue.span for residue in self.residue]
        holes += [block.span for block in self.blocks if block.kind in ("heading", "code", "caption")]
        kept = set(outside(self.sentence_spans, holes))
        return tuple(self.sentence(index) for index, span in enumerate(self.sentence_spans) if span in kept)

    @property
    def words(self) -> int:
        """How many white-space separated words the text has."""
        return len(self.text.split())


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


TensionKind = Literal["figures", "times", "order", "response", "attribution", "negation", "names"]


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


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """Why two articles are in one thread: similarity and its parts, each 0 to 1 but `days` (apart; -1 unknown)."""

    left: str
    right: str
    similarity: float
    meaning: float
    words: float
    days: float
    shared: tuple[str, ...] = ()


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """The step of grouping that an article or a thread hangs by: two groups of articles (ids) that became one.

    `score` is their mean similarity less background and time; they would have stayed apart below `threshold`.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    score: float
    threshold: float


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of a person about a thread: `kind` as in the file, `place` where it stands (`editorial.toml:12`).

    `article_ids` are the articles that it is about, of this thread or of others; `note` is the reason given.
    """

    kind: str
    place: str
    article_ids: tuple[str, ...] = ()
    note: str = ""


class Lineage(msgspec.Struct, frozen=True, order=True):
    """What became of an address: thread `id` at `slug` now leads to `to` (a thread id)."""

    id: str
    slug: str
    to: str


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The articles that report one story.

    `id` is its founding article's; `slug` its address under `stories/`. `article_ids` are in order of
    publication, undated last. `title` is the headline chosen (of `title_from`). `lineage` are the addresses
    that lead here. `ties` are the strongest similarities that joined it; `joint` the last step of joining.
    `edits` are what a person decided about it; `pinned`, `hidden` and `closed` follow from them.
    """

    id: str
    slug: str
    title: str
    title_from: str
    article_ids: tuple[str, ...]
    first: datetime | None = None
    last: datetime | None = None
    lineage: tuple[Lineage, ...] = ()
    ties: tuple[Tie, ...] = ()
    joint: Joint | None = None
    edits: tuple[Edit, ...] = ()
    pinned: bool = False
    hidden: bool = False
    closed: bool = False


class SagaStep(msgspec.Struct, frozen=True, kw_only=True):
    """Why thread `later` is taken to continue thread `earlier` (ids): their most telling pair of articles.

    `tie.left` is of the earlier thread, `tie.right` of the later; `tie.shared` what the two threads share.
    """

    earlier: str
    later: str
    tie: Tie


class Saga(msgspec.Struct, frozen=True, kw_only=True):
    """Threads that continue each other, in order of time, with a step to each but the first from one before it.

    `id` and `slug` are those of its first thread; `title` is that thread's headline, or the name that an editor gave.
    """

    id: str
    slug: str
    title: str
    thread_ids: tuple[str, ...]
    steps: tuple[SagaStep, ...]
    named: bool = False


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is published. Articles by (published, id), undated last; threads newest first, undated last.

    `emptied` are the addresses (slugs) of threads of which no article is here any more.
    """

    articles: tuple[Article, ...]
    sources: tuple[Source, ...]
    threads: tuple[Thread, ...]
    comparisons: tuple[Comparison, ...]
    sagas: tuple[Saga, ...] = ()
    emptied: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """One file of the site: `path` relative to the output folder (`stories/x/index.html`), and its bytes."""

    path: str
    content: bytes
