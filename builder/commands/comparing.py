"""`digest compare`: what a story's sources say beside each other. `comparing_text` writes it for a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from builder.commands.naming import find_story
from builder.model import Article, Comparison, Thread
from builder.progress import Watcher
from builder.questions import comparisons
from builder.site.data import thread_record
from builder.workspace import Options


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A story and its comparison. `sources` are names by id; `record` is the story's JSON as it is published."""

    thread: Thread
    articles: tuple[Article, ...]
    sources: Mapping[str, str]
    comparison: Comparison
    record: str


def compare(root: Path, options: Options, name: str, watcher: Watcher | None) -> Found:
    """The comparison of the story called `name`; nothing but the cache is written.

    Raises `DigestError` for a name that is no story's and no article's.
    """
    road, compared = comparisons(root, options, watcher)
    thread = find_story(road.threads, road.chosen.articles, name)
    articles = {article.id: article for article in road.chosen.articles}
    sources = {source.id: source for source in road.chosen.sources}
    comparison = next(one for one in compared if one.thread_id == thread.id)
    saga = next((saga for saga in road.sagas if thread.id in saga.thread_ids), None)
    return Found(
        thread=thread,
        articles=tuple(articles[name] for name in thread.article_ids),
        sources={source.id: source.name for source in road.chosen.sources},
        comparison=comparison,
        record=thread_record(thread, articles, sources, comparison, saga=saga).decode(),
    )
