"""Addresses: one place makes them, all are safe."""

from __future__ import annotations

import pytest

from builder.site import urls
from builder.site.urls import Urls
from tests.site.fixtures import config


def test_links_stand_under_the_base_path_and_are_quoted() -> None:
    made = Urls.of(config())
    assert made.to(urls.story("a-b")) == "/repo/stories/a-b/"
    assert made.to(urls.article("2026/ä b"), "s-3") == "/repo/articles/2026/%C3%A4%20b/#s-3"
    assert made.absolute(urls.feed()) == "https://news.example/repo/atom.xml"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/x?y=1#z", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        (" https://a.example", False),
        ("https://a.example/\nx", False),
        ("//a.example", False),
        ("data:text/html,x", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_linked(url: str, kept: bool) -> None:
    assert urls.external(url) == (url if kept else "")


def test_tags_that_fold_alike_share_a_page_and_others_do_not() -> None:
    slugs = urls.tag_slugs(["Transport", "transport", "C", "C++", "C#", "São Tomé", "AI & robots", ""])
    assert slugs["transport"] == "transport"
    assert slugs["c"] == "c"
    assert slugs["sao tome"] == "sao-tome"
    assert len({slugs["c"], slugs["c++"], slugs["c#"]}) == 3
    assert "" not in slugs


def test_pages_have_files() -> None:
    assert urls.file_of("") == "index.html"
    assert urls.file_of(urls.numbered(urls.tag("x"), 2)) == "tags/x/page/2/index.html"
    assert urls.file_of("atom.xml") == "atom.xml"
