"""A site's folder: where its configuration, articles, lockfile and state lie, and reading them from disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from builder.cache import Cache, discard
from builder.cached.reading import read_all
from builder.config import EmbeddingSection, SiteConfig
from builder.config_file import load_config
from builder.errors import Notice, mistake
from builder.model import Article, Source
from builder.progress import Advance
from builder.reading import files
from builder.reading.addresses import unique_addresses
from builder.reading.duplicates import drop_duplicates
from builder.reading.selection import select
from builder.reading.settings import ReadingSettings
from builder.reading.sources import named_sources
from builder.text.digests import digest
from builder.threads.editorial.file import EDITORIAL_NAME, Editorial
from builder.threads.editorial.file import parse as parse_editorial
from builder.threads.editorial.names import Setting
from builder.threads.lockfile import LOCK_NAME, Lock, dump, parse, untrusted

if TYPE_CHECKING:
    from builder.cached.kept import Kept
    from builder.cached.pictures import Shown

STATE_FOLDER = ".digest"
CACHE_NAME = "cache.sqlite"


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to build. `now` decides what lies in the future, nothing else; `workers` None means every core."""

    now: datetime
    drafts: bool = False
    future: bool = False
    base_url: str = ""
    workers: int | None = None


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The articles to publish and everything that was said about the others.

    Articles by (published, id), undated last. `sources` are theirs, by id; `configured` those that site.toml names.
    `due` is when the same files make another site: the earliest date of an article left out as lying in the future, or
    the end of a rule of `editorial.toml`. `held_back` are the ids of the articles that lie in the future.
    """

    articles: tuple[Article, ...]
    sources: tuple[Source, ...]
    configured: tuple[Source, ...]
    notices: tuple[Notice, ...]
    parsed: int
    due: datetime | None
    held_back: frozenset[str] = frozenset()

    def with_editorial(self, notices: Iterable[Notice], due: datetime | None) -> Chosen:
        """With what was said about `editorial.toml` too, and when a rule of it ends."""
        first = min((when for when in (self.due, due) if when), default=None)
        return msgspec.structs.replace(self, notices=tuple(sorted({*self.notices, *notices})), due=first)


def configured(root: Path, base_url: str = "") -> SiteConfig:
    """The configuration of the site at `root`: `auto` settled, its base_url replaced where one is given."""
    config = load_config(root)
    if config.threads.languages == "auto":
        carried = config.embedding.model == EmbeddingSection().model
        threads = msgspec.structs.replace(config.threads, languages="apart" if carried else "together")
        config = msgspec.structs.replace(config, threads=threads)
    if not base_url:
        return config
    address = base_url if base_url.endswith("/") else base_url + "/"
    return msgspec.structs.replace(config, site=msgspec.structs.replace(config.site, base_url=address))


def content_folder(root: Path, config: SiteConfig) -> Path:
    """The folder of articles. Raises `DigestError` when there is none."""
    folder = root / config.build.content
    if not folder.is_dir():
        raise mistake(
            config.build.content, "there is no such folder", "make it and put articles in it", kind="no-content"
        )
    return folder


def state_folder(root: Path) -> Path:
    """`.digest/` of the site, made when missing."""
    folder = root / STATE_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_cache(root: Path) -> Cache:
    """The site's store."""
    return Cache(state_folder(root) / CACHE_NAME)


def discard_cache(root: Path) -> None:
    """Remove the site's store: it costs time only."""
    discard(state_folder(root) / CACHE_NAME)


def read_articles(
    root: Path,
    config: SiteConfig,
    options: Options,
    scan: files.Scan,
    cache: Cache,
    advance: Advance,
    kept: Kept | None = None,
) -> Chosen:
    """Read, choose and order the articles of `scan`: drafts, future posts and duplicates are left out and named."""
    settings = ReadingSettings.of(config)
    folder, readings = content_folder(root, config), kept.readings if kept else None
    read = read_all(folder, scan.files, settings, cache, advance, options.workers, readings)
    notices = [*scan.notices, *read.notices]
    for reading in read.readings:
        notices += reading.notices
    found = [reading.article for reading in read.readings if reading.article]
    selected, left_out = select(found, options.now, drafts=options.drafts, future=options.future)
    distinct, repeated = drop_duplicates(selected)
    placed, clashes = unique_addresses(distinct)
    articles = tuple(sorted(placed, key=reading_order))
    used = {article.source_id for article in articles}
    sources = {reading.source.id: reading.source for reading in read.readings if reading.source}
    inferred = [notice for notice in map(_inferred, articles) if notice]
    chosen = {article.id for article in selected}
    later = {a.id: a.published for a in found if a.id not in chosen and a.published and a.published > options.now}
    return Chosen(
        articles=articles,
        sources=tuple(sources[source_id] for source_id in sorted(used)),
        configured=named_sources(settings),
        notices=from_root(config, {*notices, *left_out, *repeated, *clashes, *inferred}),
        parsed=read.parsed,
        due=min(later.values(), default=None),
        held_back=frozenset(later),
    )


