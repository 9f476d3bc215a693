"""A site kept at hand: after a save, what its pages would be, without making or publishing them.

Nothing is written but the cache. What a build does after planning (rendering, the index of the search, the tree) is
left to a build; the pages planned here are byte for byte those that it makes, but for what the search knows and for
stories whose articles a new grouping would put elsewhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from builder.cache import is_damage
from builder.cached import record
from builder.cached.kept import Kept
from builder.cached.vectors import Vectors, kept_open
from builder.config import SiteConfig, ThemeSection
from builder.errors import Notice
from builder.garbage import collected_seldom
from builder.pipeline import compare, to_threads, whole_site
from builder.progress import Stopwatch, Watcher
from builder.reading import files
from builder.site import urls
from builder.text.digests import digest
from builder.threads.lockfile import dump
from builder.workspace import (
    Options,
    configured,
    content_folder,
    discard_cache,
    editorial_digest,
    lock_digest,
    open_cache,
    show_pictures,
    with_pictures,
)

if TYPE_CHECKING:
    from builder.cached.searching import Indexed
    from builder.model import Site
    from builder.site.plan import Plan
    from builder.site.planned import PlannedPage
    from builder.site.theme import Theme

Make = Callable[[], bytes]
PROMPT = 400
"""Files up to which a site is always grouped anew: that takes a quarter of a second at most."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A whole site, each file with how it is made.

    `changed` says whether it can differ from the one before, `restyled` that only style sheets do: then `renamed` leads
    from all their former paths to those of now. `provisional`: it was not grouped anew. `samples` are paths of a page
    of each kind where the theme is new.
    """

    pages: Mapping[str, Make]
    notices: tuple[Notice, ...]
    seconds: float
    changed: bool
    provisional: bool
    restyled: bool
    renamed: Mapping[str, str]
    samples: tuple[str, ...]


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """The site as its files are. `marks` stand for what it was made from.

    `provisional`: its articles were not grouped anew; `whole`: with its search.
    """

    marks: frozenset[str]
    due: datetime | None
    provisional: bool
    whole: bool
    config: SiteConfig
    site: Site
    pictures: tuple[PlannedPage, ...]
    notices: tuple[Notice, ...]


class Workbench:
    """The site at `root`, from one look at it to the next. For one thread.

    `options` are those of now; `watcher` is told of every stage, and what it raises passes through.
    """

    def __init__(self, root: Path, options: Callable[[], Options], watcher: Watcher | None = None) -> None:
        self._root, self._options, self._watcher = root, options, watcher
        self._kept = Kept()
        self._found: _Found | None = None
        self._indexed: Indexed | None = None
        self._theme: tuple[str, Theme] | None = None
        self._plan: tuple[Plan, dict[str, Make]] | None = None
        self._last: tuple[Site, SiteConfig, Theme] | None = None
        self._styles: dict[str, str] = {}

    def plan(self, *, exact: bool = False) -> Planned:
        """The pages as they would be now, with the search that `refresh` has seen last, or else that was published.

        A large site is not grouped anew unless it is to be `exact`: an edited article stays in its story, and a new one
        is a story of its own. Raises `DigestError` where nothing can be published.
        """
        watch = Stopwatch(self._watcher)
        with collected_seldom():
            config = configured(self._root, self._options().base_url)
            theme = self._themed(config)
            found = self._look(config, watch, exact=exact)
            pages = self._laid_out(found, config, theme)
            return self._compared(pages, found, theme, watch)

    def refresh(self) -> None:
        """Look at everything, the search too; what a build has made is taken from the cache.

        Raises `DigestError` where nothing can be published.
        """
        with collected_seldom():
            config = configured(self._root, self._options().base_url)
            self._look(config, Stopwatch(self._watcher), exact=True, whole=True)

    def load_model(self) -> None:
        """Have the model at hand that reads new text; in a thread of its own, if need be. Raises `DigestError`."""
        settings = configured(self._root).embedding
        kept_open(settings, self._root).encode(["."])

    def embed(self) -> None:
        """Embed what a build will fit the search on: the model is at hand here, and would have to be loaded there."""
        from builder.cached.searching import embed_training

        if self._found is None:
            return
        config = self._found.config
        try:
            with open_cache(self._root) as cache:
                embed_training(self._found.site.articles, config, Vectors(config.embedding, self._root, cache), cache)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise  # Else the build begins the store anew, and embeds what it needs itself.

    # the site ----------------------------------------------------------------------------------------------------

    def _look(self, config: SiteConfig, watch: Stopwatch, *, exact: bool, whole: bool = False) -> _Found:
        """The site as its files are; the last one where they are as they were."""
        options = self._options()
        scan = files.scan(content_folder(self._root, config))
        config = msgspec.structs.replace(config, theme=ThemeSection())
        asked = (options.drafts, options.future, editorial_digest(self._root))
        mark = record.fingerprint(config, asked, scan.files, scan.pictures, scan.notices)
        last = self._found
        enough = last is not None and (last.whole or not whole) and not (exact and last.provisional)
        due = last is not None and last.due is not None and last.due <= options.now
        if last and enough and not due and f"{mark} {lock_digest(self._root)}" in last.marks:
            return last
        large = len(scan.files) > PROMPT
        # Another setting may be one of grouping's.
        self._kept.hasty = large and not exact and last is not None and _groups_alike(last.config, config)
        try:
            found = self._made(config, options, scan, watch, mark, whole=whole)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            discard_cache(self._root)
            found = self._made(config, options, scan, watch, mark, whole=whole)
        if last and last.site == found.site:
            found = msgspec.structs.replace(found, site=last.site)  # The same value: its pages are planned already.
        self._found = found
        return found

    def _made(
        self, config: SiteConfig, options: Options, scan: files.Scan, watch: Stopwatch, mark: str, *, whole: bool
    ) -> _Found:
        from builder.cached.searching import search_all

        before = lock_digest(self._root)
        with open_cache(self._root) as cache:
            road = to_threads(self._root, config, options, scan, cache, watch, self._kept)
            comparisons, _ = compare(road, self._root, config, cache, watch, self._kept)
            site = whole_site(road, comparisons)
            if whole:
                with watch.stage("indexing") as advance:
                    self._indexed = search_all(site, config, road.vectors, cache, advance)
            # Pictures that lie elsewhere are fetched by a build: nobody waits for a network after a save.
            shown = show_pictures(self._root, config, options, scan, road.chosen.articles, cache, network=False)
        here = {thread.id for thread in site.threads}
        related = [row for row in self._indexed.related if row.thread_id in here] if self._indexed else []
        return _Found(
            # A build writes the lock that belongs to these files: then they are the same files still.
            marks=frozenset({f"{mark} {before}", f"{mark} {digest(dump(road.lock).encode())}"}),
            due=road.chosen.due,
            provisional=self._kept.provisional,
            whole=whole,
            config=config,
            site=msgspec.structs.replace(site, related=tuple(related), pictures=shown.pictures),
            pictures=shown.files,
            notices=with_pictures(road.chosen.notices, shown, config),
        )

    # its pages ---------------------------------------------------------------------------------------------------

    def _themed(self, config: SiteConfig) -> Theme:
        """The theme; read again where a file of it, or what the site says of it, has changed."""
        from builder.site.theme import load_theme, theme_line

        folders = [record.stat_tree(one.folder) for one in theme_line(config.theme_name, self._root)]
        mark = record.fingerprint(config.theme, config.build.theme, folders)
        if self._theme is None or self._theme[0] != mark:
            theme = load_theme(config.theme_name, self._root, settings=config.theme)
            if self._theme and self._theme[1] == theme:
                theme = self._theme[1]  # Saved as it was: no page has to be loaded again.
            self._theme = (mark, theme)
        return self._theme[1]

    def _laid_out(self, found: _Found, config: SiteConfig, theme: Theme) -> dict[str, Make]:
        """Every file by path. The plan is the last one where neither the site nor the theme's words have changed."""
        from builder.site.keys import NoKeys
        from builder.site.plan import Look, Plan, static_files

        look = Look(theme, config)
        if self._plan is None or not _fits(self._plan[0], found, theme):
            plan = Plan(found.site, config, look, NoKeys())
            self._plan = (plan, {page.path: page.make for page in plan.pages()})
        plan, planned = self._plan
        pages: dict[str, Make] = {path: partial(plan.made_in, look, make) for path, make in planned.items()}
        tree = (self._root / config.build.output).resolve()
        if self._indexed:
            pages |= {page.path: partial(_stored, page.make, tree / page.path) for page in self._indexed.pages}
        else:
            found_there = (path for path in (tree / "search").rglob("*") if path.suffix != ".html" and path.is_file())
            pages |= {path.relative_to(tree).as_posix(): path.read_bytes for path in found_there}
        pages |= {page.path: page.make for page in (*static_files(theme, config), *found.pictures)}
        return pages

    def _compared(self, pages: dict[str, Make], found: _Found, theme: Theme, watch: Stopwatch) -> Planned:
        """The outcome, compared with the one before."""
        last, self._last = self._last, (found.site, found.config, theme)
        same = last is not None and last[0] is found.site and last[1] == found.config
        old = last[2] if last else theme
        restyled = same and _only_styles(old, theme)
        for name, hashed in theme.assets.items():
            if name.endswith(".css"):
                self._styles[urls.asset(hashed)] = name
        now = {path: urls.asset(theme.assets[name]) for path, name in self._styles.items() if name in theme.assets}
        return Planned(
            pages=pages,
            notices=found.notices,
            seconds=watch.seconds,
            changed=not same or old is not theme,
            provisional=found.provisional,
            restyled=restyled,
            renamed={path: other for path, other in now.items() if path != other} if restyled else {},
            samples=() if old is theme or restyled else _samples(pages),
        )


