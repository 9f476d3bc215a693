"""One article that stands in two files is one article."""

from __future__ import annotations

from collections.abc import Sequence

from builder.errors import Notice
from builder.model import Article
from builder.text.digests import digest
from builder.text.normalise import fold
from builder.text.urls import url_key

_MIN_WORDS = 20
"""A shorter text says too little to be the same article; a headline may stand twice."""


def drop_duplicates(articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """The articles without repetitions, in the order given, and a `skipped` notice for each that was dropped.

    The same canonical url, or the same folded text of the same source, is the same article: the first by path
    stays. The same text by another source is wire copy, not a repetition, and stays.
    """
    first_by_key: dict[str, Article] = {}
    dropped: dict[str, Notice] = {}
    for article in sorted(articles, key=lambda article: (article.path, article.id)):
        keys = _keys(article)
        twin = next((first_by_key[key] for key in keys if key in first_by_key), None)
        if twin is None:
            first_by_key.update((key, article) for key in keys)
            continue
        same_url = bool(article.url) and url_key(article.url) == url_key(twin.url)
        what = f"has the same url as {twin.path}" if same_url else f"has the same text as {twin.path}"
        dropped[article.path] = Notice(article.path, 0, "skipped", "duplicate", what, "remove one of the two files")
    return tuple(a for a in articles if a.path not in dropped), tuple(dropped[path] for path in sorted(dropped))


def _keys(article: Article) -> list[str]:
    keys = [f"url {url_key(article.url)}"] if article.url else []
    if article.words >= _MIN_WORDS:
        source = "" if article.source_id.startswith("unknown-") else article.source_id
        keys.append(f"text {source} {digest(fold(article.text))}")
    return keys
