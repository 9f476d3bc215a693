"""`digest search`: the stories that answer a query, for a person or as JSON."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
import msgspec

from builder.commands.console import counted
from builder.progress import Watcher
from builder.questions import Desk
from builder.workspace import Options

if TYPE_CHECKING:
    from rich.text import Text

    from builder.cached.asking import Searchable
    from builder.search.ask import Order
    from builder.search.fusing import By, Hit

_SOURCES = 4
"""Names of sources that a line of the table has room for; the rest is counted."""
_LONGEST = 300
"""Characters of a sentence that the table shows."""


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence word for word; `path` is the article's file, `address` the sentence's place on the site."""

    text: str
    source: str
    path: str
    address: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A story that answers; times are UTC, `score` is null where no words were asked for."""

    id: str
    slug: str
    title: str
    first: datetime | None
    last: datetime | None
    articles: int
    sources: tuple[str, ...]
    independent: int
    tensions: int
    score: float | None
    by: By | None
    sentence: Sentence | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a query finds of the site's `stories`; see docs/reference/commands.md."""

    query: str
    stories: int
    total: int
    left_out: int
    results: tuple[Row, ...]
    corrected: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    operators: tuple[str, ...]


def search(
    root: Path, options: Options, words: str, order: Order, limit: int, *, meaning: bool, watcher: Watcher | None
) -> tuple[Found, ZoneInfo]:
    """The first `limit` stories (0: all) that answer `words`, and the site's time zone.

    Raises `click.UsageError` where nothing is asked.
    """
    from builder.search.query import parse

    query = parse(f"{words} ")  # A blank behind it: here every word is whole.
    if not query.clauses and not query.without:
        raise click.UsageError("Say what to search for: words, a phrase or a filter.")
    with Desk(root, options, watcher).open() as site:
        answer = site.ask(query, order, meaning=meaning)
        shown = answer.hits[: limit or None]
        rows = tuple(_row(site, hit, answer.weights, ranked=answer.asked) for hit in shown)
        stories, zone = len(site.documents), site.zone
    return Found(
        query=words,
        stories=stories,
        total=len(answer.hits),
        left_out=len(answer.hits) - len(rows),
        results=rows,
        corrected=answer.corrected,
        unknown=answer.unknown,
        operators=query.unknown,
    ), zone


def _row(site: Searchable, hit: Hit, weights: Any, *, ranked: bool) -> Row:
    from builder.site import urls
    from builder.site.urls import Urls

    document = site.documents[hit.number]
    told = site.sentence(hit.number, weights)
    names = dict(document.sources)
    return Row(
        id=document.thread.id,
        slug=document.slug,
        title=document.thread.title,
        first=document.thread.first,
        last=document.thread.last,
        articles=len(document.members),
        sources=tuple(names.values()),
        independent=document.comparison.independent,
        tensions=len(document.comparison.tensions),
        score=round(hit.score, 3) if ranked else None,
        by=hit.by if ranked else None,
        sentence=Sentence(
            text=told.text,
            source=names[told.article.source_id],
            path=told.article.path,
            address=Urls("", "").to(urls.article(told.article.address), urls.sentence_anchor(told.sentence)),
        )
        if told
        else None,
    )


def show(found: Found, zone: ZoneInfo, *, quiet: bool = False) -> None:
    """The stories as a table on standard output; what there is to say of the query on standard error."""
    for typed, used in found.corrected:
        click.echo(f"searched for {used} instead of {typed}", err=True)
    for operator in found.operators:
        click.echo(f"there is no {operator}: searched as words", err=True)
    for word in found.unknown:
        click.echo(f'no story has the word "{word}"', err=True)
    if not found.results:
        click.echo("no story matches" if found.stories else "there is no story yet", err=True)
        return
    _table(found, zone)
    if not quiet:
        more = f"; --limit leaves out {found.left_out:,}" if found.left_out else ""
        click.echo(counted(found.total, "story", "stories") + more, err=True)


def _table(found: Found, zone: ZoneInfo) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    ranked = any(row.by for row in found.results)
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False, padding=(0, 1, 1, 0), header_style="dim")
    table.add_column("Story", ratio=1, overflow="fold")
    table.add_column("Days", no_wrap=True)
    table.add_column("Sources", max_width=24)
    if ranked:
        table.add_column("By", no_wrap=True)
    for row in found.results:
        table.add_row(_story(row), _days(row, zone), _sources(row), *([row.by or ""] if ranked else ()))
    Console(highlight=False, markup=False, emoji=False).print(table)


def _story(row: Row) -> Text:
    from rich.text import Text

    text = Text(_line(row.title), style="bold")
    text.append(f"\n/stories/{row.slug}/", style="not bold dim")
    if row.sentence:
        words = _line(row.sentence.text)
        if len(words) > _LONGEST:
            words = words[:_LONGEST].rsplit(None, 1)[0] + " …"
        text.append(f"\n{words}", style="not bold")
        text.append(f"  {_line(row.sentence.source)}", style="not bold dim")
    return text


def _days(row: Row, zone: ZoneInfo) -> str:
    if row.first is None or row.last is None:
        return "undated"
    days = dict.fromkeys(moment.astimezone(zone).date().isoformat() for moment in (row.first, row.last))
    return "\n".join(days)


def _sources(row: Row) -> str:
    names = [_line(name) for name in row.sources[:_SOURCES]]
    if len(row.sources) > _SOURCES:
        names.append(f"and {len(row.sources) - _SOURCES} more")
    return ", ".join(names)


def _line(text: str) -> str:
    """Words on one line, without signs that would steer a terminal."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
