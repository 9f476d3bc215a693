"""sitemap.xml (sitemaps.org protocol 0.9) and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from builder.site.feeds import stamp
from builder.site.xmltext import escape, iri

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""The protocol's limits for one file, uncompressed."""

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
_NAME = "sitemap.xml"


def sitemap(
    urls: Iterable[tuple[str, datetime | date | None]],
    base_url: str,
    *,
    max_urls: int = MAX_URLS,
    max_bytes: int = MAX_BYTES,
) -> tuple[tuple[str, bytes], ...]:
    """The sitemap of absolute `urls` with the day or time of their last change: (path, bytes) of each file.

    One file while it is within the protocol's limits; else `sitemap.xml` is the index of `sitemap-1.xml` and so on,
    which stand at `base_url`. A url given twice is listed once.
    """
    head, tail = _HEAD.format("urlset"), "</urlset>\n"
    parts: list[list[bytes]] = [[]]
    seen: set[str] = set()
    size = fixed = len(head) + len(tail)
    for url, changed in urls:
        if url in seen:
            continue
        seen.add(url)
        row = _row("url", url, changed)
        if len(parts[-1]) == max_urls or (parts[-1] and size + len(row) > max_bytes):
            parts.append([])
            size = fixed
        parts[-1].append(row)
        size += len(row)
    files = [head.encode() + b"".join(part) + tail.encode() for part in parts]
    if len(files) == 1:
        return ((_NAME, files[0]),)
    named = [(f"sitemap-{number}.xml", content) for number, content in enumerate(files, 1)]
    rows = b"".join(_row("sitemap", f"{base_url.rstrip('/')}/{name}", None) for name, _ in named)
    index = _HEAD.format("sitemapindex").encode() + rows + b"</sitemapindex>\n"
    return ((_NAME, index), *named)


def robots(base_url: str) -> bytes:
    """A robots.txt that lets everyone read everything and names the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {iri(base_url.rstrip('/'))}/{_NAME}\n".encode()


def _row(element: str, url: str, changed: datetime | date | None) -> bytes:
    when = stamp(changed) if isinstance(changed, datetime) else "" if changed is None else changed.isoformat()
    last = f"<lastmod>{when}</lastmod>" if when else ""
    return f"<{element}><loc>{escape(iri(url))}</loc>{last}</{element}>\n".encode()
