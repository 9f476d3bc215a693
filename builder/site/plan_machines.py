"""The files that only machines read, planned: feeds, pictures, icons, sitemaps and what stands at well-known names.

What is small is made while planning. A feed is keyed by the pages of its entries and a picture by what it shows, and
neither is made when its key is known; Pillow is loaded when the first picture is really drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial

import msgspec

from builder.model import Thread
from builder.site import archive_views, feeds, month_view, saga_pages, site_feeds, sitemap, urls, wellknown
from builder.site.feeds import Feed
from builder.site.index import SiteIndex, newest_first
from builder.site.keys import Keys, NoKeys
from builder.site.pictures import specs
from builder.site.planned import PlannedPage, ready
from builder.site.site_feeds import has_picture
from builder.text.digests import digest


def machine_files(index: SiteIndex, keys: Keys | NoKeys, page_keys: Mapping[str, str]) -> Iterator[PlannedPage]:
    """Every such file. `page_keys` are those of the story and article pages, by path without `index.html`."""
    yield from _feeds(index, keys, page_keys)
    yield from _pictures(index)
    yield ready(urls.outlets(), site_feeds.opml(index))
    yield ready(urls.manifest(), wellknown.manifest(index))
    yield ready("robots.txt", wellknown.robots(index))
    for path, raw in ((urls.humans(), wellknown.humans(index)), (urls.security(), wellknown.security(index))):
        if raw:
            yield ready(path, raw)
    for path, raw in sitemap.sitemaps(_sitemap_parts(index), index.urls.base_url, _news(index)):
        yield ready(path, raw)


# feeds -------------------------------------------------------------------------------------------------------


def _feeds(index: SiteIndex, keys: Keys | NoKeys, page_keys: Mapping[str, str]) -> Iterator[PlannedPage]:
    plan = partial(_both, keys, page_keys)
    most = index.config.syndication.entries

    def stories(threads: Iterable[Thread]) -> list[str]:
        return [urls.story(thread.slug) for thread in threads]

    yield from plan("", partial(site_feeds.site_feed, index), stories(index.listed_threads[:most]))
    for folded in index.tagged:
        of_tag = stories(site_feeds.tagged(index, folded)[:most])
        yield from plan(
            index.tag_path(folded), partial(site_feeds.tag_feed, index, folded), of_tag, index.tag(folded).name
        )
    for source_id, articles in index.by_source.items():
        if source_id in index.used_sources:
            own = [urls.article(article.address) for article in articles[:most]]
            make = partial(site_feeds.source_feed, index, source_id)
            yield from plan(urls.source(source_id), make, own, index.sources[source_id].name)
    former = saga_pages.former_sagas(index)
    for slug, saga in (*((saga.slug, saga) for saga in saga_pages.listed_sagas(index)), *former):
        told = stories(site_feeds.told(index, saga)[:most])
        yield from plan(urls.saga(slug), partial(site_feeds.saga_feed, index, saga), told, saga.title)
    taken = {thread.slug for thread in index.site.threads}
    for thread in index.site.threads:
        members = [urls.article(article.address) for article in newest_first(index.members(thread))[:most]]
        make = partial(site_feeds.thread_feed, index, thread)
        yield from plan(urls.story(thread.slug), make, members)
        for earlier in thread.lineage:
            # A reader of feeds follows no page that says where a story has moved: its old address gives the new feed.
            if earlier.slug not in taken:
                taken.add(earlier.slug)
                yield from plan(urls.story(earlier.slug), make, members)


def _both(
    keys: Keys | NoKeys,
    page_keys: Mapping[str, str],
    path: str,
    make: Callable[[], Feed],
    entries: list[str],
    name: str = "",
) -> Iterator[PlannedPage]:
    """A page's feed in both formats, known by the keys of the pages that it lists."""
    key = keys.of("feed", path, name, [(entry, page_keys.get(entry, "")) for entry in entries], page_keys.get(path, ""))
    yield PlannedPage(urls.feed(path), key, partial(_written, feeds.atom, make))
    yield PlannedPage(urls.json_feed(path), key, partial(_written, feeds.json_feed, make))


def _written(write: Callable[[Feed], bytes], make: Callable[[], Feed]) -> bytes:
    return write(_gathered(make))


@lru_cache(maxsize=2)
def _gathered(make: Callable[[], Feed]) -> Feed:
    """A feed that is written in two formats, one after the other, is gathered once."""
    return make()


# pictures ----------------------------------------------------------------------------------------------------


def _pictures(index: SiteIndex) -> Iterator[PlannedPage]:
    words = specs.count_words(index)
    for thread in index.site.threads:
        if has_picture(index, thread):
            spec = specs.story_picture(index, thread, words)
            yield PlannedPage(urls.picture(urls.story(thread.slug)), specs.key(spec), partial(_drawn, spec))
    whole = specs.site_picture(index)
    yield PlannedPage(urls.picture(), specs.key(whole), partial(_drawn, whole))
    for name, form in wellknown.ICONS.items():
        icon = msgspec.structs.replace(form, colour=index.config.app.colour)
        key = digest(name, specs.key(icon))
        yield PlannedPage(urls.icon(name), key, partial(_ico if name.endswith(".ico") else _drawn, icon))


def _drawn(spec: specs.Spec) -> bytes:
    from builder.site.pictures.draw import draw

    return draw(spec)


def _ico(spec: specs.Icon) -> bytes:
    from builder.site.pictures.icons import draw_ico

    return draw_ico(spec)


# sitemaps ----------------------------------------------------------------------------------------------------


def _sitemap_parts(index: SiteIndex) -> Iterator[sitemap.Part]:
    full = index.urls.absolute
    yield "stories", ((full(urls.story(thread.slug)), thread.last) for thread in index.listed_threads)
    yield "articles", ((full(urls.article(a.address)), a.updated or a.published) for a in index.listed_articles)
    yield "lists", ((full(path), changed) for path, changed in _lists(index))


def _lists(index: SiteIndex) -> Iterator[tuple[str, datetime | None]]:
    for path in (urls.front(), urls.about(), urls.sources(), urls.tags(), urls.archive()):
        yield path, None
    for source_id, articles in index.by_source.items():
        if articles:
            yield urls.source(source_id), None
    for folded in index.tagged:
        yield index.tag_path(folded), None
    for day, _ in archive_views.days(index):
        yield urls.day(day.year, day.month, day.day), None
    for month in month_view.months(index):
        yield urls.month(*month), None
    for saga in saga_pages.listed_sagas(index):
        yield urls.saga(saga.slug), None


def _news(index: SiteIndex) -> bytes:
    """The newest stories, as search engines for news want them: each by its headline and its first article's time."""
    full = index.urls.absolute
    site = index.config.site
    rows = [(full(urls.story(t.slug)), t.title, t.first) for t in index.listed_threads if t.first]
    return sitemap.news_sitemap(rows, site.title, site.language.split("-")[0])
