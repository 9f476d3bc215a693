"""Atom 1.0 (RFC 4287) and JSON Feed 1.1 of the same entries.

Dates come from the articles and never from the clock, so that the same content gives the same bytes. Atom requires
`updated`: an entry that nobody dated says `UNDATED`, the earliest moment there is, and no `published`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from builder.site.xmltext import escape, iri, legal, one_line

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a feed. `id` is an absolute url or another IRI that never changes; `summary` is plain text."""

    id: str
    title: str
    url: str
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def changed(self) -> datetime | None:
        """When it was last changed, as far as that is known: never before it was published."""
        dates = [date for date in (self.published, self.updated) if date is not None]
        return max(dates, default=None)


def atom(
    feed_id: str,
    title: str,
    subtitle: str,
    self_url: str,
    home_url: str,
    author: str,
    updated: datetime | None,
    entries: Sequence[Entry],
    *,
    language: str = "",
) -> bytes:
    """An Atom feed of `entries`, in their order.

    `author` falls back on the title, as a feed must have one; `updated` on the newest entry's. Raises `ValueError`
    when two entries have the same id.
    """
    _check(entries)
    lang = f' xml:lang="{escape(language)}"' if language else ""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom"{lang}>',
        f"<id>{escape(iri(feed_id))}</id>",
        f"<title>{escape(one_line(title)) or 'Digest'}</title>",
    ]
    if subtitle.strip():
        lines.append(f"<subtitle>{escape(one_line(subtitle))}</subtitle>")
    lines += [
        f'<link rel="self" type="application/atom+xml" href="{escape(iri(self_url))}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(iri(home_url))}"/>',
        f"<updated>{stamp(updated or newest(entries))}</updated>",
        f"<author><name>{escape(one_line(author) or one_line(title)) or 'Digest'}</name></author>",
        "<generator>Digest</generator>",
    ]
    for entry in entries:
        lines += _atom_entry(entry)
    lines.append("</feed>\n")
    return "\n".join(lines).encode("utf-8")


def _atom_entry(entry: Entry) -> Iterable[str]:
    """The lines of one entry."""
    yield "<entry>"
    yield f"<id>{escape(iri(entry.id))}</id>"
    yield f"<title>{escape(_title(entry))}</title>"
    yield f'<link rel="alternate" type="text/html" href="{escape(iri(entry.url))}"/>'
    if entry.published is not None:
        yield f"<published>{stamp(entry.published)}</published>"
    yield f"<updated>{stamp(entry.changed)}</updated>"
    for name in _names(entry.authors):
        yield f"<author><name>{escape(name)}</name></author>"
    for name in _names(entry.categories):
        yield f'<category term="{escape(name)}"/>'
    yield f'<summary type="text">{escape(_summary(entry))}</summary>'
    yield "</entry>"


def json_feed(
    title: str,
    subtitle: str,
    self_url: str,
    home_url: str,
    author: str,
    entries: Sequence[Entry],
    *,
    language: str = "",
) -> bytes:
    """A JSON Feed 1.1 of `entries`, in their order; an undated entry has no date.

    Raises `ValueError` when two entries have the same id.
    """
    _check(entries)
    feed: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(title) or "Digest",
        "home_page_url": iri(home_url),
        "feed_url": iri(self_url),
    }
    if subtitle.strip():
        feed["description"] = one_line(subtitle)
    if one_line(author):
        feed["authors"] = [{"name": one_line(author)}]
    if language:
        feed["language"] = language
    feed["items"] = [_json_item(entry) for entry in entries]
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"


def _json_item(entry: Entry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": iri(entry.id),
        "url": iri(entry.url),
        "title": _title(entry),
        "content_text": _summary(entry),
    }
    if entry.published is not None:
        item["date_published"] = stamp(entry.published)
    if entry.updated is not None:
        item["date_modified"] = stamp(entry.changed)
    if names := _names(entry.authors):
        item["authors"] = [{"name": name} for name in names]
    if names := _names(entry.categories):
        item["tags"] = names
    return item


def newest(entries: Iterable[Entry]) -> datetime | None:
    """When the last changed of the dated entries was changed."""
    return max((entry.changed for entry in entries if entry.changed is not None), default=None)


def stamp(moment: datetime | None) -> str:
    """RFC 3339 in UTC, to the second; `UNDATED` when nothing is known."""
    moment = (moment or UNDATED).astimezone(UTC)
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%S}Z"


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
