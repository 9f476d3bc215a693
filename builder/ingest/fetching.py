"""`digest fetch`: every feed of the site, what is new in it to files, and an account per feed."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import msgspec

from builder.config import FeedEntry, SiteConfig
from builder.errors import mistake
from builder.ingest.entry import Entry, own_guid
from builder.ingest.feeds import Feed, NotAFeed, read_feed
from builder.ingest.fetcher import Fetched, Fetcher, FetchError
from builder.ingest.opml import NotOpml, read_opml
from builder.ingest.page import NoArticle, read_page
from builder.ingest.reports import Account, FetchReport, Plan
from builder.ingest.robots import Robots
from builder.ingest.site import Way, Written, same
from builder.ingest.state import FeedState
from builder.progress import Watcher
from builder.text.digests import digest
from builder.text.urls import canonical, host_of

WORKERS = 8
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.1"


def feeds_of(root: Path, config: SiteConfig) -> tuple[FeedEntry, ...]:
    """The feeds that site.toml names, then those of its OPML file. Raises `DigestError`."""
    rows = {canonical(feed.url): feed for feed in config.feeds}
    name = config.fetch.opml
    if name:
        try:
            found, _ = read_opml((root / name).read_bytes())
        except OSError as error:
            raise mistake(name, f"cannot be read: {error.strerror}", "`opml` in [fetch] names it") from None
        except NotOpml as error:
            raise mistake(name, str(error), "export it again from the reader it is of", kind="opml") from None
        for outline in found:
            rows.setdefault(outline.url, FeedEntry(url=outline.url, name=outline.title))
    return tuple(rows.values())


def fetch(
    way: Way, fetcher: Fetcher, feeds: Sequence[FeedEntry], watcher: Watcher | None, *, now: float
) -> FetchReport:
    """Read `feeds` and bring in what is new. `now`: seconds since 1970. Feeds that fail are told of, not raised."""
    began = time.perf_counter()
    plans = [Plan(canonical(feed.url), feed, feed.full_text or way.config.fetch.full_text) for feed in feeds]
    run = _Run(way, fetcher, watcher, now)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="fetch") as pool:
        try:
            run.go(plans, pool)
        finally:
            fetcher.stopped.set()
            pool.shutdown(cancel_futures=True)
            fetcher.close()
    return FetchReport(
        feeds=tuple(run.accounts[plan.url].report() for plan in plans),
        articles=tuple(sorted(run.written, key=lambda row: row.path)),
        dry_run=way.dry,
        seconds=time.perf_counter() - began,
    )


class _Wanted(msgspec.Struct, frozen=True):
    """An item whose page is to be had."""

    plan: Plan
    entry: Entry
    told: str


class _Run:
    """The work of one run: requests in other threads, every decision and every file in this one."""

    def __init__(self, way: Way, fetcher: Fetcher, watcher: Watcher | None, now: float) -> None:
        self.way, self.fetcher, self.robots = way, fetcher, Robots(fetcher)
        self.watcher, self.now = watcher, now
        self.accounts: dict[str, Account] = {}
        self.written: list[Written] = []
        self._queues: dict[str, deque[_Wanted]] = {}
        self._busy: set[str] = set()
        self._pages = self._pages_done = 0

    def go(self, plans: Sequence[Plan], pool: ThreadPoolExecutor) -> None:
        """Ask for every feed, then for the pages that they call for, as answers come."""
        waiting: dict[Future[object], Plan | _Wanted] = {}
        for plan in plans:
            account = self.accounts[plan.url] = Account(plan)
            known = self.way.state.feed(plan.url)
            if known.not_before > self.now:
                account.status, account.kind = "waiting", "wait"
                account.problem = f"its server asked to be left alone for {_span(known.not_before - self.now)} more"
                continue
            waiting[pool.submit(self._ask_feed, plan, known)] = plan
        asked, done_feeds = len(waiting), 0
        self._tell("feeds", 0, asked)
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                job = waiting.pop(future)
                if isinstance(job, Plan):
                    self._take_feed(self.accounts[job.url], future.result())
                    done_feeds += 1
                    self._tell("feeds", done_feeds, asked)
                else:
                    self._take_page(job, future.result())
            waiting.update(self._more_pages(pool))

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self.watcher:
            self.watcher(stage, done, total)

    # In other threads.

    def _ask_feed(self, plan: Plan, known: FeedState) -> tuple[Fetched, Feed | None] | FetchError:
        fresh = known.settings == plan.settings
        try:
            found = self.fetcher.get(
                plan.url, accept=ACCEPT_FEED, gate=self.robots,
                etag=known.etag if fresh else "", modified=known.modified if fresh else "",
            )  # fmt: skip
            if found.unchanged:
                return found, None
            limits = self.fetcher.limits
            most = self.way.config.fetch.max_items
            feed = read_feed(
                found.body, found.content_type, found.url, self.way.zone, max_items=most, max_bytes=limits.max_bytes
            )
        except NotAFeed as error:
            return FetchError("not-a-feed", str(error))
        except FetchError as error:
            return error
        return found, feed

    def _ask_page(self, wanted: _Wanted) -> tuple[Fetched, Entry] | FetchError:
        try:
            found = self.fetcher.get(wanted.entry.url, accept=ACCEPT_PAGE, gate=self.robots)
            return found, read_page(found.body, found.content_type, found.url, self.way.zone)
        except NoArticle as error:
            return FetchError("no-article", str(error))
        except FetchError as error:
            return error

    # In this thread.

    def _take_feed(self, account: Account, answer: object) -> None:
        """Sort a feed's items: known, to be written, to be had from their pages."""
        plan = account.plan
        if isinstance(answer, FetchError):
            account.fail(answer)
            if answer.wait and not self.way.dry:
                known = self.way.state.feed(plan.url)
                again = msgspec.structs.replace(known, not_before=self.now + answer.wait)
                self.way.state.save_feed(plan.url, again)
            return
        assert isinstance(answer, tuple)
        found, feed = answer
        account.answer = found
        if found.moved_to:
            account.notes.append(f"has moved for good to {found.moved_to}: write that in its place")
        if feed is None:
            account.status = "not modified"
            return
        account.name = account.name or feed.title
        account.beyond = feed.beyond
        account.notes += [feed.broken] if feed.broken else []
        for entry in feed.entries:
            self._take_entry(account, _finished(entry, plan))
        self._close(account)

    def _take_entry(self, account: Account, entry: Entry) -> None:
        plan = account.plan
        told = f"{digest(plan.url)[:12]} {digest(plan.full_text, msgspec.json.encode(entry))}"
        item = self.way.known(entry, told)
        if item is not None and same(item.told, told):
            account.counts["known"] += 1
            return
        if plan.full_text == "page" and entry.url:
            account.open += 1
            self._pages += 1
            self._queues.setdefault(host_of(entry.url), deque()).append(_Wanted(plan, entry, told))
        else:
            self._write(account, entry, told)

    def _more_pages(self, pool: ThreadPoolExecutor) -> dict[Future[object], Plan | _Wanted]:
        """The next page of each host that is not being asked: one host never holds more than one worker."""
        jobs: dict[Future[object], Plan | _Wanted] = {}
        for host, queue in list(self._queues.items()):
            if host in self._busy or len(self._busy) >= WORKERS:
                continue
            wanted = queue.popleft()
            if not queue:
                del self._queues[host]
            self._busy.add(host)
            jobs[pool.submit(self._ask_page, wanted)] = wanted
        return jobs

    def _take_page(self, wanted: _Wanted, answer: object) -> None:
        account, entry = self.accounts[wanted.plan.url], wanted.entry
        self._busy.discard(host_of(entry.url))
        self._pages_done += 1
        self._tell("pages", self._pages_done, self._pages)
        account.open -= 1
        if isinstance(answer, FetchError):
            if answer.lasting:
                note = f"its page {answer.message}; taken from the feed"
                self._write(account, msgspec.structs.replace(entry, notes=(*entry.notes, note)), wanted.told)
            else:
                account.retry = True
                account.skipped[f"page {answer.message}"] += 1
        else:
            assert isinstance(answer, tuple)
            self._write(account, merged(entry, answer[1]), wanted.told)
        self._close(account)

    def _write(self, account: Account, entry: Entry, told: str) -> None:
        if not entry.body:
            account.skipped["no text"] += 1
            return
        row = self.way.write(entry, told)
        account.counts[row.action] += 1
        if row.action not in ("known", "refused"):
            self.written.append(row)

    def _close(self, account: Account) -> None:
        """When every item of a feed is in its file, what its server said is kept, so that it need not say it again."""
        answer = account.answer
        if account.open or account.retry or answer is None or self.way.dry:
            return
        state = FeedState(answer.etag, answer.modified, account.plan.settings)
        self.way.state.save_feed(account.plan.url, state)


