"""Every stage of a build, in order.

    files -> articles -> groups -> threads -> comparisons -> pages -> the published tree

Each stage is a function from model values to model values. Only this module and those of `cached/` know the cache.
"""

from __future__ import annotations

import sqlite3
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
from builder.garbage import collected_seldom
from builder.parallel import cores
from builder.progress import StageCost, Stopwatch, Watcher
from builder.reading import files
from builder.threads.lockfile import emptied
from builder.workspace import (
    Chosen,
    Options,
    configured,
    content_folder,
    discard_cache,
    editorial_digest,
    editorial_setting,
    lock_digest,
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

    from builder.cache import Cache
    from builder.cached.kept import Kept
    from builder.cached.vectors import Vectors
    from builder.model import Comparison, Saga, Site, Thread
    from builder.threads.lockfile import Lock


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
    with lock_site(state_folder(root)), collected_seldom():
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
        if last and _still_true(last, f"{mark} {lock_digest(root)}", root / config.build.output, options.now):
            return _outcome(_nothing_done(last.counts), last, watch, config, fresh=False)
        done, changed = _build_changed(root, config, options, scan, cache, watch)
        # Of what was looked at, not of what may have changed since; only the lockfile this build has written itself.
        mark = f"{mark} {lock_digest(root)}"
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
    road = to_threads(root, config, options, scan, cache, watch)
    comparisons, compared = compare(road, root, config, cache, watch)
    site = whole_site(road, comparisons)
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


def whole_site(road: Threaded, comparisons: tuple[Comparison, ...]) -> Site:
    """What pages are made from, but for the pictures and what is like what."""
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


def to_threads(
    root: Path,
    config: SiteConfig,
    options: Options,
    scan: files.Scan,
    cache: Cache,
    watch: Stopwatch,
    kept: Kept | None = None,
) -> Threaded:
    """Files -> articles -> groups -> threads. Raises `DigestError` where nothing can be published.

    `kept` are the results of the last time in this process; it is left with those of now.
    """
    from builder.cached.grouping import group_all
    from builder.cached.vectors import Vectors
    from builder.threads.editorial import overrule as editors
    from builder.threads.sagas import link_sagas

    lock, editorial, setting = read_lock(root), read_editorial(root), editorial_setting(config, options)
    with watch.stage("reading") as advance:
        chosen = read_articles(root, config, options, scan, cache, advance, kept)
        cache.commit()
    if scan.files and not chosen.articles and any(notice.severity == "error" for notice in chosen.notices):
        raise DigestError(*chosen.notices)
    if editorial.notices:
        raise DigestError(*editors.review(chosen.articles, lock, editorial, setting))
    vectors = Vectors(config.embedding, root, cache)
    with watch.stage("grouping") as advance:
        grouping = kept.grouped(article.id for article in chosen.articles) if kept else None
        grouping = grouping or group_all(chosen.articles, vectors, config.threads, cache, advance)
        if kept:
            kept.grouping = grouping
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


def compare(
    road: Threaded, root: Path, config: SiteConfig, cache: Cache, watch: Stopwatch, kept: Kept | None = None
) -> tuple[tuple[Comparison, ...], int]:
    """Threads -> comparisons, and how many of them were not in the cache. `kept` as for `to_threads`."""
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
            kept.comparisons if kept else None,
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
