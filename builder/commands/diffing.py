"""`digest diff`: what a build would change, for a person, as data, or as Markdown for a pull request."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from builder.commands.console import counted
from builder.progress import Watcher
from builder.questions import threads
from builder.threads.changes import Change, Kind, Piece, compare
from builder.threads.lockfile import LOCK_NAME
from builder.threads.moved import follow_moved
from builder.workspace import Options, lock_differs

SHOWN = 20
"""Changes of one kind that a person sees without --verbose."""
PIECES = 6
"""Articles that are named for one change, unless everything is."""
LONGEST = 60_000
"""Characters of Markdown: a comment on GitHub may have 65,536, elsewhere more."""
FOLDED = 10
"""A longer list is folded in Markdown."""

_HEADINGS: dict[Kind, str] = {
    "new": "New",
    "back": "Back at a former address",
    "merged": "Merged",
    "split": "Split off",
    "grown": "Grown",
    "shrunk": "Shrunk",
    "renamed": "Renamed",
    "redirected": "Leading elsewhere",
    "gone": "Gone",
}
_COLOURS: dict[Kind, str] = {"new": "green", "back": "green", "grown": "green", "shrunk": "yellow", "gone": "red"}


class Diff(msgspec.Struct, frozen=True, kw_only=True):
    """What a build would change. `lockfile`: whether there is one; `rewritten`: whether a build would write another."""

    lockfile: bool
    rewritten: bool
    counts: dict[str, int]
    unchanged: int
    changes: tuple[Change, ...]


def diff(root: Path, options: Options, watcher: Watcher | None) -> Diff:
    """What a build of the site at `root` would change. Nothing but the cache is written."""
    there = (root / LOCK_NAME).exists()
    found = threads(root, options, watcher)
    changes = compare(follow_moved(found.before, found.chosen.articles), found.lock)
    return Diff(
        lockfile=there,
        rewritten=lock_differs(root, found.lock),
        counts=changes.counts,
        unchanged=changes.unchanged,
        changes=changes.changes,
    )


def summary(found: Diff) -> str:
    """`3 new, 1 merged; 412 stories as they were`."""
    parts = [f"{count} {kind}" for kind, count in found.counts.items() if count]
    same = f"{counted(found.unchanged, 'story', 'stories')} as {'it was' if found.unchanged == 1 else 'they were'}"
    return f"{', '.join(parts) or 'No story changes'}; {same}"


def _remarks(found: Diff) -> list[str]:
    if not found.lockfile:
        return [f"There is no {LOCK_NAME} yet, so every story is new; a build writes it."]
    if found.rewritten and not found.changes:
        return [f"A build would write {LOCK_NAME} anew: articles have moved or been edited within their stories."]
    return []


def show(found: Diff, *, verbose: bool) -> None:
    """The changes for a person, on standard output."""
    shown = len(found.changes) if verbose else SHOWN
    for kind, rows in _by_kind(found):
        click.echo(click.style(f"{_HEADINGS[kind]} ({len(rows)})", bold=True, fg=_COLOURS.get(kind, "cyan")))
        for row in rows[:shown]:
            for line in _lines(row, verbose=verbose):
                click.echo(f"  {line}")
        if len(rows) > shown:
            click.echo(f"  and {len(rows) - shown} more (--verbose names them)")
        click.echo()
    for line in (*_remarks(found), summary(found)):
        click.echo(line)


def _by_kind(found: Diff) -> list[tuple[Kind, list[Change]]]:
    kinds = dict.fromkeys(row.kind for row in found.changes)
    return [(kind, [row for row in found.changes if row.kind == kind]) for kind in kinds]


def _lines(row: Change, *, verbose: bool) -> list[str]:
    lines = [f"{row.title}  {_address(row.slug)}{_facts(row, _address, str)}".strip()]
    for sign, pieces in (("+", row.added), ("-", row.removed)):
        shown = pieces if verbose else pieces[:PIECES]
        lines += [f"  {sign} {piece.path}{_beside(row, piece, sign, _address)}" for piece in shown]
        if len(pieces) > len(shown):
            lines.append(f"  {sign} and {len(pieces) - len(shown)} more")
    return lines


def _address(slug: str) -> str:
    return f"/stories/{slug}/"


def _facts(row: Change, address: Callable[[str], str], words: Callable[[str], str]) -> str:
    """What a change says beside its headline: counts, other stories, the headline before."""
    others = ", ".join(map(address, row.addresses))
    articles = counted(row.after, "article")
    match row.kind:
        case "renamed":
            return f": was “{words(row.former_title)}”"
        case "redirected":
            return f" would lead to {others}"
        case "gone":
            return f": had {counted(row.before, 'article')}; its address is kept for their return"
        case "merged":
            return f": {row.before} → {articles}, with {others}, which would lead here"
        case "split" | "back":
            return f": {articles}, from {others}" if others else f": {articles}"
        case "grown" | "shrunk":
            return f": {row.before} → {articles}"
        case _:
            return f": {articles}"


def _beside(row: Change, piece: Piece, sign: str, address: Callable[[str], str]) -> str:
    """Where an article comes from or goes to, unless the change says so already."""
    if not piece.slug or [piece.slug] == list(row.addresses):
        return ""
    return f" ({'from' if sign == '+' else 'to'} {address(piece.slug)})"


# Markdown ----------------------------------------------------------------------------------------------------


def markdown(found: Diff) -> str:
    """The changes as a comment on a pull request: as many as fit, and how many do not."""
    for cap in (200, 100, 50, 25, 10, 5):
        text = _markdown(found, cap)
        if len(text) <= LONGEST:
            break
    return text


def _markdown(found: Diff, cap: int) -> str:
    parts = ["### Story threads", f"{summary(found)}.", *_remarks(found)]
    for kind, rows in _by_kind(found):
        items = [_item(row) for row in rows[:cap]]
        if len(rows) > cap:
            items.append(f"- and {len(rows) - cap} more")
        listed = "\n".join(items)
        heading = f"{_HEADINGS[kind]} ({len(rows)})"
        if len(items) > FOLDED:
            parts.append(f"<details><summary>{heading}</summary>\n\n{listed}\n\n</details>")
        else:
            parts.append(f"#### {heading}\n\n{listed}")
    return "\n\n".join(parts) + "\n"


def _item(row: Change) -> str:
    head = f"**{_escaped(row.title)}** {_code_address(row.slug)}" if row.title else _code_address(row.slug)
    pieces = [("+", piece) for piece in row.added] + [("-", piece) for piece in row.removed]
    named = [_code(piece.path) + _beside(row, piece, sign, _code_address) for sign, piece in pieces[:PIECES]]
    more = [f"and {len(pieces) - PIECES} more"] if len(pieces) > PIECES else []
    tail = f"  \n  {', '.join((*named, *more))}" if named else ""
    return f"- {head}{_facts(row, _code_address, _escaped)}{tail}"


def _code_address(slug: str) -> str:
    return _code(_address(slug))


def _code(text: str) -> str:
    """Words that Markdown leaves alone; a backtick would end them."""
    return f"`{' '.join(text.replace('`', 'ˋ').split())}`"


def _escaped(text: str) -> str:
    """A headline that makes no markup, calls nobody (`@name`) and refers to no issue (`#12`)."""
    one_line = " ".join(text.split())
    short = one_line if len(one_line) <= 160 else one_line[:159] + "…"
    marked = re.sub(r"([\\`*_{}\[\]()|~!>])", r"\\\1", html.escape(short, quote=False))
    return re.sub(r"([@#])", r"\1<!-- -->", marked)
