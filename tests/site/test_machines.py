"""What machines find: well-known files, the head of each page, structured data."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from PIL import Image

from builder.site.plan import plan_pages
from tests.site.fixtures import FERRY, config, ferry_site
from tests.site.pages import Html, default_theme, keys_of, render

BASE = "https://news.example/repo/"
MACHINES = ("icon", "apple-touch-icon", "manifest", "author", "alternate", "search")
TOLD = """
[robots]
refuse = ["Zbot", "abot"]
[humans]
text = "Made by hand.\\u0000 "
[security]
contact = ["mailto:safe@news.example", "https://news.example/safe"]
expires = 2027-01-01T02:00:00+02:00
languages = ["pt", "en"]
policy = "https://news.example/policy"
[app]
short_name = "Digest"
colour = "#204060"
"""


@cache
def site() -> dict[str, bytes]:
    return render(settings=config(TOLD))


def meta(page: Html) -> dict[str, list[str]]:
    """`meta` by name or property."""
    found: dict[str, list[str]] = {}
    for tag, attributes in page.elements:
        if tag == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
            found.setdefault(name, []).append(attributes.get("content") or "")
    return found


def page(path: str) -> Html:
    return Html(site()[f"{path}index.html"].decode())


def graph(path: str) -> list[dict[str, Any]]:
    """Every node of a page's structured data."""
    blocks = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', site()[f"{path}index.html"].decode(), re.S
    )
    nodes = [json.loads(block) for block in blocks]
    assert all(node["@context"] == "https://schema.org" for node in nodes)
    return [one for node in nodes for one in node.get("@graph", [node])]


def test_robots_refuses_whom_the_site_refuses() -> None:
    assert site()["robots.txt"].decode() == (
        f"User-agent: abot\nUser-agent: Zbot\nDisallow: /\n\nUser-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"
    )
    plain = render()
    assert plain["robots.txt"].decode() == f"User-agent: *\nAllow: /\n\nSitemap: {BASE}sitemap.xml\n"
    assert not {"humans.txt", ".well-known/security.txt"} & plain.keys()


def test_humans_and_security() -> None:
    assert site()["humans.txt"] == b"Made by hand.\n"
    assert site()[".well-known/security.txt"].decode() == (
        "Contact: mailto:safe@news.example\nContact: https://news.example/safe\nExpires: 2027-01-01T00:00:00Z\n"
        f"Preferred-Languages: pt, en\nCanonical: {BASE}.well-known/security.txt\nPolicy: https://news.example/policy\n"
    )


def test_the_manifest_names_icons_that_are_there() -> None:
    found = json.loads(site()["site.webmanifest"])
    assert (found["name"], found["short_name"], found["theme_color"]) == ("The Sant Tirril Digest", "Digest", "#204060")
    assert {found["start_url"], found["scope"], found["id"]} == {"/repo/"}
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}
    for icon in found["icons"]:
        image = Image.open(BytesIO(site()[icon["src"].removeprefix("/repo/")]))
        assert (f"{image.width}x{image.height}", f"image/{str(image.format).lower()}") == (icon["sizes"], icon["type"])
    assert Image.open(BytesIO(site()["icons/favicon.ico"])).format == "ICO"


def test_every_page_says_how_a_link_to_it_is_shown() -> None:
    for path, raw in site().items():
        if not path.endswith(".html"):
            continue
        found = Html(raw.decode())
        head = meta(found)
        assert head["referrer"] == ["strict-origin-when-cross-origin"], path
        assert "'unsafe" not in head["Content-Security-Policy"][0]
        assert len(head["og:image"]) == len(head["og:title"]) == len(head["twitter:card"]) == 1, path
        assert head["og:image"][0].removeprefix(BASE) in site(), path
        assert head["og:image:alt"][0], path
        for tag, attributes in found.elements:
            if tag == "link" and attributes.get("rel") in MACHINES:
                assert str(attributes["href"]).removeprefix("/repo/") in site(), (path, attributes)


def test_a_story_has_its_own_picture_feeds_and_days() -> None:
    head = meta(page("stories/ferry-aground/"))
    assert head["og:image"] == [f"{BASE}stories/ferry-aground/picture.png"]
    assert head["og:image:alt"] == [FERRY.title]
    assert head["article:published_time"] == ["2026-09-17T07:44:00Z"]
    assert head["article:tag"] == ["transport", "safety", "insurance"]
    feeds = [a["href"] for tag, a in page("stories/ferry-aground/").elements if a.get("rel") == "alternate"]
    assert feeds == [
        f"/repo/{p}"
        for p in ("stories/ferry-aground/atom.xml", "stories/ferry-aground/feed.json", "atom.xml", "feed.json")
    ]
    assert meta(page("articles/courier-gravel/"))["og:image"] == head["og:image"]
    assert meta(page("sources/telica/"))["og:image"] == [f"{BASE}picture.png"]


