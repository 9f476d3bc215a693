"""JSON-LD: only what is known, and safe inside a script element."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from builder.site import jsonld

WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def article(**fields: Any) -> jsonld.Node:
    return jsonld.article(**({"url": "https://n.example/a/", "headline": "Fire", "source": "The Bay"} | fields))


def test_a_dated_article_is_news() -> None:
    node = article(
        published=WHEN,
        updated=WHEN,
        authors=("Ana", " "),
        tags=("a",),
        source_url="https://bay.example/",
        based_on=("https://bay.example/1",),
        citations=("https://x.example", "https://y.example"),
        thread_url="https://n.example/stories/s/",
    )
    assert node["@type"] == "NewsArticle"
    assert node["datePublished"] == node["dateModified"] == "2026-03-01T12:00:00Z"
    assert node["author"] == [{"@type": "Person", "name": "Ana"}]
    assert node["publisher"] == {"@type": "Organization", "name": "The Bay", "url": "https://bay.example/"}
    assert node["isBasedOn"] == "https://bay.example/1"
    assert node["citation"] == ["https://x.example", "https://y.example"]
    assert node["isPartOf"]["@id"] == "https://n.example/stories/s/"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"published": WHEN}, "NewsArticle"),
        ({}, "Article"),
        ({"updated": WHEN}, "Article"),
        ({"published": WHEN, "source": ""}, "Article"),
        ({"published": WHEN, "headline": " "}, "Article"),
    ],
)
def test_news_needs_headline_date_and_author(fields: dict[str, Any], kind: str) -> None:
    node = article(**fields)
    assert node["@type"] == kind
    if kind == "NewsArticle":
        assert node["author"]["name"] == "The Bay"
    if "published" not in fields:
        assert not {"datePublished", "dateModified"} & node.keys()


def test_a_thread_lists_its_articles() -> None:
    articles = [("https://n.example/a/", "One"), ("https://n.example/b/", "Two")]
    node = jsonld.thread(url="https://n.example/s/", name="Fire", articles=articles)
    found = node["mainEntity"]
    assert found["numberOfItems"] == 2
    assert [(item["position"], item["name"]) for item in found["itemListElement"]] == [(1, "One"), (2, "Two")]


def test_origins_without_an_address_are_named() -> None:
    node = article(citations=("https://x.example",), cited_outlets=("Farol",))
    farol = {"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": "Farol"}}
    assert node["citation"] == ["https://x.example", farol]
    story = jsonld.thread(url="https://n.example/s/", name="Fire", articles=[], based_on=("https://bay.example/1",))
    assert story["isBasedOn"] == "https://bay.example/1"
    assert "citation" not in story


def test_a_list_is_a_collection() -> None:
    node = jsonld.collection(url="https://n.example/tags/a/", name="A", items=[("https://n.example/s/", "Fire ")])
    assert node["@type"] == "CollectionPage"
    assert node["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "url": "https://n.example/s/", "name": "Fire"}
    ]


def test_a_quotation_credits_without_guessing_who_speaks() -> None:
    node = jsonld.quotation(
        text="We  heard gravel", speaker="the crew", url="https://n.example/a/#s-3", article_url="https://n.example/a/"
    )
    assert node == {
        "@type": "Quotation",
        "text": "We heard gravel",
        "creditText": "the crew",
        "url": "https://n.example/a/#s-3",
        "isPartOf": {"@type": "Article", "@id": "https://n.example/a/"},
    }


def test_the_site_offers_its_search() -> None:
    found = jsonld.website(url="https://n.example/", name="N", search="https://n.example/search/?q=")
    assert found["potentialAction"]["target"]["urlTemplate"] == "https://n.example/search/?q={words}"
    assert "potentialAction" not in jsonld.website(url="https://n.example/", name="N")


class Scripts(HTMLParser):
    """The text of every script element."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "a & b", "\u2028\ud800", "]]>"])
def test_text_cannot_leave_its_script_element(text: str) -> None:
    out = jsonld.script(article(headline=f"x{text}y"), jsonld.breadcrumbs([("https://n.example/", "Home")]))
    assert not set("<>&\u2028\u2029") & set(out)
    parser = Scripts()
    parser.feed(f'<script type="application/ld+json">{out}</script>')
    parser.close()
    assert len(parser.found) == 1
    graph = json.loads(parser.found[0])["@graph"]
    assert graph[0]["headline"] == f"x{text}y".replace("\u2028\ud800", " ")
    assert graph[1]["@type"] == "BreadcrumbList"
