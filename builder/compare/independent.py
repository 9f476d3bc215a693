"""K: how many independent origins a thread shows, by joining what rests on the same thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from builder.model import Article, Provenance


class Components(msgspec.Struct, frozen=True):
    """`of_article`: article id -> its group's number, -1 without any origin; `independent`: K, at least 1."""

    of_article: dict[str, int]
    independent: int


def components(articles: Sequence[Article], provenance: Sequence[Provenance], own: frozenset[str]) -> Components:
    """Join articles that are not independent of each other; count the groups that show where they have it from.

    `own`: articles that show reporting of their own. Joined are: the articles of one source; a copy and its original;
    an article without reporting of its own and one of the origins that it names. An article that shows neither own
    reporting nor a named origin, and copies none that does, stands in no group: it is evidence of nothing.
    """
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    source_of = {article.id: article.source_id for article in articles}
    rests = {known.article_id: _rests(known, source_of) for known in provenance}
    named = Counter(key for article_id, keys in rests.items() if article_id not in own for key in keys)
    present = set(source_of.values())
    for known in provenance:
        node = f"source {source_of[known.article_id]}"
        if known.copy_of:
            parent[root(node)] = root(f"source {source_of[known.copy_of]}")
        keys = rests[known.article_id]
        if known.article_id in own or not keys or known.copy_of in own or rests.get(known.copy_of):
            continue
        # One origin only: who retells two reports does not make one of them. An origin among the articles first,
        # then the one that most name, so that K is as low as the texts allow.
        key = max(keys, key=lambda key: (key in present, named[key], -keys.index(key)))
        parent[root(node)] = root(f"source {key}" if key in present else f"origin {key}")
    roots = {article.id: root(f"source {article.source_id}") for article in articles}
    shown = {roots[article.id] for article in articles if article.id in own or rests[article.id]}
    numbers = {name: number for number, name in enumerate(dict.fromkeys(r for r in roots.values() if r in shown))}
    return Components({article_id: numbers.get(name, -1) for article_id, name in roots.items()}, max(1, len(numbers)))


def _rests(known: Provenance, source_of: Mapping[str, str]) -> tuple[str, ...]:
    """Keys of the named origins, in the article's order; the source's id where an article of the thread is meant."""
    named = (origin for origin in known.origins if origin.kind != "unnamed-sources")
    return tuple(source_of.get(origin.article_id, origin.key) for origin in named)