def test_a_reader_finds_the_feeds_too() -> None:
    assert "/repo/stories/ferry-aground/atom.xml" in page("stories/ferry-aground/").links
    for path, linked in (("sources/", True), ("tags/", False)):
        links = [a.get("href") for tag, a in page(path).elements if tag == "a"]
        assert ("/repo/sources.opml" in links) == linked
    anchors = [a.get("href") for tag, a in page("tags/transport/").elements if tag == "a"]
    assert {"/repo/tags/transport/atom.xml", "/repo/atom.xml"} <= set(anchors)


@pytest.mark.parametrize(("choice", "own"), [("all", 5), ("several", 1), ("none", 0)])
def test_which_stories_have_a_picture(choice: str, own: int) -> None:
    settings = config(f'[pictures]\nstories = "{choice}"\n')
    pages = {one.path: one for one in plan_pages(ferry_site(), settings, default_theme())}
    assert sum(path.endswith("/picture.png") for path in pages) == own
    single = Html(pages["stories/empty/index.html"].make().decode())
    assert (meta(single)["og:image"] == [f"{BASE}picture.png"]) == (choice != "all")


def test_lists_are_told_as_lists() -> None:
    for path in ("", "tags/transport/", "sources/telica/", "archive/2026/09/17/"):
        (found,) = [node for node in graph(path) if node["@type"] == "CollectionPage"]
        rows = found["mainEntity"]["itemListElement"]
        assert found["mainEntity"]["@type"] == "ItemList"
        assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
        assert rows
        assert all(f"{row['url'].removeprefix(BASE)}index.html" in site() for row in rows)
        assert len({row["url"] for row in rows}) == len(rows)


def test_a_story_quotes_with_place_and_speaker() -> None:
    story = graph("stories/ferry-aground/")[0]
    quotations = story["hasPart"]
    assert {node["@type"] for node in quotations} == {"Quotation"}
    first = quotations[0]
    assert first["creditText"] == "Commander Zulmira Vaz-Teles"
    path, _, anchor = first["url"].removeprefix(BASE).partition("#")
    found = page(path)
    assert anchor in found.ids
    assert first["text"] in found.text
    assert all(node["creditText"] for node in quotations)
    assert len({node["text"] for node in quotations}) == len(quotations)


def test_sitemaps_name_every_page_once() -> None:
    def locs(path: str) -> list[str]:
        root = ElementTree.fromstring(site()[path])
        return [str(element.text).removeprefix(BASE) for element in root.iter() if element.tag.endswith("loc")]

    parts = locs("sitemap.xml")
    assert parts == ["sitemap-stories.xml", "sitemap-articles.xml", "sitemap-lists.xml", "sitemap-news.xml"]
    named = [url for part in parts[:3] for url in locs(part)]
    assert len(set(named)) == len(named)
    for url in named:
        assert "noindex" not in meta(page(url)).get("robots", []), url
    assert {"", "stories/ferry-aground/", "articles/telica-aground/", "tags/transport/"} <= set(named)
    assert locs("sitemap-news.xml") == ["stories/ferry-aground/"]


def test_a_hidden_story_is_in_no_list_for_machines() -> None:
    hidden = msgspec.structs.replace(FERRY, hidden=True)
    pages = render(ferry_site(threads=(hidden, *ferry_site().threads[1:])))
    for path in (
        "atom.xml",
        "feed.json",
        "tags/transport/atom.xml",
        "sources/telica/atom.xml",
        "sitemap-stories.xml",
        "sitemap-news.xml",
    ):
        assert b"ferry-aground" not in pages.get(path, b""), path


def test_an_edit_makes_only_the_feeds_that_hold_it() -> None:
    site_before = ferry_site()
    changed = tuple(
        msgspec.structs.replace(article, title="Another headline") if article.id == "quay-insurers" else article
        for article in site_before.articles
    )
    before, after = keys_of(site_before), keys_of(ferry_site(articles=changed))
    made = {path for path in after if after[path] != before.get(path)}
    assert {"atom.xml", "stories/ferry-aground/feed.json", "sources/quay/atom.xml"} <= made
    assert not {"sources/hostile/atom.xml", "stories/empty/atom.xml", "stories/ferry-aground/picture.png"} & made
    # A new template or tagline redraws no story's picture.
    other = keys_of(site_before, config('[app]\nshort_name = "Other"\n'))
    assert other["stories/ferry-aground/index.html"] != before["stories/ferry-aground/index.html"]
    assert other["stories/ferry-aground/picture.png"] == before["stories/ferry-aground/picture.png"]
