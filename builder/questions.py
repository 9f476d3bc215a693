"""The stages of a build as far as a question needs them: nothing is published, nothing is written but the cache."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cached import record
from builder.pipeline import Threaded, compare, to_threads, whole_site
from builder.progress import Stopwatch, Watcher
from builder.reading import files
from builder.workspace import (
    CACHE_NAME,
    Options,
    configured,
    content_folder,
    editorial_digest,
    lock_digest,
    open_cache,
    state_folder,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from builder.cache import Cache
    from builder.cached.asking import Searchable
    from builder.config import SiteConfig, ThreadsSection
    from builder.model import Comparison
    from builder.threads.terms import Terms


def threads(root: Path, options: Options, watcher: Watcher | None = None) -> Threaded:
    """The threads that a build would publish, without building: nothing but the cache is written."""
    config = configured(root, options.base_url)
    with open_cache(root) as cache:
        scan = files.scan(content_folder(root, config))
        return to_threads(root, config, options, scan, cache, Stopwatch(watcher))


def comparisons(
    root: Path, options: Options, watcher: Watcher | None = None
) -> tuple[Threaded, tuple[Comparison, ...]]:
    """The threads that a build would publish and what it would compare, without building, in the same order."""
    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with open_cache(root) as cache:
        road = to_threads(root, config, options, files.scan(content_folder(root, config)), cache, watch)
        return road, compare(road, root, config, cache, watch)[0]


def prune(root: Path, options: Options, watcher: Watcher | None = None) -> tuple[tuple[str, int], ...]:
    """Forget everything in the store that a build would not use; returns how much of what. Nothing else is written."""
    from builder.cached.searching import keep_training, search_all
    from builder.cached.upkeep import WatchedCache, forget_unused
    from builder.site.publish import lock_site

    config = configured(root, options.base_url)
    watch = Stopwatch(watcher)
    with lock_site(state_folder(root)), WatchedCache(state_folder(root) / CACHE_NAME) as cache:
        road = to_threads(root, config, options, files.scan(content_folder(root, config)), cache, watch)
        comparisons, _ = compare(road, root, config, cache, watch)
        with watch.stage("indexing") as advance:
            search_all(whole_site(road, comparisons), config, road.vectors, cache, advance)
        keep_training(road.chosen.articles, config, road.vectors, cache)
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
        road = to_threads(root, config, options, scan, cache, watch)
        articles = road.chosen.articles
        with watch.stage("explaining") as advance:
            yield Evidence(
                road=road,
                settings=config.threads,
                vectors=lambda: vectors_of(articles, road.vectors, advance),
                terms=lambda: terms_of(articles, cache),
            )


class Desk:
    """Where the stories of a site are searched: opened at the first question, and again when its files have changed.

    Nothing but the cache is written. One question at a time; any thread may ask.
    """

    def __init__(self, root: Path, options: Options, watcher: Watcher | None = None) -> None:
        self._root, self._options, self._watcher = root, options, watcher
        self._one = threading.Lock()
        self._opened: tuple[str, Searchable] | None = None

    @contextmanager
    def open(self) -> Iterator[Searchable]:
        """The stories that a build would publish and their index, usable inside the `with` block."""
        from builder.cached.vectors import Vectors

        config = configured(self._root, self._options.base_url)
        with self._one, open_cache(self._root) as cache:
            scan = files.scan(content_folder(self._root, config))
            asked = (config, editorial_digest(self._root), lock_digest(self._root))
            mark = record.fingerprint(*asked, scan.files, scan.notices)
            watch = Stopwatch(self._watcher)
            if self._opened is None or self._opened[0] != mark:
                self._opened = (mark, self._read(config, scan, cache, watch))
            else:
                self._opened[1].reopen(Vectors(config.embedding, self._root, cache), cache)
            with watch.stage("searching"):
                yield self._opened[1]

    def _read(self, config: SiteConfig, scan: files.Scan, cache: Cache, watch: Stopwatch) -> Searchable:
        from builder.cached.asking import Searchable

        road = to_threads(self._root, config, self._options, scan, cache, watch)
        site = whole_site(road, compare(road, self._root, config, cache, watch)[0])
        with watch.stage("indexing") as advance:
            return Searchable(site, config, road.vectors, cache, advance)
