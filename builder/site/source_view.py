"""A source's page and the list of sources: what each reports, alone, first and together, and how much it quotes."""

from __future__ import annotations

from collections.abc import Iterator

from builder.site import urls
from builder.site.charts import Bars, Overlap, bars, by_day, overlap
from builder.site.figures import Figures
from builder.site.index import SiteIndex
from builder.site.list_views import ARTICLES_PER_PAGE, ArticleRow, article_row, list_head, pages_of, threads_of
from builder.site.views import Head, Pager, SourceView, ThreadCard, View

EXAMPLES = 5
"""Stories named of those reported alone and first: the newest."""
PARTNERS = 12
"""Sources named of those that share stories."""


class SourceRow(View, frozen=True):
    """A source in the list of sources. `alone` and `first` count stories that nobody else reports, or not earlier."""

    source: SourceView
    articles: int
    stories: int
    alone: int
    first: int


class SourcesPage(View, frozen=True):
    """All sources, those with most articles first, and who shares stories with whom."""

    head: Head
    rows: tuple[SourceRow, ...]
    overlap: Overlap | None


class Partner(View, frozen=True):
    """A source that shares stories; `share` (0 to 100) is of this source's stories that others report too."""

    source: SourceView
    stories: int
    share: int


class SourceFigures(View, frozen=True):
    """What a source reported. Counts of stories; `quoted` is the mean percent of an article in quotation marks.

    `alone_cards` and `first_cards` are the newest of those; `quotes` counts quotations, `speakers` who is quoted by
    name.
    """

    stories: int
    alone: int
    first: int
    several: int
    alone_cards: tuple[ThreadCard, ...]
    first_cards: tuple[ThreadCard, ...]
    partners: tuple[Partner, ...]
    more_partners: int
    quotes: int
    speakers: int
    quoted: int


class SourcePage(View, frozen=True):
    """One source's articles, newest first; `figures` and `coverage` on its first page only."""

    head: Head
    source: SourceView
    home: str
    host: str
    articles: tuple[ArticleRow, ...]
    total: int
    stories: int
    figures: SourceFigures | None
    coverage: Bars | None
    pager: Pager


def sources_page(index: SiteIndex, figures: Figures) -> SourcesPage:
    """The list of sources."""
    rows = []
    for source_id, articles in index.by_source.items():
        if not articles:
            continue
        tally = figures.of[source_id]
        rows.append(
            SourceRow(
                source=index.sources[source_id],
                articles=len(articles),
                stories=len(tally.alone) + tally.several,
                alone=len(tally.alone),
                first=len(tally.first),
            )
        )
    rows.sort(key=lambda row: (-row.articles, row.source.name, row.source.id))
    ranked = sorted(rows, key=lambda row: (row.alone - row.stories, row.source.name, row.source.id))
    return SourcesPage(
        head=list_head(index, urls.sources(), index.t("sources.title"), "sources"),
        rows=tuple(rows),
        overlap=overlap(figures.shared, [row.source for row in ranked]),
    )


def source_pages(index: SiteIndex, source_id: str, figures: Figures) -> Iterator[SourcePage]:
    """A source's page and the pages that follow it."""
    source = index.sources[source_id]
    articles = index.by_source[source_id]
    home = next((urls.external(s.url) for s in index.site.sources if s.id == source_id), "")
    stories = len(threads_of(index, articles))
    for path, chunk, pager in pages_of(index, articles, ARTICLES_PER_PAGE, urls.source(source_id)):
        title = source.name if pager.number == 1 else index.t("pager.title", title=source.name, number=pager.number)
        yield SourcePage(
            head=list_head(index, path, title, "sources", indexed=bool(articles)),
            source=source,
            home=home,
            host=urls.host_of(home),
            articles=tuple(article_row(index, article) for article in chunk),
            total=len(articles),
            stories=stories,
            figures=_figures(index, source_id, figures) if pager.number == 1 and articles else None,
            coverage=bars(index, by_day(index, articles)) if pager.number == 1 else None,
            pager=pager,
        )


def _figures(index: SiteIndex, source_id: str, figures: Figures) -> SourceFigures:
    tally = figures.of[source_id]
    partners = figures.partners(source_id)
    return SourceFigures(
        stories=len(tally.alone) + tally.several,
        alone=len(tally.alone),
        first=len(tally.first),
        several=tally.several,
        alone_cards=_cards(index, tally.alone),
        first_cards=_cards(index, tally.first),
        partners=tuple(
            Partner(source=index.sources[other], stories=count, share=round(100 * count / tally.several))
            for other, count in partners[:PARTNERS]
        ),
        more_partners=max(0, len(partners) - PARTNERS),
        quotes=tally.quotes,
        speakers=len(tally.speakers),
        quoted=round(100 * tally.quoted / tally.measured) if tally.measured else 0,
    )


def _cards(index: SiteIndex, threads: list[str]) -> tuple[ThreadCard, ...]:
    return tuple(index.card(index.threads[thread_id]) for thread_id in threads[:EXAMPLES])
