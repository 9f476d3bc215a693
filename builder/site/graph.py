"""The provenance of a thread as a drawing: origins on the left, articles on the right, a line for each "has it from".

Plain geometry for an inline SVG; everything it shows also stands in words beneath it.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.site.story_origins import OriginsView
from builder.site.views import ArticleRef, View

WIDTH = 640
ROW = 62
_HEIGHT = 46
_LEFT = (4, 236)
_RIGHT = (348, 584)
_MOST = 40
"""Nodes beyond which a drawing helps nobody."""


class Node(View, frozen=True):
    """A box. `kind` is `article`, `ghost` or `origin`; texts are cut to the box, `full` is not."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    text: str
    small: str
    full: str
    tone: int = -1


class Edge(View, frozen=True):
    """A curve as SVG path data; `copy` for a text taken over."""

    path: str
    copy: bool = False


class Graph(View, frozen=True):
    """A drawing `width` x `height` units large."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(articles: Sequence[ArticleRef], provenance: OriginsView) -> Graph | None:
    """The drawing, or None when there is nothing to connect or too much to see."""
    outside = [o for o in provenance.origins if o.article is None and o.kind != "unnamed-sources"]
    if not (outside or provenance.copies or any(o.article for o in provenance.origins)):
        return None
    if len(outside) > _MOST or len(articles) > _MOST:
        return None
    rows = {article.url: place for place, article in enumerate(articles)}
    lift = max(0, (len(articles) - len(outside)) // 2)
    nodes = [_article_node(article, place) for place, article in enumerate(articles)]
    edges: list[Edge] = []
    for place, origin in enumerate(outside, start=lift if len(outside) < len(articles) else 0):
        nodes.append(_box(_LEFT, place, "ghost", origin.name, "", origin.name))
        edges += [Edge(path=_across(place, rows[c.article.url])) for c in origin.citing if c.article.url in rows]
    inside = [(o.article, c.article, False) for o in provenance.origins if o.article for c in o.citing]
    copied = [(c.of, c.article, True) for c in provenance.copies]
    known = {(a.url, b.url) for a, b, _ in copied}
    for start, end, copy in [*copied, *((a, b, x) for a, b, x in inside if (a.url, b.url) not in known)]:
        if start.url in rows and end.url in rows and start.url != end.url:
            edges.append(Edge(path=_beside(rows[start.url], rows[end.url]), copy=copy))
    height = ROW * max(len(articles), len(outside) + (lift if len(outside) < len(articles) else 0))
    return Graph(width=WIDTH, height=height, nodes=tuple(nodes), edges=tuple(edges))


def _article_node(article: ArticleRef, place: int) -> Node:
    small = article.date.day if article.date else ""
    full = f"{article.source.name}: {article.title}"
    return _box(_RIGHT, place, "article", article.source.name, small, full, article.source.tone)


def _box(column: tuple[int, int], place: int, kind: str, text: str, small: str, full: str, tone: int = -1) -> Node:
    left, right = column
    return Node(
        x=left,
        y=place * ROW + (ROW - _HEIGHT) // 2,
        width=right - left,
        height=_HEIGHT,
        kind=kind,
        text=_cut(text, 27),
        small=_cut(small, 32),
        full=full,
        tone=tone,
    )


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _middle(place: int) -> int:
    return place * ROW + ROW // 2


def _across(start: int, end: int) -> str:
    x1, x2 = _LEFT[1], _RIGHT[0] - 2
    half = (x1 + x2) // 2
    return f"M{x1} {_middle(start)}C{half} {_middle(start)} {half} {_middle(end)} {x2} {_middle(end)}"


def _beside(start: int, end: int) -> str:
    """From article to article, bulging to the right; the further apart the wider."""
    x = _RIGHT[1] + 2
    out = min(WIDTH - 2, x + 18 + 9 * abs(end - start))
    shift = 5 if end > start else -5
    return f"M{x} {_middle(start) + shift}C{out} {_middle(start) + shift} {out} {_middle(end) - shift} {x} {_middle(end) - shift}"
