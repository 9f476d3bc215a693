"""Feeds of every kind -> entries, and what is no feed."""

from __future__ import annotations

import gzip
import json
from zoneinfo import ZoneInfo

import pytest

from builder.ingest.feeds import Feed, NotAFeed, read_feed
from builder.ingest.opml import NotOpml, read_opml

UTC = ZoneInfo("UTC")
URL = "https://post.example/feed.xml"


def read(raw: bytes | str, kind: str = "application/xml", *, max_items: int = 50) -> Feed:
    data = raw.encode("utf-8") if isinstance(raw, str) else raw
    return read_feed(data, kind, URL, UTC, max_items=max_items, max_bytes=1_000_000)


def rss(items: str, head: str = "") -> str:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Post</title>{head}{items}</channel></rss>'


def test_rss_with_full_text() -> None:
    (entry,) = read(
        rss(
            "<item><title>Ferry &amp;amp; quay</title><link>/2025/ferry?utm_source=rss</link>"
            "<guid isPermaLink='false'>7</guid>"
            "<pubDate>Sat, 02 Aug 2025 18:48:18 +0200</pubDate><dc:creator>Ana Reis</dc:creator>"
            "<category>harbour</category><description>Short.</description>"
            "<content:encoded><![CDATA[<p>The ferry <a href='/x'>stopped</a>.</p>"
            "<script>x</script>]]></content:encoded></item>",
            "<language>pt-BR</language>",
        )
    ).entries
    assert (entry.title, entry.url, entry.guid) == ("Ferry & quay", "https://post.example/2025/ferry", "7")
    assert entry.published
    assert entry.published.at.isoformat() == "2025-08-02T16:48:18+00:00"
    assert (entry.authors, entry.tags, entry.lang, entry.description) == (
        ("Ana Reis",),
        ("harbour",),
        "pt-BR",
        "Short.",
    )
    assert entry.body == '<p>The ferry <a href="https://post.example/x">stopped</a>.</p>'


def test_rss_without_full_text_gives_what_it_has() -> None:
    (entry,) = read(
        rss("<item><title>T</title><description>First line.\n\nSecond 1 &lt; 2.</description></item>")
    ).entries
    assert (entry.body, entry.description) == ("<p>First line.</p>\n<p>Second 1 &lt; 2.</p>", "")


def test_atom_with_a_date_of_change_alone_names_what_it_inferred() -> None:
    (entry,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>'
        '<entry><title type="html">a &lt;b&gt;b&lt;/b&gt;</title>'
        '<id>tag:post.example,2025:1</id><link href="https://post.example/1"/><updated>2025-08-02T10:00:00Z</updated>'
        '<content type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Whole text.</p></div></content></entry></feed>'
    ).entries
    assert (entry.title, entry.body, entry.guid) == ("a b", "<p>Whole text.</p>", "tag:post.example,2025:1")
    assert entry.inferred == (("published", "when the item was last updated"),)


def test_json_feed() -> None:
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "de",
        "authors": [{"name": "Redaktion"}],
        "items": [
            {
                "id": 1,
                "url": "/1",
                "title": "Eins",
                "content_html": "<p>Text</p>",
                "date_published": "2025-08-02T10:00:00Z",
            },
            {"id": "2", "content_text": "Only\n\ntext", "authors": [{"name": "Eva"}], "tags": ["a", 3]},
            "nonsense",
        ],
    }
    one, two = read(json.dumps(data)).entries
    assert (one.guid, one.url, one.lang, one.authors) == ("1", "https://post.example/1", "de", ("Redaktion",))
    assert (two.body, two.authors, two.tags) == ("<p>Only</p>\n<p>text</p>", ("Eva",), ("a",))


