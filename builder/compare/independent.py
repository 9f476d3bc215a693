"""K: how many independent origins a thread shows, by joining what rests on the same thing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builder.model import Article, Provenance


class Components(msgspec.Struct, frozen=True):
    """`of_article`: article id -> its group's number, -1 without any origin; `independent`: K, at least 1."""

    of_article: dict[str, int]
    independent: int


def components(articles: Sequence[Article], provenance: Sequence[Provenance], own: frozenset[str]) -> Components:
    """Join articles that are not independent of each other; count the groups that show where they have it from.

    `own`: articles that show reporting of their own. Joined are: the articles of one source; a copy and its original;
    articles without reporting of their own that name the same origin, each with that origin's own articles. An
    article that shows neither own reporting nor a named origin stands in no group: it is evidence of nothing.
    """
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    counted = []
    present = {article.source_id for article in articles}
    source_of = {article.id: article.source_id for article in articles}
    for article, known in zip(articles, provenance, strict=True):
        node = f"source {article.source_id}"
        rests = [origin for origin in known.origins if origin.kind != "unnamed-sources"]
        if known.copy_of:
            parent[root(node)] = root(f"source {source_of[known.copy_of]}")
        if article.id in own or rests:
            counted.append(article.id)
        if article.id in own:
            continue
        for origin in rests:
            key = source_of.get(origin.article_id, origin.key)
            parent[root(node)] = root(f"source {key}" if key in present else f"origin {key}")
    roots = {article.id: root(f"source {article.source_id}") for article in articles}
    shown = {roots[article_id] for article_id in counted}
    numbers = {
        name: number for number, name in enumerate(dict.fromkeys(roots[a.id] for a in articles if roots[a.id] in shown))
    }
    return Components({article_id: numbers.get(name, -1) for article_id, name in roots.items()}, max(1, len(numbers)))
