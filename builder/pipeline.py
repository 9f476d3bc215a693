"""Every stage of a build, in order.

    files -> articles -> groups -> threads -> comparisons -> pages -> the published tree

Each stage is a function from model values to model values. Only this module and those of `cached/` know the cache.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from builder import __version__
from builder.cache import is_damage
from builder.cached import record
from builder.cached.record import Counts, Record
from builder.config import CONFIG_NAME, SiteConfig
from builder.errors import DigestError, Notice
from builder.parallel import cores
from builder.progress import StageCost, Stopwatch, Watcher
from builder.reading import files
from builder.text.digests import digest
from builder.threads.lockfile import LOCK_NAME, emptied
from builder.workspace import (
    CACHE_NAME,
    Chosen,
    Options,
    configured,
    content_folder,
    discard_cache,
    editorial_digest,
    editorial_setting,
    open_cache,
    read_articles,
    read_editorial,
    read_lock,
    show_pictures,
    state_folder,
    with_pictures,
    write_lock,
)

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from builder.cache import Cache
    from builder.cached.asking import Searchable
    from builder.cached.vectors import Vectors
    from builder.config import ThreadsSection
    from builder.model import Comparison, Saga, Site, Thread
    from builder.threads.lockfile import Lock
    from builder.threads.terms import Terms


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a build did. `fresh` is False when nothing had changed; `output` is the published folder, as named.

    `changed` are the paths of pages that were written or deleted.
    """

    counts: Counts
    notices: tuple[Notice, ...]
    costs: tuple[StageCost, ...]
    seconds: float
    fresh: bool
    output: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Threaded:
    """The road as far as the threads: the articles, how they were grouped, the lock as it is and as it would be."""

    chosen: Chosen
    threads: tuple[Thread, ...]
    sagas: tuple[Saga, ...]
    before: Lock
    lock: Lock
    vectors: Vectors


def build(root: Path, options: Options, watcher: Watcher | None = None) -> Outcome:
    """Build the site at `root` and publish it.

    Raises `DigestError` when the configuration, the lockfile or the theme is wrong, or when there are files but not
    one article could be read; the published site is then as it was.
    """
    from builder.site.publish import lock_site

    watch = Stopwatch(watcher)
    config = configured(root, options.base_url)
    with lock_site(state_folder(root)):
        try:
            return _build_locked(root, config, options, watch)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            discard_cache(root)
            return _build_locked(root, config, options, watch)


def _build_locked(root: Path, config: SiteConfig, options: Options, watch: Stopwatch) -> Outcome:
    with open_cache(root) as cache:
        with watch.stage("looking"):
            scan = files.scan(content_folder(root, config))
            mark = _fingerprint(root, config, options, scan)
            last = record.load(cache)
        if last and _still_true(last, f"{mark} {_lock_digest(root)}", root / config.build.output, options.now):
            return _outcome(_nothing_done(last.counts), last, watch, config, fresh=False)
        done, changed = _build_changed(root, config, options, scan, cache, watch)
        # Of what was looked at, not of what may have changed since; only the lockfile this build has written itself.
        mark = f"{mark} {_lock_digest(root)}"
        done = msgspec.structs.replace(done, fingerprint=mark, costs=tuple(watch.costs))
        record.save(cache, done)
        outcome = _outcome(done.counts, done, watch, config, fresh=True)
        return msgspec.structs.replace(outcome, changed=changed)


def _build_changed(
    root: Path, config: SiteConfig, options: Options, scan: files.Scan, cache: Cache, watch: Stopwatch
) -> tuple[Record, tuple[str, ...]]:
    """The stages, in order. Returns the build's record, its fingerprint still empty, and the paths that changed."""
    from builder.cached.searching import search_all
    from builder.site.plan import plan_pages
    from builder.site.publish import publish
    from builder.site.theme import load_theme

    theme = load_theme(config.theme_name, root, settings=config.theme)
    road = _to_threads(root, config, options, scan, cache, watch)
    comparisons, compared = _compare(road, root, config, cache, watch)
    site = _site(road, comparisons)
    with watch.stage("indexing") as advance:
        indexed = search_all(site, config, road.vectors, cache, advance)
    with watch.stage("planning"):
        shown = show_pictures(root, config, options, scan, road.chosen.articles, cache)
        site = msgspec.structs.replace(site, related=indexed.related, pictures=shown.pictures)
        pages = (*plan_pages(site, config, theme), *indexed.pages, *shown.files)
    with watch.stage("publishing") as advance:
        output = root / config.build.output
        # First, so that no address is ever published that the lock does not know. A preview with drafts locks nothing:
        # a draft's headline is not an address yet.
        if not options.drafts:
            write_lock(root, road.lock)
        published = publish(
            output,
            config.build.publish,
            pages,
            workers=options.workers or cores(),
            progress=lambda done: advance(done, len(pages)),
        )
    counts = Counts(
        files=len(scan.files),
        articles=len(site.articles),
        parsed=road.chosen.parsed,
        threads=len(site.threads),
        several_sources=_several_sources(site),
        embedded=road.vectors.embedded,
        from_cache=road.vectors.reused,
        compared=compared,
        pages=len(pages),
        written=published.written,
        unchanged=published.unchanged,
        deleted=published.deleted,
    )
    tree = str(output.resolve())
    done = Record(
        fingerprint="",
        counts=counts,
        notices=(*with_pictures(road.chosen.notices, shown, config), *_not_judged(comparisons)),
        due=road.chosen.due,
        tree=tree,
    )
    return done, published.changed


