"""`digest threads`: the threads, chosen and sorted, for a person or as JSON."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

import click
import msgspec

from builder.commands.console import counted
from builder.commands.naming import find_story
from builder.model import Article, Saga, Source, Thread
from builder.pipeline import Threaded
from builder.text.normalise import fold

Order = Literal["newest", "largest", "sources"]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which threads to list, and in what order. Days are of the site's zone, both ends included; 0 lists all.

    `sources` (ids or names) and `tags`: a thread with an article of any of them. `search`: every word stands in the
    headline or in a title of an article.
    """

    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    min_articles: int = 0
    min_sources: int = 0
    single: bool = False
    search: str = ""
    sort: Order = "newest"
    limit: int = 0


class Shown:
    """The threads to show: all that match a choice, up to its limit, or one by name."""

    def __init__(self, listing: Listing, threads: Sequence[Thread], choice: Choice | None) -> None:
        self._listing = listing
        self._choice = choice
        limit = choice.limit if choice and choice.limit else len(threads)
        self.threads = tuple(threads[:limit])
        self.left_out = len(threads) - len(self.threads)

    def data(self) -> dict[str, Any]:
        """The threads as docs/reference/commands.md describes them; that none matches is said on standard error."""
        if not self.threads and self._choice:
            self._listing.nothing(self._choice)
        return self._listing.data(self.threads) | {"left_out": self.left_out}

    def show(self, *, quiet: bool = False) -> None:
        """Each thread with its articles on standard output, how many they are on standard error."""
        if not self._choice:
            self._listing.show_one(self.threads[0])
            return
        if not self.threads:
            self._listing.nothing(self._choice)
            return
        for thread in self.threads:
            self._listing.show(thread)
        several = sum(len(thread.article_ids) > 1 for thread in self.threads)
        more = f"; --limit leaves out {self.left_out:,}" if self.left_out else ""
        if not quiet:
            click.echo(f"{counted(len(self.threads), 'thread')}, {several:,} with several articles{more}", err=True)


