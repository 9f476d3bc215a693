"""`digest explain` and `digest threads` on the example newsroom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builder.cli import digest
from builder.commands.naming import find, find_story
from builder.errors import DigestError
from builder.model import Article, Lineage, Thread

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("example")]

RADAR = "2026-10/telica-ferry-inquiry-muted-alarm.md"
LOOKOUT = "2026-10/courier-lookout-was-below.md"
GROUNDED = "2026-09/telica-ferry-aground-cabo-tesso.md"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(digest, [arguments[0], "--site", str(root), *arguments[1:]], catch_exceptions=False)


def told(root: Path, *arguments: str) -> Any:
    return json.loads(run(root, *arguments, "--json").stdout)


@pytest.fixture(scope="module")
def pair(example_site: Path) -> Any:
    return told(example_site, "explain", RADAR, LOOKOUT)


def test_a_pair_of_one_story_says_what_joined_it(pair: Any, example_site: Path) -> None:
    (row,) = pair["compared"]
    assert (pair["kind"], row["together"], row["grouped"], row["decided_by"]) == ("pair", True, True, "grouping")
    assert row["link"]["score"] - pair["limit"] == pytest.approx(row["link"]["margin"], abs=2e-4)
    assert row["link"]["margin"] >= 0
    assert RADAR in row["link"]["left"]
    assert LOOKOUT in row["link"]["right"]
    assert row["below"] > 0.99
    assert pair["background"]["of"] == "outside"
    shown = run(example_site, "explain", RADAR, LOOKOUT).stdout
    for part in ("same story", "= similarity", "- crowd", f"= score {row['score']:11.2f}", "more alike than"):
        assert part in shown
    assert max(map(len, shown.splitlines())) <= 100
    assert "\x1b" not in shown


def test_a_pair_that_is_apart_says_what_was_lacking(example_site: Path) -> None:
    (row,) = told(example_site, "explain", RADAR, GROUNDED)["compared"]
    assert not row["together"]
    assert row["last"]["margin"] < 0
    assert "below the limit" in run(example_site, "explain", RADAR, GROUNDED).stdout


def test_an_article_is_explained_by_its_nearest(example_site: Path) -> None:
    found = told(example_site, "explain", RADAR)
    assert found["kind"] == "article"
    assert len(found["compared"]) == 10
    assert found["compared"][0]["together"]
    assert RADAR in found["joined"]["left"]
    shown = run(example_site, "explain", RADAR).stdout
    assert "The nearest articles" in shown
    assert all(row["article"]["path"] in shown.replace("\n", " ") for row in found["compared"])


def test_a_story_is_explained_by_its_weakest_link(example_site: Path) -> None:
    slug = told(example_site, "explain", RADAR)["story"]["slug"]
    found = told(example_site, "explain", f"/stories/{slug}/")
    assert found["kind"] == "story"
    assert sorted(found["weakest"]["left"] + found["weakest"]["right"]) == sorted(found["story"]["articles"])
    assert found["beside"][0]["link"]["margin"] < 0
    assert "hangs by" in run(example_site, "explain", slug).stdout


def test_the_editor_s_word_is_told_from_the_model_s(example_site: Path) -> None:
    entry = example_site / "editorial.toml"
    entry.write_text(f'[[merge]]\narticles = ["{RADAR}", "{GROUNDED}"]\nnote = "One affair."\n', encoding="utf-8")
    try:
        (row,) = told(example_site, "explain", RADAR, GROUNDED)["compared"]
        shown = run(example_site, "explain", RADAR, GROUNDED).stdout
    finally:
        entry.unlink()
    assert (row["together"], row["grouped"], row["decided_by"]) == (True, False, "editor")
    assert "same story by an editor's word" in shown
    assert "editorial.toml:1: merge (One affair.)" in shown


@pytest.fixture
def newest(example_site: Path) -> list[Any]:
    return told(example_site, "threads")["threads"]


def test_threads_are_chosen_and_sorted(example_site: Path, newest: list[Any]) -> None:
    def titles(*options: str) -> list[str]:
        return [row["title"] for row in told(example_site, "threads", *options)["threads"]]

    def those(keep: Any) -> list[str]:
        return [row["title"] for row in newest if keep(row)]

    assert titles("--single") == those(lambda row: len(row["articles"]) == 1)
    assert titles("--min-articles", "3") == those(lambda row: len(row["articles"]) >= 3)
    assert titles("--min-sources", "3") == those(lambda row: len(row["sources"]) >= 3)
    assert titles("--source", "daily siren") == those(lambda row: "Daily Siren" in row["sources"]) != []
    assert titles("--tag", "Weather") == those(lambda row: "weather" in row["tags"]) != []
    assert titles("--search", "FERRY inquiry")[0] == "Grounded ferry had a dead radar and a muted alarm, inquiry finds"
    # Days are of the site's zone, an hour ahead.
    assert titles("--since", "2026-10-20") == those(lambda row: (row["last"] or "") >= "2026-10-19T23") != []
    assert titles("--until", "2026-10-01") == those(lambda row: (row["first"] or "3") < "2026-10-01T23") != []
    largest = [len(row["articles"]) for row in told(example_site, "threads", "--sort", "largest")["threads"]]
    assert largest == sorted(largest, reverse=True)
    limited = told(example_site, "threads", "--limit", "2")
    assert (len(limited["threads"]), limited["left_out"]) == (2, len(newest) - 2)
    assert f"--limit leaves out {len(newest) - 2}" in run(example_site, "threads", "--limit", "2").stderr


def test_nothing_that_matches_is_no_mistake(example_site: Path) -> None:
    found = run(example_site, "threads", "--source", "Dayly Siren")
    assert (found.exit_code, found.stdout) == (0, "")
    assert "no thread matches (no source is called Dayly Siren, did you mean Daily Siren?)" in found.stderr


def test_one_thread_by_address_or_by_article(example_site: Path) -> None:
    one = told(example_site, "threads", RADAR)
    slug = one["threads"][0]["slug"]
    assert told(example_site, "threads", f"http://localhost:8000/stories/{slug}/") == one
    shown = run(example_site, "threads", slug).stdout
    assert "saga:" in shown
    assert RADAR in shown


ARTICLES = [
    Article(
        id=name, path=path, address=path[:-3], digest=name, source_id="s", title=path, url=f"https://s.example/{name}"
    )
    for name, path in (("a1", "2026/ferry.md"), ("a2", "2027/ferry.md"), ("a3", "2026/onions.md"))
]
THREADS = [
    Thread(
        id="a1", slug="onions", title="", title_from="", article_ids=("a1", "a2"), lineage=(Lineage("x", "old", "a1"),)
    ),
    Thread(id="a3", slug="dear-onions", title="", title_from="", article_ids=("a3",)),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026/ferry.md", "a1"),
        ("content/2027/ferry.md", "a2"),
        ("/articles/2026/onions/", "a3"),
        ("https://s.example/a2", "a2"),
        ("onions", "a3"),
        ("stories/onions", "onions"),
        ("https://news.example/repo/stories/onions/", "onions"),
        ("dear-onions", "dear-onions"),
        ("stories/old", "onions"),
    ],
)
def test_a_name_means_an_article_or_a_story(name: str, found: str) -> None:
    named = find(ARTICLES, THREADS, name)
    assert (named.id if isinstance(named, Article) else named.slug) == found


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ferry", "is the name of 2 articles (say which: 2026/ferry.md, 2027/ferry.md)"),
        ("onion", "did you mean 2026/onions.md or stories/onions or stories/dear-onions?"),
        ("2026/fery.md", "did you mean 2026/ferry.md"),
        ("zzz", "`digest threads` lists them all"),
    ],
)
def test_a_name_that_means_none_or_several_gets_the_nearest(name: str, message: str) -> None:
    with pytest.raises(DigestError) as caught:
        find(ARTICLES, THREADS, name)
    assert message in str(caught.value)


def test_a_story_goes_by_its_articles_too() -> None:
    assert find_story(THREADS, ARTICLES, "2027/ferry.md").slug == "onions"
    assert find_story(THREADS, ARTICLES, "old").slug == "onions"
    with pytest.raises(DigestError, match="is no story of this site"):
        find_story(THREADS, ARTICLES, "tuba")
