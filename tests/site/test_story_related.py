"""More like this on a story's page."""

from __future__ import annotations

import msgspec

from builder.model import Likeness, Site
from tests.site.fixtures import ferry_site
from tests.site.pages import html_pages, keys_of, render

PATH = "stories/ferry-aground/index.html"


def like(*others: str, **changes: object) -> Site:
    site = ferry_site()
    return msgspec.structs.replace(site, related=(Likeness(site.threads[0].id, others),), **changes)


def test_stories_are_listed_in_their_order() -> None:
    page = html_pages(render(like("bare-text", "long-words", "of-no-site")))[PATH]
    links = [link for link in page.links if "/stories/" in link and "ferry-aground" not in link]
    assert links == ["/repo/stories/bare-text/", "/repo/stories/long-words/"]
    assert "More like this" in page.text
    assert "related" in page.ids


def test_hidden_stories_are_left_out_and_an_empty_list_is_no_part() -> None:
    site = ferry_site()
    hidden = tuple(msgspec.structs.replace(one, hidden=one.id == "bare-text") for one in site.threads)
    assert "More like this" not in html_pages(render(like("bare-text", threads=hidden)))[PATH].text
    assert "More like this" not in html_pages(render())[PATH].text


def test_only_pages_whose_list_changes_are_made_again() -> None:
    before, after = keys_of(like("bare-text")), keys_of(like("long-words"))
    assert [path for path in before if before[path] != after[path]] == [PATH]
