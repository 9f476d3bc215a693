"""Pages that list stories or articles: front page, sources, tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2
from typing import TypeVar

from builder.model import Article, Thread
from builder.site import urls
from builder.site.index import SiteIndex, opening
from builder.site.views import ArticleRef, Head, Pager, SourceView, TagView, ThreadCard, View, clip

T = TypeVar("T")

STORIES_PER_PAGE = 30
ARTICLES_PER_PAGE = 60
HALF_LIFE_DAYS = 2.0
"""After so many days a story counts half on the front page."""


class FrontPage(View, frozen=True):
    """Stories in order of weight; `lead` on the first page only. `single` stories have one source."""

    head: Head
    lead: ThreadCard | None
    stories: tuple[ThreadCard, ...]
    singles: tuple[ThreadCard, ...]
    pager: Pager
    threads: int
    articles: int
    outlets: int


class ArticleRow(View, frozen=True):
    """An article in a list, with its story where other sources report it too."""

    ref: ArticleRef
    lede: str
    story: ThreadCard | None


class SourceRow(View, frozen=True):
    """A source in the list of sources. `alone` counts its stories that nobody else reports."""

    source: SourceView
    articles: int
    stories: int
    alone: int


class SourcesPage(View, frozen=True):
    """All sources, those with most articles first."""

    head: Head
    rows: tuple[SourceRow, ...]


class SourcePage(View, frozen=True):
    """One source's articles, newest first."""

    head: Head
    source: SourceView
    home: str
    host: str
    articles: tuple[ArticleRow, ...]
    total: int
    stories: int
    pager: Pager


class TagsPage(View, frozen=True):
    """All tags by name."""

    head: Head
    tags: tuple[TagView, ...]


class TagPage(View, frozen=True):
    """The stories that have an article with a tag, newest first."""

    head: Head
    tag: TagView
    stories: tuple[ThreadCard, ...]
    total: int
    pager: Pager


