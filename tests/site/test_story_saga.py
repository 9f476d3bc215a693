"""The saga on a story's page: the stories in order of time, the page's own marked, each step with its evidence."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from builder.model import Article, Saga, SagaStep, Site, Source, Thread, Tie
from tests.site.make import article, single
from tests.site.pages import Html, keys_of, render


def articles(count: int) -> list[Article]:
    """One a day; the second headline is hostile."""
    return [
        article(
            f"a{k}",
            "onda",
            "Board <b>finds</b> a muted alarm" if k == 1 else f"Headline {k}",
            f"The Aurora was in the news on day {k}.",
            day=f"2026-03-{k + 1:02d}T08:00:00",
        )
        for k in range(count)
    ]


def step(left: str, right: str) -> SagaStep:
    tie = Tie(left=left, right=right, similarity=0.3, meaning=0.6, words=0.2, days=1.0, shared=("Aurora", "<i>Sabot"))
    return SagaStep(earlier=left, later=right, tie=tie)


def site(count: int, steps: list[tuple[int, int]], name: str = "") -> Site:
    """One story an article; `steps` are (earlier, later) numbers of the stories of the one saga."""
    found = articles(count)
    inside = sorted({number for pair in steps for number in pair})
    saga = Saga(
        id=f"a{inside[0]}",
        slug=f"a{inside[0]}",
        title=name or found[inside[0]].title,
        thread_ids=tuple(f"a{number}" for number in inside),
        steps=tuple(step(f"a{left}", f"a{right}") for left, right in sorted(steps, key=lambda pair: pair[1])),
        named=bool(name),
    )
    threads: list[Thread] = [single(one) for one in reversed(found)]
    return Site(
        articles=tuple(found),
        sources=(Source("onda", "Onda"),),
        threads=tuple(threads),
        comparisons=(),
        sagas=(saga,),
    )


def part(made: Site, number: int) -> str:
    html = render(made)[f"stories/a{number}/index.html"].decode()
    found = re.search(r'<section id="saga">.*?</section>', html, re.S)
    return found.group() if found else ""


def test_the_stories_stand_in_order_and_the_own_one_is_marked() -> None:
    made = part(site(4, [(0, 1), (1, 2)]), 1)
    titles = re.findall(r'class="saga-title"[^>]*>(.*?)</p>', made)
    assert [re.sub("<.*?>", "", title) for title in titles] == [
        "Headline 0",
        "Board &lt;b&gt;finds&lt;/b&gt; a muted alarm",
        "Headline 2",
    ]
    assert [("<a" in title) for title in titles] == [True, False, True]
    assert made.count("aria-current") == 1


def test_a_step_gives_the_words_and_leads_to_both_articles() -> None:
    made = part(site(3, [(0, 1)]), 0)
    assert "Aurora, &lt;i&gt;Sabot" in made
    for name in ("a0", "a1"):
        assert f"/articles/{name}/" in made
    assert "Continues:" not in made, "the story continued stands just above"
    assert "Continues:" in part(site(3, [(0, 1), (0, 2)]), 0)


def test_a_story_in_no_saga_has_no_such_part() -> None:
    pages = render(site(4, [(0, 1), (1, 2)]))
    outside = Html(pages["stories/a3/index.html"].decode())
    assert "saga" not in outside.ids
    assert "saga" in Html(pages["stories/a2/index.html"].decode()).ids


def test_the_head_leads_to_the_story_before_and_the_newest_after() -> None:
    html = render(site(4, [(0, 1), (1, 2), (1, 3)]))["stories/a1/index.html"].decode()
    links = re.findall(r'<p class="saga-link">(.*?) <a href="([^"]*)"', html)
    assert [(label, url.split("/")[-2]) for label, url in links] == [
        ("Continues an earlier story:", "a0"),
        ("Goes on in:", "a3"),
    ]


def test_a_name_given_by_an_editor_is_shown() -> None:
    assert "The Aurora affair" in part(site(2, [(0, 1)], name="The Aurora affair"), 0)
    assert "saga-name" not in part(site(2, [(0, 1)]), 0)


def test_of_a_long_saga_the_ends_and_what_is_near_are_listed() -> None:
    made = part(site(30, [(k, k + 1) for k in range(29)]), 15)
    shown = [int(number) for number in re.findall(r"Headline (\d+)", re.sub(r"Continues:.*?</a>", "", made))]
    assert len(shown) == 12
    assert (shown[0], shown[-1]) == (0, 29)
    assert {13, 14, 15, 16, 17} <= set(shown)
    assert [int(number) for number in re.findall(r"(\d+) more stor", made)] == [
        right - left - 1 for left, right in pairwise(shown) if right - left > 1
    ]


def test_a_new_step_changes_the_pages_of_its_saga_and_no_other_story() -> None:
    before, after = keys_of(site(6, [(0, 1)])), keys_of(site(6, [(0, 1), (1, 4)]))
    assert after.keys() - before.keys() == {path for path in after if path.startswith("sagas/a4/")}
    changed = {path for path in before if before[path] != after[path] and path.endswith((".html", ".json"))}
    assert {path for path in changed if path.startswith("stories/") and not path.endswith("feed.json")} == {
        f"stories/a{number}/{name}" for number in (0, 1, 4) for name in ("index.html", "thread.json")
    }
    assert {"threads.json", "sagas/index.html", "sagas/a0/index.html"} <= changed


def test_a_new_headline_changes_the_pages_that_name_the_story() -> None:
    one = site(6, [(0, 1)])
    threads = tuple(msgspec.structs.replace(t, title="Other") if t.id == "a0" else t for t in one.threads)
    before, after = keys_of(one), keys_of(msgspec.structs.replace(one, threads=threads))
    changed = {path for path in before if path.startswith("stories/") and before[path] != after[path]}
    stories = {path for path in changed if path.endswith(("index.html", "thread.json"))}
    assert stories == {"stories/a0/index.html", "stories/a0/thread.json", "stories/a1/index.html"}
