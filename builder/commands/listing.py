"""`digest threads`: the threads for a person or as JSON."""

from __future__ import annotations

import click
import msgspec

from builder.commands.console import counted
from builder.model import Article
from builder.pipeline import Threaded


def threads_data(found: Threaded) -> bytes:
    """`{"threads": [{"id", "slug", "title", "articles": [{"id", "path", "source", "url", "published"}]}]}`."""
    from builder.site.data import threads_index

    articles = {article.id: article for article in found.chosen.articles}
    sources = {source.id: source for source in found.chosen.sources}
    return msgspec.json.format(threads_index(found.threads, articles, sources), indent=2)


def show_threads(found: Threaded) -> None:
    """Each thread with its articles, newest first."""
    articles = {article.id: article for article in found.chosen.articles}
    names = {source.id: source.name for source in found.chosen.sources}
    for thread in found.threads:
        members = [articles[article_id] for article_id in thread.article_ids]
        sources = len({article.source_id for article in members})
        click.echo(
            f"{click.style(thread.title, bold=True)}\n"
            f"  /stories/{thread.slug}/ · {counted(len(members), 'article')}, {counted(sources, 'source')}"
        )
        for article in members:
            click.echo(f"  {_day(article)}  {names[article.source_id]}: {article.title}  ({article.path})")
    several = sum(len(thread.article_ids) > 1 for thread in found.threads)
    click.echo(f"{counted(len(found.threads), 'thread')}, {several} with several articles", err=True)


def _day(article: Article) -> str:
    return article.published.date().isoformat() if article.published else "undated   "
