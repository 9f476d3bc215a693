"""How each source tells the story: its headline, what it leads with, how long, from whom, in which words."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Comparison, Framing, OwnWord
from builder.site.diff import Segment
from builder.site.index import SiteIndex
from builder.site.story_facts import headlines
from builder.site.views import ArticleRef, SentenceRef, View

PLACES = 4
"""Sentences that a word of a source's own leads to; the data has them all."""


class WordView(View, frozen=True):
    """A word that one source uses more than the others; `places` are sentences, `articles` where those are withheld."""

    word: str
    count: int
    others: int
    places: tuple[SentenceRef, ...]
    articles: tuple[ArticleRef, ...] = ()


class Told(View, frozen=True):
    """One article's telling. `own` are its source's words, given with the first article of the source.

    `unnamed` counts sentences that lean on people without a name; `quoted` is in percent of the text.
    """

    article: ArticleRef
    segments: tuple[Segment, ...]
    lead: SentenceRef | None
    length: int
    named: int
    unnamed: int
    quoted: int
    own: tuple[WordView, ...]


def told(index: SiteIndex, articles: Sequence[Article], comparison: Comparison) -> tuple[Told, ...]:
    """Every article's telling in the thread's order."""
    facts = {row.article_id: row for row in comparison.transparency}
    framing = {row.source_id: row for row in comparison.framing}
    leads = {lead.article_id: lead for row in comparison.framing for lead in row.leads}
    seen: set[str] = set()
    out = []
    for article, headline in zip(articles, headlines(index, articles), strict=True):
        row = facts.get(article.id)
        lead = leads.get(article.id)
        first = article.source_id not in seen
        seen.add(article.source_id)
        out.append(
            Told(
                article=headline.article,
                segments=headline.segments,
                lead=index.sentence(lead) if lead else None,
                length=article.words,
                named=len(set(row.named)) if row else 0,
                unnamed=len(row.unnamed) if row else 0,
                quoted=round(100 * row.quoted_share) if row else 0,
                own=_words(index, framing.get(article.source_id)) if first else (),
            )
        )
    return tuple(out)


def _words(index: SiteIndex, framing: Framing | None) -> tuple[WordView, ...]:
    return tuple(_word(index, word) for word in framing.words) if framing else ()


def _word(index: SiteIndex, word: OwnWord) -> WordView:
    """An article that is shown as an excerpt gives no further sentence away: its page is named instead."""
    whole = [s for s in word.sentences if index.shows_whole(index.articles[s.article_id])]
    cut = dict.fromkeys(s.article_id for s in word.sentences if s not in whole)
    return WordView(
        word=word.word,
        count=word.count,
        others=word.others,
        places=tuple(index.sentence(sentence) for sentence in whole[:PLACES]),
        articles=tuple(index.article(article_id) for article_id in cut),
    )
