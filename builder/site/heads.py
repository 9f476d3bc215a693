"""What the head of a page tells machines: the picture for links to it, its feeds, its dates, and what it lists.

Pages are made without it and completed here, so that every kind of page says it in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

from builder.model import Article, Thread
from builder.site import jsonld, urls
from builder.site.feeds import stamp
from builder.site.front_view import FrontPage
from builder.site.index import SiteIndex
from builder.site.list_views import TagPage
from builder.site.saga_pages import SagaPage
from builder.site.site_feeds import has_picture
from builder.site.source_view import SourcePage
from builder.site.views import ArticleRef, FeedLink, Head, ThreadCard

LISTED = 30
"""Stories or articles of a list that its structured data names."""
_PAGE = re.compile(r"page/\d+/\Z")


def story_head(index: SiteIndex, thread: Thread, head: Head) -> Head:
    """A story's: its picture, its own feed, and the days that it covers."""
    own = _feed_links(index, head.path, index.card(thread).title)
    tags = tuple(tag.name for tag in index.tags_of(index.members(thread)))
    told = msgspec.structs.replace(head, tags=tags, **_dates(thread.first, thread.last))
    return _whole(index, _pictured(index, told, thread), own)


def article_head(index: SiteIndex, article: Article, head: Head) -> Head:
    """An article's: the picture and the feed of its story, and when it was published."""
    thread = index.thread_of.get(article.id)
    own = _feed_links(index, urls.story(thread.slug), index.card(thread).title) if thread else ()
    tags = tuple(tag.name for tag in index.tags_of([article]))
    told = msgspec.structs.replace(head, tags=tags, **_dates(article.published, article.updated))
    return _whole(index, _pictured(index, told, thread) if thread else told, own)


def list_head(index: SiteIndex, page: Any) -> Head:
    """That of any other page: the feed of what it lists, and the list as structured data."""
    head: Head = page.head
    if not head.canonical or not head.indexed:
        return _whole(index, head, ())
    name = _feed_name(page)
    own = _feed_links(index, _PAGE.sub("", head.path), name) if name else ()
    listed = list(islice(_listed(index, page), LISTED))
    if listed:
        made = jsonld.collection(
            url=head.canonical,
            name=name or ("" if head.when else head.title) or index.config.site.title,
            items=listed,
            language=index.config.site.language,
            site_url=index.urls.absolute(),
        )
        head = msgspec.structs.replace(head, json_ld=(*head.json_ld, jsonld.script(made)))
    return _whole(index, head, own)


def _feed_name(page: Any) -> str:
    """The name of what a list follows; empty where it has no feed of its own."""
    if isinstance(page, SourcePage):
        return page.source.name
    if isinstance(page, TagPage):
        return page.tag.name
    return page.title if isinstance(page, SagaPage) else ""


def _listed(index: SiteIndex, page: Any) -> Iterator[tuple[str, str]]:
    """Address and headline of the stories or articles on a page, each once, in its order."""
    seen: set[str] = set()
    parts: list[Sequence[Any]] = [getattr(page, name, ()) for name in ("stories", "articles", "singles")]
    if isinstance(page, FrontPage):
        parts = [(page.lead,) if page.lead else (), *parts, *(section.stories for section in page.sections)]
    for part in parts:
        for one in part if isinstance(part, tuple | list) else ():
            shown = getattr(one, "card", getattr(one, "ref", one))
            if isinstance(shown, ThreadCard | ArticleRef) and shown.url not in seen:
                seen.add(shown.url)
                yield index.urls.full(shown.url), shown.title


def _feed_links(index: SiteIndex, path: str, title: str) -> tuple[FeedLink, ...]:
    to = index.urls.to
    return (
        FeedLink(title=title, url=to(urls.feed(path)), kind="application/atom+xml"),
        FeedLink(title=title, url=to(urls.json_feed(path)), kind="application/feed+json"),
    )


def _dates(first: datetime | None, last: datetime | None) -> Mapping[str, str]:
    """When it was published and last changed, where that is known."""
    return {"published": stamp(first) if first else "", "modified": stamp(last) if first and last else ""}


def _pictured(index: SiteIndex, head: Head, thread: Thread) -> Head:
    """With the picture of its story, when there is one."""
    if not has_picture(index, thread):
        return head
    link = index.urls.absolute(urls.picture(urls.story(thread.slug)))
    return msgspec.structs.replace(head, image=link, image_alt=index.card(thread).title)


def _whole(index: SiteIndex, head: Head, own: Iterable[FeedLink]) -> Head:
    """With what is the same for all: the site's feeds, and its picture and description where a page has none."""
    site = index.config.site
    return msgspec.structs.replace(
        head,
        description=head.description or site.description or site.tagline,
        image=head.image or index.urls.absolute(urls.picture()),
        image_alt=head.image_alt if head.image else site.title,
        feeds=(*own, *_feed_links(index, "", site.title)),
    )
