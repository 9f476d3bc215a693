"""What a person sees of a run: progress while it works, notices, and a summary at the end.

Standard output carries results, standard error everything else. Colour and moving bars only on a terminal; rich is
imported only when a bar is drawn.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from builder.errors import Notice
from builder.progress import Watcher

if TYPE_CHECKING:
    from builder.pipeline import Outcome

_SHOWN = 12
"""Notices of one severity that are written out without --verbose; the rest is counted."""

_SKIPPED = {
    "draft": ("draft", "drafts"),
    "future": ("future post", "future posts"),
    "duplicate": ("duplicate", "duplicates"),
    "no-text": ("without text", "without text"),
    "file-type": ("of an unknown type", "of an unknown type"),
    "link-folder": ("link to a folder", "links to folders"),
    "not-a-file": ("not a file", "not files"),
}
_COLOURS = {"error": "red", "warning": "yellow", "skipped": "blue", "info": "white"}


@contextmanager
def progress(quiet: bool) -> Iterator[Watcher | None]:
    """A watcher that draws a bar per stage on a terminal, else none."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bars = _Bars()
    try:
        yield bars.watch
    finally:
        bars.stop()


class _Bars:
    """Bars appear with the first stage that reports an amount, so that a quick build draws nothing."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description:>12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._tasks: dict[str, int] = {}

    def watch(self, stage: str, done: int, total: int) -> None:
        if not total:
            return
        if not self._tasks:
            self._progress.start()
        if stage not in self._tasks:
            self._tasks[stage] = int(self._progress.add_task(stage, total=total, rate=""))
        task = self._tasks[stage]
        speed = next((row.speed for row in self._progress.tasks if row.id == task), None)
        from rich.progress import TaskID

        self._progress.update(TaskID(task), completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

    def stop(self) -> None:
        if self._tasks:
            self._progress.stop()


def show_notices(notices: Sequence[Notice], *, verbose: bool = False, quiet: bool = False) -> None:
    """Write notices to standard error: errors always, warnings unless quiet, the rest when verbose."""
    levels = ["error"] if quiet else ["error", "warning", "skipped"]
    if verbose:
        levels.append("info")
    for level in levels:
        rows = sorted(notice for notice in notices if notice.severity == level)
        shown = rows if verbose or level == "error" else rows[:_SHOWN]
        for notice in shown:
            click.echo(f"{click.style(level, fg=_COLOURS[level])}: {notice}", err=True)
        if len(rows) > len(shown):
            click.echo(f"{level}: and {len(rows) - len(shown)} more (--verbose names them)", err=True)


def skipped_line(notices: Sequence[Notice]) -> str:
    """`3 skipped: 2 drafts, 1 without text`, or nothing."""
    kinds = Counter(notice.kind for notice in notices if notice.severity == "skipped")
    if not kinds:
        return ""
    parts = []
    for kind, count in sorted(kinds.items(), key=lambda row: (-row[1], row[0])):
        one, many = _SKIPPED.get(kind, (kind.replace("-", " "),) * 2)
        parts.append(f"{count} {one if count == 1 else many}")
    return f"{sum(kinds.values())} skipped: {', '.join(parts)}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 article`, `1,601 articles`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def show_outcome(outcome: Outcome, *, verbose: bool) -> None:
    """The summary of a build, on standard error (standard output is for `--json`)."""
    counts = outcome.counts
    lines = []
    if not outcome.fresh:
        lines.append("Nothing has changed since the last build.")
    lines.append(
        f"{counted(counts.articles, 'article')} from {counted(counts.files, 'file')} ({counts.parsed:,} new or changed)"
    )
    lines.append(f"{counted(counts.threads, 'thread')}, {counts.several_sources:,} with several sources")
    lines.append(f"{counted(counts.embedded, 'text')} embedded, {counts.from_cache:,} taken from the cache")
    lines.append(
        f"{counted(counts.pages, 'file')}: {counts.written:,} written, {counts.unchanged:,} unchanged, "
        f"{counts.deleted:,} deleted"
    )
    lines += [line for line in (skipped_line(outcome.notices), _left_out(outcome.notices)) if line]
    inferred = sum(notice.kind == "inferred" for notice in outcome.notices)
    if inferred and not verbose:
        lines.append(f"{counted(inferred, 'article')} with inferred fields (--verbose names them)")
    costs = [
        f"{cost.name} {cost.seconds:.2f} s" + (f" ({cost.peak_mb:,.0f} MB)" if verbose else "")
        for cost in outcome.costs
    ]
    lines.append(" · ".join(costs))
    for line in lines:
        click.echo(f"  {line}", err=True)
    click.echo(click.style(f"{outcome.output} is ready", bold=True) + f" in {outcome.seconds:.2f} s", err=True)


def _left_out(notices: Sequence[Notice]) -> str:
    errors = sum(notice.severity == "error" for notice in notices)
    warnings = sum(notice.severity == "warning" for notice in notices)
    parts = []
    if errors:
        parts.append(f"{counted(errors, 'file')} left out because of an error")
    if warnings:
        parts.append(counted(warnings, "warning"))
    return ", ".join(parts)


def show_tally(notices: Sequence[Notice]) -> None:
    """`2 errors, 1 warning`, or that nothing is wrong."""
    errors = sum(notice.severity == "error" for notice in notices)
    warnings = sum(notice.severity == "warning" for notice in notices)
    if skipped := skipped_line(notices):
        click.echo(skipped, err=True)
    if not errors and not warnings:
        click.echo(click.style("Nothing is wrong.", fg="green"), err=True)
    else:
        click.echo(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}", err=True)
