"""`digest fetch`, from feeds on a server to files: nothing twice, nothing lost, nothing of a person's overwritten."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.config import FeedEntry
from builder.ingest.fetcher import Fetcher
from builder.ingest.fetching import feeds_of, fetch
from builder.ingest.reports import FeedReport, FetchReport
from builder.ingest.state import STATE_NAME, ItemState, State
from builder.workspace import configured
from tests.ingest.server import Server

NOW = 1_760_000_000.0
Make = Callable[..., Fetcher]


def words(number: int) -> str:
    told = f"Report {number}: the council voted to close the quay number {number}"
    return f"{told}, the harbour office said on Tuesday at noon."


def rss(base: str, numbers: list[int], *, more: str = "") -> str:
    items = "".join(
        f"<item><title>Report {n}</title><link>{base}/a/{n}</link><guid isPermaLink='false'>{n}</guid>"
        f"<pubDate>Mon, {n + 1:02d} Sep 2025 08:00:00 GMT</pubDate><description>{words(n)}{more}</description></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'


@pytest.fixture
def go(site: Path, way_into: Any, make_fetcher: Make) -> Callable[..., FetchReport]:
    def run(*feeds: FeedEntry, dry: bool = False, now: float = NOW) -> FetchReport:
        with way_into(site, dry=dry) as way:
            return fetch(way, make_fetcher(), feeds, None, now=now)

    return run


def files(site: Path) -> dict[str, str]:
    folder = site / "content"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.html"))}


def one(report: FetchReport) -> FeedReport:
    (feed,) = report.feeds
    return feed


def test_a_feed_comes_in_once(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0, 1])), name="The Post", tags=("coast",), lang="en")
    assert one(go(feed)).counts == {"new": 2}
    before = files(site)
    assert sorted(before) == ["127-0-0-1/2025-09-01-report-0.html", "127-0-0-1/2025-09-02-report-1.html"]
    assert "source: The Post\ntags:\n  - coast\ntitle: Report 0\n" in before["127-0-0-1/2025-09-01-report-0.html"]
    assert one(go(feed)).counts == {"known": 2}
    server.page("/feed", rss(server.url, [1, 2]))
    assert one(go(feed)).counts == {"known": 1, "new": 1}
    assert {**files(site), **before} == files(site)


def test_without_its_state_nothing_comes_twice(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0, 1])))
    go(feed)
    before = files(site)
    (site / ".digest" / STATE_NAME).unlink()
    assert one(go(feed)).counts == {"known": 2}
    (site / ".digest" / STATE_NAME).write_bytes(b"damaged beyond repair" * 100)
    assert one(go(feed)).counts == {"known": 2}
    assert files(site) == before


def test_an_unchanged_feed_is_not_sent_again_unless_its_settings_changed(
    server: Server, go: Callable[..., FetchReport]
) -> None:
    url = server.conditional("/feed", rss(server.url, [0]), etag='"1"')
    assert one(go(FeedEntry(url=url))).status == "read"
    assert one(go(FeedEntry(url=url))).status == "not modified"
    assert one(go(FeedEntry(url=url, tags=("x",)))).status == "read"


def test_a_change_at_the_source_is_taken_over_unless_a_person_edited_the_file(
    server: Server, site: Path, go: Callable[..., FetchReport]
) -> None:
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0, 1])))
    go(feed)
    edited = site / "content/127-0-0-1/2025-09-01-report-0.html"
    edited.write_text(edited.read_text("utf-8").replace("Report 0", "My own title"), encoding="utf-8")
    mine = edited.read_text("utf-8")
    server.page("/feed", rss(server.url, [0, 1], more=" And more."))
    report = go(feed)
    assert one(report).counts == {"edited": 1, "updated": 1}
    assert [row.action for row in report.articles] == ["edited", "updated"]
    assert edited.read_text("utf-8") == mine
    assert "And more." in files(site)["127-0-0-1/2025-09-02-report-1.html"]
    assert one(go(feed)).counts == {"known": 2}


def test_what_a_person_deleted_stays_deleted(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0])))
    go(feed)
    (site / "content/127-0-0-1/2025-09-01-report-0.html").unlink()
    assert one(go(feed)).counts == {"known": 1}
    assert files(site) == {}


def test_two_feeds_with_the_same_article_bring_one_file_and_leave_it_alone(
    server: Server, site: Path, go: Callable[..., FetchReport]
) -> None:
    feeds = [
        FeedEntry(url=server.page("/one", rss(server.url, [0]))),
        FeedEntry(url=server.page("/two", rss(server.url, [0], more=" Another ending."))),
    ]
    report = go(*feeds)
    assert sorted(str(feed.counts) for feed in report.feeds) == ["{'known': 1}", "{'new': 1}"]
    before = files(site)
    assert [feed.counts for feed in go(*feeds).feeds] == [{"known": 1}] * 2
    assert files(site) == before


def test_two_articles_with_one_title_and_day_both_come_in(
    server: Server, site: Path, go: Callable[..., FetchReport]
) -> None:
    text = rss(server.url, [0]) + ""
    twin = re.sub(r"/a/0|>0<", lambda found: found[0].replace("0", "9"), text).replace("number 0", "number 9")
    go(FeedEntry(url=server.page("/one", text)), FeedEntry(url=server.page("/two", twin)))
    assert len(files(site)) == 2


PAGE = (
    '<!doctype html><html lang="en"><head><title>Page {n}</title></head>'
    "<body><article><h1>Page {n}</h1>{text}</article></body></html>"
)


def test_the_pages_text_where_it_is_asked_for(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    text = "".join(f"<p>{words(0)} Paragraph {n} of the page.</p>" for n in range(5))
    server.page("/a/0", PAGE.format(n=0, text=text))
    server.page("/a/1", PAGE.format(n=1, text="<p>Log in.</p>"))
    server.failing("/a/3", 503, 10**6)
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0, 1, 2, 3])), full_text="page")
    report = go(feed)
    assert one(report).counts == {"new": 3}
    assert one(report).skipped == {"page answered 503 Service Unavailable": 1}
    assert [row.notes for row in report.articles] == [
        (),
        ("its page holds no article text (fewer than 30 words); taken from the feed",),
        ("its page answered 404 Not Found; taken from the feed",),
    ]
    assert "Paragraph 4 of the page" in files(site)["127-0-0-1/2025-09-01-report-0.html"]
    server.page("/a/3", PAGE.format(n=3, text=text.replace("number 0", "number 3")))
    assert one(go(feed)).counts == {"known": 3, "new": 1}


def test_an_item_without_text_is_skipped_by_name(server: Server, go: Callable[..., FetchReport]) -> None:
    text = "<rss version='2.0'><channel><item><title>T</title><link>https://x.example/1</link></item></channel></rss>"
    assert one(go(FeedEntry(url=server.page("/feed", text)))).skipped == {"no text": 1}


def test_a_dry_run_writes_nothing(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    feed = FeedEntry(url=server.conditional("/feed", rss(server.url, [0]), etag='"1"'))
    report = go(feed, dry=True)
    assert (one(report).counts, report.dry_run, files(site)) == ({"new": 1}, True, {})
    assert one(go(feed)).counts == {"new": 1}


def test_a_server_that_asks_for_time_is_left_alone_until_then(server: Server, go: Callable[..., FetchReport]) -> None:
    feed = FeedEntry(url=server.failing("/feed", 429, 1, rss(server.url, [0]), Retry_After="3600"))
    assert one(go(feed)).kind == "http-429"
    assert (one(go(feed, now=NOW + 60)).status, server.asked["/feed"]) == ("waiting", 1)
    assert one(go(feed, now=NOW + 3700)).counts == {"new": 1}


def test_one_broken_feed_does_not_stop_the_others(server: Server, go: Callable[..., FetchReport]) -> None:
    report = go(
        FeedEntry(url=server.url + "/gone"),
        FeedEntry(url=server.page("/html", "<!doctype html><html></html>")),
        FeedEntry(url=server.page("/feed", rss(server.url, [0]))),
    )
    assert [feed.status for feed in report.feeds] == ["failed", "failed", "read"]
    assert report.feeds[1].problem == "is a web page, not a feed"


def test_a_run_killed_at_any_file_loses_nothing(
    server: Server, site: Path, go: Callable[..., FetchReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = FeedEntry(url=server.conditional("/feed", rss(server.url, list(range(6))), etag='"1"'))
    for after in (1, 2):
        calls = iter(range(after + 1))

        def save(self: State, keys: object, item: ItemState, calls: Any = calls, save: Any = State.save_item) -> None:
            if next(calls, None) is None:
                raise KeyboardInterrupt
            save(self, keys, item)

        with monkeypatch.context() as patch:
            patch.setattr(State, "save_item", save)
            with pytest.raises(KeyboardInterrupt):
                go(feed)
    (site / "content/127-0-0-1/.digest-000000000000.new").write_text("half", encoding="utf-8")
    assert one(go(feed)).status == "read"
    assert len(files(site)) == 6
    assert one(go(feed)).status == "not modified"
    assert [path.name for path in site.rglob(".digest-*")] == []


def test_a_file_taken_up_after_a_kill_can_still_be_updated(
    server: Server, site: Path, go: Callable[..., FetchReport]
) -> None:
    feed = FeedEntry(url=server.page("/feed", rss(server.url, [0])))
    go(feed)
    (site / ".digest" / STATE_NAME).unlink()
    go(feed)
    server.page("/feed", rss(server.url, [0], more=" And more."))
    assert one(go(feed)).counts == {"updated": 1}


def test_a_source_goes_by_one_name(server: Server, site: Path, go: Callable[..., FetchReport]) -> None:
    (site / "content").mkdir()
    (site / "content/old.md").write_text(
        f"---\ntitle: Old\nlink: {server.url}/old\nsource: The Old Name\n---\n{words(99)}\n", encoding="utf-8"
    )
    go(FeedEntry(url=server.page("/feed", rss(server.url, [0]))))
    assert "source: The Old Name" in files(site)["127-0-0-1/2025-09-01-report-0.html"]
    go(FeedEntry(url=server.page("/named", rss(server.url, [1])), name="Told"))
    assert "source: Told" in files(site)["127-0-0-1/2025-09-02-report-1.html"]


def test_feeds_of_site_toml_and_of_its_opml(site: Path) -> None:
    text = '[fetch]\nopml = "feeds.opml"\n\n[[feeds]]\nurl = "https://post.example/feed"\nname = "Post"\n'
    (site / "site.toml").write_text(text, encoding="utf-8")
    (site / "feeds.opml").write_text(
        '<opml><body><outline xmlUrl="https://post.example/feed" title="other"/>'
        '<outline xmlUrl="https://siren.example/feed" title="Siren"/></body></opml>',
        encoding="utf-8",
    )
    found = feeds_of(site, configured(site))
    assert [(feed.url, feed.name) for feed in found] == [
        ("https://post.example/feed", "Post"),
        ("https://siren.example/feed", "Siren"),
    ]


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause(server: Server, make_fetcher: Make) -> None:
    fetcher = make_fetcher(pause=0.05)
    began = time.monotonic()
    for number in range(3):
        fetcher.get(server.page(f"/{number}", "x"))
    assert time.monotonic() - began >= 0.1


def test_a_link_in_the_content_folder_is_not_written_through(
    server: Server, site: Path, go: Callable[..., FetchReport], tmp_path: Path
) -> None:
    victim = tmp_path / "victim.html"
    victim.write_text("mine", encoding="utf-8")
    folder = site / "content" / "127-0-0-1"
    folder.mkdir(parents=True)
    os.symlink(victim, folder / "2025-09-01-report-0.html")
    go(FeedEntry(url=server.page("/feed", rss(server.url, [0]))))
    assert victim.read_text("utf-8") == "mine"
    assert len(files(site)) == 2
