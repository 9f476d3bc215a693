"""What holds for every page of a site: links, safety, order."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import unquote

import msgspec
import pytest

from builder.model import Site
from builder.site.plan import plan_pages
from builder.site.urls import file_of
from tests.site import fixtures
from tests.site.fixtures import HOSTILE, config, ferry_site
from tests.site.make import article, single
from tests.site.pages import default_theme, html_pages, keys_of, render

BODIES = ("full", "excerpt")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("base", ["https://news.example/repo/", "https://news.example/", "http://localhost:8000/a/b/"])
def test_every_link_leads_somewhere_under_any_base_path(body: str, base: str) -> None:
    settings = config(f'[articles]\nbody = "{body}"', base_url=base)
    pages = render(settings=settings)
    parsed = html_pages(pages)
    made_elsewhere = {"search/index.json"}
    broken = []
    for path, page in parsed.items():
        for link in page.links:
            if "//" in link:
                assert link.startswith(("https://", "http://")), link
                continue
            target, _, fragment = link.partition("#")
            if target and not target.startswith(settings.base_path):
                broken.append((path, link))
                continue
            place = target.partition("?")[0].removeprefix(settings.base_path)
            found = file_of(unquote(place)) if target else path
            if found not in {*pages, *made_elsewhere} or (fragment and unquote(fragment) not in parsed[found].ids):
                broken.append((path, link))
    assert broken == []


@pytest.mark.parametrize("body", BODIES)
def test_pages_are_well_formed_and_run_nothing_inline(body: str) -> None:
    for path, page in html_pages(render(settings=config(f'[articles]\nbody = "{body}"'))).items():
        assert page.unclosed == [], path
        assert len(page.ids) == len(set(page.ids)), path
        for tag, attributes in page.elements:
            assert tag not in ("style", "iframe", "object", "embed", "img"), path
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            if tag == "script" and "src" not in attributes:
                assert attributes.get("type") == "application/ld+json", path


def test_the_policy_allows_this_site_alone() -> None:
    page = html_pages(render())["index.html"]
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


def test_hostile_text_is_shown_as_text() -> None:
    pages = render()
    for path, page in html_pages(pages).items():
        assert not [attributes for tag, attributes in page.elements if attributes.get("onerror")], path
        assert not [link for link in page.links if link.lower().startswith("javascript")], path
    for path in (
        "articles/hostile/index.html",
        "stories/hostile/index.html",
        "sources/hostile/index.html",
        "index.html",
    ):
        text = html_pages(pages)[path].text
        assert HOSTILE in text, path
        assert "49" not in text.replace("1,049", "")


def test_no_page_links_to_another_site_without_need() -> None:
    own = "https://news.example/repo/"
    linked = {
        link
        for page in html_pages(render()).values()
        for link in page.links
        if link.startswith("http") and not link.startswith(own)
    }
    assert linked == {
        "https://telica.example/en/2026/09/17/ferry-aground",
        "https://dailysiren.example/news/18342",
        "https://onda.example/live/881",
        "https://courier.example/",
        "https://onda.example/",
        "https://telica.example/",
        "https://rescue.example/log",
    }


def test_each_page_has_one_main_heading_and_none_skips_a_level() -> None:
    for path, page in html_pages(render()).items():
        levels = [int(tag[1]) for tag, _ in page.elements if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()]
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_two_plans_make_the_same_bytes() -> None:
    assert render() == render()


def feeds_of(*paths: str) -> list[str]:
    """The feeds of pages, in both formats."""
    return [f"{path}{name}" for path in paths for name in ("atom.xml", "feed.json")]


def test_an_edit_changes_only_the_pages_that_show_it() -> None:
    before = keys_of(ferry_site())
    edited = msgspec.structs.replace(fixtures.EMPTY, title="Another headline", digest="other")
    articles = tuple(edited if a.id == edited.id else a for a in fixtures.ARTICLES)
    threads = (fixtures.FERRY, *(single(edited) if t.id == edited.id else t for t in fixtures.SINGLES))
    after = keys_of(ferry_site(articles=articles, threads=threads))
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == {
        "articles/empty/index.html",
        "stories/empty/index.html",
        "stories/empty/thread.json",
        "index.html",
        "sources/siren/index.html",
        "archive/2026/09/02/index.html",
        "archive/2026/09/index.html",
        "threads.json",
        "stories/empty/picture.png",
        *feeds_of("", "stories/empty/", "sources/siren/"),
    }


def test_an_edit_in_a_story_leaves_its_other_articles_alone() -> None:
    before = keys_of(ferry_site())
    edited = msgspec.structs.replace(fixtures.COURIER, byline=("Someone Else",), digest="other")
    articles = tuple(edited if a.id == edited.id else a for a in fixtures.ARTICLES)
    after = keys_of(ferry_site(articles=articles))
    assert {path for path in before if before[path] != after[path]} == {
        "articles/courier-gravel/index.html",
        "stories/ferry-aground/index.html",
        "stories/ferry-aground/matrix.csv",
        "stories/ferry-aground/thread.json",
        *feeds_of("", "stories/ferry-aground/", "stories/ferry-in-the-fog/", "sources/courier/"),
        *feeds_of("tags/transport/", "tags/safety/", "tags/insurance/"),
    }


def test_keys_follow_the_settings_and_what_is_already_known() -> None:
    site = ferry_site()
    assert keys_of(site) != keys_of(site, config(base_url="https://news.example/other/"))
    theme = default_theme()
    known = [{page.path: page.key for page in plan_pages(site, config(), theme, {"empty": name})} for name in "ab"]
    assert {path for path in known[0] if known[0][path] != known[1][path]} == {
        "articles/empty/index.html",
        "stories/empty/index.html",
        "stories/empty/thread.json",
        *feeds_of("", "stories/empty/", "sources/siren/"),
    }


def test_a_former_address_leads_to_the_story_unless_another_stands_there() -> None:
    pages = render()
    moved = pages["stories/ferry-in-the-fog/index.html"].decode()
    assert 'content="0; url=/repo/stories/ferry-aground/"' in moved
    assert '<link rel="canonical" href="https://news.example/repo/stories/ferry-aground/">' in moved
    assert 'name="robots" content="noindex"' in moved
    assert 'http-equiv="refresh"' not in pages["stories/hostile/index.html"].decode()


def test_the_address_of_a_story_without_articles_says_so_unless_another_stands_there() -> None:
    pages = render(msgspec.structs.replace(ferry_site(), emptied=("old-story", "ferry-aground")))
    emptied = pages["stories/old-story/index.html"].decode()
    assert "This story is not here at present" in emptied
    assert 'name="robots" content="noindex"' in emptied
    assert "old-story" not in pages["sitemap.xml"].decode()
    assert "not here at present" not in pages["stories/ferry-aground/index.html"].decode()


def test_an_empty_site_says_what_to_do() -> None:
    pages = render(Site(articles=(), sources=(), threads=(), comparisons=()))
    parsed = html_pages(pages)
    assert "Put an article into the content folder" in parsed["index.html"].text
    assert {
        "sources/index.html",
        "tags/index.html",
        "archive/index.html",
        "about/index.html",
        "404.html",
    } <= pages.keys()


def test_long_lists_are_divided_and_complete() -> None:
    articles = tuple(article(f"a{n:03d}", "siren", f"Headline {n}", "Words.", day="2026-03-01") for n in range(130))
    site = Site(articles=articles, sources=fixtures.SOURCES, threads=tuple(single(a) for a in articles), comparisons=())
    pages = html_pages(render(site))
    front = sorted(path for path in pages if path == "index.html" or path.startswith("page/"))
    assert front == ["index.html", "page/2/index.html", "page/3/index.html", "page/4/index.html", "page/5/index.html"]
    shown = [link for path in front for link in pages[path].links if link.startswith("/repo/stories/")]
    assert len(shown) == len(set(shown)) == 130
    assert {"archive/2026/03/01/page/2/index.html", "sources/siren/page/2/index.html"} <= pages.keys()


def test_undated_articles_have_a_place_in_the_archive() -> None:
    pages = html_pages(render())
    assert "A bare text that nobody dated" in pages["archive/undated/index.html"].text
    assert "/repo/archive/undated/" in pages["archive/index.html"].links


def test_days_are_those_of_the_sites_zone() -> None:
    pages = render()
    assert "archive/2026/08/03/index.html" in pages, "23:30 UTC is half past midnight in Lisbon"
    assert "17 September 2026, 08:44" in html_pages(pages)["articles/telica-aground/index.html"].text
