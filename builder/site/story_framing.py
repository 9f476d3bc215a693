"""How each source tells the story: its headline, what it leads with, how long, from whom, in which words."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Article, Comparison, Framing, OwnWord
from builder.site.diff import Segment
from builder.site.index import SiteIndex
from builder.site.story_facts import headlines
from builder.site.views import ArticleRef, SentenceRef, View, share

WORDS, WORDS_ROOM = 8, 120
"""A source's own words on the page, and all sources'; the data has them all."""
PLACES, PLACES_ROOM = 4, 160
"""Sentences that one such word leads to, and that all words lead to."""
TOLD = 60
"""Articles whose telling stands on the page."""


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
    """The telling of the first `TOLD` articles in the thread's order."""
    facts = {row.article_id: row for row in comparison.transparency}
    framing = {row.source_id: row for row in comparison.framing}
    leads = {lead.article_id: lead for row in comparison.framing for lead in row.leads}
    seen: set[str] = set()
    shown = {article.source_id for article in articles[:TOLD]}
    words = share(WORDS_ROOM, len(shown), WORDS)
    places = share(PLACES_ROOM, sum(len(framing[name].words[:words]) for name in shown & framing.keys()), PLACES)
    out = []
    for article, headline in zip(articles[:TOLD], headlines(index, articles), strict=False):
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
                own=_words(index, framing.get(article.source_id), words, places) if first else (),
            )
        )
    return tuple(out)


def _words(index: SiteIndex, framing: Framing | None, words: int, places: int) -> tuple[WordView, ...]:
    return tuple(_word(index, word, places) for word in framing.words[:words]) if framing else ()


def _word(index: SiteIndex, word: OwnWord, places: int) -> WordView:
    """An article that is shown as an excerpt gives no further sentence away: its page is named instead."""
    whole = [s for s in word.sentences if index.shows_whole(index.articles[s.article_id])]
    cut = dict.fromkeys(s.article_id for s in word.sentences if s not in whole)
    return WordView(
        word=word.word,
        count=word.count,
        others=word.others,
        places=tuple(index.sentence(sentence) for sentence in whole[:places]),
        articles=tuple(index.article(article_id) for article_id in list(cut)[:places]),
    )
