"""`digest import`: a run, and what a person reads of it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from builder.commands import console
from builder.commands.console import counted
from builder.commands.ingesting import account, print_json, show_articles, show_failures
from builder.config import CONFIG_NAME
from builder.config_file import parse_config
from builder.errors import mistake
from builder.text.urls import canonical


class FeedsReport(msgspec.Struct, frozen=True):
    """What an OPML added to site.toml: addresses added, those there already, and outlines that named none."""

    path: str
    kind: str
    added: tuple[str, ...]
    known: int
    wrong: int
    dry_run: bool


def run(
    root: Path,
    path: Path,
    *,
    kind: str,
    columns: tuple[str, ...],
    fetch_pages: bool,
    allow_private: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Run `digest import`; returns the exit code."""
    from builder.ingest.importing import import_from, kind_of
    from builder.ingest.site import make_fetcher, opened

    named = _columns(columns)
    kind = kind_of(path) if kind == "auto" else kind
    if kind == "opml":
        return _import_feeds(root, path, dry=dry_run, as_json=as_json, quiet=quiet)
    with console.progress(quiet) as watcher, opened(root, watcher, dry=dry_run) as way:
        fetcher = make_fetcher(way.config, allow_private) if fetch_pages else None
        total = _amount(path, kind)

        def advance(done: int) -> None:
            if watcher and (done % 10 == 0 or done == total):
                watcher("import", done, max(total, done))

        report = import_from(way, path, kind, named, fetcher, advance)
    show_failures(report.failures)
    if as_json:
        print_json(report)
    elif not quiet:
        show_articles(report.articles, dry=dry_run, everything=False, verbose=verbose)
        failed = report.counts.get("failed", 0)
        tail = (f", {failed:,} failed" if failed else "") + (" (dry run: nothing was written)" if dry_run else "")
        click.echo(account(report.counts, report.skipped, 0) + tail, err=True)
    used = sum(number for action, number in report.counts.items() if action != "failed")
    return 0 if used or not (report.failures or report.skipped) else 1


def _columns(columns: tuple[str, ...]) -> dict[str, str]:
    from builder.ingest.importers.records import wrong_columns

    pairs = [column.partition("=") for column in columns]
    if wrong := next(
        (column for column, (_, mark, name) in zip(columns, pairs, strict=True) if not mark or not name), ""
    ):
        raise click.UsageError(f"--column {wrong} is not FIELD=NAME, such as title=Headline.")
    named = {field: name for field, _, name in pairs}
    if wrong := wrong_columns(named):
        raise click.UsageError(f"--column {wrong}=…: there is no such field; title, date, url, text, byline, source …")
    return named


def _amount(path: Path, kind: str) -> int:
    """About how many items there are, for the progress bar; 0 where counting would take as long as reading."""
    if kind == "jsonl" and path.suffix != ".gz":
        with path.open("rb") as handle:
            return sum(1 for _ in handle)
    return 0


def _import_feeds(root: Path, path: Path, *, dry: bool, as_json: bool, quiet: bool) -> int:
    """Add the feeds of an OPML to the end of site.toml, which is checked before it is replaced."""
    from builder.ingest.fetching import feeds_of
    from builder.ingest.opml import NotOpml, read_opml
    from builder.workspace import configured, replace_file

    try:
        outlines, wrong = read_opml(path.read_bytes())
    except NotOpml as error:
        raise mistake(str(path), str(error), kind="opml") from None
    known = {canonical(feed.url) for feed in feeds_of(root, configured(root))}
    added = [outline for outline in outlines if outline.url not in known]
    if added and not dry:
        config = root / CONFIG_NAME
        text = config.read_text(encoding="utf-8")
        rows = "".join(
            f"\n[[feeds]]\nurl = {_toml(row.url)}\n" + (f"name = {_toml(row.title)}\n" if row.title else "")
            for row in added
        )
        whole = text.rstrip("\n") + "\n" + rows
        parse_config(whole)
        replace_file(config.resolve(), whole.encode("utf-8"))
    report = FeedsReport(str(path), "opml", tuple(row.url for row in added), len(outlines) - len(added), wrong, dry)
    if as_json:
        print_json(report)
    elif not quiet:
        for row in added:
            click.echo(f"new: {row.url}" + (f" ({row.title})" if row.title else ""))
        parts = [f"{counted(len(added), 'feed')} added to {CONFIG_NAME}", f"{report.known:,} there already"]
        parts += [f"{wrong:,} without a usable address"] if wrong else []
        click.echo(", ".join(parts) + (" (dry run: nothing was written)" if dry else ""), err=True)
    return 0 if outlines else 1


def _toml(text: str) -> str:
    """A TOML string: JSON's form is one, control characters apart, which JSON writes as TOML does too."""
    import json

    return json.dumps("".join(char for char in text if char.isprintable()), ensure_ascii=False)
