"""Site -> documents: the listed threads in the order of their numbers, and the pieces of text that stand in each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from builder.model import Article, Comparison, Site, Span, Thread, outside
from builder.search.fields import BODY, CLAIMS, LEDE, QUOTES, SOURCES, TAGS, TITLE

LinkTo = Callable[[Article, int], str]
"""(article, sentence number) -> link relative to the site's root, with a fragment."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One thread with all that the search asks of it; `sources` are (id, name) in order of appearance."""

    thread: Thread
    members: tuple[Article, ...]
    sources: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    comparison: Comparison

    @property
    def slug(self) -> str:
        """The address under `stories/`."""
        return self.thread.slug


class Piece(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A run of text and the fields it counts in (bits by number of the field).

    `start` tells that positions leap before it, `placed` that its words have positions at all, `article` the place of
    its article among the members and `sentence` its number there; -1 where it is none.
    """

    text: str
    fields: int
    start: bool = False
    placed: bool = True
    article: int = -1
    sentence: int = -1


def documents(site: Site) -> list[Document]:
    """The listed threads, by first publication time (undated first) and id: document i has number i."""
    articles = {article.id: article for article in site.articles}
    names = {source.id: source.name for source in site.sources}
    comparisons = {found.thread_id: found for found in site.comparisons}
    listed = sorted((thread for thread in site.threads if not thread.hidden), key=_order)
    return [_document(thread, articles, names, comparisons) for thread in listed]


def _order(thread: Thread) -> tuple[float, str]:
    return (thread.first.timestamp() if thread.first else float("-inf"), thread.id)


def _document(
    thread: Thread, articles: dict[str, Article], names: dict[str, str], comparisons: dict[str, Comparison]
) -> Document:
    members = tuple(articles[i] for i in thread.article_ids)
    sources = dict.fromkeys(article.source_id for article in members)
    return Document(
        thread=thread,
        members=members,
        sources=tuple((source, names.get(source, source)) for source in sources),
        tags=tuple(sorted({tag for article in members for tag in article.tags})),
        comparison=comparisons.get(thread.id) or Comparison(thread_id=thread.id),
    )


def text_pieces(document: Document) -> Iterator[Piece]:
    """Titles, sentences (residue left out), quoted words, names of sources and tags, in the order of positions."""
    claims: dict[str, set[int]] = {}
    for claim in document.comparison.claims:
        for sentence in claim.sentences:
            claims.setdefault(sentence.article_id, set()).add(sentence.index)
    for place, article in enumerate(document.members):
        yield Piece(article.title, 1 << TITLE, start=True)
        yield from _sentences(article, place, claims.get(article.id, set()))
        for span in article.quote_spans:
            yield Piece(article.text[span.start : span.end], 1 << QUOTES, placed=False)
    for _, name in document.sources:
        yield Piece(name, 1 << SOURCES, start=True)
    for tag in document.tags:
        yield Piece(tag, 1 << TAGS, start=True)


def _sentences(article: Article, place: int, claims: set[int]) -> Iterator[Piece]:
    holes = [residue.span for residue in article.residue]
    kept: set[Span] | None = set(outside(article.sentence_spans, holes)) if holes else None
    text, lede, first = article.text, article.lede, True
    for index, span in enumerate(article.sentence_spans):
        if kept is not None and span not in kept:
            continue
        fields = 1 << BODY
        if lede.start <= span.start and span.end <= lede.end:
            fields |= 1 << LEDE
        if index in claims:
            fields |= 1 << CLAIMS
        yield Piece(text[span.start : span.end], fields, start=first, article=place, sentence=index)
        first = False


def day_of(moment: datetime | None, zone: ZoneInfo) -> date | None:
    """The day in the site's time zone."""
    return moment.astimezone(zone).date() if moment else None
