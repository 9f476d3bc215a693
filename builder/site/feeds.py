"""Atom 1.0 (RFC 4287) and JSON Feed 1.1 of the same entries.

Dates come from the articles and never from the clock, so that the same content gives the same bytes. Atom requires
`updated`: an entry that nobody dated says `UNDATED`, the earliest moment there is, and no `published`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from builder.site.xmltext import escape, iri, legal, one_line

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a feed. `id` is an absolute url or another IRI that never changes.

    `summary` is plain text, `html` the content as markup (safe already, addresses absolute); `picture` an image's
    address; `original` where it was first published; `language` that of its words, where it is not the feed's.
    """

    id: str
    title: str
    url: str
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    html: str = ""
    picture: str = ""
    original: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def changed(self) -> datetime | None:
        """When it was last changed, as far as that is known: never before it was published."""
        dates = [date for date in (self.published, self.updated) if date is not None]
        return max(dates, default=None)


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed in both formats. `id` never changes; `home` is the page that it follows; `hub` a WebSub hub or empty.

    `author` falls back on the title, as an Atom feed must have one; `updated` on the newest entry's.
    """

    id: str
    title: str
    home: str
    atom: str
    json: str
    subtitle: str = ""
    author: str = ""
    updated: datetime | None = None
    language: str = ""
    hub: str = ""
    icon: str = ""
    entries: tuple[Entry, ...] = ()


def atom(feed: Feed) -> bytes:
    """The Atom feed, its entries in their order. Raises `ValueError` when two entries have the same id."""
    _check(feed.entries)
    return "\n".join((*_atom_head(feed), *_atom_entries(feed.entries), "</feed>\n")).encode("utf-8")


def _atom_head(feed: Feed) -> Iterator[str]:
    lang = f' xml:lang="{escape(feed.language)}"' if feed.language else ""
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom"{lang}>'
    yield f"<id>{escape(iri(feed.id))}</id>"
    yield f"<title>{escape(one_line(feed.title)) or 'Digest'}</title>"
    if feed.subtitle.strip():
        yield f"<subtitle>{escape(one_line(feed.subtitle))}</subtitle>"
    yield _link("self", feed.atom, "application/atom+xml")
    yield _link("alternate", feed.home, "text/html")
    yield _link("alternate", feed.json, "application/feed+json")
    if feed.hub:
        yield _link("hub", feed.hub)
    if feed.icon:
        yield f"<icon>{escape(iri(feed.icon))}</icon>"
    yield f"<updated>{stamp(feed.updated or newest(feed.entries))}</updated>"
    yield f"<author><name>{escape(one_line(feed.author) or one_line(feed.title)) or 'Digest'}</name></author>"
    yield "<generator>Digest</generator>"


def _link(relation: str, url: str, kind: str = "") -> str:
    kind = f' type="{kind}"' if kind else ""
    return f'<link rel="{relation}"{kind} href="{escape(iri(url))}"/>'


def _atom_entries(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield f'<entry xml:lang="{escape(entry.language)}">' if entry.language else "<entry>"
        yield f"<id>{escape(iri(entry.id))}</id>"
        yield f"<title>{escape(_title(entry))}</title>"
        yield _link("alternate", entry.url, "text/html")
        if entry.original:
            yield _link("via", entry.original)
        if entry.published is not None:
            yield f"<published>{stamp(entry.published)}</published>"
        yield f"<updated>{stamp(entry.changed)}</updated>"
        for name in _names(entry.authors):
            yield f"<author><name>{escape(name)}</name></author>"
        for name in _names(entry.categories):
            yield f'<category term="{escape(name)}"/>'
        yield f'<summary type="text">{escape(_summary(entry))}</summary>'
        if entry.html:
            yield f'<content type="html">{escape(entry.html)}</content>'
        yield "</entry>"


def json_feed(feed: Feed) -> bytes:
    """The JSON feed, its entries in their order; an undated entry has no date.

    Raises `ValueError` when two entries have the same id.
    """
    _check(feed.entries)
    out: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(feed.title) or "Digest",
        "home_page_url": iri(feed.home),
        "feed_url": iri(feed.json),
        "description": one_line(feed.subtitle),
        "icon": iri(feed.icon),
        "authors": [{"name": name} for name in _names([feed.author])],
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": iri(feed.hub)}] if feed.hub else [],
    }
    known = {name: value for name, value in out.items() if value}
    known["items"] = [_json_item(entry) for entry in feed.entries]
    return msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n"


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": iri(entry.id),
        "url": iri(entry.url),
        "external_url": iri(entry.original),
        "title": _title(entry),
        "content_html": legal(entry.html),
        "content_text": "" if entry.html else _summary(entry),
        "summary": _summary(entry) if entry.html else "",
        "image": iri(entry.picture),
        "date_published": stamp(entry.published) if entry.published else "",
        "date_modified": stamp(entry.changed) if entry.updated else "",
        "authors": [{"name": name} for name in _names(entry.authors)],
        "tags": _names(entry.categories),
        "language": entry.language,
    }
    return {name: value for name, value in item.items() if value}


def newest(entries: Iterable[Entry]) -> datetime | None:
    """When the last changed of the dated entries was changed."""
    return max((entry.changed for entry in entries if entry.changed is not None), default=None)


def stamp(moment: datetime | None) -> str:
    """RFC 3339 in UTC, to the second; `UNDATED` when nothing is known."""
    moment = moment or UNDATED
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{moment.isoformat(timespec='seconds').removesuffix('+00:00')}Z"


def _title(entry: Entry) -> str:
    return one_line(entry.title) or "Untitled"


def _summary(entry: Entry) -> str:
    """The summary; the title where there is none, as both formats want some content."""
    return legal(entry.summary).strip() or _title(entry)


def _names(values: Iterable[str]) -> list[str]:
    """Clean names, each once, in their order."""
    return list(dict.fromkeys(name for value in values if (name := one_line(value))))


def _check(entries: Sequence[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise ValueError(f"two entries of a feed have the id {entry.id}")
        seen.add(entry.id)
