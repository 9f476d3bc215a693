"""The example newsroom, built with the real model: what docs/reference/example-newsroom.md promises a newcomer."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("example")]


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    """Which file belongs to which story, and which stories continue each other."""
    text = (REPOSITORY / "tests/eval/example_gold.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    found["stories"] = {path.removeprefix("content/"): story for path, story in found["stories"].items()}
    return found


@pytest.fixture(scope="module")
def threads(example_site: Path) -> list[dict[str, Any]]:
    """The published threads."""
    found: list[dict[str, Any]] = json.loads((example_site / "public/threads.json").read_bytes())["threads"]
    return found


def thread_with(threads: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(t for t in threads if any(name in article["path"] for article in t["articles"]))


def record(example_site: Path, thread: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((example_site / f"public/stories/{thread['slug']}/thread.json").read_bytes())
    return found


def page_of(example_site: Path, article: dict[str, Any]) -> str:
    return (example_site / "public" / article["page"].split("/repo/")[1] / "index.html").read_text("utf-8")


def test_every_file_is_published_but_the_draft(threads: list[dict[str, Any]], gold: dict[str, Any]) -> None:
    published = {article["path"] for thread in threads for article in thread["articles"]}
    assert set(gold["stories"]) - published == {"2026-10/opendrawer-draft-dredging.md"}
    assert len(published) >= 60


def test_the_stories_are_found(threads: list[dict[str, Any]], gold: dict[str, Any]) -> None:
    """BCubed F1 (Bagga & Baldwin 1998) of at least .95, and every saga's parts are stories of their own."""
    of = {article["path"]: thread["id"] for thread in threads for article in thread["articles"]}
    story = {path: gold["stories"][path] for path in of}

    def share(rows: dict[str, str], others: dict[str, str]) -> float:
        total = 0.0
        for path in of:
            group = [other for other in of if rows[other] == rows[path]]
            total += sum(others[other] == others[path] for other in group) / len(group)
        return total / len(of)

    precision, recall = share(of, story), share(story, of)
    assert 2 * precision * recall / (precision + recall) >= 0.95
    for parts in gold["sagas"]:
        homes = [{of[path] for path in of if story[path] == part} for part in parts]
        assert not set.intersection(*homes)


def test_the_sagas_are_found_and_no_other(
    threads: list[dict[str, Any]], gold: dict[str, Any], example_site: Path
) -> None:
    """A fire after a fire, a strike after a strike and the round-up of the week are no sagas."""
    told = json.loads((example_site / "public" / "threads.json").read_text(encoding="utf-8"))["sagas"]
    story = {thread["id"]: {gold["stories"][one["path"]] for one in thread["articles"]} for thread in threads}
    found = [[next(iter(story[name])) for name in saga["threads"]] for saga in told]
    assert sorted(found) == sorted(gold["sagas"])


def test_taken_over_texts_are_named(threads: list[dict[str, Any]], example_site: Path) -> None:
    ferry = record(example_site, thread_with(threads, "telica-ferry-aground"))
    paths = {article["id"]: article["path"] for article in ferry["articles"]}
    copies = {Path(paths[row["article"]]).stem: row for row in ferry["provenance"] if row["copy_of"]}
    wire = "2026-09/telica-ferry-aground-cabo-tesso.md"
    assert {name: row["relation"] for name, row in copies.items()} == {
        "netfurrow-seiners-leave-sardines-for-ferry": "whole-copy",
        "siren-terror-in-the-fog": "trimmed-copy",
    }
    assert {paths[row["copy_of"]] for row in copies.values()} == {wire}


def test_the_report_that_is_not_among_the_articles_is_named(threads: list[dict[str, Any]], example_site: Path) -> None:
    toxal = record(example_site, thread_with(threads, "telica-farol-toxal-land"))
    ghosts = {o["name"] for row in toxal["provenance"] for o in row["origins"] if not o.get("article")}
    assert any("Farol" in name for name in ghosts)
    assert toxal["counts"]["independent"] == 1


def test_every_sentence_shown_is_in_its_article(threads: list[dict[str, Any]], example_site: Path) -> None:
    """Nothing is invented: each claim's wording stands in the article's page."""
    import html
    import re

    shown = 0
    for thread in threads:
        found = record(example_site, thread)
        pages = {article["id"]: page_of(example_site, article) for article in found["articles"]}
        texts = {name: re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", page))) for name, page in pages.items()}
        for claim in found["claims"]:
            assert len({sentence["article"] for sentence in claim["sentences"]}) > 1
            for sentence in claim["sentences"]:
                assert re.sub(r"\s+", "", sentence["text"]) in texts[sentence["article"]]
                assert f'id="s-{sentence["index"]}"' in pages[sentence["article"]]
                shown += 1
    assert shown > 100


@pytest.fixture(scope="module")
def served(example_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A copy of the example under `digest serve`, below `/repo/`; gives the address."""
    root = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(example_site, root, symlinks=True)
    command = [sys.executable, "-m", "builder.cli", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    toml = (root / "site.toml").read_text(encoding="utf-8")
    (root / "site.toml").write_text(toml.replace("http://localhost:8000/", "http://localhost:8000/repo/"))
    process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        address = next(word for line in process.stderr for word in line.split() if word.startswith("http://localhost:"))
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        if process.stderr:
            process.stderr.close()


@pytest.mark.browser
def test_a_reader_searches_opens_a_story_and_checks_a_sentence(served: str, browser_page: Page) -> None:
    assert served.endswith("/repo/")
    browser_page.goto(f"{served}search/")
    browser_page.fill("input[type=search]", "cabo tesso ferr")
    first = browser_page.locator(".results .row-title a").first
    first.wait_for()
    assert "q=cabo" in browser_page.url
    first.click()
    browser_page.wait_for_selector("article.story h1")
    claim = browser_page.locator("#agree details").first
    claim.locator("summary").click()
    wording = claim.locator("a[href*='#s-']").first
    browser_page.goto(wording.evaluate("link => link.href"))
    target = browser_page.locator(":target")
    assert target.count() == 1
    assert target.inner_text().strip()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_overflows_or_asks_elsewhere(served: str, browser_page: Page, width: int, scheme: str) -> None:
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(served)
    story = browser_page.locator("main a[href*='/stories/']").first.evaluate("link => link.href")
    browser_page.goto(story)
    article = browser_page.locator("main a[href*='/articles/']").first.evaluate("link => link.href.split('#')[0]")
    for address in (served, story, article, f"{served}search/?q=fire", f"{served}sources/", f"{served}about/"):
        browser_page.goto(address)
        wide = browser_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, f"{address} overflows by {wide} px at {width}"
    assert {url for url in asked if not url.startswith(served.split("/repo/")[0])} == set()
