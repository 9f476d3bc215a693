"""One article that stands in two files is one article."""

from __future__ import annotations

from collections.abc import Sequence

from builder.errors import Notice
from builder.model import Article
from builder.text.digests import digest
from builder.text.normalise import fold
from builder.text.urls import url_key

_OPENING = 200
_MIN_WORDS = 20
"""A shorter text says too little to be the same article; a headline may stand twice."""


def drop_duplicates(articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """The articles without repetitions, in the order given, and a `skipped` notice for each that was dropped.

    The same canonical url is the same article, and so is the same folded text of the same source; a text of unknown
    source is that of whoever else has it. The first stays: those of known source before the others, then by path.
    The same text of another named source is wire copy, not a repetition, and stays.
    """
    texts = _text_keys(articles)
    by_url: dict[str, Article] = {}
    by_text: dict[str, list[Article]] = {}
    dropped: dict[str, Notice] = {}
    for article in sorted(articles, key=lambda article: (_unknown(article), article.path, article.id)):
        url, text = url_key(article.url) if article.url else "", texts.get(article.path, "")
        twin = by_url.get(url)
        if twin is not None:
            dropped[article.path] = _notice(article, twin, "url")
            continue
        twin = next(
            (other for other in by_text.get(text, ()) if _unknown(article) or other.source_id == article.source_id),
            None,
        )
        if twin is not None:
            dropped[article.path] = _notice(article, twin, "text")
            continue
        if url:
            by_url[url] = article
        if text:
            by_text.setdefault(text, []).append(article)
    return tuple(a for a in articles if a.path not in dropped), tuple(dropped[path] for path in sorted(dropped))


def _unknown(article: Article) -> bool:
    return article.source_id.startswith("unknown-")


def _text_keys(articles: Sequence[Article]) -> dict[str, str]:
    """Path -> digest of the folded text, for the few articles that begin like another (folding all would take long)."""
    alike: dict[str, list[Article]] = {}
    for article in articles:
        alike.setdefault(fold(article.text[:_OPENING])[: _OPENING // 4], []).append(article)
    groups = (group for group in alike.values() if len(group) > 1)
    return {a.path: digest(fold(a.text)) for group in groups for a in group if a.words >= _MIN_WORDS}


def _notice(article: Article, twin: Article, what: str) -> Notice:
    remedy = "remove one of the two files"
    if what == "url" and fold(article.title) != fold(twin.title):
        remedy = (
            f"it has another title, {_shown(article.title)}: correct the url of one, or remove one of the two files"
        )
    return Notice(article.path, 0, "skipped", "duplicate", f"has the same {what} as {twin.path}", remedy)


def _shown(title: str) -> str:
    return f"“{title if len(title) <= 60 else title[:59] + '…'}”"
