"""The pictures of articles -> what pages show of them, and the files of their copies.

What a picture is, is found out once: by size and time of change for a file of the content folder, by address for one
that was fetched. Copies are drawn when they are published and not before, so those that stand in the published tree
are not drawn again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from builder.cache import Cache
from builder.config import ImagesSection
from builder.errors import Notice
from builder.images.look import MAX_BYTES, VERSION, Facts, look
from builder.images.places import Place, places_of
from builder.model import Article, Picture
from builder.reading.files import FoundFile, read_bytes
from builder.site import urls
from builder.site.planned import PlannedPage
from builder.text.digests import digest

STAGE = "pictures"
FETCHED = "images"
"""The folder of fetched pictures in the site's state."""
AGAIN_AFTER = 86_400
"""Seconds after which a picture that could not be fetched is asked for again."""
AT_ONCE = 8
"""Pictures that are fetched side by side."""

Read = Callable[[], bytes]


class Known(msgspec.Struct, frozen=True):
    """What is kept of a picture: the name that its copies get, and its facts."""

    name: str
    facts: Facts


class Shown(msgspec.Struct, frozen=True):
    """The pictures for pages, the planned files of their copies, what is to be said, and the paths of files in use."""

    pictures: tuple[Picture, ...]
    files: tuple[PlannedPage, ...]
    notices: tuple[Notice, ...]
    used: frozenset[str]


class Gallery:
    """One site's pictures. `state` is its state folder; `network`: whether what is not there yet may be fetched."""

    def __init__(
        self,
        content: Path,
        state: Path,
        found: Sequence[FoundFile],
        settings: ImagesSection,
        cache: Cache,
        *,
        network: bool,
        now: datetime,
        anywhere: bool = False,
    ) -> None:
        self._content, self._folder, self._cache = content, state / FETCHED, cache
        self._found = {file.path: file for file in found}
        self._settings, self._network, self._anywhere = settings, network, anywhere
        self._now = now.timestamp()
        self._fresh: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._files: dict[str, PlannedPage] = {}
        self._notices: list[Notice] = []

    def show(self, articles: Iterable[tuple[Article, bool]]) -> Shown:
        """The pictures of `articles` (each with whether its text is shown whole), in their order."""
        rows = [(article, place) for article, body in articles for place in places_of(article, body=body)]
        wanted = {place.url for _, place in rows if place.url and not self._is_here(place)}
        if wanted and self._settings.remote == "copy" and self._network:
            self._fetch_all(sorted(wanted))
        pictures = tuple(self._picture(article, place) for article, place in rows)
        self._cache.put(STAGE, self._fresh)
        return Shown(pictures, tuple(self._files.values()), tuple(sorted(set(self._notices))), frozenset(self._used))

    def _picture(self, article: Article, place: Place) -> Picture:
        if place.refused:
            return self._refuse(article, place, place.refused)
        if self._is_here(place):
            return self._local(article, place)
        if place.url:
            return self._remote(article, place)
        return self._refuse(article, place, self._why_missing(place.path))

    def _is_here(self, place: Place) -> bool:
        return bool(place.path) and place.path in self._found

    def _local(self, article: Article, place: Place) -> Picture:
        self._used.add(place.path)
        if not self._settings.local:
            return Picture(article_id=article.id, src=place.src, lead=place.lead)
        file = self._found[place.path]
        key = digest(str(VERSION), "file", file.path, str(file.size), str(file.mtime_ns))
        known = self._known(key)
        if known is None:
            raw = read_bytes(self._content, place.path, MAX_BYTES)
            if isinstance(raw, Notice):
                return self._refuse(article, place, raw.message)
            known = self._keep(key, raw)
        read = partial(_read_local, self._content, place.path)
        return self._shown(article, place, known, read)

    def _remote(self, article: Article, place: Place) -> Picture:
        link = place.url if self._settings.remote != "none" else ""
        path = self._folder / digest(place.url)
        if self._settings.remote != "copy" or not path.is_file():
            failed = path.with_suffix(".failed")
            if self._settings.remote == "copy" and failed.is_file():
                return self._refuse(article, place, failed.read_text(encoding="utf-8"), link)
            return Picture(article_id=article.id, src=place.src, lead=place.lead, url=link)
        status = path.stat()
        key = digest(str(VERSION), "url", place.url, str(status.st_size), str(status.st_mtime_ns))
        known = self._known(key) or self._keep(key, path.read_bytes())
        return self._shown(article, place, known, path.read_bytes, link)

    def _shown(self, article: Article, place: Place, known: Known, read: Read, link: str = "") -> Picture:
        facts = known.facts
        if facts.refused:
            return self._refuse(article, place, facts.refused, link)
        for width in facts.widths:
            path = urls.image(known.name, width)
            self._files[path] = PlannedPage(path, digest("picture", str(VERSION), path), partial(_draw, read, width))
        return Picture(
            article_id=article.id,
            src=place.src,
            lead=place.lead,
            name=known.name,
            width=facts.width,
            height=facts.height,
            widths=facts.widths,
            url=link,
        )

    def _refuse(self, article: Article, place: Place, why: str, link: str = "") -> Picture:
        shown = place.src if len(place.src) <= 80 else place.src[:79] + "…"
        what = f"the picture {shown} {why}"
        self._notices.append(Notice(article.path, 0, "warning", "picture", what, "its description stands alone"))
        return Picture(article_id=article.id, src=place.src, lead=place.lead, url=link)

    def _why_missing(self, path: str) -> str:
        """Of a file that is none of those found."""
        if not (self._content / path).is_symlink() and not (self._content / path).exists():
            return "is not there"
        raw = read_bytes(self._content, path, MAX_BYTES)
        if isinstance(raw, Notice):
            return raw.message
        return look(raw).refused or "has no name of a picture: .jpg, .jpeg, .png, .gif, .webp"

    def _known(self, key: str) -> Known | None:
        stored = self._fresh.get(key) or self._cache.get(STAGE, (key,)).get(key)
        try:
            return msgspec.msgpack.decode(stored, type=Known) if stored else None
        except msgspec.DecodeError:
            return None

    def _keep(self, key: str, raw: bytes) -> Known:
        known = Known(digest(raw)[:16], look(raw))
        self._fresh[key] = msgspec.msgpack.encode(known)
        return known

    def _fetch_all(self, addresses: Sequence[str]) -> None:
        """Fetch what is not there yet; what fails is remembered for a day."""
        from builder.images.fetch import Refused, fetch

        def one(url: str) -> None:
            path = self._folder / digest(url)
            failed = path.with_suffix(".failed")
            if path.is_file() or (failed.is_file() and self._now - failed.stat().st_mtime < AGAIN_AFTER):
                return
            try:
                raw = fetch(url, anywhere=self._anywhere)
            except Refused as error:
                failed.write_text(str(error), encoding="utf-8")
                os.utime(failed, (self._now, self._now))
                return
            temporary = path.with_suffix(".new")
            temporary.write_bytes(raw)
            temporary.replace(path)
            failed.unlink(missing_ok=True)

        self._folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, addresses))


def _read_local(content: Path, path: str) -> bytes:
    raw = read_bytes(content, path, MAX_BYTES)
    if isinstance(raw, Notice):
        raise OSError(f"{path} {raw.message}")
    return raw


def _draw(read: Read, width: int) -> bytes:
    from builder.images.look import copy

    return copy(read(), width)
