"""The checks of feeds: the site's feeds keep every rule, and each rule finds a fault that is planted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import feedparser
import pytest

from tests.site.feed_rules import atom_faults, json_feed_faults, opml_faults
from tests.site.fixtures import config
from tests.site.pages import render

HUB = '[syndication]\nhub = "https://hub.example/"\n'
STORY = "stories/ferry-aground/"


@cache
def site() -> dict[str, bytes]:
    """The whole site, with a hub."""
    return render(settings=config(HUB))


def address(path: str) -> str:
    return f"https://news.example/repo/{path}"


def feeds(name: str) -> list[str]:
    return sorted(path for path in site() if path.rpartition("/")[2] == name)


def test_every_feed_keeps_the_rules() -> None:
    atoms, jsons = feeds("atom.xml"), feeds("feed.json")
    assert [path.replace("atom.xml", "") for path in atoms] == [path.replace("feed.json", "") for path in jsons]
    assert {"atom.xml", "sources/telica/atom.xml", "tags/transport/atom.xml", f"{STORY}atom.xml"} <= set(atoms)
    # A former address gives the feed of the story that stands elsewhere now.
    moved = "stories/ferry-in-the-fog/"
    assert site()[f"{moved}atom.xml"] == site()[f"{STORY}atom.xml"]
    for path in atoms:
        assert atom_faults(site()[path], address(path.replace(moved, STORY))) == [], path
    for path in jsons:
        assert json_feed_faults(site()[path], address(path.replace(moved, STORY))) == [], path
    assert opml_faults(site()["sources.opml"]) == []


def test_every_feed_as_a_reader_sees_it() -> None:
    for path in feeds("atom.xml"):
        found = feedparser.parse(site()[path])
        assert not found.bozo, (path, found.get("bozo_exception"))
        assert found.version == "atom10"
        assert found.entries or path == "sources/hostile/atom.xml"
        assert [link.href for link in found.feed.links if link.rel == "hub"] == ["https://hub.example/"]
        assert all(entry.link and entry.title and entry.updated_parsed for entry in found.entries)


Change = tuple[str, str]

ATOM_FAULTS: dict[str, tuple[Change, str]] = {
    "not XML": (("</entry>", ""), "not well-formed"),
    "another root": (("http://www.w3.org/2005/Atom", "http://www.w3.org/2005/atom"), "the root is"),
    "no id": (("<id>https://news.example/repo/</id>", ""), "feed: 0 of id"),
    "a relative id": (("<id>https://news.example/repo/</id>", "<id>/repo/</id>"), "is no address"),
    "two titles": (("<generator>", "<title>x</title><generator>"), "feed: 2 of title"),
    "an empty title": (("<title>The Sant Tirril Digest</title>", "<title> </title>"), "empty title"),
    "no update": (("<updated>2026-09-19T06:00:00Z</updated>\n<author>", "<author>"), "feed: 0 of updated"),
    "a time without zone": (("<updated>2026-09-19T06:00:00Z<", "<updated>2026-09-19T06:00:00<"), "is no time"),
    "a day that is not": (("<updated>2026-09-19T", "<updated>2026-09-31T"), "is no time"),
    "updated too early": (
        (
            "<updated>2026-09-19T06:00:00Z</updated>\n<author><name>T",
            "<updated>2020-01-01T00:00:00Z</updated>\n<author><name>T",
        ),
        "updated before",
    ),
    "no link to itself": (('rel="self"', 'rel="related"'), "feed: 0 links to itself"),
    "another address": (
        (
            'rel="self" type="application/atom+xml" href="https://news.example/repo/atom.xml"',
            'rel="self" href="https://news.example/atom.xml"',
        ),
        "says it stands at",
    ),
    "an unknown relation": (('rel="hub"', 'rel="pushes"'), "unknown relation"),
    "a link to nowhere": (('rel="hub" href="https://hub.example/"', 'rel="hub" href="hub .example"'), "link to"),
    "a wrong media type": (('type="text/html"', 'type="html"'), "link of type"),
    "two alternates": (('type="application/feed+json"', 'type="text/html"'), "two alternate links of one type"),
    "an unknown element": (("<generator>", "<date>x</date><generator>"), "unknown element date"),
    "two subtitles": (("<generator>", "<subtitle>x</subtitle><generator>"), "more than one subtitle"),
    "an icon that is no address": (("<icon>https", "<icon> https"), "icon"),
    "a language that is none": (('xml:lang="en"', 'xml:lang="english language"'), "is not a language"),
    "a nameless author": (
        ("<author><name>Telica</name></author>", "<author><name> </name></author>"),
        "without a name",
    ),
    "a category without a term": (('<category term="transport"/>', '<category label="transport"/>'), "without a term"),
    "an unknown type of text": (('<summary type="text">', '<summary type="plain">'), "summary of type"),
    "elements in text": (('<summary type="text">', '<summary type="text"><b/>'), "holds elements"),
    "open markup": (("&lt;/blockquote&gt;", ""), "unclosed"),
    "a script": (("&lt;ul&gt;", "&lt;ul&gt;&lt;script&gt;&lt;/script&gt;"), "active content"),
    "a relative link in markup": (
        ("&lt;a href=&quot;https://news.example/repo", "&lt;a href=&quot;/repo"),
        "link to '/repo",
    ),
    "an entry twice": (("</feed>", "ENTRY</feed>"), "twice"),
    "two summaries": (("</entry>", "<summary>x</summary></entry>"), "more than one summary"),
}

JSON_FAULTS: dict[str, tuple[Change, str]] = {
    "not JSON": (('"items"', "items"), "not JSON"),
    "another version": (("version/1.1", "version/2"), "version"),
    "no title": (('"title": "The Sant Tirril Digest"', '"title": ""'), "no title"),
    "no items": (('"items"', '"_items"'), "no items"),
    "a relative address": (
        ('"home_page_url": "https://news.example/repo/"', '"home_page_url": "/repo/"'),
        "is no address",
    ),
    "another place": (('repo/feed.json"', 'feed.json"'), "says it stands at"),
    "an unknown key": (('"icon"', '"logo"'), "unknown key logo"),
    "the key of version 1": (('"authors"', '"author"'), "unknown key author"),
    "authors without a name": (('"name": "Telica"', '"label": "Telica"'), "authors"),
    "a hub without a type": (('"type": "WebSub"', '"type": ""'), "hub"),
    "a language that is none": (('"language": "en"', '"language": "e"'), "is no language"),
    "an item without an id": (('"id": "https', '"_id": "https'), "item without an id"),
    "a number for an id": (
        ('"id": "https://news.example/repo/stories/ferry-aground/"', '"id": 7'),
        "item without an id",
    ),
    "an item twice": (("stories/bare-text/", "stories/ferry-aground/"), "twice"),
    "no content": (('"content_html"', '"_content_html"'), "item without content"),
    "a day for a time": (("T06:00:00Z", ""), "is no time"),
    "tags that are no words": (('"transport"', "7"), "tags"),
    "open markup": (("</blockquote>", ""), "unclosed"),
    "a script": (("<ul>", "<ul onclick=''>"), "active content"),
    "text that is none": (('"title": "A bare', '"title": ["A bare"], "_": "'), "title is no str"),
}

OPML_FAULTS: dict[str, tuple[Change, str]] = {
    "not XML": (("</body>", ""), "not well-formed"),
    "another version": (('version="2.0"', 'version="1.0"'), "the root is opml 1.0"),
    "no title": (("<title>The Sant Tirril Digest</title>", ""), "no head with a title"),
    "a date in another form": (("<dateModified>Sat, 19 Sep 2026", "<dateModified>2026-09-19"), "dateModified"),
    "another type": (('type="rss"', 'type="link"'), "an outline of type"),
    "no text": (('text="Telica"', 'text=""'), "without text"),
    "no feed": (('xmlUrl="https://news.example/repo/sources/telica/atom.xml"', ""), "for the feed None"),
    "a page that is no address": (('htmlUrl="https://telica.example/"', 'htmlUrl="telica"'), "for the page"),
    "a feed twice": (("sources/siren/atom", "sources/telica/atom"), "twice"),
    "nothing": (("outline", "line"), "no outline"),
}


def spoilt(raw: bytes, change: Change) -> bytes:
    old, new = change
    text = raw.decode()
    assert old in text, old
    entry = text[text.find("<entry") : text.find("</entry>") + len("</entry>")]
    return text.replace(old, new.replace("ENTRY", entry)).encode()


@pytest.mark.parametrize("name", ATOM_FAULTS)
def test_a_fault_in_an_atom_feed_is_found(name: str) -> None:
    change, words = ATOM_FAULTS[name]
    _found(lambda raw: atom_faults(raw, address("atom.xml")), site()["atom.xml"], change, words)


@pytest.mark.parametrize("name", JSON_FAULTS)
def test_a_fault_in_a_json_feed_is_found(name: str) -> None:
    change, words = JSON_FAULTS[name]
    _found(lambda raw: json_feed_faults(raw, address("feed.json")), site()["feed.json"], change, words)


@pytest.mark.parametrize("name", OPML_FAULTS)
def test_a_fault_in_a_list_of_sources_is_found(name: str) -> None:
    change, words = OPML_FAULTS[name]
    _found(opml_faults, site()["sources.opml"], change, words)


def _found(check: Callable[[bytes], list[str]], raw: bytes, change: Change, words: str) -> None:
    faults = check(spoilt(raw, change))
    assert any(words in fault for fault in faults), faults