def _fits(plan: Plan, found: _Found, theme: Theme) -> bool:
    """Whether the pages of `plan` are those of the site that was found, in the words of `theme`."""
    config = msgspec.structs.replace(plan.config, theme=ThemeSection())
    return plan.site is found.site and config == found.config and plan.look.theme.languages == theme.languages


def _groups_alike(one: SiteConfig, other: SiteConfig) -> bool:
    """Whether two configurations say the same about how articles are grouped."""
    return (one.threads, one.embedding) == (other.threads, other.embedding)


def _only_styles(before: Theme, after: Theme) -> bool:
    """Whether two themes differ in style sheets alone."""
    if before is after or before.assets.keys() != after.assets.keys():
        return False
    changed = [name for name, hashed in after.assets.items() if before.assets[name] != hashed]
    plain = [
        (theme.name, theme.languages, theme.options, theme.paper, [layer.templates for layer in theme.layers])
        for theme in (before, after)
    ]
    return plain[0] == plain[1] and all(name.endswith(".css") for name in changed)


def _samples(pages: Iterable[str]) -> tuple[str, ...]:
    """The first page in each folder of the site's."""
    kinds: dict[tuple[str, bool], str] = {}
    for path in pages:
        if path.endswith(".html"):
            folder, _, rest = path.partition("/")
            kinds.setdefault((folder, rest == "index.html"), path)
    return tuple(kinds.values())


def _stored(make: Make, published: Path) -> bytes:
    """A file of the search; from the published site where the store has forgotten it."""
    try:
        return make()
    except sqlite3.DatabaseError:
        return published.read_bytes()
