"""An article and its parts; where words stand in it."""

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
    `<span data-s="INDEX">`; residue blocks carry `data-residue`. `digest` is that of all other
    fields: not the file but what was read out of it decides whether later stages have anything to do. `day_only` tells
    that `published` is a whole day (midnight in the site's zone). `extra` keeps unknown front matter keys, in order, as
    JSON-like values.
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
