"""The plain facts of a thread's articles: headlines side by side, what each leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Comparison, Thread
from builder.site.diff import Segment, unshared
from builder.site.index import SiteIndex
from builder.site.views import ArticleRef, SentenceRef, View
from builder.text.slugs import slugify

TIES = 40
"""Pairs that a story page lists: those of a story of 300 articles are in its data."""

FACTS = 50
"""Articles in the table of facts; the data has them all."""
FACTS_EACH = 4
"""Speakers named, and sentences without a name, of one article there."""
_NAMED = 3


class Headline(View, frozen=True):
    """A headline; marked are the words that no other headline of the story has."""

    article: ArticleRef
    segments: tuple[Segment, ...]


class InferredView(View, frozen=True):
    """A field that the file did not give, and from what it was taken."""

    field: str
    how: str


class Facts(View, frozen=True):
    """One article, by what it gives and what it leaves open. `quoted` is the share of its words that are quotes.

    `named` and `unnamed` are the first of so many.
    """

    article: ArticleRef
    byline: bool
    dated: bool
    linked: bool
    named: tuple[str, ...]
    named_count: int
    unnamed: tuple[SentenceRef, ...]
    unnamed_count: int
    quoted: int
    words: int
    dangling: int
    residue: int
    inferred: tuple[InferredView, ...]


class TieView(View, frozen=True):
    """Why two articles are together; parts in percent, `days` apart as text, empty when a date is missing."""

    left: ArticleRef
    right: ArticleRef
    alike: int
    meaning: int
    words: int
    days: float
    shared: tuple[str, ...]


class JointView(View, frozen=True):
    """The least alike parts of a story, and by how much they hold together.

    `part` are some articles of the smaller one, `more` how many more it has, `others` how many the larger one has.
    `score`, `limit` and `margin` (of the first above the second) are of 100.
    """

    part: tuple[ArticleRef, ...]
    more: int
    others: int
    score: float
    limit: float
    margin: float


def headlines(index: SiteIndex, articles: Sequence[Article]) -> tuple[Headline, ...]:
    """Every article's headline in the thread's order."""
    refs = [index.article(article.id) for article in articles]
    split = unshared([ref.title for ref in refs])
    return tuple(Headline(article=ref, segments=parts) for ref, parts in zip(refs, split, strict=True))


def inferred_views(index: SiteIndex, article: Article) -> tuple[InferredView, ...]:
    """The fields that the file did not give, in the language of the site."""
    out = []
    for field in article.inferred:
        name, how = f"field.{field.field}", f"how.{slugify(field.how)}"
        out.append(
            InferredView(
                field=index.t(name) if index.t.has(name) else field.field,
                how=index.t(how) if index.t.has(how) else field.how,
            )
        )
    return tuple(out)


def facts(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> tuple[Facts, ...]:
    """What the first `FACTS` articles give and leave open, in the thread's order."""
    rows = {row.article_id: row for row in comparison.transparency}
    out: list[Facts] = []
    for article in articles:
        row = rows.get(article.id)
        if row is None:
            continue
        if len(out) == FACTS:
            break
        named = tuple(dict.fromkeys(row.named))
        out.append(
            Facts(
                article=index.article(article.id),
                byline=row.has_byline,
                dated=row.has_date,
                linked=row.has_link,
                named=named[:FACTS_EACH],
                named_count=len(named),
                unnamed=tuple(index.sentence(sentence) for sentence in row.unnamed[:FACTS_EACH]),
                unnamed_count=len(row.unnamed),
                quoted=round(100 * row.quoted_share),
                words=article.words,
                dangling=row.dangling_citations,
                residue=row.residue,
                inferred=inferred_views(index, article),
            )
        )
    return tuple(out)


def joint(index: SiteIndex, thread: Thread) -> JointView | None:
    """The step of joining that the thread hangs by, the smaller part first; None where a person put it together."""
    found = thread.joint
    if found is None or len(thread.article_ids) < 2:
        return None
    place = {name: number for number, name in enumerate(thread.article_ids)}
    sides = [sorted(side, key=place.__getitem__) for side in (found.left, found.right)]
    part, others = sorted(sides, key=lambda side: (len(side), place[side[0]]))
    return JointView(
        part=tuple(map(index.article, part[:_NAMED])),
        more=max(0, len(part) - _NAMED),
        others=len(others),
        score=_of_100(found.score),
        limit=_of_100(found.threshold),
        margin=_of_100(found.score - found.threshold),
    )


def _of_100(value: float) -> float:
    return round(100 * value, 1)


def ties(index: SiteIndex, thread: Thread) -> tuple[TieView, ...]:
    """The strongest similarities that joined the thread, strongest first, `TIES` at most."""
    found = [tie for tie in thread.ties if tie.left in index.articles and tie.right in index.articles]
    found.sort(key=lambda tie: (-tie.similarity, tie.left, tie.right))
    return tuple(
        TieView(
            left=index.article(tie.left),
            right=index.article(tie.right),
            alike=round(100 * tie.similarity),
            meaning=round(100 * tie.meaning),
            words=round(100 * tie.words),
            days=round(tie.days, 1),
            shared=tie.shared,
        )
        for tie in found[:TIES]
    )
