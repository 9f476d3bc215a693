"""The provenance of a thread as a drawing: origins on the left, articles on the right, a line for each "has it from".

Plain geometry for an inline SVG; everything it shows also stands in words beneath it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.site.story_origins import OriginsView
from builder.site.views import ArticleRef, View

ROW = 62
_HEIGHT = 46
_LEFT = 4
_ALONE, _GHOST, _BESIDE = 236, 128, 146
"""Widths of boxes: articles without origins beside them, origins, articles beside origins. Both columns and the curves
fit the narrowest phones in use (356 units): an arrow that comes from outside the screen tells nothing."""
_RIGHT = 172
_BULGE = 36
"""How far curves between articles may reach beyond them."""
_LETTER = 8.0
"""Mean width of a letter of a name, to cut names to their box."""
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
    column, width = (_RIGHT, _BESIDE) if outside else (_LEFT, _ALONE)
    lift = max(0, (len(articles) - len(outside)) // 2)
    nodes = [_article_node(article, column, width, place) for place, article in enumerate(articles)]
    edges: list[Edge] = []
    for place, origin in enumerate(outside, start=lift):
        nodes.append(_box(_LEFT, _GHOST, place, "ghost", origin.name, "", origin.name))
        edges += [Edge(path=_across(place, rows[c.article.url])) for c in origin.citing if c.article.url in rows]
    edges += _between(provenance, rows, column + width)
    height = ROW * max(len(articles), len(outside))
    return Graph(width=column + width + _BULGE, height=height, nodes=tuple(nodes), edges=tuple(edges))


def _between(provenance: OriginsView, rows: Mapping[str, int], edge: int) -> list[Edge]:
    """From article to article, to the right of `edge`: copies, and citings that are not of a copy's own original."""
    copied = [(copy.of.url, copy.article.url) for copy in provenance.copies]
    cited = [(o.article.url, c.article.url) for o in provenance.origins if o.article for c in o.citing]
    pairs = [(pair, True) for pair in copied] + [(pair, False) for pair in cited if pair not in copied]
    return [
        Edge(path=_beside(rows[start], rows[end], edge), copy=copy)
        for (start, end), copy in pairs
        if start in rows and end in rows and start != end
    ]


def _article_node(article: ArticleRef, column: int, width: int, place: int) -> Node:
    small = article.date.day if article.date else ""
    full = f"{article.source.name}: {article.title}"
    return _box(column, width, place, "article", article.source.file or article.source.name, small, full)


def _box(left: int, width: int, place: int, kind: str, text: str, small: str, full: str) -> Node:
    letters = int((width - 20) / _LETTER)
    return Node(
        x=left,
        y=place * ROW + (ROW - _HEIGHT) // 2,
        width=width,
        height=_HEIGHT,
        kind=kind,
        text=_cut(text, letters),
        small=_cut(small, letters + 3),
        full=full,
    )


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _middle(place: int) -> int:
    return place * ROW + ROW // 2


def _across(start: int, end: int) -> str:
    x1, x2 = _LEFT + _GHOST, _RIGHT - 1
    half = (x1 + x2) // 2
    return f"M{x1} {_middle(start)}C{half} {_middle(start)} {half} {_middle(end)} {x2} {_middle(end)}"


def _beside(start: int, end: int, edge: int) -> str:
    """From article to article, bulging to the right; the further apart the wider."""
    x = edge + 1
    out = x + min(_BULGE, 16 + 8 * abs(end - start))
    shift = 6 if end > start else -6
    y1, y2 = _middle(start) + shift, _middle(end) - shift
    return f"M{x} {y1}C{out} {y1} {out} {y2} {x} {y2}"
