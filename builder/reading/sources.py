"""Who published an article: named by front matter, by `[sources]`, or by the host of its url."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from builder.model import Source
from builder.reading.settings import ReadingSettings, SourceName
from builder.text.normalise import fold
from builder.text.slugs import slugify
from builder.text.urls import canonical, host_of

_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,24})(?:[:/].*)?\Z", re.IGNORECASE)


def find_source(told: str, url: str, settings: ReadingSettings) -> tuple[Source, str] | None:
    """The source and how it was inferred (empty when front matter told it); None when neither name nor url is known.

    `told` is the name, id, host or address that front matter gives; `url` the article's canonical one.
    """
    if told:
        host = _HOST.match(told)
        if host and (told.lower().startswith("http") or " " not in told):
            return _of_host(host[1].lower().removeprefix("www."), settings), ""
        entry = _named(told, settings)
        if entry is not None:
            return _of_entry(entry), ""
        return Source(_slug(told), told, _home(url)), ""
    if url:
        return _of_host(host_of(url), settings), "the host of the url"
    return None


def unknown_source(article_id: str, path: str) -> Source:
    """A source of its own for a text that says nothing of where it was published.

    Pages say `Unnamed source` in their own language, the search too (`sourceName` of view.js).
    """
    stem = path.rpartition("/")[2].rpartition(".")[0] or path
    shown = stem if len(stem) <= 24 else stem[:23].rstrip("-_ ") + "…"
    return Source(f"unknown-{article_id[:6]}", f"Unnamed source ({shown})", "", "unknown")


def own_source(settings: ReadingSettings) -> Source:
    """The site itself, for what its own people wrote."""
    entry = _named(settings.title, settings)
    return _of_entry(entry) if entry else Source(_slug(settings.title), settings.title, "", "own")


def named_sources(settings: ReadingSettings) -> tuple[Source, ...]:
    """The outlets that `[sources]` names, by id."""
    return tuple(sorted({source.id: source for source in map(_of_entry, settings.sources)}.values()))


def _home(url: str) -> str:
    host = canonical(url).split("/")[2:3]
    return f"{canonical(url).split(':')[0]}://{host[0]}/" if host else ""


def _of_host(host: str, settings: ReadingSettings) -> Source:
    """A host's row in `[sources]`, or that of a domain above it (`m.host.example` -> `host.example`), else the host."""
    for name in _above(host):
        for entry in settings.sources:
            if _host_key(entry.key) == name or (entry.url and host_of(entry.url) == name):
                return _of_entry(entry)
    return Source(_slug(host), host, f"https://{host}/")


def _above(host: str) -> Iterator[str]:
    labels = host.split(".")
    for index in range(max(1, len(labels) - 1)):
        yield ".".join(labels[index:])


def _host_key(key: str) -> str:
    match = _HOST.match(key)
    return match[1].lower().removeprefix("www.") if match else ""


def _named(told: str, settings: ReadingSettings) -> SourceName | None:
    folded, slug = fold(told), _slug(told)
    return next(
        (
            entry
            for entry in settings.sources
            if fold(entry.name) == folded or entry.key == told or _slug(entry.name) == slug
        ),
        None,
    )


def _of_entry(entry: SourceName) -> Source:
    host = _host_key(entry.key)
    return Source(_slug(entry.name), entry.name, entry.url or (f"https://{host}/" if host else ""), entry.kind)


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    """`slugify`, once for each of the few names that a site's sources have."""
    return slugify(name)
