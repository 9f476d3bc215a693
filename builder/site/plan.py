"""Every file of the site, with the key that tells whether it must be made again.

Planning is cheap: lists are built as views (and their key is the view's digest), story and article pages are only
keyed; what is unchanged is never rendered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from builder.config import SiteConfig
from builder.model import Article, Site, Thread
from builder.site import (
    archive_views,
    heads,
    list_views,
    machine,
    month_view,
    saga_pages,
    search_view,
    source_view,
    urls,
)
from builder.site.about_view import about_page
from builder.site.article_slices import ArticleSlice, slices
from builder.site.figures import Figures
from builder.site.front_view import front_pages
from builder.site.index import SiteIndex
from builder.site.keys import Keys, NoKeys
from builder.site.plan_machines import machine_files
from builder.site.planned import PlannedPage, ready
from builder.site.story_edits import edit_views
from builder.site.story_related import related_stories
from builder.site.story_saga import saga_view
from builder.site.theme import Theme
from builder.site.urls import file_of
from builder.site.views import Head, View
from builder.text.digests import digest

if TYPE_CHECKING:
    from builder.site.render import Renderer


__all__ = ["Look", "Plan", "PlannedPage", "plan_pages"]


def plan_pages(
    site: Site, config: SiteConfig, theme: Theme, known: Mapping[str, str] | None = None
) -> tuple[PlannedPage, ...]:
    """Every page, feed, record and static file of the site.

    `known` may give digests that the caller has already: article id or `comparison <thread id>` -> a digest of that
    whole value, the same in every build in which the value is the same.
    """
    look = Look(theme, config)
    return tuple(Plan(site, config, look, Keys(site, config, theme, known or {})).pages())


class Look:
    """How pages look: a theme and, once the first page is really made, its templates."""

    def __init__(self, theme: Theme, config: SiteConfig) -> None:
        self.theme, self.config = theme, config
        self._renderer: Renderer | None = None

    @property
    def renderer(self) -> Renderer:
        """The theme's templates. Raises `DigestError` where one that every page needs is wrong."""
        if self._renderer is None:
            from builder.site.render import Renderer

            self._renderer = Renderer(self.theme, self.config)
        return self._renderer


