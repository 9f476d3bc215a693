"""The sitemaps: an index, a file for each kind of page, the news."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

from builder.site.sitemap import MAX_NEWS, news_sitemap, sitemaps

BASE = "https://news.example/d/"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
NEWEST = datetime(2026, 3, 5, 12, tzinfo=UTC)


def texts(content: bytes, path: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(content).iterfind(path, NS)]


def locs(content: bytes) -> list[str | None]:
    return texts(content, ".//s:loc")


def test_an_index_of_kinds() -> None:
    stories = [
        (f"{BASE}a?x=1&y=<2>", datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC)),
        (f"{BASE}b/", datetime(2025, 1, 2, tzinfo=UTC)),
        (BASE, None),
    ]
    files = dict(
        sitemaps([("stories", stories), ("none", []), ("lists", [(BASE, None), (f"{BASE}d/", date(2026, 1, 2))])], BASE)
    )
    assert list(files) == ["sitemap.xml", "sitemap-stories.xml", "sitemap-lists.xml"]
    assert ElementTree.fromstring(files["sitemap.xml"]).tag.endswith("sitemapindex")
    assert locs(files["sitemap.xml"]) == [f"{BASE}sitemap-stories.xml", f"{BASE}sitemap-lists.xml"]
    assert texts(files["sitemap.xml"], ".//s:lastmod") == ["2026-01-02T03:04:05Z", "2026-01-02"]
    assert locs(files["sitemap-stories.xml"]) == [f"{BASE}a?x=1&y=%3C2%3E", f"{BASE}b/", BASE]
    assert locs(files["sitemap-lists.xml"]) == [f"{BASE}d/"]


def test_a_part_beyond_the_limits_has_further_files() -> None:
    urls = [(f"{BASE}{number}", None) for number in range(7)]
    files = dict(sitemaps([("stories", urls)], BASE, max_urls=3))
    assert list(files) == ["sitemap.xml", "sitemap-stories.xml", "sitemap-stories-2.xml", "sitemap-stories-3.xml"]
    assert [url for name in list(files)[1:] for url in locs(files[name])] == [url for url, _ in urls]
    long = [(f"{BASE}{'x' * 100}{number}", None) for number in range(20)]
    parts = sitemaps([("stories", long)], BASE, max_bytes=1000)
    assert len(parts) > 3
    assert all(len(content) <= 1000 for path, content in parts if path != "sitemap.xml")


def test_an_empty_site_has_an_index() -> None:
    ((path, content),) = sitemaps([("stories", [])], BASE)
    assert (path, locs(content)) == ("sitemap.xml", [])


def test_news_is_what_is_near_the_newest() -> None:
    rows = [
        (f"{BASE}old/", "Old", NEWEST - timedelta(days=2, seconds=1)),
        (f"{BASE}second/", "Second & <last>", NEWEST - timedelta(days=2)),
        (f"{BASE}first/", "First", NEWEST),
        (f"{BASE}nameless/", " ", NEWEST),
    ]
    content = news_sitemap(rows, "The Bay", "en")
    assert locs(content) == [f"{BASE}first/", f"{BASE}second/"]
    assert texts(content, ".//news:title") == ["First", "Second & <last>"]
    assert texts(content, ".//news:publication_date") == ["2026-03-05T12:00:00Z", "2026-03-03T12:00:00Z"]
    assert texts(content, ".//news:name") == ["The Bay"] * 2
    assert ("sitemap-news.xml", content) in sitemaps([], BASE, content)
    many = [(f"{BASE}{number}", "x", NEWEST) for number in range(MAX_NEWS + 5)]
    assert len(locs(news_sitemap(many, "The Bay", "en"))) == MAX_NEWS
    assert news_sitemap([], "The Bay", "en") == b""
