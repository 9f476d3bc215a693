"""JSON-LD of a web page: the objects that describe its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ARTICLE = re.compile(
    r"(?:\w*NewsArticle|Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|\w*Article|WebPage|Posting)\Z"
)
_MAX_NODES = 2_000
_MAX_JSON = 1_000_000


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """The objects of JSON-LD that describe an article; those of the surest types first."""
    found: list[dict[str, Any]] = []
    for script in tree.css('script[type="application/ld+json"]')[:40]:
        text = (script.text() or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        if len(text) > _MAX_JSON:
            continue
        try:
            data = json.loads(text, strict=False)
        except (json.JSONDecodeError, RecursionError):
            continue
        found += [node for node in _nodes(data) if _rank(node) < 9]
    return sorted(found, key=_rank)


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a document of JSON-LD, those of `@graph` and of lists too, breadth first."""
    queue = [data]
    for _ in range(_MAX_NODES):
        if not queue:
            return
        item = queue.pop(0)
        if isinstance(item, list):
            queue += item[:200]
        elif isinstance(item, dict):
            yield item
            queue += [
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(item.get(key), (list, dict))
            ]


def _rank(node: dict[str, Any]) -> int:
    kinds = node.get("@type")
    names = [str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])]
    if any(name.endswith("NewsArticle") for name in names):
        return 0
    if any(_ARTICLE.match(name) and name != "WebPage" for name in names):
        return 1
    return 2 if "WebPage" in names else 9
