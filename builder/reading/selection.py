"""Which articles are published now: no drafts, nothing from the future, nothing twice, each at its own address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from builder.errors import Notice
from builder.model import Article
from builder.reading.addresses import unique_addresses


def select(
    articles: Sequence[Article], now: datetime, drafts: bool = False, future: bool = False
) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """The articles to publish, in the order given with addresses of their own, and a notice for each left out.

    `now` is aware; an article is of the future when it is dated after `now`.
    """
    kept: list[Article] = []
    notices: list[Notice] = []
    for article in articles:
        if article.draft and not drafts:
            notices.append(
                Notice(article.path, 0, "skipped", "draft", "is a draft", "build with --drafts to include it")
            )
        elif article.published is not None and article.published > now and not future:
            message = f"is dated {article.published:%Y-%m-%d %H:%M} UTC, which is still to come"
            notices.append(Notice(article.path, 0, "skipped", "future", message, "build with --future to include it"))
        else:
            kept.append(article)
    placed, more = unique_addresses(kept)
    return placed, tuple(sorted((*notices, *more)))
