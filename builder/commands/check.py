"""`digest check`: all that is wrong with content, configuration, theme, lockfile and `editorial.toml`; no building."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from builder.config import SiteConfig
from builder.config_file import load_config
from builder.errors import DigestError, Notice
from builder.model import Article
from builder.reading import files
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
)


def check(root: Path, options: Options) -> tuple[Notice, ...]:
    """Every notice about the site at `root`, in order of place. Nothing but the cache is written."""
    from builder.site.theme import load_theme

    try:
        config = load_config(root)
    except DigestError as error:
        return error.notices
    notices: list[Notice] = []
    _collect(notices, lambda: load_theme(config.build.theme, root))
    _collect(notices, lambda: read_lock(root))
    chosen: list[Chosen] = []

    def read() -> None:
        with open_cache(root) as cache:
            scan = files.scan(content_folder(root, config))
            chosen.append(read_articles(root, config, options, scan, cache, lambda done, total: None))

    _collect(notices, read)
    _collect(notices, lambda: notices.extend(_editorial(root, config, options, chosen)))
    for found in chosen:
        notices += found.notices
        links = _own_links(found.articles, config.site.base_url)
        notices += from_root(config, [*_unknown_outlets(found), *links])
    return tuple(sorted(set(notices)))


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


def _own_links(articles: tuple[Article, ...], base_url: str) -> list[Notice]:
    """Links into this site's own `articles/` that lead to no article."""
    start = f"{base_url}articles/"
    addresses = {article.address for article in articles}
    return [
        Notice(
            article.path,
            0,
            "warning",
            "dead-link",
            f"links to {link.url}, which is no article of this site",
            "mend the link",
        )
        for article in articles
        for link in article.links
        if link.url.startswith(start) and urlsplit(link.url[len(start) :]).path.strip("/") not in addresses
    ]
