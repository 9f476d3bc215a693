"""The commands as a person calls them: what they say, and their exit codes."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.ingest.server import Server
from tests.ingest.test_adding import page
from tests.ingest.test_fetching import rss

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(digest_command: Run, site: Path) -> Run:
    return lambda *arguments: digest_command(*arguments, cwd=site)


def with_feeds(site: Path, *urls: str) -> None:
    rows = "".join(f'\n[[feeds]]\nurl = "{url}"\nname = "Feed {n}"\n' for n, url in enumerate(urls))
    (site / "site.toml").write_text((site / "site.toml").read_text("utf-8") + rows, encoding="utf-8")


def test_fetch_says_what_came_of_each_feed(server: Server, site: Path, run: Run) -> None:
    with_feeds(site, server.page("/feed", rss(server.url, [0, 1])), server.url + "/gone")
    done = run("fetch")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "new: content/127-0-0-1/2025-09-01-report-0.html",
        "new: content/127-0-0-1/2025-09-02-report-1.html",
    ]
    assert f"failed: Feed 1 ({server.url}/gone) answered 404 Not Found (look at the address" in done.stderr
    assert "\n  Feed 0: 2 new\n" in done.stderr
    assert "2 feeds: 2 new, 1 failed in" in done.stderr
    again = run("fetch", "--json", "--strict")
    assert again.returncode == 1
    assert json.loads(again.stdout)["feeds"][0]["counts"] == {"known": 2}
    assert run("fetch", "feed 1").returncode == 1
    assert "Feed 0: 2 unchanged" in run("fetch", "feed 0").stderr


def test_fetch_without_feeds_says_what_to_do(run: Run) -> None:
    done = run("fetch")
    assert (done.returncode, done.stdout) == (1, "")
    assert 'error: site.toml: names no feeds (add [[feeds]] with url = "https://…"' in done.stderr
    assert "names no feed like “x”" in run("fetch", "x").stderr


def test_add_names_what_it_inferred_and_what_failed(server: Server, run: Run) -> None:
    done = run("add", server.page("/2025/08/02/x", page(1)), server.url + "/gone")
    assert done.returncode == 1
    assert done.stdout == "new: content/127-0-0-1/2025-08-02-page-1.html\n"
    assert "inferred: date (from the address)" in done.stderr
    assert f"failed: {server.url}/gone answered 404 Not Found" in done.stderr
    assert "1 new, 1 page failed" in done.stderr
    again = run("add", server.url + "/2025/08/02/x")
    assert (again.returncode, again.stdout) == (0, "unchanged: content/127-0-0-1/2025-08-02-page-1.html\n")


def test_private_addresses_need_a_word(server: Server, site: Path, run: Run) -> None:
    (site / "site.toml").write_text("[fetch]\npause_seconds = 0\n", encoding="utf-8")
    url = server.page("/x", page(1))
    done = run("add", url)
    assert (done.returncode, server.asked["/x"]) == (1, 0)
    assert (
        "is at the private address 127.0.0.1, which is not asked unless allowed (--allow-private allows it; "
        in done.stderr
    )
    assert run("add", url, "--allow-private", "--dry-run").stdout == "new: content/127-0-0-1/page-1.html\n"
    assert not list((site / "content").rglob("*.html"))


def test_import_adds_the_feeds_of_an_opml_to_site_toml(site: Path, run: Run) -> None:
    (site / "feeds.opml").write_text(
        '<opml><body><outline xmlUrl="https://post.example/feed" text="The &quot;Post&quot;"/></body></opml>', "utf-8"
    )
    before = (site / "site.toml").read_text("utf-8")
    assert run("import", "feeds.opml", "--dry-run").returncode == 0
    assert (site / "site.toml").read_text("utf-8") == before
    done = run("import", "feeds.opml")
    assert "1 feed added to site.toml, 0 there already" in done.stderr
    assert (site / "site.toml").read_text("utf-8") == (
        before + '\n[[feeds]]\nurl = "https://post.example/feed"\nname = "The \\"Post\\""\n'
    )
    assert "0 feeds added to site.toml, 1 there already" in run("import", "feeds.opml").stderr


def test_import_says_how_it_went(site: Path, run: Run) -> None:
    text = "The council voted on Tuesday to close the northern quay for repairs until the end of the autumn, it said."
    (site / "rows.csv").write_text(f"title,text\nOne,{text}\nTwo,\n", "utf-8")
    done = run("import", "rows.csv")
    assert (done.returncode, done.stdout) == (0, "new: content/added/one.html\n"), done.stderr
    assert "1 new, 1 skipped: no text" in done.stderr
    assert run("import", "rows.csv", "--column", "nonsense").returncode == 2
    assert run("import", "rows.csv", "--column", "titel=x").returncode == 2


def test_two_runs_at_once_are_refused(site: Path, run: Run) -> None:
    (site / ".digest").mkdir()
    with (site / ".digest" / "fetch.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run("fetch")
    assert done.returncode == 1
    assert "another run brings articles in (wait until it has ended)" in done.stderr


@pytest.mark.parametrize("command", ["add", "fetch", "import"])
def test_help_shows_examples(command: str, run: Run) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stdout.count(f"digest {command} ") >= 3


def test_the_other_commands_load_nothing_of_the_network() -> None:
    code = (
        "import sys; from builder import cli; from builder.pipeline import build\n"
        "heavy = {'httpx', 'feedparser', 'trafilatura', 'lxml', 'warcio', 'protego'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
