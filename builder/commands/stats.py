"""`digest stats`: a site in numbers, from its files, its lockfile and the last build's record; nothing is grouped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from builder.cached import record
from builder.cached.record import Counts
from builder.commands.console import counted
from builder.commands.inventory import UNKNOWN, Inventory, SourceRow, TagRow
from builder.commands.listing import Choice
from builder.progress import Watcher
from builder.workspace import Options, open_cache

SHOWN = 10
"""Sources, tags, months and languages that a person sees."""


class Stories(msgspec.Struct, frozen=True, kw_only=True):
    """The stories of the lockfile: `several` have more than one article, `retired` none any more."""

    stories: int
    several: int
    largest: int
    retired: int
    former_addresses: int


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """A site in numbers. Articles are those that a build shows; the others are counted beside them.

    `words` are white-space separated. `months` are (`2026-10`, articles) of the site's zone, newest first; `languages`
    (tag, articles), empty where none is told. `last_build` is null before the first.
    """

    files: int
    articles: int
    drafts: int
    future: int
    undated: int
    unattributed: int
    words: int
    sentences: int
    median_words: int
    first: str
    last: str
    sources: tuple[SourceRow, ...]
    tags: tuple[TagRow, ...]
    months: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    inferred: tuple[tuple[str, int], ...]
    stories: Stories
    last_build: Counts | None


def stats(root: Path, options: Options, watcher: Watcher | None = None) -> Stats:
    """Count the site at `root`. Raises `DigestError` where its configuration or lockfile is wrong."""
    found = Inventory(root, options, watcher)
    shown = [one for one in found.chosen.articles if found.published(one)]
    words = sorted(one.words for one in shown)
    days = sorted(found.day(one.published) for one in shown if one.published)
    kind = {source.id: source.kind for source in found.chosen.sources}
    with open_cache(root) as cache:
        last = record.load(cache)
    return Stats(
        files=len(found.scan.files),
        articles=len(shown),
        drafts=sum(one.draft for one in found.chosen.articles),
        future=sum(found.is_future(one) for one in found.chosen.articles),
        undated=sum(one.published is None for one in shown),
        unattributed=sum(kind[one.source_id] == UNKNOWN for one in shown),
        words=sum(words),
        sentences=sum(len(one.sentence_spans) for one in shown),
        median_words=words[len(words) // 2] if words else 0,
        first=days[0] if days else "",
        last=days[-1] if days else "",
        sources=tuple(found.sources(Choice())),
        tags=tuple(found.tags(Choice())),
        months=tuple(sorted(Counter(day[:7] for day in days).items(), reverse=True)),
        languages=_ranked(Counter(one.lang for one in shown)),
        inferred=_ranked(Counter(row.field for one in shown for row in one.inferred)),
        stories=_stories(found),
        last_build=last.counts if last else None,
    )


def _ranked(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counter.items(), key=lambda row: (-row[1], row[0])))


def _stories(found: Inventory) -> Stories:
    threads = found.lock.threads
    return Stories(
        stories=sum(not thread.retired for thread in threads),
        several=sum(len(thread.members) > 1 for thread in threads),
        largest=max((len(thread.members) for thread in threads), default=0),
        retired=sum(thread.retired for thread in threads),
        former_addresses=sum(len(thread.lineage) for thread in threads),
    )


def lines(found: Stats) -> list[str]:
    """What a person reads."""
    span = f", {found.first} to {found.last}" if found.first else ""
    rows = (
        (found.drafts, counted(found.drafts, "draft")),
        (found.future, f"{found.future:,} of the future"),
        (found.undated, f"{found.undated:,} undated"),
        (found.unattributed, f"{found.unattributed:,} of an unknown source"),
    )
    beside = [told for number, told in rows if number]
    out = [
        f"{counted(found.articles, 'article')} in {counted(found.files, 'file')}{span}",
        *([f"  {', '.join(beside)}"] if beside else []),
        f"{found.words:,} words in {found.sentences:,} sentences; half of the articles have "
        f"{found.median_words:,} words or more",
    ]
    if found.stories.stories:
        told = (
            f"{counted(found.stories.stories, 'story', 'stories')} in the last build, {found.stories.several:,} with "
        )
        out.append(told + f"several articles, the largest with {found.stories.largest:,}")
    else:
        out.append("no stories yet: `digest build` groups the articles")
    out += _part("sources", [(row.name, row.articles) for row in found.sources])
    out += _part("tags", [(row.name, row.articles) for row in found.tags])
    out += _part("languages", [(tag or "not told", count) for tag, count in found.languages])
    out += _part("months", list(found.months))
    out += _part("fields inferred", list(found.inferred))
    return out


def _part(title: str, rows: list[tuple[str, int]]) -> list[str]:
    if not rows:
        return []
    more = [f"           and {len(rows) - SHOWN:,} more (--json has all)"] if len(rows) > SHOWN else []
    return [f"{title}:", *(f"  {count:>7,}  {name}" for name, count in rows[:SHOWN]), *more]
