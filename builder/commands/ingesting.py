"""`digest add` and `digest fetch`: a run, and what a person reads of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from builder.commands import console
from builder.commands.console import counted
from builder.config import CONFIG_NAME, FeedEntry
from builder.errors import mistake
from builder.ingest.adding import AddReport, Failure, Given
from builder.ingest.reports import FeedReport, FetchReport
from builder.ingest.site import Written
from builder.text.urls import canonical

_DONE = 0
_FAILED = 1
_SHOWN = 20
"""Articles named without --verbose."""

_FIELDS = {"url": "link", "authors": "author", "published": "date"}
_ACTIONS = (
    ("new", "new"),
    ("updated", "updated"),
    ("known", "unchanged"),
    ("edited", "changed there, edited here"),
    ("refused", "too long"),
)


def add(
    root: Path,
    what: Sequence[str],
    *,
    url: str,
    title: str,
    published: str,
    source: str,
    tags: tuple[str, ...],
    refresh: bool,
    allow_private: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Run `digest add`; returns the exit code."""
    from builder.ingest.adding import add as run
    from builder.ingest.site import make_fetcher, opened

    if len(what) > 1 and (url or title):
        raise click.UsageError("--url and --title are of one page; name one URL or FILE with them.")
    if url and not canonical(url):
        raise click.UsageError(f"{url} is not a web address; write it whole, with https://")
    given = Given(url=url, title=title, published=published, source=source, tags=tags)
    with console.progress(quiet) as watcher, opened(root, watcher, dry=dry_run) as way:
        report = run(way, make_fetcher(way.config, allow_private), what, given, watcher, refresh=refresh)
    show_failures(report.failures)
    if as_json:
        print_json(report)
    elif not quiet:
        _show_added(report, verbose=verbose)
    return _FAILED if report.failures else _DONE


def _show_added(report: AddReport, *, verbose: bool) -> None:
    show_articles(report.articles, dry=report.dry_run, everything=True, verbose=verbose)
    counts = {action: sum(row.action == action for row in report.articles) for action, _ in _ACTIONS}
    failed = f", {counted(len(report.failures), 'page')} failed" if report.failures else ""
    click.echo(
        account(counts, {}, 0) + failed + (" (dry run: nothing was written)" if report.dry_run else ""), err=True
    )


def fetch(
    root: Path,
    names: Sequence[str],
    *,
    strict: bool,
    allow_private: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Run `digest fetch`; returns the exit code."""
    from builder.ingest.fetching import feeds_of
    from builder.ingest.fetching import fetch as run
    from builder.ingest.site import make_fetcher, opened

    with console.progress(quiet) as watcher, opened(root, watcher, dry=dry_run) as way:
        feeds = chosen(feeds_of(root, way.config), names)
        report = run(way, make_fetcher(way.config, allow_private), feeds, watcher, now=time.time())
    if as_json:
        print_json(report)
    else:
        _show_fetched(report, quiet=quiet, verbose=verbose)
    failed = [feed for feed in report.feeds if feed.status == "failed"]
    return _FAILED if failed and (strict or len(failed) == len(report.feeds)) else _DONE


def chosen(feeds: Sequence[FeedEntry], names: Sequence[str]) -> list[FeedEntry]:
    """The feeds that `names` ask for, all without names. Raises `DigestError` when there is none."""
    if not names:
        if not feeds:
            remedy = 'add [[feeds]] with url = "https://…", or `digest import feeds.opml`'
            raise mistake(CONFIG_NAME, "names no feeds", remedy, kind="no-feeds")
        return list(feeds)
    found: dict[str, FeedEntry] = {}
    for name in names:
        rows = [feed for feed in feeds if name.lower() in feed.url.lower() or name.lower() in feed.name.lower()]
        if not rows and name.lower().startswith(("http://", "https://")) and canonical(name):
            rows = [FeedEntry(url=name)]
        if not rows:
            remedy = "name part of a feed's address or name, or any feed's whole address"
            raise mistake(CONFIG_NAME, f"names no feed like “{name}”", remedy, kind="no-feeds")
        found.update({canonical(feed.url): feed for feed in rows})
    return list(found.values())


def _show_fetched(report: FetchReport, *, quiet: bool, verbose: bool) -> None:
    for feed in report.feeds:
        if feed.status == "failed":
            tail = f" ({feed.remedy})" if feed.remedy else ""
            click.echo(f"{click.style('failed', fg='red')}: {feed.name} ({feed.url}) {feed.problem}{tail}", err=True)
    if quiet:
        return
    show_articles(report.articles, dry=report.dry_run, everything=False, verbose=verbose)
    for feed in report.feeds:
        if feed.status != "failed":
            click.echo(f"  {feed.name}: {_of_feed(feed)}", err=True)
        for note in feed.notes:
            click.echo(f"    {feed.url} {note}", err=True)
    totals = {action: sum(feed.counts.get(action, 0) for feed in report.feeds) for action, _ in _ACTIONS}
    failed = sum(feed.status == "failed" for feed in report.feeds)
    tail = (f", {failed:,} failed" if failed else "") + (" (dry run: nothing was written)" if report.dry_run else "")
    click.echo(
        f"{counted(len(report.feeds), 'feed')}: {account(totals, {}, 0)}{tail} in {report.seconds:.1f} s", err=True
    )


def _of_feed(feed: FeedReport) -> str:
    if feed.status == "not modified":
        return "nothing new"
    if feed.status == "waiting":
        return f"not asked: {feed.problem}"
    return account(feed.counts, feed.skipped, feed.beyond)


def account(counts: dict[str, int], skipped: dict[str, int], beyond: int) -> str:
    """`12 new, 3 unchanged, 1 skipped: no text`."""
    parts = [f"{counts[action]:,} {word}" for action, word in _ACTIONS if counts.get(action)]
    if skipped:
        reasons = ", ".join(
            f"{reason}" if len(skipped) == 1 else f"{number:,} {reason}" for reason, number in sorted(skipped.items())
        )
        parts.append(f"{sum(skipped.values()):,} skipped: {reasons}")
    if beyond:
        parts.append(f"{beyond:,} beyond max_items")
    return ", ".join(parts) or "nothing new"


def show_articles(rows: Sequence[Written], *, dry: bool, everything: bool, verbose: bool) -> None:
    """Each article's file on standard output, what was inferred and is to be known of it on standard error."""
    words = dict(_ACTIONS)
    shown = rows if verbose or everything else rows[:_SHOWN]
    for row in shown:
        click.echo(f"{words[row.action] if row.action != 'new' or dry else 'new'}: {click.format_filename(row.path)}")
        if row.inferred and row.action in ("new", "updated"):
            told = ", ".join(f"{_FIELDS.get(field, field)} (from {how})" for field, how in row.inferred)
            click.echo(f"    inferred: {told}", err=True)
        for note in row.notes if row.action in ("new", "updated") else ():
            click.echo(f"    {note}", err=True)
    if len(rows) > len(shown):
        click.echo(f"and {len(rows) - len(shown):,} more (--verbose names them)", err=True)


def show_failures(failures: Sequence[Failure]) -> None:
    """Each failure with its remedy, on standard error."""
    for row in failures[:100]:
        tail = f" ({row.remedy})" if row.remedy else ""
        click.echo(f"{click.style('failed', fg='red')}: {row.what} {row.message}{tail}", err=True)
    if len(failures) > 100:
        click.echo(f"failed: and {len(failures) - 100:,} more (--json names them)", err=True)


def print_json(value: object) -> None:
    """A report as JSON on standard output."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8"))
