"""`digest list`: articles, sources and tags without grouping anything, for a person or as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from builder.commands.listing import Choice
from builder.model import Article, Source
from builder.progress import Watcher
from builder.reading import files
from builder.site import urls
from builder.text.normalise import fold
from builder.threads.lockfile import Lock
from builder.workspace import Chosen, Options, configured, content_folder, open_cache, read_articles, read_lock

UNKNOWN = "unknown"
"""The kind of a source that nothing tells: one is made up for each such article, and marked so."""

What = Literal["articles", "drafts", "future", "undated", "unattributed"]


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True):
    """An article. Times are UTC; `story` is its story's address in the last build, empty when it was in none.

    `inferred` are the fields that no front matter gave.
    """

    id: str
    path: str
    title: str
    source: str
    source_id: str
    url: str
    published: datetime | None
    day_only: bool
    lang: str
    byline: tuple[str, ...]
    tags: tuple[str, ...]
    words: int
    draft: bool
    future: bool
    story: str
    inferred: tuple[str, ...]


class SourceRow(msgspec.Struct, frozen=True, kw_only=True):
    """A source and how many articles it has, with the times of the first and last of them."""

    id: str
    name: str
    kind: str
    url: str
    articles: int
    first: datetime | None
    last: datetime | None


class TagRow(msgspec.Struct, frozen=True, kw_only=True):
    """A tag as most articles spell it, the address of its page, and how many articles carry it."""

    name: str
    slug: str
    articles: int


class Inventory:
    """What a site's content folder holds, drafts and articles of the future included."""

    def __init__(self, root: Path, options: Options, watcher: Watcher | None = None) -> None:
        self.config = configured(root)
        self.options = options
        everything = msgspec.structs.replace(options, drafts=True, future=True)
        advance = (lambda done, total: watcher("reading", done, total)) if watcher else (lambda done, total: None)
        with open_cache(root) as cache:
            self.scan = files.scan(content_folder(root, self.config))
            self.chosen: Chosen = read_articles(root, self.config, everything, self.scan, cache, advance)
        lock: Lock = read_lock(root)
        self.lock = lock
        self._story = {name: thread.slug for thread in lock.threads for name in thread.members}
        self._sources: Mapping[str, Source] = {source.id: source for source in self.chosen.sources}

    def articles(self, what: What, choice: Choice) -> list[ArticleRow]:
        """The articles that are `what` and fit `choice`, newest first, undated last; its limit is not applied."""
        tests: dict[str, Callable[[Article], bool]] = {
            "articles": self.published,
            "drafts": lambda one: one.draft,
            "future": self.is_future,
            "undated": lambda one: one.published is None and self.published(one),
            "unattributed": lambda one: self._sources[one.source_id].kind == UNKNOWN and self.published(one),
        }
        found = [one for one in self.chosen.articles if tests[what](one) and self._fits(one, choice)]
        dated = [one for one in found if one.published]
        undated = [one for one in found if not one.published]
        return [self._row(one) for one in (*reversed(dated), *undated)]

    def sources(self, choice: Choice) -> list[SourceRow]:
        """The sources of the articles that fit `choice`, those of most articles first."""
        by_source: dict[str, list[Article]] = defaultdict(list)
        for article in self._published(choice):
            by_source[article.source_id].append(article)
        rows = [self._source_row(self._sources[name], members) for name, members in by_source.items()]
        return sorted(rows, key=lambda row: (-row.articles, row.id))

    def tags(self, choice: Choice) -> list[TagRow]:
        """The tags of the articles that fit `choice`, the most used first."""
        spelt: dict[str, list[str]] = defaultdict(list)
        for article in self._published(choice):
            for tag in dict.fromkeys(fold(name) for name in article.tags if fold(name)):
                spelt[tag].append(next(name for name in article.tags if fold(name) == tag))
        slugs = urls.tag_slugs(tag for article in self.chosen.articles for tag in article.tags)
        rows = [
            TagRow(name=max(sorted(set(names)), key=names.count), slug=slugs[tag], articles=len(names))
            for tag, names in spelt.items()
        ]
        return sorted(rows, key=lambda row: (-row.articles, row.slug))

    def published(self, article: Article) -> bool:
        """Whether a build with these options shows the article."""
        return (self.options.drafts or not article.draft) and (self.options.future or not self.is_future(article))

    def is_future(self, article: Article) -> bool:
        """Whether the article is dated after now."""
        return article.published is not None and article.published > self.options.now

    def name(self, article: Article) -> str:
        """The name of an article's source."""
        return self._sources[article.source_id].name

    def day(self, moment: datetime | None) -> str:
        """The day of the site's zone, or `undated`."""
        return moment.astimezone(self.config.zone).date().isoformat() if moment else "undated"

    def _published(self, choice: Choice) -> Iterable[Article]:
        return (one for one in self.chosen.articles if self.published(one) and self._fits(one, choice))

    def _fits(self, article: Article, choice: Choice) -> bool:
        if choice.sources:
            held = {fold(article.source_id), fold(self.name(article))}
            if not held & {fold(name) for name in choice.sources}:
                return False
        if choice.tags and not {fold(tag) for tag in choice.tags} & {fold(tag) for tag in article.tags}:
            return False
        if choice.search and not all(word in fold(article.title) for word in fold(choice.search).split()):
            return False
        return self._timely(article.published, choice.since, choice.until)

    def _timely(self, published: datetime | None, since: date | None, until: date | None) -> bool:
        if since is None and until is None:
            return True
        if published is None:
            return False
        day = published.astimezone(self.config.zone).date()
        return not (since and day < since) and not (until and day > until)

    def _row(self, article: Article) -> ArticleRow:
        return ArticleRow(
            id=article.id,
            path=article.path,
            title=article.title,
            source=self.name(article),
            source_id=article.source_id,
            url=article.url,
            published=article.published,
            day_only=article.day_only,
            lang=article.lang,
            byline=article.byline,
            tags=article.tags,
            words=article.words,
            draft=article.draft,
            future=self.is_future(article),
            story=self._story.get(article.id, ""),
            inferred=tuple(sorted({one.field for one in article.inferred})),
        )

    def _source_row(self, source: Source, members: list[Article]) -> SourceRow:
        times = sorted(one.published for one in members if one.published)
        first, last = (times[0], times[-1]) if times else (None, None)
        return SourceRow(
            id=source.id,
            name=source.name,
            kind=source.kind,
            url=source.url,
            articles=len(members),
            first=first,
            last=last,
        )
