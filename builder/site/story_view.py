"""A story's page, put together from its parts."""

from __future__ import annotations

from builder.model import Comparison, Thread
from builder.site import urls
from builder.site.dates import SpanView
from builder.site.graph import Graph, draw
from builder.site.index import SiteIndex
from builder.site.story_claims import (
    ClaimView,
    MatrixRow,
    OnlyHere,
    claim_views,
    matrix,
    only_here_views,
)
from builder.site.story_facts import Facts, Headline, Moment, TieView, facts, headlines, ties, timeline
from builder.site.story_origins import OriginsView, origins_view
from builder.site.story_quotes import Speaker, ledger
from builder.site.views import ArticleRef, Head, SourceView, TagView, View, clip


class SourceArticles(View, frozen=True):
    """One source's articles in a story."""

    source: SourceView
    articles: tuple[ArticleRef, ...]


class StoryPage(View, frozen=True):
    """Everything that `story.html` shows. `sections` are the ids of the parts that are there, in order."""

    head: Head
    title: str
    title_source: SourceView
    lede: str
    lede_article: ArticleRef
    lang: str
    span: SpanView | None
    articles: int
    outlets: int
    independent: int
    silent: int
    sources: tuple[SourceArticles, ...]
    tags: tuple[TagView, ...]
    claims: tuple[ClaimView, ...]
    columns: tuple[SourceView, ...]
    matrix: tuple[MatrixRow, ...]
    only_here: tuple[OnlyHere, ...]
    speakers: tuple[Speaker, ...]
    origins: OriginsView
    graph: Graph | None
    headlines: tuple[Headline, ...]
    timeline: tuple[Moment, ...]
    facts: tuple[Facts, ...]
    ties: tuple[TieView, ...]
    sections: tuple[str, ...]
    data_url: str


def story_page(index: SiteIndex, thread: Thread, json_ld: tuple[str, ...]) -> StoryPage:
    """The page of one thread."""
    articles = index.members(thread)
    comparison = index.comparisons.get(thread.id) or Comparison(thread_id=thread.id)
    lead = index.headline_article(thread)
    outlets = index.thread_sources(thread)
    claims = claim_views(index, thread, comparison)
    origins = origins_view(index, articles, comparison)
    refs = tuple(index.article(article.id) for article in articles)
    path = urls.story(thread.slug)
    lede = lead.lede_text or lead.description
    title = thread.title or index.t("untitled")
    several = len(outlets) > 1
    rows = matrix(claims, outlets) if several else ()
    only = only_here_views(index, articles, comparison) if several else ()
    speakers = ledger(index, thread, comparison)
    titles = headlines(index, articles) if len(articles) > 1 else ()
    moments = timeline(index, articles)
    moments = moments if len(moments) > 1 else ()
    told = facts(index, articles, comparison)
    why = ties(index, thread)
    sections = {
        "agree": claims,
        "matrix": rows,
        "only": only,
        "quotes": speakers,
        "origins": origins.origins or origins.copies or origins.silent,
        "headlines": titles,
        "timeline": moments,
        "facts": told,
        "grouping": why,
    }
    return StoryPage(
        head=Head(
            title=title,
            path=path,
            canonical=index.urls.absolute(path),
            description=clip(lede, 30),
            kind="article",
            json_ld=json_ld,
            section="front",
            lang=index.lang(lead),
        ),
        title=title,
        title_source=index.sources[lead.source_id],
        lede=lede,
        lede_article=index.article(lead.id),
        lang=index.lang(lead),
        span=index.dates.span(thread.first, thread.last),
        articles=len(articles),
        outlets=len(outlets),
        independent=index.independent(thread),
        silent=len(origins.silent),
        sources=tuple(_articles_of(outlet, refs) for outlet in outlets),
        tags=index.tags_of(articles),
        claims=claims,
        columns=outlets,
        matrix=rows,
        only_here=only,
        speakers=speakers,
        origins=origins,
        graph=draw(refs, origins),
        headlines=titles,
        timeline=moments,
        facts=told,
        ties=why,
        sections=tuple(name for name, found in sections.items() if found),
        data_url=index.urls.to(urls.story_data(thread.slug)),
    )


def _articles_of(outlet: SourceView, refs: tuple[ArticleRef, ...]) -> SourceArticles:
    return SourceArticles(source=outlet, articles=tuple(ref for ref in refs if ref.source.id == outlet.id))
