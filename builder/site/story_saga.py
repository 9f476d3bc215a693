"""The saga that a story is part of: what came before it and after it, and why it is taken to continue."""

from __future__ import annotations

from builder.model import Saga, SagaStep, Thread
from builder.site import urls
from builder.site.dates import SpanView
from builder.site.index import SiteIndex
from builder.site.views import ArticleRef, View

MOST = 12
"""Stories of a saga that a page lists; of a longer one the first, the last and those next to its own story."""


class SagaLink(View, frozen=True):
    """Another story of the saga, by name."""

    title: str
    url: str
    lang: str = ""


class StepView(View, frozen=True):
    """Why a story is taken to continue another: the words that their most alike articles share, and these articles.

    `of` names the story continued where it is not the one listed just above.
    """

    of: SagaLink | None
    shared: tuple[str, ...]
    left: ArticleRef
    right: ArticleRef


class SagaEntry(View, frozen=True):
    """One story of the saga. `here` is the page's own; `skipped` counts stories left out just before it."""

    link: SagaLink
    span: SpanView | None
    articles: int
    outlets: int
    here: bool
    step: StepView | None
    skipped: int = 0


class SagaView(View, frozen=True):
    """A saga as one of its stories shows it. `name` is the one an editor gave; `before` is what the story continues.

    `url` is the saga's own page.
    """

    name: str
    url: str
    entries: tuple[SagaEntry, ...]
    before: SagaLink | None
    after: tuple[SagaLink, ...]


def saga_view(index: SiteIndex, thread: Thread) -> SagaView | None:
    """The saga of `thread`, or None when it is in none."""
    saga = index.saga_of.get(thread.id)
    if saga is None:
        return None
    threads = [index.threads[name] for name in saga.thread_ids]
    steps = {step.later: step for step in saga.steps}
    entries: list[SagaEntry] = []
    shown_before, last = "", -1
    for place in _shown(saga, thread, steps):
        one = threads[place]
        step = steps.get(one.id)
        entries.append(
            SagaEntry(
                link=_link(index, one),
                span=index.dates.span(one.first, one.last),
                articles=len(one.article_ids),
                outlets=len(index.thread_sources(one)),
                here=one.id == thread.id,
                step=step_view(index, step, shown_before) if step else None,
                skipped=place - last - 1,
            )
        )
        shown_before, last = one.id, place
    own = steps.get(thread.id)
    return SagaView(
        name=saga.title if saga.named else "",
        url=index.urls.to(urls.saga(saga.slug)) if _listed(index, saga) else "",
        entries=tuple(entries),
        before=_link(index, index.threads[own.earlier]) if own else None,
        after=tuple(_link(index, index.threads[step.later]) for step in saga.steps if step.earlier == thread.id),
    )


def _listed(index: SiteIndex, saga: Saga) -> bool:
    """Whether the saga has a page of its own: two stories that are not hidden."""
    return sum(not index.threads[name].hidden for name in saga.thread_ids) > 1


def step_view(index: SiteIndex, step: SagaStep, above: str) -> StepView:
    """Why a story continues another; `above` is the id of the thread that the page names just before it."""
    return StepView(
        of=None if step.earlier == above else _link(index, index.threads[step.earlier]),
        shared=step.tie.shared,
        left=index.article(step.tie.left),
        right=index.article(step.tie.right),
    )


def _link(index: SiteIndex, thread: Thread) -> SagaLink:
    return SagaLink(
        title=thread.title or index.t("untitled"),
        url=index.urls.to(urls.story(thread.slug)),
        lang=index.title_lang(thread),
    )


def _shown(saga: Saga, thread: Thread, steps: dict[str, SagaStep]) -> list[int]:
    """Places of the stories to list: all of a short saga; of a long one its ends, then those nearest to `thread`."""
    size = len(saga.thread_ids)
    if size <= MOST:
        return list(range(size))
    own = saga.thread_ids.index(thread.id)
    wanted = [own, 0, size - 1]
    if thread.id in steps:
        wanted.append(saga.thread_ids.index(steps[thread.id].earlier))
    wanted += sorted(range(size), key=lambda place: (abs(place - own), place))
    return sorted(list(dict.fromkeys(wanted))[:MOST])
