"""An article's page: its text, what the comparison says of its sentences, and what was inferred about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.model import Article
from builder.site import urls
from builder.site.article_pictures import PictureView, lead_link, lead_picture, with_pictures
from builder.site.article_slices import ArticleSlice, Mark
from builder.site.body import Excerpt, excerpt, mark_body
from builder.site.dates import DateView
from builder.site.index import SiteIndex
from builder.site.story_facts import InferredView, inferred_views
from builder.site.views import ArticleRef, Head, TagView, View, clip


class ArticlePage(View, frozen=True):
    """Everything that `article.html` shows; either `body` (markup) or `excerpt` is there.

    `picture` is the one that the article's front matter names; where it is not shown here, `picture_link` leads to it.
    """

    head: Head
    ref: ArticleRef
    byline: tuple[str, ...]
    updated: DateView | None
    description: str
    tags: tuple[TagView, ...]
    host: str
    body: str
    excerpt: Excerpt | None
    compared: ArticleSlice | None
    inferred: tuple[InferredView, ...]
    syndicated_from: str
    marked: bool
    picture: PictureView | None
    picture_link: str
    picture_host: str
    extra: dict[str, Any]


def article_page(
    index: SiteIndex, article: Article, piece: ArticleSlice | None, json_ld: tuple[str, ...]
) -> ArticlePage:
    """The page of one article. `piece` is None when it stands in no thread."""
    marks: Mapping[int, Mark] = {mark.index: mark for mark in piece.marks} if piece else {}
    ref = index.article(article.id)
    whole = index.shows_whole(article)
    words = index.config.articles.excerpt_words
    foreign = bool(ref.lang)
    path = urls.article(article.address)
    return ArticlePage(
        head=Head(
            title=ref.title,
            path=path,
            canonical=index.urls.absolute(path),
            description=clip(article.description or article.lede_text, 30),
            kind="article",
            indexed=article.id not in index.hidden,
            json_ld=json_ld,
            lang=ref.lang,
        ),
        ref=ref,
        byline=article.byline,
        updated=index.dates.view(article.updated) if article.updated else None,
        description=article.description,
        tags=index.tags_of([article]),
        host=urls.host_of(ref.original),
        body=mark_body(_with_pictures(index, article), marks, index.t, foreign=foreign) if whole else "",
        excerpt=None
        if whole
        else excerpt(article, marks, piece.cited if piece else (), words, index.t, foreign=foreign),
        compared=piece,
        inferred=inferred_views(index, article),
        syndicated_from=article.syndicated_from,
        marked=bool(marks),
        picture=lead_picture(index, article),
        picture_link=lead_link(index, article),
        picture_host=urls.host_of(lead_link(index, article)),
        extra=dict(article.extra),
    )


def _with_pictures(index: SiteIndex, article: Article) -> str:
    return with_pictures(article.body_html, {p.src: p for p in index.pictures(article)}, index.urls, index.t)
