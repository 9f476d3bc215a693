"""Lists of stories or articles in pages, and those of the tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from builder.model import Article, Thread
from builder.site import urls
from builder.site.charts import Bars, bars, by_day
from builder.site.index import SiteIndex, opening
from builder.site.views import ArticleRef, Head, PageLink, Pager, TagView, ThreadCard, View, clip

T = TypeVar("T")

STORIES_PER_PAGE = 30
ARTICLES_PER_PAGE = 60
BESIDE = 2
"""Pages before and after a page that it links to by number."""


class ArticleRow(View, frozen=True):
    """An article in a list, with its story where other sources report it too."""

    ref: ArticleRef
    lede: str
    story: ThreadCard | None


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
    coverage: Bars | None
    pager: Pager


def pages_of(
    index: SiteIndex, items: Sequence[T], size: int, path: str, *, first: int = 0
) -> Iterator[tuple[str, Sequence[T], Pager]]:
    """A long list in pages: each page's path, its items, and where it stands. `first`: items of page 1, if not `size`.

    The last page may be a third longer than the others, so that no page is left with a few; an empty list has one
    empty page.
    """
    head = first or size
    slack = size // 3
    more = len(items) - head
    total = 1 if more <= (0 if first else slack) else 1 + max(1, -(-(more - slack) // size))
    for number in range(1, total + 1):
        start = 0 if number == 1 else head + (number - 2) * size
        end = len(items) if number == total else head + (number - 1) * size
        pager = Pager(
            number=number,
            total=total,
            newer=index.urls.to(urls.numbered(path, number - 1)) if number > 1 else "",
            older=index.urls.to(urls.numbered(path, number + 1)) if number < total else "",
            near=tuple(_near(index, path, number, total)),
        )
        yield urls.numbered(path, number), items[start:end], pager


def _near(index: SiteIndex, path: str, number: int, total: int) -> Iterator[PageLink]:
    """Links to the first page, the last, and those beside `number`; a link without a number stands for a gap."""
    last = 0
    around = range(max(1, number - BESIDE), min(total, number + BESIDE) + 1)
    for page in sorted({1, *around, total}):
        if page - last > 1:
            yield PageLink(number=0, url="")
        yield PageLink(number=page, url=index.urls.to(urls.numbered(path, page)))
        last = page


def article_row(index: SiteIndex, article: Article) -> ArticleRow:
    """An article in a list."""
    thread = index.thread_of.get(article.id)
    card = index.card(thread) if thread else None
    return ArticleRow(
        ref=index.article(article.id),
        lede=clip(article.description or opening(article), 30),
        story=card if card and not card.single else None,
    )


def tags_page(index: SiteIndex) -> TagsPage:
    """The list of tags."""
    tags = tuple(index.tag(folded, len(found)) for folded, found in index.tagged.items())
    return TagsPage(head=list_head(index, urls.tags(), index.t("tags.title"), "tags"), tags=tags)


def tag_pages(index: SiteIndex, folded: str) -> Iterator[TagPage]:
    """A tag's page and the pages that follow it."""
    threads = threads_of(index, index.tagged[folded])
    tag = index.tag(folded, len(index.tagged[folded]))
    cards = [index.card(thread) for thread in threads]
    for path, chunk, pager in pages_of(index, cards, STORIES_PER_PAGE, index.tag_path(folded)):
        yield TagPage(
            head=list_head(index, path, _paged(index, tag.name, pager), "tags"),
            tag=tag,
            stories=tuple(chunk),
            total=len(cards),
            coverage=bars(index, by_day(index, index.tagged[folded])) if pager.number == 1 else None,
            pager=pager,
        )


def threads_of(index: SiteIndex, articles: Sequence[Article]) -> list[Thread]:
    """The threads of some articles in the site's order (newest first)."""
    ids = {index.thread_of[article.id].id for article in articles if article.id in index.thread_of}
    return sorted((index.threads[i] for i in ids), key=lambda thread: index.thread_place[thread.id])


def _paged(index: SiteIndex, title: str, pager: Pager) -> str:
    return title if pager.number == 1 else index.t("pager.title", title=title, number=pager.number)


def list_head(index: SiteIndex, path: str, title: str, section: str, *, indexed: bool = True, lang: str = "") -> Head:
    """What the head of a list's page says; `lang` is the title's where it is foreign."""
    address = index.urls.absolute(path)
    return Head(title=title, path=path, canonical=address, section=section, indexed=indexed, lang=lang)