def _site(road: Threaded, comparisons: tuple[Comparison, ...]) -> Site:
    from builder.model import Site

    return Site(
        articles=road.chosen.articles,
        sources=road.chosen.sources,
        threads=road.threads,
        comparisons=comparisons,
        sagas=road.sagas,
        emptied=emptied(road.lock, road.chosen.held_back),
    )


def _several_sources(site: Site) -> int:
    source_of = {article.id: article.source_id for article in site.articles}
    return sum(len({source_of[article_id] for article_id in thread.article_ids}) > 1 for thread in site.threads)


def threads(root: Path, options: Options, watcher: Watcher | None = None) -> Threaded:
    """The threads that a build would publish, without building: nothing but the cache is written."""
    config = configured(root, options.base_url)
    with open_cache(root) as cache:
        scan = files.scan(content_folder(root, config))
        return _to_threads(root, config, options, scan, cache, Stopwatch(watcher))


def comparisons(
    root: Path, options: Options, watcher: Watcher | None = None
) -> tuple[Threaded, tuple[Comparison, ...]]:
    """The threads that a build would publish and what it would compare, without building, in the same order."""
    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with open_cache(root) as cache:
        road = _to_threads(root, config, options, files.scan(content_folder(root, config)), cache, watch)
        return road, _compare(road, root, config, cache, watch)[0]