@pytest.mark.parametrize(
    ("raw", "kind", "title"),
    [
        (rss("<item><title>Zürich Łódź</title></item>").encode("utf-16"), "text/xml", "Zürich Łódź"),
        (
            rss("<item><title>Łódź</title></item>").replace("?>", ' encoding="iso-8859-2"?>', 1).encode("iso-8859-2"),
            "text/xml",
            "Łódź",
        ),
        (rss("<item><title>Zürich</title></item>").encode("cp1252"), "text/xml; charset=iso-8859-1", "Zürich"),
        (rss("<item><title>Zürich</title></item>").encode(), "text/xml; charset=us-ascii", "Zürich"),
        (
            rss("<item><title>Z\u0000</title></item>").encode().replace(b"\0", b"\xfcrich" + b" " * 400),
            "text/xml",
            "Zürich",
        ),
        (gzip.compress(rss("<item><title>packed</title></item>").encode()), "application/gzip", "packed"),
        ("\n\n" + rss("<item><title>late head</title></item>"), "text/html", "late head"),
    ],
)
def test_encodings_as_servers_get_them_wrong(raw: bytes, kind: str, title: str) -> None:
    assert read(raw, kind).entries[0].title == title


def test_a_feed_that_breaks_off_gives_what_it_has_and_says_so() -> None:
    whole = rss(
        "".join(f"<item><title>n{n} & co</title><link>https://post.example/{n}</link></item>" for n in range(3))
    )
    feed = read(whole[: whole.rindex("</item>")])
    assert [entry.title for entry in feed.entries] == ["n0 & co", "n1 & co", "n2 & co"]
    assert "not well-formed" in feed.broken


def test_items_over_the_limit_are_counted() -> None:
    feed = read(rss("<item><title>x</title></item>" * 7), max_items=5)
    assert (len(feed.entries), feed.beyond) == (5, 2)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "is empty"),
        ("%PDF-1.7", "neither XML nor JSON"),
        ("{}", "no JSON Feed"),
        ("[" * 100_000, "no JSON that can be read"),
        ("<svg/>", "is XML, but no feed"),
        ("<html><head></head></html>", "is a web page, not a feed"),
        (
            '<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/f.xml"></html>',
            "the feed that it names is https://post.example/f.xml",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>', "defines entities"),
        (gzip.compress(b"<rss>" + b" " * 3_000_000), "unpacks to over"),
        ("<rss " + " ".join(f"a{n}='1'" for n in range(2000)) + "/>", "more than 1,000 attributes"),
        ("<rss><channel>" + "<a>" * 250_000, "more than 200,000 tags"),
        ("<rss><channel><title>" + "&" * 60_000, "ampersands that begin nothing"),
    ],
)
def test_what_is_no_feed_is_named(raw: bytes | str, message: str) -> None:
    with pytest.raises(NotAFeed, match=message):
        read(raw)


def test_an_ambiguous_date_is_told_of_and_not_guessed() -> None:
    (entry,) = read(rss("<item><title>x</title><pubDate>03/04/2025</pubDate></item>")).entries
    assert entry.published is None
    assert entry.notes == ("its date “03/04/2025” could be two different days",)


def test_links_that_are_none_are_left_out() -> None:
    (entry,) = read(
        rss(
            "<item><title>x</title><link>javascript:alert(1)</link>"
            "<description>&lt;a href='javascript:x'&gt;y&lt;/a&gt; z</description></item>"
        )
    ).entries
    assert (entry.url, entry.body) == ("", "<p>y z</p>")


def test_opml_with_folders_and_twice_the_same_feed() -> None:
    found, wrong = read_opml(
        b'<?xml version="1.0"?><opml version="2.0"><body><outline text="Coast"><outline type="rss" text="Post" '
        b'xmlUrl="https://post.example/feed"/><outline xmlUrl="feed://siren.example/rss" title="Siren"/></outline>'
        b'<outline xmlUrl="https://post.example/feed"/><outline xmlUrl="javascript:x"/></body></opml>'
    )
    assert [(row.url, row.title, row.folders) for row in found] == [
        ("https://post.example/feed", "Post", ("Coast",)),
        ("https://siren.example/rss", "Siren", ("Coast",)),
    ]
    assert wrong == 1


@pytest.mark.parametrize("raw", [b"", b"<html/>", b"not xml", b'<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>'])
def test_what_is_no_opml_is_refused(raw: bytes) -> None:
    with pytest.raises(NotOpml):
        read_opml(raw)