def show_pictures(
    root: Path,
    config: SiteConfig,
    options: Options,
    scan: files.Scan,
    articles: Iterable[Article],
    cache: Cache,
    *,
    network: bool = True,
) -> Shown:
    """What pages show of the articles' pictures. The network is used with `[images] remote = "copy"` alone."""
    from builder.cached.pictures import Gallery
    from builder.site.index import shows_whole

    gallery = Gallery(
        content_folder(root, config), state_folder(root), scan.pictures, config.images, cache,
        network=network, now=options.now,
    )  # fmt: skip
    return gallery.show((article, shows_whole(config, article)) for article in articles)


def with_pictures(notices: Iterable[Notice], shown: Shown, config: SiteConfig) -> tuple[Notice, ...]:
    """`notices` with what is to be said of pictures; a picture in use is no stray file."""
    used = {str(PurePosixPath(config.build.content) / path) for path in shown.used}
    kept = [notice for notice in notices if notice.kind != "file-type" or notice.path not in used]
    return tuple(sorted((*kept, *from_root(config, shown.notices))))


def _inferred(article: Article) -> Notice | None:
    """What of `article` no front matter gave, in one line."""
    fields = ", ".join(f"{row.field.removesuffix('_id')} ({row.how})" for row in article.inferred)
    return Notice(article.path, 0, "info", "inferred", f"inferred: {fields}") if fields else None


def from_root(config: SiteConfig, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Notices about files of the content folder, in order, named as they are reached from the site's folder."""
    folder = PurePosixPath(config.build.content)
    return tuple(sorted(msgspec.structs.replace(notice, path=str(folder / notice.path)) for notice in notices))


def reading_order(article: Article) -> tuple[bool, float, str]:
    """Sorts by (published, id), undated last."""
    return (article.published is None, article.published.timestamp() if article.published else 0.0, article.id)


def read_lock(root: Path) -> Lock:
    """The site's `threads.lock`, empty when there is none. Raises `DigestError` when it cannot be trusted."""
    path = root / LOCK_NAME
    if path.exists() and not path.is_file():
        raise untrusted("is not a file", "move it away and restore the file from version control")
    try:
        raw = path.read_bytes()
        return parse(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return Lock()
    except UnicodeDecodeError as error:
        raise untrusted("is not UTF-8", line=raw.count(b"\n", 0, error.start) + 1) from None
    except OSError as error:
        raise untrusted(f"cannot be read: {(error.strerror or str(error)).lower()}", "let this user read it") from None


def read_editorial(root: Path) -> Editorial:
    """The site's `editorial.toml`, empty when there is none; what is wrong with it is among its notices."""
    path = root / EDITORIAL_NAME
    try:
        if not path.exists():
            return Editorial()
        if not path.is_file():
            raise mistake(EDITORIAL_NAME, "is not a file", "remove it", kind="editorial")
        return parse_editorial(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise mistake(EDITORIAL_NAME, f"is not UTF-8 at byte {error.start}", "save it as UTF-8") from None
    except OSError as error:
        raise mistake(
            EDITORIAL_NAME, f"cannot be read: {error.strerror}", "let this user read it", kind="editorial"
        ) from None


def editorial_digest(root: Path) -> str:
    """A digest of `editorial.toml`, empty when there is none that can be read."""
    path = root / EDITORIAL_NAME
    try:
        return digest(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""  # Reading it for its rules will say what is wrong.


def editorial_setting(config: SiteConfig, options: Options) -> Setting:
    """What the names and dates in `editorial.toml` depend on."""
    return Setting(content=config.build.content, base_url=config.site.base_url, zone=config.zone, now=options.now)


def lock_differs(root: Path, lock: Lock) -> bool:
    """Whether the site's `threads.lock` is missing or says something else than `lock`."""
    path = root / LOCK_NAME
    return not path.exists() or path.read_bytes().replace(b"\r\n", b"\n") != dump(lock).encode("utf-8")


def lock_digest(root: Path) -> str:
    """A digest of what `threads.lock` says, empty when there is none that can be read."""
    path = root / LOCK_NAME
    try:
        return digest(path.read_bytes().replace(b"\r\n", b"\n")) if path.is_file() else ""
    except OSError:
        return ""  # Reading it for its threads will say what is wrong.


def write_lock(root: Path, lock: Lock) -> bool:
    """Write `threads.lock` when it says something else, by rename; returns whether it did.

    Raises `DigestError` when the disk refuses.
    """
    try:
        if not lock_differs(root, lock):
            return False
        replace_file(Path(os.path.realpath(root / LOCK_NAME)), dump(lock).encode("utf-8"))
    except OSError as error:
        what = f"cannot be written: {(error.strerror or str(error)).lower()}; the published site is as it was"
        raise untrusted(what, "free some space, or let this user write there") from error
    return True


def replace_file(path: Path, content: bytes) -> None:
    """Write `path` whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