class Listing:
    """The threads of one run, and what a choice of them is."""

    def __init__(self, found: Threaded, zone: ZoneInfo) -> None:
        self._found = found
        self._zone = zone
        self._articles: Mapping[str, Article] = {article.id: article for article in found.chosen.articles}
        self._sources: Mapping[str, Source] = {source.id: source for source in found.chosen.sources}
        self._saga: Mapping[str, Saga] = {name: saga for saga in found.sagas for name in saga.thread_ids}

    def chosen(self, choice: Choice) -> Shown:
        """The threads that `choice` asks for, in its order."""
        threads = [thread for thread in self._found.threads if self._fits(thread, choice)]
        if choice.sort != "newest":
            size = {thread.id: self._size(thread) for thread in threads}
            by = (0, 1) if choice.sort == "largest" else (1, 0)
            threads.sort(key=lambda thread: tuple(-size[thread.id][part] for part in by))
        return Shown(self, threads, choice)

    def named(self, name: str) -> Shown:
        """The thread called `name`. Raises `DigestError` when there is none."""
        return Shown(self, [find_story(self._found.threads, self._found.chosen.articles, name)], None)

    def data(self, threads: Sequence[Thread]) -> dict[str, Any]:
        """`threads`, and the sagas that they are in."""
        from builder.site.data import saga_row

        shown = {thread.id for thread in threads}
        sagas = [saga_row(saga) for saga in self._found.sagas if shown & {*saga.thread_ids}]
        return {"threads": [self._row(thread) for thread in threads], "sagas": sagas}

    def nothing(self, choice: Choice) -> None:
        """Say on standard error that no thread matches, and what may be misspelt."""
        names = {name: source.name for source in self._sources.values() for name in (source.id, source.name)}
        tags = {tag: tag for article in self._articles.values() for tag in article.tags}
        hints = []
        for what, wanted, known in (("source", choice.sources, names), ("tag", choice.tags, tags)):
            folded = {fold(name): name for name in known}
            for name in wanted:
                if fold(name) not in folded:
                    close = difflib.get_close_matches(fold(name), folded, n=1, cutoff=0.5)
                    hint = f", did you mean {known[folded[close[0]]]}?" if close else ""
                    hints.append(f"no {what} is called {name}{hint}")
        click.echo("no thread matches" + (f" ({'; '.join(hints)})" if hints else ""), err=True)

    def _fits(self, thread: Thread, choice: Choice) -> bool:
        members = [self._articles[name] for name in thread.article_ids]
        articles, sources = self._size(thread)
        if choice.sources:
            wanted = {fold(name) for name in choice.sources}
            held = {fold(name) for one in members for name in (one.source_id, self._name(one))}
            if not wanted & held:
                return False
        if choice.tags and not {fold(t) for t in choice.tags} & {fold(t) for one in members for t in one.tags}:
            return False
        if choice.search:
            titles = fold(" ".join((thread.title, *(one.title for one in members))))
            if not all(word in titles for word in fold(choice.search).split()):
                return False
        if choice.single and articles != 1:
            return False
        return articles >= choice.min_articles and sources >= choice.min_sources and self._timely(thread, choice)

    def _timely(self, thread: Thread, choice: Choice) -> bool:
        """Whether the thread has a day in the span asked for; an undated thread has none."""
        if choice.since is None and choice.until is None:
            return True
        if thread.first is None or thread.last is None:
            return False
        first, last = (moment.astimezone(self._zone).date() for moment in (thread.first, thread.last))
        return not (choice.since and last < choice.since) and not (choice.until and first > choice.until)

    def _size(self, thread: Thread) -> tuple[int, int]:
        """How many articles and how many sources."""
        return len(thread.article_ids), len({self._articles[name].source_id for name in thread.article_ids})

    def _name(self, article: Article) -> str:
        source = self._sources.get(article.source_id)
        return source.name if source else article.source_id

    def _row(self, thread: Thread) -> dict[str, Any]:
        members = [self._articles[name] for name in thread.article_ids]
        saga = self._saga.get(thread.id)
        return {
            "id": thread.id,
            "slug": thread.slug,
            "title": thread.title,
            "first": thread.first,
            "last": thread.last,
            "sources": sorted({self._name(one) for one in members}),
            "tags": sorted({tag for one in members for tag in one.tags}),
            "saga": saga.id if saga else None,
            "pinned": thread.pinned,
            "hidden": thread.hidden,
            "closed": thread.closed,
            "edits": [{"kind": one.kind, "place": one.place, "note": one.note} for one in thread.edits],
            "former": [row.slug for row in thread.lineage],
            "articles": [
                {
                    "id": one.id,
                    "path": one.path,
                    "title": one.title,
                    "source": self._name(one),
                    "url": one.url,
                    "published": one.published,
                }
                for one in members
            ],
        }

    def show(self, thread: Thread) -> None:
        """A thread and its articles, on standard output."""
        articles, sources = self._size(thread)
        marks = [word for word, on in (("first", thread.pinned), ("hidden", thread.hidden)) if on]
        marks += ["closed"] if thread.closed else []
        click.echo(click.style(thread.title, bold=True) + (f"  [{', '.join(marks)}]" if marks else ""))
        click.echo(f"  /stories/{thread.slug}/ · {counted(articles, 'article')}, {counted(sources, 'source')}")
        for name in thread.article_ids:
            one = self._articles[name]
            click.echo(f"  {self._day(one):10}  {self._name(one)}: {one.title}  ({one.path})")

    def show_one(self, thread: Thread) -> None:
        """One thread with all that is known of it."""
        self.show(thread)
        saga = self._saga.get(thread.id)
        if saga:
            place = saga.thread_ids.index(thread.id) + 1
            click.echo(f"  saga: {saga.title}, story {place} of {len(saga.thread_ids)}")
        for edit in thread.edits:
            click.echo(f"  editor's word: {edit.kind} ({edit.place})" + (f": {edit.note}" if edit.note else ""))
        for row in thread.lineage:
            click.echo(f"  formerly /stories/{row.slug}/")

    def _day(self, article: Article) -> str:
        return article.published.astimezone(self._zone).date().isoformat() if article.published else "undated"