def merged(told: Entry, page: Entry) -> Entry:
    """A feed's item with its page's text; the feed's word counts where both say something."""
    inferred = dict(told.inferred)
    fields = {}
    for field in ("title", "authors", "published", "updated", "lang", "description", "tags", "image", "source"):
        value = getattr(told, field) or getattr(page, field)
        fields[field] = value
        if not getattr(told, field) and field in dict(page.inferred):
            inferred[field] = dict(page.inferred)[field]
    return msgspec.structs.replace(
        told, **fields, url=page.url or told.url, body=page.body, inferred=tuple(inferred.items()),
        also=(told.url,) if page.url and page.url != told.url else (),
        notes=tuple(dict.fromkeys((*(told.notes if not page.published else ()), *page.notes))),
    )  # fmt: skip


def _finished(entry: Entry, plan: Plan) -> Entry:
    """An item with what site.toml says of its feed."""
    row = plan.entry
    return msgspec.structs.replace(
        entry,
        guid=own_guid(entry.guid, plan.url),
        source=row.name or entry.source,
        named=bool(row.name),
        lang=entry.lang or row.lang,
        tags=tuple(dict.fromkeys((*entry.tags, *row.tags))),
    )


def _span(seconds: float) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return f"{max(1, round(seconds))} seconds"