class Plan:
    """One planning: the index, the keys, and how the pages look.

    Pages are views in the words of the look's theme before they are HTML. So a plan goes on being right under another
    look with the same words, and `made_in` makes a page of it under any of them.
    """

    def __init__(self, site: Site, config: SiteConfig, look: Look, keys: Keys | NoKeys) -> None:
        self.site = site
        self.config = config
        self.look = look
        self.index = SiteIndex(site, config, look.theme.strings(config.site.language))
        self.keys = keys
        self.page_keys: dict[str, str] = {}
        """Path -> key of the pages planned so far that feeds speak of."""
        self._slices: dict[str, dict[str, ArticleSlice]] = {}
        self._one = threading.RLock()

    def pages(self) -> Iterator[PlannedPage]:
        """Everything, in a fixed order."""
        yield from self._stories()
        yield from self._lists()
        yield from self._moved()
        yield from self._files()
        yield from static_files(self.look.theme, self.config)

    def made_in(self, look: Look, make: Callable[[], bytes]) -> bytes:
        """A page of this plan under `look`; one at a time, from any thread."""
        with self._one:
            self.look = look
            return make()

    # pages keyed by their inputs ---------------------------------------------------------------------------------

    def _stories(self) -> Iterator[PlannedPage]:
        for thread in self.site.threads:
            yield self._story(thread)
            for article in self.index.members(thread):
                yield self._article(article, thread)
        for article in self.site.articles:
            if article.id not in self.index.thread_of:
                yield self._article(article, None)

    def _story(self, thread: Thread) -> PlannedPage:
        path, make = urls.story(thread.slug), partial(self._make_story, thread)
        if isinstance(self.keys, NoKeys):
            return PlannedPage(file_of(path), "", make)
        index = self.index
        told = self.keys.of(
            "story",
            self.keys.thread(thread, index.comparisons.get(thread.id)),
            index.thread_sources(thread),
            index.tags_of(index.members(thread)),
            edit_views(index, thread),
            saga_view(index, thread),
        )
        # Feeds tell of the story alone: they do not change with the list of those like it.
        self.page_keys[path] = told
        return PlannedPage(file_of(path), self.keys.rendered("story.html", told, related_stories(index, thread)), make)

    def _make_story(self, thread: Thread) -> bytes:
        from builder.site.story_view import story_page

        page = story_page(self.index, thread, machine.story_ld(self.index, thread))
        head = heads.story_head(self.index, thread, page.head)
        return self.look.renderer.render("story.html", msgspec.structs.replace(page, head=head))

    def _article(self, article: Article, thread: Thread | None) -> PlannedPage:
        path, make = urls.article(article.address), partial(self._make_article, article, thread)
        if isinstance(self.keys, NoKeys):
            return PlannedPage(file_of(path), "", make)
        index = self.index
        told = self.keys.of(
            "article",
            self.keys.article(article),
            self._slice(article, thread),
            index.sources[article.source_id],
            index.tags_of([article]),
            article.id in index.hidden,
            index.pictures(article),
        )
        self.page_keys[path] = told
        return PlannedPage(file_of(path), self.keys.rendered("article.html", told), make)

    def _make_article(self, article: Article, thread: Thread | None) -> bytes:
        from builder.site.article_view import article_page

        piece = self._slice(article, thread)
        page = article_page(self.index, article, piece, machine.article_ld(self.index, article, piece))
        head = heads.article_head(self.index, article, page.head)
        return self.look.renderer.render("article.html", msgspec.structs.replace(page, head=head))

    def _slice(self, article: Article, thread: Thread | None) -> ArticleSlice | None:
        """What `article`'s page shows of its thread; worked out once for all articles of a thread."""
        if thread is None:
            return None
        if thread.id not in self._slices:
            self._slices[thread.id] = slices(self.index, thread)
        return self._slices[thread.id].get(article.id)

    # pages keyed by their view -----------------------------------------------------------------------------------

    def _lists(self) -> Iterator[PlannedPage]:
        index = self.index
        for front in front_pages(index, machine.site_ld(index)):
            yield self._viewed("front.html", front)
        figures = Figures(index)
        yield self._viewed("sources.html", source_view.sources_page(index, figures))
        for source_id in index.by_source:
            if source_id in index.used_sources:
                for source in source_view.source_pages(index, source_id, figures):
                    yield self._viewed("source.html", source)
        yield self._viewed("tags.html", list_views.tags_page(index))
        for folded in index.tagged:
            for tag in list_views.tag_pages(index, folded):
                yield self._viewed("tag.html", tag)
        yield self._viewed("archive.html", archive_views.archive_page(index))
        for year in archive_views.year_pages(index):
            yield self._viewed("year.html", year)
        for month in month_view.month_pages(index):
            yield self._viewed("month.html", month)
        for day in archive_views.day_pages(index):
            yield self._viewed("day.html", day)
        for sagas in saga_pages.sagas_pages(index):
            yield self._viewed("sagas.html", sagas)
        for saga in saga_pages.saga_pages(index):
            yield self._viewed("saga.html", saga)
        if self.config.search.enabled:
            yield self._viewed("search.html", search_view.search_page(index))
        yield self._viewed("about.html", about_page(index))
        yield self._viewed("saved.html", archive_views.saved_page(index))
        yield self._viewed("404.html", archive_views.missing_page(index))

    def _viewed(self, template: str, page: Any) -> PlannedPage:
        page = msgspec.structs.replace(page, head=heads.list_head(self.index, page))
        head: Head = page.head
        return PlannedPage(
            file_of(head.path), self.keys.rendered(template, page), partial(self._render, template, page)
        )

    def _render(self, template: str, page: View) -> bytes:
        return self.look.renderer.render(template, page)

    def _moved(self) -> Iterator[PlannedPage]:
        """Former addresses of threads and those without articles, unless another thread stands there now."""
        taken = {thread.slug for thread in self.site.threads}
        for thread in self.site.threads:
            for former in thread.lineage:
                if former.slug not in taken:
                    taken.add(former.slug)
                    page = archive_views.moved_page(self.index, former.slug, thread.slug, self.index.card(thread).title)
                    yield self._viewed("moved.html", page)
        for slug, saga in saga_pages.former_sagas(self.index):
            yield self._viewed("moved.html", archive_views.moved_saga_page(self.index, slug, saga.slug, saga.title))
        for slug in self.site.emptied:
            if slug not in taken:
                taken.add(slug)
                yield self._viewed("emptied.html", archive_views.emptied_page(self.index, slug))

    # files ---------------------------------------------------------------------------------------------------

    def _files(self) -> Iterator[PlannedPage]:
        index = self.index
        for thread in self.site.threads:
            members = index.members(thread)
            key = self.keys.of(
                "record",
                self.keys.thread(thread, index.comparisons.get(thread.id)),
                tuple(source for source in self.site.sources if source.id in {a.source_id for a in members}),
                index.saga_of.get(thread.id),
            )
            yield PlannedPage(urls.story_data(thread.slug), key, partial(machine.thread_json, index, thread))
            if len({article.source_id for article in members}) > 1:
                yield PlannedPage(urls.story_matrix(thread.slug), key, partial(machine.matrix_csv, index, thread))
        yield ready(urls.habits(), archive_views.habit_words(index))
        yield ready(urls.threads_data(), machine.threads_json(index))
        yield from machine_files(index, self.keys, self.page_keys)
        if self.config.search.enabled:
            yield ready(urls.opensearch(), search_view.opensearch(index))
        # GitHub Pages then takes the files as they are, from whatever branch or folder.
        yield ready(".nojekyll", b"")


def static_files(theme: Theme, config: SiteConfig) -> Iterator[PlannedPage]:
    """The files of the theme's `static/`, by their hashed names, and the one that browsers want by its own."""
    if config.search.enabled and config.search.offline:
        yield ready(urls.offline(), theme.static[theme.assets["offline.js"]])
    for name, raw in theme.static.items():
        yield PlannedPage(urls.asset(name), digest("asset", name), partial(bytes, raw))
