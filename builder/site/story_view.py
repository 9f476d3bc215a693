"""A story's page, put together from its parts."""

from __future__ import annotations

from builder.model import Comparison, Thread
from builder.site import urls
from builder.site.dates import SpanView
from builder.site.graph import Graph, draw
from builder.site.index import SiteIndex
from builder.site.story_claims import (
    MATRIX_COLUMNS,
    ClaimView,
    MatrixRow,
    claim_views,
    matrix,
)
from builder.site.story_edits import EditView, edit_views
from builder.site.story_facts import (
    TIES,
    Facts,
    JointView,
    TieView,
    facts,
    joint,
    ties,
)
from builder.site.story_framing import Told, told
from builder.site.story_only import ONLY_SOURCES, OnlyHere, only_here_views
from builder.site.story_origins import OriginsView, bounded, origins_view
from builder.site.story_quotes import Ledger, ledger
from builder.site.story_related import RelatedStory, related_stories
from builder.site.story_saga import SagaView, saga_view
from builder.site.story_tensions import TensionsView, tensions_view
from builder.site.story_timeline import TimelineView, timeline_view
from builder.site.strips import Lanes, Strip, lanes, strip
from builder.site.views import ArticleRef, Head, SourceView, TagView, View, clip


class SourceArticles(View, frozen=True):
    """One source's articles in a story."""

    source: SourceView
    articles: tuple[ArticleRef, ...]


class StoryPage(View, frozen=True):
    """Everything that `story.html` shows; a part without content is empty.

    The fields named `more_` count what of a part is left to the story's data.

    `title_source` is None where the editors gave the headline; `lang` is that of the lede, where it is foreign.
    """

    head: Head
    title: str
    title_source: SourceView | None
    title_lang: str
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
    more_claims: int
    columns: tuple[SourceView, ...]
    matrix: tuple[MatrixRow, ...]
    strip: Strip | None
    more_rows: int
    more_columns: int
    tensions: TensionsView
    only_here: tuple[OnlyHere, ...]
    more_only: int
    quotes: Ledger
    origins: OriginsView
    graph: Graph | None
    headlines: tuple[Told, ...]
    more_headlines: int
    timeline: TimelineView
    lanes: Lanes | None
    saga: SagaView | None
    facts: tuple[Facts, ...]
    more_facts: int
    joint: JointView | None
    ties: tuple[TieView, ...]
    more_ties: int
    edits: tuple[EditView, ...]
    related: tuple[RelatedStory, ...]
    hidden: bool
    closed: bool
    data_url: str
    matrix_url: str

    @property
    def sections(self) -> tuple[str, ...]:
        """The ids of the parts that are there, in order."""
        parts = {
            "agree": self.claims,
            "matrix": self.matrix,
            "tensions": self.tensions.shown or self.tensions.updates,
            "only": self.only_here,
            "quotes": self.quotes,
            "origins": self.origins.origins or self.origins.copies or self.origins.own or self.origins.silent,
            "headlines": self.headlines,
            "timeline": self.timeline,
            "who": self.sources,
            "facts": self.facts,
            "saga": self.saga,
            "related": self.related,
            "grouping": self.ties,
            "edited": self.edits if not self.ties else (),
        }
        return tuple(name for name, found in parts.items() if found)


def story_page(index: SiteIndex, thread: Thread, json_ld: tuple[str, ...]) -> StoryPage:
    """The page of one thread."""
    articles = index.members(thread)
    comparison = index.comparisons.get(thread.id) or Comparison(thread_id=thread.id)
    lead = index.headline_article(thread)
    outlets = index.thread_sources(thread)
    several = len(outlets) > 1
    claims = claim_views(index, thread, comparison)
    columns = outlets[:MATRIX_COLUMNS]
    table = matrix(index, articles, comparison, claims, columns) if several else ()
    tellings = told(index, articles, comparison) if len(articles) > 1 else ()
    alone = only_here_views(index, articles, comparison, claims) if several else ()
    rows = facts(index, articles, comparison)
    origins = origins_view(index, articles, comparison)
    refs = tuple(index.article(article.id) for article in articles)
    return StoryPage(
        head=_head(index, thread, json_ld),
        title=thread.title or index.t("untitled"),
        title_source=index.sources[lead.source_id] if thread.title_from else None,
        title_lang=index.title_lang(thread),
        lede=lead.lede_text or lead.description,
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
        more_claims=len(comparison.claims) - len(claims),
        columns=columns,
        matrix=table,
        strip=strip(columns, table),
        more_rows=len(comparison.claims) - len(table),
        more_columns=len(outlets) - len(columns),
        tensions=tensions_view(index, comparison),
        only_here=alone[:ONLY_SOURCES],
        more_only=max(0, len(alone) - ONLY_SOURCES),
        quotes=ledger(index, thread, comparison),
        origins=bounded(origins),
        graph=draw(refs, origins),
        headlines=tellings,
        more_headlines=len(articles) - len(tellings),
        timeline=timeline_view(index, articles, comparison),
        lanes=lanes(index, articles),
        saga=saga_view(index, thread),
        facts=rows,
        more_facts=len(comparison.transparency) - len(rows),
        joint=joint(index, thread),
        ties=ties(index, thread),
        more_ties=max(0, len(thread.ties) - TIES),
        edits=edit_views(index, thread),
        related=related_stories(index, thread),
        hidden=thread.hidden,
        closed=thread.closed,
        data_url=index.urls.to(urls.story_data(thread.slug)),
        matrix_url=index.urls.to(urls.story_matrix(thread.slug)),
    )


def _head(index: SiteIndex, thread: Thread, json_ld: tuple[str, ...]) -> Head:
    lead = index.headline_article(thread)
    path = urls.story(thread.slug)
    return Head(
        title=thread.title or index.t("untitled"),
        path=path,
        canonical=index.urls.absolute(path),
        description=clip(lead.lede_text or lead.description, 30),
        kind="article",
        json_ld=json_ld,
        section="front",
        indexed=not thread.hidden,
        lang=index.title_lang(thread),
    )


def _articles_of(outlet: SourceView, refs: tuple[ArticleRef, ...]) -> SourceArticles:
    return SourceArticles(source=outlet, articles=tuple(ref for ref in refs if ref.source.id == outlet.id))
