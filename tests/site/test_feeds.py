"""Feeds: valid, escaped, and dated by the articles alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import feedparser
import pytest

from builder.site.feeds import Entry, Feed, atom, json_feed

ATOM = "{http://www.w3.org/2005/Atom}"
NASTY = 'Ships & <b>"boats"</b> \x00\x0b\ufffe\ud800 ]]> \u202e𝔘'


def entry(number: int, **fields: object) -> Entry:
    url = f"https://news.example/d/stories/{number}/"
    return Entry(**({"id": url, "title": f"Story {number}", "url": url} | fields))  # type: ignore[arg-type]


ENTRIES = (
    entry(
        1,
        title=NASTY,
        published=datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-4))),
        updated=datetime(2026, 3, 4, tzinfo=UTC),
        summary=f"First\nline {NASTY}",
        authors=("Ana Lopes", "Ana Lopes", " "),
        categories=("sea & sky", "ferries"),
    ),
    entry(2, url="https://news.example/a b?q=<x>&r=é"),
)


BASE = "https://news.example/d/"


def feed_of(entries: tuple[Entry, ...] = ENTRIES, **fields: object) -> Feed:
    known = {"id": BASE, "title": f"Site {NASTY}", "home": BASE, "atom": BASE + "atom.xml", "json": BASE + "feed.json"}
    return Feed(**{**known, "entries": entries, **fields})  # type: ignore[arg-type]


def make(entries: tuple[Entry, ...] = ENTRIES, **fields: object) -> bytes:
    return atom(feed_of(entries, **fields))


def test_atom_has_what_rfc_4287_requires() -> None:
    root = ElementTree.fromstring(make(language="pt"))
    author = root.find(f"{ATOM}author/{ATOM}name")
    assert author is not None
    assert author.text == 'Site Ships & <b>"boats"</b> ]]> \u202e𝔘'
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            found = element.findall(ATOM + name)
            assert len(found) == 1, (element.tag, name)
            assert found[0].text
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "alternate", "alternate"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "pt"


def test_atom_as_a_reader_sees_it() -> None:
    feed = feedparser.parse(make())
    assert not feed.bozo
    first, second = feed.entries
    assert first.title == 'Ships & <b>"boats"</b> ]]> \u202e𝔘'
    assert (first.published, first.updated) == ("2026-03-02T03:30:00Z", "2026-03-04T00:00:00Z")
    assert [author.name for author in first.authors] == ["Ana Lopes"]
    assert [tag.term for tag in first.tags] == ["sea & sky", "ferries"]
    assert second.link == "https://news.example/a%20b?q=%3Cx%3E&r=é"
    assert second.summary == "Story 2"


def test_dates_never_come_from_the_clock() -> None:
    feed = feedparser.parse(make())
    assert feed.feed.updated == "2026-03-04T00:00:00Z"
    assert feed.entries[1].updated == "1970-01-01T00:00:00Z"
    assert "published" not in feed.entries[1]
    assert feedparser.parse(make(())).feed.updated == "1970-01-01T00:00:00Z"


def test_an_update_before_the_publication_is_not_claimed() -> None:
    early = entry(3, published=datetime(2026, 3, 1, tzinfo=UTC), updated=datetime(2026, 2, 1, tzinfo=UTC))
    assert feedparser.parse(make((early,))).entries[0].updated == "2026-03-01T00:00:00Z"


def test_json_feed() -> None:
    base = BASE
    made = feed_of(title="News", subtitle="All of it", author="Editors", language="en", hub="https://hub.example/")
    feed = json.loads(json_feed(made))
    assert feed["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["home_page_url"], feed["feed_url"]) == (base, base + "feed.json")
    assert (feed["description"], feed["language"], feed["authors"]) == ("All of it", "en", [{"name": "Editors"}])
    first, second = feed["items"]
    assert first["date_published"] == "2026-03-02T03:30:00Z"
    assert first["date_modified"] == "2026-03-04T00:00:00Z"
    assert first["content_text"].startswith("First\nline Ships &")
    assert first["tags"] == ["sea & sky", "ferries"]
    assert second.keys() == {"id", "url", "title", "content_text"}


def test_markup_stands_beside_its_summary() -> None:
    rich = entry(4, summary="Plain", html="<p>Rich &amp; whole</p>", original="https://bay.example/1", language="pt")
    found = feedparser.parse(make((rich,))).entries[0]
    assert (found.summary, found.content[0].value) == ("Plain", "<p>Rich &amp; whole</p>")
    assert [link.href for link in found.links if link.rel == "via"] == ["https://bay.example/1"]
    item = json.loads(json_feed(feed_of((rich,))))["items"][0]
    assert (item["summary"], item["content_html"]) == ("Plain", "<p>Rich &amp; whole</p>")
    assert (item["external_url"], item["language"]) == ("https://bay.example/1", "pt")
    assert "content_text" not in item


def test_an_id_stands_for_one_entry() -> None:
    with pytest.raises(ValueError, match="two entries of a feed have the id"):
        make((entry(1), entry(1)))
