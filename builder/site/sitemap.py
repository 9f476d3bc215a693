"""Sitemaps (sitemaps.org protocol 0.9): an index, a file for each kind of page, and one of the newest stories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from builder.site.feeds import stamp
from builder.site.xmltext import escape, iri, one_line

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""The protocol's limits for one file, uncompressed."""
NEWS_DAYS = 2
MAX_NEWS = 1000
"""What the news extension of the protocol allows: pages of the last two days, a thousand in a file."""
INDEX = "sitemap.xml"

_START = '<?xml version="1.0" encoding="utf-8"?>\n'
_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

Changed = datetime | date | None
Part = tuple[str, Iterable[tuple[str, Changed]]]
"""A name, and the absolute urls of one kind of page with the day or time of their last change."""


def sitemaps(
    parts: Iterable[Part], base_url: str, news: bytes = b"", *, max_urls: int = MAX_URLS, max_bytes: int = MAX_BYTES
) -> tuple[tuple[str, bytes], ...]:
    """(path, bytes) of each file: the index `sitemap.xml` first, then `sitemap-<name>.xml` of each part.

    A part beyond the protocol's limits has further files, `sitemap-<name>-2.xml` and so on; an empty one has none. A
    url given twice is listed once, where it comes first. `news` is the news sitemap, when there is one.
    """
    files: list[tuple[str, bytes]] = []
    rows: list[bytes] = []
    seen: set[str] = set()
    for name, urls in parts:
        fresh = {url: changed for url, changed in urls if url not in seen}
        seen.update(fresh)
        for number, (content, last) in enumerate(_split(fresh.items(), max_urls, max_bytes), 1):
            path = f"sitemap-{name}.xml" if number == 1 else f"sitemap-{name}-{number}.xml"
            files.append((path, content))
            rows.append(_row("sitemap", f"{base_url.rstrip('/')}/{path}", last))
    if news:
        files.append(("sitemap-news.xml", news))
        rows.append(_row("sitemap", f"{base_url.rstrip('/')}/sitemap-news.xml", ""))
    index = f'{_START}<sitemapindex xmlns="{_PROTOCOL}">\n'.encode() + b"".join(rows) + b"</sitemapindex>\n"
    return ((INDEX, index), *files)


def _split(urls: Iterable[tuple[str, Changed]], max_urls: int, max_bytes: int) -> Iterable[tuple[bytes, str]]:
    """The files of one part, each with the last change of its pages."""
    head, tail = f'{_START}<urlset xmlns="{_PROTOCOL}">\n'.encode(), b"</urlset>\n"
    rows: list[bytes] = []
    size, last = len(head) + len(tail), ""
    for url, changed in urls:
        when = _when(changed)
        row = _row("url", url, when)
        if rows and (len(rows) == max_urls or size + len(row) > max_bytes):
            yield head + b"".join(rows) + tail, last
            rows, size, last = [], len(head) + len(tail), ""
        rows.append(row)
        size += len(row)
        # Days and moments in UTC compare as text: a day is before every moment of it.
        last = max(last, when)
    if rows:
        yield head + b"".join(rows) + tail, last


def news_sitemap(rows: Iterable[tuple[str, str, datetime]], publication: str, language: str) -> bytes:
    """The newest of (url, title, first published): those within `NEWS_DAYS` of the newest, which stands for today.

    Titles are as they were written. Empty bytes when there are none.
    """
    dated = sorted(rows, key=lambda row: (-row[2].timestamp(), row[0]))
    if not dated:
        return b""
    since = dated[0][2] - timedelta(days=NEWS_DAYS)
    own = f"<news:name>{escape(one_line(publication)) or 'Digest'}</news:name>"
    own += f"<news:language>{escape(language)}</news:language>"
    lines = [f'{_START}<urlset xmlns="{_PROTOCOL}" xmlns:news="{_NEWS}">']
    for url, title, published in dated[:MAX_NEWS]:
        if published >= since and one_line(title):
            lines.append(
                f"<url><loc>{escape(iri(url))}</loc><news:news><news:publication>{own}</news:publication>"
                f"<news:publication_date>{stamp(published)}</news:publication_date>"
                f"<news:title>{escape(one_line(title))}</news:title></news:news></url>"
            )
    return "\n".join((*lines, "</urlset>", "")).encode()


def _when(changed: Changed) -> str:
    return stamp(changed) if isinstance(changed, datetime) else "" if changed is None else changed.isoformat()


def _row(element: str, url: str, when: str) -> bytes:
    last = f"<lastmod>{when}</lastmod>" if when else ""
    return f"<{element}><loc>{escape(iri(url))}</loc>{last}</{element}>\n".encode()
