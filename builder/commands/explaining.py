"""`digest explain`: why articles stand together or apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click
import msgspec

from builder.errors import mistake
from builder.model import Article
from builder.pipeline import evidence
from builder.progress import Watcher
from builder.workspace import Options

if TYPE_CHECKING:
    from builder.threads.explain import Reason


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One other article: what speaks for its being the same story (see docs/explanation/threads.md)."""

    path: str
    title: str
    together: bool
    similarity: float
    meaning: float
    words: float
    days: float | None
    crowd: float
    time: float
    score: float
    between: float
    shared: tuple[str, ...]


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """An article, its thread, and the others it was compared with, the nearest first."""

    path: str
    title: str
    thread: tuple[str, ...]
    threshold: float
    compared: tuple[Compared, ...]


def explain(root: Path, options: Options, name: str, other: str | None, watcher: Watcher | None) -> Explained:
    """Explain the article called `name`, against `other` or its nearest. Raises `DigestError` for unknown ones."""
    from builder.threads.explain import explain as by_evidence

    with evidence(root, options, watcher) as known:
        articles = known.articles
        a, b = find(articles, name), find(articles, other) if other is not None else None
        found = by_evidence(a.id, b.id if b else None, articles, known.vectors(), known.settings, known.terms())
    by_id = {article.id: article for article in articles}
    return Explained(
        path=a.path,
        title=a.title,
        thread=tuple(by_id[member].path for member in found.thread),
        threshold=found.threshold,
        compared=tuple(_compared(reason, a.id, by_id) for reason in found.reasons),
    )


def _compared(reason: Reason, name: str, by_id: dict[str, Article]) -> Compared:
    tie = reason.tie
    other = by_id[tie.right if tie.left == name else tie.left]
    return Compared(
        path=other.path,
        title=other.title,
        together=reason.together,
        similarity=tie.similarity,
        meaning=tie.meaning,
        words=tie.words,
        days=None if tie.days < 0 else tie.days,
        crowd=reason.crowd,
        time=reason.time,
        score=reason.score,
        between=reason.between,
        shared=tie.shared,
    )


def find(articles: Sequence[Article], name: str) -> Article:
    """The article that `name` means: a path (with or without its folders), an address, a url or an id."""
    wanted = name.strip().strip("/")
    for matches in (
        [a for a in articles if wanted in (a.id, a.path, a.address, f"articles/{a.address}") or name == a.url],
        [a for a in articles if f"/{a.path}".endswith(f"/{wanted}") or f"/{wanted}".endswith(f"/{a.path}")],
        [a for a in articles if PurePosixPath(a.path).stem == wanted],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            which = ", ".join(article.path for article in matches[:5])
            raise mistake(name, f"is the name of {len(matches)} articles", f"say which: {which}", kind="ambiguous")
    raise mistake(name, "is no article of this site", "name its path, address, url or id", kind="no-article")


def show(found: Explained) -> None:
    """The explanation for a person."""
    click.echo(f"{click.style(found.title, bold=True)}  ({found.path})")
    others = [path for path in found.thread if path != found.path]
    click.echo(f"  in one thread with: {', '.join(others)}" if others else "  alone in its thread")
    click.echo(f"  two threads become one at a mean score of {found.threshold:.2f} or more\n")
    for row in found.compared:
        verdict = click.style("same thread", fg="green") if row.together else click.style("apart", fg="yellow")
        click.echo(f"{verdict}: {row.title}  ({row.path})")
        apart = "days unknown" if row.days is None else f"{row.days:.1f} days apart"
        click.echo(f"  meaning {row.meaning:.2f}, words {row.words:.2f}, {apart}")
        sum_ = f"similarity {row.similarity:.2f} - background {row.crowd:.2f} - time {row.time:.2f}"
        click.echo(f"  {sum_} = score {row.score:.2f}")
        how = "mean score with the rest of the thread" if row.together else "mean score between the two threads"
        margin = row.between - found.threshold
        click.echo(f"  {how} {row.between:.2f}, {abs(margin):.2f} {'above' if margin >= 0 else 'below'} the threshold")
        if row.shared:
            click.echo(f"  both say: {', '.join(row.shared)}")