def pages_of(index: SiteIndex, items: Sequence[T], size: int, path: str) -> Iterator[tuple[str, Sequence[T], Pager]]:
    """A long list in pages: each page's path, its items, and where it stands.

    The last page may be a third longer than the others, so that no page is left with a few; an empty list has one
    empty page.
    """
    slack = size // 3
    total = max(1, -(-(len(items) - slack) // size))
    for number in range(1, total + 1):
        end = len(items) if number == total else number * size
        pager = Pager(
            number=number,
            total=total,
            newer=index.urls.to(urls.numbered(path, number - 1)) if number > 1 else "",
            older=index.urls.to(urls.numbered(path, number + 1)) if number < total else "",
        )
        yield urls.numbered(path, number), items[(number - 1) * size : end], pager


def ranked(index: SiteIndex) -> list[Thread]:
    """Threads for the front page: those an editor put first, then many independent origins and a late last article.

    Weight is the number of independent origins, plus a quarter for each further source; it halves every
    `HALF_LIFE_DAYS` between a thread's last article and the newest of the site (no clock is asked). Undated threads
    come last. Ties break by id.
    """
    newest = max((thread.last.timestamp() for thread in index.listed_threads if thread.last), default=0.0)

    def weight(thread: Thread) -> tuple[bool, bool, float, str]:
        origins = max(1, index.independent(thread))
        outlets = len(index.thread_sources(thread))
        score = log2(origins + max(0, outlets - origins) / 4)
        if thread.last is None:
            return (not thread.pinned, True, -score, thread.id)
        age = (newest - thread.last.timestamp()) / 86_400
        return (not thread.pinned, False, round(age / HALF_LIFE_DAYS - score, 6), thread.id)

    return sorted(index.listed_threads, key=weight)


def front_pages(index: SiteIndex, json_ld: tuple[str, ...]) -> Iterator[FrontPage]:
    """The front page and the pages that follow it."""
    cards = [index.card(thread) for thread in ranked(index)]
    site = index.config.site
    for path, chunk, pager in pages_of(index, cards, STORIES_PER_PAGE, urls.front()):
        several = [card for card in chunk if card.pinned or not card.single]
        singles = [card for card in chunk if card.single and not card.pinned]
        lead = next(iter([*several, *singles]), None) if pager.number == 1 else None
        yield FrontPage(
            head=Head(
                title="" if pager.number == 1 else index.t("front.page", number=pager.number),
                path=path,
                canonical=index.urls.absolute(path),
                description=site.description or site.tagline,
                json_ld=json_ld if pager.number == 1 else (),
                section="front",
            ),
            lead=lead,
            stories=tuple(card for card in several if card is not lead),
            singles=tuple(card for card in singles if card is not lead),
            pager=pager,
            threads=len(index.listed_threads),
            articles=len(index.listed_articles),
            outlets=sum(1 for found in index.by_source.values() if found),
        )


def article_row(index: SiteIndex, article: Article) -> ArticleRow:
    """An article in a list."""
    thread = index.thread_of.get(article.id)
    card = index.card(thread) if thread else None
    return ArticleRow(
        ref=index.article(article.id),
        lede=clip(article.description or opening(article), 30),
        story=card if card and not card.single else None,
    )


def sources_page(index: SiteIndex) -> SourcesPage:
    """The list of sources."""
    rows = []
    for source_id, articles in index.by_source.items():
        if not articles:
            continue
        threads = _threads_of(index, articles)
        rows.append(
            SourceRow(
                source=index.sources[source_id],
                articles=len(articles),
                stories=len(threads),
                alone=sum(1 for thread in threads if len(index.thread_sources(thread)) == 1),
            )
        )
    rows.sort(key=lambda row: (-row.articles, row.source.name, row.source.id))
    return SourcesPage(head=_head(index, urls.sources(), index.t("sources.title"), "sources"), rows=tuple(rows))


def source_pages(index: SiteIndex, source_id: str) -> Iterator[SourcePage]:
    """A source's page and the pages that follow it."""
    source = index.sources[source_id]
    articles = index.by_source[source_id]
    home = next((urls.external(s.url) for s in index.site.sources if s.id == source_id), "")
    stories = len(_threads_of(index, articles))
    for path, chunk, pager in pages_of(index, articles, ARTICLES_PER_PAGE, urls.source(source_id)):
        yield SourcePage(
            head=_head(index, path, _paged(index, source.name, pager), "sources", indexed=bool(articles)),
            source=source,
            home=home,
            host=urls.host_of(home),
            articles=tuple(article_row(index, article) for article in chunk),
            total=len(articles),
            stories=stories,
            pager=pager,
        )


def tags_page(index: SiteIndex) -> TagsPage:
    """The list of tags."""
    tags = tuple(index.tag(folded, len(found)) for folded, found in index.tagged.items())
    return TagsPage(head=_head(index, urls.tags(), index.t("tags.title"), "tags"), tags=tags)


def tag_pages(index: SiteIndex, folded: str) -> Iterator[TagPage]:
    """A tag's page and the pages that follow it."""
    threads = _threads_of(index, index.tagged[folded])
    tag = index.tag(folded, len(index.tagged[folded]))
    cards = [index.card(thread) for thread in threads]
    for path, chunk, pager in pages_of(index, cards, STORIES_PER_PAGE, index.tag_path(folded)):
        yield TagPage(
            head=_head(index, path, _paged(index, tag.name, pager), "tags"),
            tag=tag,
            stories=tuple(chunk),
            total=len(cards),
            pager=pager,
        )


def _threads_of(index: SiteIndex, articles: Sequence[Article]) -> list[Thread]:
    """The threads of some articles in the site's order (newest first)."""
    ids = {index.thread_of[article.id].id for article in articles if article.id in index.thread_of}
    return sorted((index.threads[i] for i in ids), key=lambda thread: index.thread_place[thread.id])


def _paged(index: SiteIndex, title: str, pager: Pager) -> str:
    return title if pager.number == 1 else index.t("pager.title", title=title, number=pager.number)


def _head(index: SiteIndex, path: str, title: str, section: str, *, indexed: bool = True) -> Head:
    return Head(title=title, path=path, canonical=index.urls.absolute(path), section=section, indexed=indexed)
