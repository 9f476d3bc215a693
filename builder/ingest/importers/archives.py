"""WARC archives, bookmarks and Pocket's export of links -> entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

import msgspec

from builder.ingest.encoding import decode
from builder.ingest.entry import Entry, bare
from builder.ingest.importers.records import Unreadable
from builder.ingest.page import NoArticle, read_page
from builder.text.urls import canonical

MAX_BOOKMARKS = 64_000_000


class Page(msgspec.Struct, frozen=True):
    """A page of an archive: the article, or why it holds none. `passed_over`: no page of text at all."""

    url: str
    entry: Entry | None
    problem: str = ""
    passed_over: bool = False


def read_warc(path: Path, zone: tzinfo, limit: int) -> Iterator[Page]:
    """The pages of a WARC archive, gzipped or not, each record read on its own. Raises `Unreadable`."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with path.open("rb") as handle:
        if not handle.read(5).startswith((b"WARC/", b"\x1f\x8b")):
            raise Unreadable("is no WARC archive")
        handle.seek(0)
        try:
            for record in ArchiveIterator(handle):
                if record.rec_type in ("response", "resource"):
                    yield _page(record, zone, limit)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise Unreadable(f"ends in the middle, or is no WARC archive: {str(error)[:80]}") from error


def _page(record: Any, zone: tzinfo, limit: int) -> Page:
    url = canonical(record.rec_headers.get_header("WARC-Target-URI") or "")
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    kind = (headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or ""
    if status != "200" or "html" not in kind.lower():
        return Page(url, None, "", passed_over=True)
    raw = record.content_stream().read(limit + 1)
    if len(raw) > limit:
        return Page(url, None, f"is over the limit of {limit / 1e6:g} MB")
    try:
        return Page(url, read_page(raw, kind, url, zone))
    except NoArticle as error:
        return Page(url, None, str(error))


def read_bookmarks(path: Path) -> Iterator[Entry]:
    """The links of a browser's bookmarks or of Pocket's export, as entries without text. Raises `Unreadable`.

    When a link was saved is not when its page was published, so none has a date.
    """
    from selectolax.lexbor import LexborHTMLParser

    with path.open("rb") as handle:
        raw = handle.read(MAX_BOOKMARKS + 1)
    if len(raw) > MAX_BOOKMARKS:
        raise Unreadable(f"is over the limit of {MAX_BOOKMARKS // 1_000_000} MB")
    for node in LexborHTMLParser(decode(raw)[0]).css("a[href]"):
        attributes = node.attributes
        url = canonical(attributes.get("href") or "")
        if url:
            title = bare(node.text() or "")
            tags = [tag.strip() for tag in (attributes.get("tags") or "").split(",")]
            yield Entry(url=url, title="" if "://" in title else title, tags=tuple(tag for tag in tags if tag))