def prune(root: Path, options: Options, watcher: Watcher | None = None) -> tuple[tuple[str, int], ...]:
    """Forget everything in the store that a build would not use; returns how much of what. Nothing else is written."""
    from builder.cached.searching import search_all
    from builder.cached.upkeep import WatchedCache, forget_unused
    from builder.site.publish import lock_site

    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with lock_site(state_folder(root)), WatchedCache(state_folder(root) / CACHE_NAME) as cache:
        road = _to_threads(root, config, options, files.scan(content_folder(root, config)), cache, watch)
        comparisons, _ = _compare(road, root, config, cache, watch)
        with watch.stage("indexing") as advance:
            search_all(_site(road, comparisons), config, road.vectors, cache, advance)
        return forget_unused(cache, road.chosen.articles, road.threads, road.vectors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The threads and what they are made from: the articles' vectors and words, when asked for."""

    road: Threaded
    settings: ThreadsSection
    vectors: Callable[[], NDArray[np.float32]]
    terms: Callable[[], tuple[Terms, ...]]


@contextmanager
def evidence(root: Path, options: Options, watcher: Watcher | None = None) -> Iterator[Evidence]:
    """What a build would group, and how, for explaining it; usable inside the `with` block."""
    from builder.cached.grouping import terms_of, vectors_of

    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with open_cache(root) as cache:
        scan = files.scan(content_folder(root, config))
        road = _to_threads(root, config, options, scan, cache, watch)
        articles = road.chosen.articles
        with watch.stage("explaining") as advance:
            yield Evidence(
                road=road,
                settings=config.threads,
                vectors=lambda: vectors_of(articles, road.vectors, advance),
                terms=lambda: terms_of(articles, cache),
            )


@contextmanager
def searchable(root: Path, options: Options, watcher: Watcher | None = None) -> Iterator[Searchable]:
    """The stories that a build would publish and their index, usable inside the `with` block.

    Nothing but the cache is written.
    """
    from builder.cached.asking import Searchable

    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with open_cache(root) as cache:
        road = _to_threads(root, config, options, files.scan(content_folder(root, config)), cache, watch)
        site = _site(road, _compare(road, root, config, cache, watch)[0])
        with watch.stage("indexing") as advance:
            opened = Searchable(site, config, road.vectors, cache, advance)
        with watch.stage("searching"):
            yield opened


def _to_threads(
    root: Path, config: SiteConfig, options: Options, scan: files.Scan, cache: Cache, watch: Stopwatch
) -> Threaded:
    """Files -> articles -> groups -> threads."""
    from builder.cached.grouping import group_all
    from builder.cached.vectors import Vectors
    from builder.threads.editorial import overrule as editors
    from builder.threads.sagas import link_sagas

    lock, editorial, setting = read_lock(root), read_editorial(root), editorial_setting(config, options)
    with watch.stage("reading") as advance:
        chosen = read_articles(root, config, options, scan, cache, advance)
        cache.commit()
    if scan.files and not chosen.articles and any(notice.severity == "error" for notice in chosen.notices):
        raise DigestError(*chosen.notices)
    if editorial.notices:
        raise DigestError(*editors.review(chosen.articles, lock, editorial, setting))
    vectors = Vectors(config.embedding, root, cache)
    with watch.stage("grouping") as advance:
        grouping = group_all(chosen.articles, vectors, config.threads, cache, advance)
        done = editors.overrule(grouping, chosen.articles, lock, editorial, setting)
        sagas = editors.name_sagas(link_sagas(done.threads, done.grouping.echoes), done.sagas, done.threads)
    found = (*done.notices, *editors.lone_sagas(sagas, done.sagas))
    if any(notice.severity == "error" for notice in found):
        raise DigestError(*found)
    return Threaded(
        chosen=chosen.with_editorial(found, done.due),
        threads=done.threads,
        sagas=sagas,
        before=lock,
        lock=done.lock,
        vectors=vectors,
    )


def _compare(
    road: Threaded, root: Path, config: SiteConfig, cache: Cache, watch: Stopwatch
) -> tuple[tuple[Comparison, ...], int]:
    """Threads -> comparisons, and how many of them were not in the cache."""
    from builder.cached.comparing import compare_all
    from builder.cached.judging import judge_of

    with watch.stage("comparing") as advance:
        articles = {article.id: article for article in road.chosen.articles}
        sources = {source.id: source for source in road.chosen.sources}
        compared = compare_all(
            road.threads,
            articles,
            sources,
            road.chosen.configured,
            road.vectors,
            cache,
            advance,
            judge_of(config.compare, root, cache),
        )
    return compared.comparisons, compared.made


def _not_judged(comparisons: tuple[Comparison, ...]) -> tuple[Notice, ...]:
    """A word on the pairs of sentences that the model for contradictions was not asked about."""
    left_out = sum(one.judged.left_out for one in comparisons if one.judged)
    what = f"{left_out} pairs of sentences were over the limit for a story and were not given to the `nli` model"
    return (Notice(CONFIG_NAME, 0, "info", "nli", what),) if left_out else ()


def _fingerprint(root: Path, config: SiteConfig, options: Options, scan: files.Scan) -> str:
    """Everything that a build is made from but the lockfile: when both are as before, so is the site."""
    from builder.site.theme import theme_line

    themes = [record.stat_tree(found.folder) for found in theme_line(config.theme_name, root)]
    chosen = (options.drafts, options.future, editorial_digest(root))
    return record.fingerprint(__version__, config, chosen, scan.files, scan.pictures, scan.notices, themes)


def _lock_digest(root: Path) -> str:
    lock = root / LOCK_NAME
    try:
        return digest(lock.read_bytes()) if lock.is_file() else ""
    except OSError:
        return ""  # Reading it for its threads will say what is wrong.


def _still_true(last: Record, mark: str, output: Path, now: datetime) -> bool:
    """Whether the last build's site is what this build would make."""
    due = last.due is not None and last.due <= now
    return last.fingerprint == mark and not due and str(output.resolve()) == last.tree and output.is_dir()


def _nothing_done(counts: Counts) -> Counts:
    return msgspec.structs.replace(
        counts, parsed=0, embedded=0, from_cache=0, compared=0, written=0, deleted=0, unchanged=counts.pages
    )


def _outcome(counts: Counts, done: Record, watch: Stopwatch, config: SiteConfig, *, fresh: bool) -> Outcome:
    return Outcome(
        counts=counts,
        notices=done.notices,
        costs=tuple(watch.costs),
        seconds=watch.seconds,
        fresh=fresh,
        output=f"{config.build.output}/",
    )
