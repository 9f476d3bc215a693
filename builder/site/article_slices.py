"""What a comparison says of each single article: the part of a story on which an article's page depends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from builder.model import Article, Comparison, Thread
from builder.site import sourcing, urls
from builder.site.index import SiteIndex
from builder.site.story_claims import CLAIMS_SHOWN
from builder.site.story_matrix import COPIES, in_tension
from builder.site.story_only import only_sentences
from builder.site.story_origins import evidence_of
from builder.site.story_timeline import timeline_sentences
from builder.site.views import ArticleRef, View


class Mark(View, frozen=True):
    """What the comparison knows of a sentence.

    `kind`: `also` in `others` (names of sources; `url` is the claim's), `only` here, or neither. `tension`: where the
    story page shows that it does not agree with another source; empty when it does. `speakers`: whom it quotes, which
    the story page shows at `said`.
    """

    index: int
    kind: Literal["also", "only", ""] = ""
    others: tuple[str, ...] = ()
    url: str = ""
    tension: str = ""
    speakers: tuple[str, ...] = ()
    said: str = ""


class StoryRef(View, frozen=True):
    """The story that an article belongs to."""

    title: str
    url: str
    articles: int
    outlets: int


class ArticleSlice(View, frozen=True):
    """What a thread's comparison says of one article, and nothing more: the article's page depends on this alone."""

    story: StoryRef
    marks: tuple[Mark, ...] = ()
    cited: tuple[int, ...] = ()
    copy_of: ArticleRef | None = None
    relation: str = ""
    percent: int = 0
    dangling: int = 0
    residue: int = 0
    sourcing: sourcing.Sourcing = sourcing.Sourcing()


def slices(index: SiteIndex, thread: Thread) -> dict[str, ArticleSlice]:
    """Article id -> its slice, for every article of a thread."""
    articles = index.members(thread)
    comparison = index.comparisons.get(thread.id) or Comparison(thread_id=thread.id)
    card = index.card(thread)
    story = StoryRef(title=card.title, url=card.url, articles=card.articles, outlets=card.outlets)
    marks = _marks(index, thread, articles, comparison)
    cited = _cited(index, articles, comparison)
    provenance = {row.article_id: row for row in comparison.provenance}
    transparency = {row.article_id: row for row in comparison.transparency}
    out: dict[str, ArticleSlice] = {}
    for article in articles:
        origin = provenance.get(article.id)
        copied = origin is not None and origin.relation in COPIES and origin.copy_of in cited
        facts = transparency.get(article.id)
        out[article.id] = ArticleSlice(
            story=story,
            marks=marks[article.id],
            cited=cited[article.id],
            copy_of=index.article(origin.copy_of) if origin is not None and copied else None,
            relation=origin.relation if origin is not None and copied else "",
            percent=round(100 * origin.overlap) if origin is not None and copied else 0,
            dangling=facts.dangling_citations if facts else sum(1 for c in article.citations if not c.target),
            residue=facts.residue if facts else len(article.residue),
            sourcing=sourcing.of_article(index, article, origin),
        )
    return out


def _marks(
    index: SiteIndex, thread: Thread, articles: Sequence[Article], comparison: Comparison
) -> dict[str, tuple[Mark, ...]]:
    found: dict[str, dict[int, Mark]] = {article.id: {} for article in articles}
    story = urls.story(thread.slug)
    for number, claim in enumerate(comparison.claims):
        # A claim that the page leaves to the data has no address of its own.
        url = index.urls.to(story, urls.claim_anchor(claim.id) if number < CLAIMS_SHOWN else "agree")
        outlets = dict.fromkeys(index.articles[s.article_id].source_id for s in claim.sentences)
        for sentence in claim.sentences:
            own = index.articles[sentence.article_id].source_id
            others = tuple(index.sources[outlet].name for outlet in outlets if outlet != own)
            if others and sentence.article_id in found:
                mark = Mark(index=sentence.index, kind="also", others=others, url=url)
                found[sentence.article_id].setdefault(sentence.index, mark)
    if comparison.claims:
        for sentence in comparison.only_here:
            if sentence.article_id in found:
                found[sentence.article_id].setdefault(sentence.index, Mark(index=sentence.index, kind="only"))
    page = index.urls.to(story, "tensions")
    for article_id, number in in_tension(comparison):
        _add(found, article_id, number, tension=page)
    for (article_id, number), speakers in _quoted(comparison).items():
        _add(found, article_id, number, speakers=tuple(speakers), said=index.urls.to(story, "quotes"))
    return {article_id: tuple(row[i] for i in sorted(row)) for article_id, row in found.items()}


def _add(found: dict[str, dict[int, Mark]], article_id: str, number: int, **more: Any) -> None:
    if article_id in found:
        known = found[article_id].get(number, Mark(index=number))
        found[article_id][number] = msgspec.structs.replace(known, **more)


def _quoted(comparison: Comparison) -> dict[tuple[str, int], dict[str, None]]:
    """The sentences with quoted words, each with the names of the speakers in order; reported speech is left out."""
    out: dict[tuple[str, int], dict[str, None]] = {}
    for quote in comparison.quotes:
        if quote.kind != "indirect" and quote.speaker:
            out.setdefault((quote.sentence.article_id, quote.sentence.index), {})[quote.speaker] = None
    return out


def _cited(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> dict[str, tuple[int, ...]]:
    """Article id -> the sentences that the story page links to; each needs an anchor on the article's page."""
    found: dict[str, set[int]] = {article.id: set() for article in articles}
    sentences = [sentence for claim in comparison.claims for sentence in claim.sentences]
    sentences += [s for t in comparison.tensions for side in (t.left, t.right) for s in (side.sentence, *side.same)]
    sentences += [sentence for own in only_sentences(index, articles, comparison).values() for sentence in own]
    sentences += [quote.sentence for quote in comparison.quotes]
    sentences += [lead for framing in comparison.framing for lead in framing.leads]
    sentences += timeline_sentences(index, articles, comparison)
    for row in comparison.provenance:
        sentences += [origin.evidence for origin in row.origins]
        sentences += evidence_of(row)
    for facts in comparison.transparency:
        sentences += facts.unnamed
    for sentence in sentences:
        if sentence.text and sentence.article_id in found:
            found[sentence.article_id].add(sentence.index)
    return {article_id: tuple(sorted(indices)) for article_id, indices in found.items()}
