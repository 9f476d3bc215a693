"""The pages of sagas: a list of them, and for each its stories in order of time with the steps between them."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model import Saga
from builder.site import urls
from builder.site.charts import Bars, bars, by_day
from builder.site.dates import SpanView
from builder.site.index import SiteIndex
from builder.site.list_views import STORIES_PER_PAGE, list_head, pages_of
from builder.site.story_saga import StepView, step_view
from builder.site.views import Head, Pager, SourceView, ThreadCard, View

SOURCES = 12
"""Sources named at the head of a saga, those with most of its articles."""


class SagaStory(View, frozen=True):
    """One story of a saga, and why it is taken to continue an earlier one (None for the first)."""

    card: ThreadCard
    step: StepView | None


class SagaPage(View, frozen=True):
    """A saga. `named` tells a name that an editor gave from the headline of its first story."""

    head: Head
    archive_url: str
    title: str
    named: bool
    span: SpanView | None
    articles: int
    outlets: int
    sources: tuple[SourceView, ...]
    more_sources: int
    stories: tuple[SagaStory, ...]
    coverage: Bars | None


class SagaRow(View, frozen=True):
    """A saga in the list of sagas."""

    title: str
    url: str
    lang: str
    span: SpanView | None
    stories: int
    articles: int
    outlets: int


class SagasPage(View, frozen=True):
    """All sagas, those with the newest article first."""

    head: Head
    archive_url: str
    sagas: tuple[SagaRow, ...]
    total: int
    pager: Pager


def listed_sagas(index: SiteIndex) -> list[Saga]:
    """The sagas that have two listed stories or more, those with the newest article first; ties break by id."""
    found = [saga for saga in index.site.sagas if len(_threads(index, saga)) > 1]
    place = {thread.id: n for n, thread in enumerate(index.listed_threads)}
    return sorted(found, key=lambda saga: (min(place[i] for i in _threads(index, saga)), saga.id))


def sagas_pages(index: SiteIndex) -> Iterator[SagasPage]:
    """The list of sagas, in as many pages as it needs."""
    rows = [_row(index, saga) for saga in listed_sagas(index)]
    for path, chunk, pager in pages_of(index, rows, STORIES_PER_PAGE, urls.sagas()):
        title = index.t("sagas.title")
        title = title if pager.number == 1 else index.t("pager.title", title=title, number=pager.number)
        yield SagasPage(
            head=list_head(index, path, title, "archive", indexed=bool(rows)),
            archive_url=index.urls.to(urls.archive()),
            sagas=tuple(chunk),
            total=len(rows),
            pager=pager,
        )


def saga_pages(index: SiteIndex) -> Iterator[SagaPage]:
    """A page for each saga."""
    for saga in listed_sagas(index):
        row = _row(index, saga)
        ids = _threads(index, saga)
        steps = {step.later: step for step in saga.steps if step.earlier in ids}
        articles = tuple(article for i in ids for article in index.members(index.threads[i]))
        counts: dict[str, int] = {}
        for article in articles:
            counts[article.source_id] = counts.get(article.source_id, 0) + 1
        sources = [index.sources[i] for i in sorted(counts, key=lambda i: (-counts[i], i))]
        yield SagaPage(
            head=list_head(index, urls.saga(saga.slug), saga.title or index.t("untitled"), "archive", lang=row.lang),
            archive_url=index.urls.to(urls.archive()),
            title=saga.title or index.t("untitled"),
            named=saga.named,
            span=row.span,
            articles=row.articles,
            outlets=row.outlets,
            sources=tuple(sources[:SOURCES]),
            more_sources=max(0, len(sources) - SOURCES),
            stories=tuple(
                SagaStory(
                    card=index.card(index.threads[i]),
                    step=step_view(index, steps[i], ids[place - 1] if place else "") if i in steps else None,
                )
                for place, i in enumerate(ids)
            ),
            coverage=bars(index, by_day(index, articles)),
        )


def former_sagas(index: SiteIndex) -> Iterator[tuple[str, Saga]]:
    """Addresses that a saga may have had: those of its other stories, when one of them was its first."""
    taken = {saga.slug for saga in index.site.sagas}
    for saga in listed_sagas(index):
        for thread_id in _threads(index, saga):
            thread = index.threads[thread_id]
            for slug in (thread.slug, *(former.slug for former in thread.lineage)):
                if slug not in taken:
                    taken.add(slug)
                    yield slug, saga


def _threads(index: SiteIndex, saga: Saga) -> list[str]:
    return [i for i in saga.thread_ids if i in index.threads and not index.threads[i].hidden]


def _row(index: SiteIndex, saga: Saga) -> SagaRow:
    threads = [index.threads[i] for i in _threads(index, saga)]
    first = min((thread.first for thread in threads if thread.first), default=None)
    last = max((thread.last for thread in threads if thread.last), default=None)
    return SagaRow(
        title=saga.title or index.t("untitled"),
        url=index.urls.to(urls.saga(saga.slug)),
        lang="" if saga.named else index.title_lang(threads[0]),
        span=index.dates.span(first, last),
        stories=len(threads),
        articles=sum(len(thread.article_ids) for thread in threads),
        outlets=len({source.id for thread in threads for source in index.thread_sources(thread)}),
    )
