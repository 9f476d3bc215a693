"""The store looked after: what of it a build still uses, and what of it can go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from builder.cache import Cache
from builder.cached import comparing, grouping, reading
from builder.cached.vectors import Vectors
from builder.compare import sentences_to_embed
from builder.model import Article, Thread

_STAGES = (reading.STAGE, grouping.STAGE, grouping.TERMS_STAGE, comparing.STAGE)
"""Stages whose results are told by a run through them; those of others are left alone."""


class WatchedCache(Cache):
    """A store that remembers what it was asked for, so that the rest can be forgotten."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked: defaultdict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> WatchedCache:
        return self

    def get(self, stage: str, keys: Sequence[str]) -> dict[str, bytes]:
        """As the store's, noted."""
        self.asked[stage].update(keys)
        return super().get(stage, keys)

    def put(self, stage: str, values: Mapping[str, bytes]) -> None:
        """As the store's, noted."""
        self.asked[stage].update(values)
        super().put(stage, values)

    def vectors(self, keys: Sequence[str]) -> dict[str, bytes]:
        """As the store's, noted."""
        self.asked["vectors"].update(keys)
        return super().vectors(keys)


def forget_unused(
    cache: WatchedCache, articles: Sequence[Article], threads: Sequence[Thread], vectors: Vectors
) -> tuple[tuple[str, int], ...]:
    """Forget what a build of `articles`, just gone through as far as its comparisons, has not asked for.

    Words and vectors are asked for here: with groups and comparisons in the store nobody has, but the next edit will.
    Returns (what, how many) for each stage of which something went.
    """
    if articles:
        grouping.terms_of(articles, cache)
        grouping.vectors_of(articles, vectors, lambda done, total: None)
    by_id = {article.id: article for article in articles}
    for thread in threads:
        members = [by_id[name] for name in thread.article_ids]
        if len(comparing.outlets_of(members)) > 1:
            vectors.of([sentence.text for sentence in sentences_to_embed(members)], lambda done, total: None)
    gone = [(stage, cache.keep_only(stage, cache.asked[stage])) for stage in (*_STAGES, "vectors")]
    cache.compact()
    return tuple((stage, count) for stage, count in gone if count)
