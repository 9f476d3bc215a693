"""Why the articles of a story are together, as its page says it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec

from builder.model import Article, Comparison, Joint, Site, Source, Thread, Tie
from builder.site.story_facts import TIES
from tests.site.fixtures import ferry_site
from tests.site.make import article
from tests.site.pages import render


def section(site: Site, slug: str = "ferry-aground") -> str:
    """The text of the part on grouping, empty when there is none."""
    page = render(site)[f"stories/{slug}/index.html"].decode()
    found = re.search(r'<section id="grouping">(.*?)(?=<section id="|<footer)', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found.group(1))).strip() if found else ""


def changed(**fields: object) -> Site:
    """The ferry site, its story's fields replaced."""
    site = ferry_site()
    threads = tuple(msgspec.structs.replace(t, **fields) if t.slug == "ferry-aground" else t for t in site.threads)
    return msgspec.structs.replace(site, threads=threads)


def large(count: int) -> Site:
    """A site of one story of many articles, each tied to the first."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    articles: list[Article] = []
    for k in range(count):
        one = article(f"a{k:03d}", "s", f"Title {k}", "One sentence.")
        articles.append(msgspec.structs.replace(one, published=start + timedelta(minutes=k)))
    ids = tuple(one.id for one in articles)
    ties = tuple(
        Tie(left=ids[0], right=name, similarity=1 - k / 1000, meaning=0.5, words=0.5, days=0)
        for k, name in enumerate(ids[1:])
    )
    thread = Thread(
        id=ids[0],
        slug="large",
        title="Title 0",
        title_from=ids[0],
        article_ids=ids,
        first=start,
        last=start,
        ties=ties,
        joint=Joint(left=ids[:5], right=ids[5:], score=0.0604, threshold=0.055),
    )
    return Site(
        articles=tuple(articles),
        sources=(Source("s", "The Source"),),
        threads=(thread,),
        comparisons=(Comparison(thread_id=ids[0]),),
    )


def test_the_weakest_link_is_named_with_what_it_holds_by() -> None:
    said = section(ferry_site())
    assert "The weakest link is between The Quay Review of Shipping, Insurance and Harbour Affairs: Insurers," in said
    assert "and the other 4 articles. There, 21.1 of 100 is left; the limit is 6, so it holds by 15.1." in said


def test_a_story_without_a_joint_says_nothing_of_it() -> None:
    said = section(changed(joint=None))
    assert "weakest" not in said
    assert "The strongest links" in said


def test_a_story_that_nothing_joined_has_no_such_part() -> None:
    assert section(changed(joint=None, ties=())) == ""


def test_a_large_story_lists_its_strongest_links_and_counts_the_rest() -> None:
    site = large(300)
    page = render(site)["stories/large/index.html"].decode()
    rows = re.findall(r'<td class="tie-words">', page)
    assert len(rows) == TIES
    said = section(site, "large")
    assert f"{299 - TIES} weaker links are in this story’s data." in said
    assert "Title 0, The Source: Title 1, The Source: Title 2 and 2 more and the other 295 articles." in said
    assert "There, 6 of 100 is left; the limit is 5.5, so it holds by 0.5." in said
