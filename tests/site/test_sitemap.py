"""sitemap.xml and robots.txt."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree

from builder.site.sitemap import robots, sitemap

BASE = "https://news.example/d/"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locs(content: bytes) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(content).iterfind(".//s:loc", NS)]


def test_one_file() -> None:
    urls = [
        (BASE, None),
        (f"{BASE}a?x=1&y=<2>", datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC)),
        (f"{BASE}days/", date(2026, 1, 2)),
        (BASE, None),
    ]
    ((path, content),) = sitemap(urls, BASE)
    assert path == "sitemap.xml"
    assert locs(content) == [BASE, f"{BASE}a?x=1&y=%3C2%3E", f"{BASE}days/"]
    found = ElementTree.fromstring(content).iterfind(".//s:lastmod", NS)
    assert [element.text for element in found] == ["2026-01-02T03:04:05Z", "2026-01-02"]


def test_an_index_above_the_limit_of_urls() -> None:
    urls = [(f"{BASE}{number}", None) for number in range(7)]
    files = dict(sitemap(urls, BASE, max_urls=3))
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert ElementTree.fromstring(files["sitemap.xml"]).tag.endswith("sitemapindex")
    assert locs(files["sitemap.xml"]) == [f"{BASE}sitemap-{number}.xml" for number in (1, 2, 3)]
    assert [url for name in list(files)[1:] for url in locs(files[name])] == [url for url, _ in urls]


def test_an_index_above_the_limit_of_bytes() -> None:
    urls = [(f"{BASE}{'x' * 100}{number}", None) for number in range(20)]
    files = sitemap(urls, BASE, max_bytes=1000)
    assert len(files) > 3
    assert all(len(content) <= 1000 for path, content in files if path != "sitemap.xml")


def test_an_empty_site_has_a_sitemap() -> None:
    assert locs(sitemap([], BASE)[0][1]) == []


def test_robots() -> None:
    assert robots(BASE).decode().splitlines()[-1] == "Sitemap: https://news.example/d/sitemap.xml"
