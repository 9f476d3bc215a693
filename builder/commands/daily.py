"""What a person sees of `digest check` and `digest list`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from builder.commands import console
from builder.commands.check import Checked
from builder.commands.check import Wish as Wish
from builder.commands.check import check as check
from builder.commands.console import counted
from builder.commands.fixing import Fix
from builder.commands.inventory import ArticleRow, Inventory, What
from builder.commands.listing import Choice, Listing
from builder.workspace import Options, configured

_FIXABLE = frozenset({"bom", "tabs", "spaces", "date", "lockfile-order"})
_NOTHING = {
    "articles": "no article",
    "drafts": "no drafts",
    "future": "nothing dated in the future",
    "undated": "no article without a date",
    "unattributed": "no article of an unknown source",
    "sources": "no source",
    "tags": "no tag",
}


def show_checked(found: Checked, *, verbose: bool, quiet: bool) -> None:
    """What is wrong, what was put in order and what could be."""
    for one in found.fixed if not quiet else ():
        click.echo(f"{click.style('fixed', fg='green')}: {_place(one)}: {one.message}", err=True)
    console.show_notices(found.notices, verbose=verbose, quiet=quiet)
    if quiet:
        return
    console.show_tally(found.notices)
    could = sum(notice.kind in _FIXABLE and notice.severity == "info" for notice in found.notices)
    if could:
        click.echo(f"{counted(could, 'line')} that --fix would put in order (--verbose names them)", err=True)
    if found.fixed:
        click.echo(f"{counted(len(found.fixed), 'line')} put in order", err=True)


def _place(one: Fix) -> str:
    return f"{one.path}:{one.line}" if one.line else one.path


def list_what(root: Path, options: Options, what: str, choice: Choice, *, quiet: bool) -> tuple[Any, list[str]]:
    """What `digest list` prints: the rows for JSON, and the lines for a person."""
    with console.progress(quiet) as watcher:
        if what == "threads":
            from builder.questions import threads as run

            listing = Listing(run(root, options, watcher), configured(root).zone)
            chosen = listing.chosen(choice)
            rows = listing.data(chosen.threads)["threads"]
            lines = [
                f"{listing_day(row):10}  {len(row['articles']):>4}  {row['title']}  (stories/{row['slug']})"
                for row in rows
            ]
            return {"threads": rows, "left_out": chosen.left_out}, lines
        found = Inventory(root, options, watcher)
    if what == "sources":
        every: Sequence[Any] = found.sources(choice)
        shown = _first(every, choice)
        lines = [_line(row.articles, row.name, ", ".join(part for part in (row.id, row.kind) if part)) for row in shown]
    elif what == "tags":
        every = found.tags(choice)
        shown = _first(every, choice)
        lines = [_line(row.articles, row.name, f"tags/{row.slug}") for row in shown]
    else:
        every = found.articles(_article_kind(what), choice)
        shown = _first(every, choice)
        lines = [_article_line(row, found.day(row.published)) for row in shown]
    name = what if what in ("sources", "tags") else "articles"
    return {name: shown, "left_out": len(every) - len(shown)}, lines


def show_lines(what: str, rows: dict[str, Any], lines: Sequence[str], *, quiet: bool) -> None:
    """The lines on standard output, their number on standard error."""
    for line in lines:
        click.echo(line)
    if quiet:
        return
    if not lines:
        click.echo(_NOTHING.get(what, "no thread matches"), err=True)
        return
    one = "source" if what == "sources" else "tag" if what == "tags" else "thread" if what == "threads" else "article"
    more = f"; --limit leaves out {rows['left_out']:,}" if rows["left_out"] else ""
    click.echo(f"{counted(len(lines), one)}{more}", err=True)


def listing_day(row: dict[str, Any]) -> str:
    """The last day (UTC) of a thread's row."""
    return row["last"].date().isoformat() if row["last"] else "undated"


def _first(rows: Sequence[Any], choice: Choice) -> Sequence[Any]:
    return rows[: choice.limit] if choice.limit else rows


def _article_kind(what: str) -> What:
    kinds: dict[str, What] = {
        "articles": "articles",
        "drafts": "drafts",
        "future": "future",
        "undated": "undated",
        "unattributed": "unattributed",
    }
    return kinds[what]


def _line(count: int, name: str, behind: str) -> str:
    return f"{count:>6,}  {name}  ({behind})"


def _article_line(row: ArticleRow, day: str) -> str:
    marks = [word for word, on in (("draft", row.draft), ("future", row.future)) if on]
    told = f"  [{', '.join(marks)}]" if marks else ""
    return f"{day:10}  {row.source}: {row.title}  ({row.path}){told}"
