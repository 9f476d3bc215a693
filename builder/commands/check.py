"""`digest check`: all that is wrong with content, links, configuration, theme, lockfile and `editorial.toml`.

Nothing is built. What a person sees of it is in `cli_daily`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from builder.commands import check_links, fixing
from builder.commands.fixing import Fix
from builder.commands.publishing import host_notices
from builder.config import CONFIG_NAME, SiteConfig
from builder.config_file import load_config
from builder.errors import DigestError, Notice
from builder.model import Article
from builder.progress import Watcher
from builder.reading import files
from builder.text.toml_lines import TomlLines
from builder.threads.editorial.overrule import review
from builder.threads.lockfile import Lock
from builder.workspace import (
    Chosen,
    Options,
    content_folder,
    editorial_setting,
    from_root,
    open_cache,
    read_articles,
    read_editorial,
    read_lock,
    show_pictures,
    with_pictures,
)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What to do beyond looking: ask other sites (private addresses too), put in order what is mechanical."""

    external: bool = False
    allow_private: bool = False
    fix: bool = False


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """Every notice, in order of place, and what was put in order."""

    notices: tuple[Notice, ...]
    fixed: tuple[Fix, ...] = ()


def check(root: Path, options: Options, wish: Wish | None = None, watcher: Watcher | None = None) -> Checked:
    """Check the site at `root`. Nothing but the cache is written, and with `wish.fix` the files that need it."""
    from builder.site.theme import load_theme
    from builder.site.theme_check import theme_notices

    wish = wish or Wish()
    fixed = fixing.fix(root, dry=not wish.fix)
    notices: list[Notice] = [] if wish.fix else fixing.as_notices(fixed)
    _collect(notices, lambda: read_lock(root))
    try:
        config = load_config(root)
    except DigestError as error:
        _collect(notices, lambda: notices.extend(read_editorial(root).notices))
        return Checked(notices=tuple(sorted({*notices, *error.notices})), fixed=fixed if wish.fix else ())
    _collect(notices, lambda: notices.extend(theme_notices(load_theme(config.theme_name, root, settings=config.theme))))
    _collect(notices, lambda: notices.extend(_strings(root, config)))
    _collect(notices, lambda: notices.extend(_expired(config, options)))
    chosen: list[Chosen] = []

    def read() -> None:
        with open_cache(root) as cache:
            scan = files.scan(content_folder(root, config))
            advance = (lambda done, total: watcher("reading", done, total)) if watcher else (lambda done, total: None)
            one = read_articles(root, config, options, scan, cache, advance)
            shown = show_pictures(root, config, options, scan, one.articles, cache, network=False)
            chosen.append(msgspec.structs.replace(one, notices=with_pictures(one.notices, shown, config)))

    _collect(notices, read)
    _collect(notices, lambda: notices.extend(_editorial(root, config, options, chosen)))
    _collect(notices, lambda: notices.extend(host_notices(root)))
    for found in chosen:
        notices += found.notices
        notices += _config(root, config, found)
        notices += from_root(config, [*_unknown_outlets(found), *_links(root, config, found, wish, watcher)])
    return Checked(notices=tuple(sorted(set(notices))), fixed=fixed if wish.fix else ())


def _links(root: Path, config: SiteConfig, chosen: Chosen, wish: Wish, watcher: Watcher | None) -> list[Notice]:
    content = root / config.build.content
    try:
        lock = read_lock(root)
    except DigestError:
        lock = Lock()  # Named already.
    notices = check_links.inside(chosen, config, lock, content)
    if wish.external:
        from builder.ingest.robots import Robots
        from builder.ingest.site import make_fetcher

        fetcher = make_fetcher(config, wish.allow_private)
        try:
            notices += check_links.outside(chosen, config, content, fetcher, Robots(fetcher), watcher)
        finally:
            fetcher.close()
    return notices


def _config(root: Path, config: SiteConfig, chosen: Chosen) -> list[Notice]:
    """What site.toml names and is not there, or names for nothing."""
    notices = []
    lines = TomlLines((root / CONFIG_NAME).read_text(encoding="utf-8"))
    if config.fetch.opml and not (root / config.fetch.opml).is_file():
        line, what = lines.key("fetch", 0, "opml"), f"there is no file {config.fetch.opml}"
        notices.append(Notice(CONFIG_NAME, line, "error", "config", what, "mend its name, or remove the line"))
    if urlsplit(config.site.base_url).hostname in ("localhost", "127.0.0.1", "::1"):
        what = "base_url is this machine: feeds and the sitemap of a published site need its real address"
        line = lines.key("site", 0, "base_url")
        notices.append(Notice(CONFIG_NAME, line, "info", "base-url", what, 'write base_url = "https://…" under [site]'))
    return notices


def _expired(config: SiteConfig, options: Options) -> list[Notice]:
    """A security.txt that nobody may believe any more."""
    until = config.security.expires
    if until is None or until > options.now:
        return []
    what = f"security.txt may be believed until {until:%Y-%m-%d} only"
    return [Notice(CONFIG_NAME, 0, "warning", "security", what, "see that it is still true, then set `expires` anew")]


def _strings(root: Path, config: SiteConfig) -> list[Notice]:
    """What is wrong with the theme's words, and what its language lacks."""
    from builder.site.language_check import check_strings, string_files
    from builder.site.theme import load_theme, theme_line

    theme = load_theme(config.theme_name, root, settings=config.theme)
    line = theme_line(config.theme_name, root)
    files = [file for found in line for file in string_files(found.name, found.folder, found.own)]
    templates = "".join(text for layer in theme.layers for text in layer.templates.values())
    return check_strings(config.site.language, files, templates)


def _editorial(root: Path, config: SiteConfig, options: Options, chosen: list[Chosen]) -> tuple[Notice, ...]:
    """What is wrong with `editorial.toml`, by the threads of the last build."""
    try:
        lock = read_lock(root)
    except DigestError:
        lock = Lock()  # Named already.
    editorial = read_editorial(root)
    if not chosen:
        return editorial.notices
    return review(chosen[0].articles, lock, editorial, editorial_setting(config, options))


def _collect(notices: list[Notice], step: Callable[[], object]) -> None:
    try:
        step()
    except DigestError as error:
        notices += error.notices


def _unknown_outlets(chosen: Chosen) -> list[Notice]:
    """Outlets that stand on pages by the host of their address only."""
    hosts = {article.url: urlsplit(article.url).netloc for article in chosen.articles}
    by_source: dict[str, Article] = {}
    for article in chosen.articles:
        by_source.setdefault(article.source_id, article)
    return [
        Notice(
            by_source[source.id].path,
            0,
            "warning",
            "unnamed-outlet",
            f"the outlet is known only by its host {source.name}",
            f'name it in site.toml: [sources] "{source.name}" = "..."',
        )
        for source in chosen.sources
        if source.name in hosts.values()
    ]
