"""Digest as a library: a site's articles, stories and comparisons, for a notebook or a program.

    import builder

    site = builder.load("my-news")
    site.rows("articles")              # plain dictionaries
    site.columns("articles")           # what pandas.DataFrame(...) and polars.DataFrame(...) take as it is
    site.search("ferry source:telica") # the stories that answer, as dictionaries
    story = site.story("ferry-aground")
    site.compare(story).claims         # values of builder.model, with spans into the articles' texts

What is named in `__all__` is stable: names and fields are added, and none goes or changes its meaning without a word in
the changelog. Nothing is written but the cache, and nothing is published. Every text is verbatim from an article;
`start` and `end` of a record count characters (code points) of that article's `text`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from builder import api_rows
from builder.commands.naming import find_story
from builder.errors import DigestError, Notice, mistake
from builder.model import Article, Comparison, Saga, Source, Thread
from builder.pipeline import Threaded
from builder.progress import Watcher
from builder.questions import Desk, comparisons, threads
from builder.workspace import Options

__all__ = [
    "Article",
    "Comparison",
    "DigestError",
    "Notice",
    "Saga",
    "Site",
    "Source",
    "Table",
    "Thread",
    "load",
]

Table = Literal["articles", "sentences", "sources", "stories", "ties", "claims", "quotes", "tensions", "origins"]
"""What `Site.rows` gives; docs/how-to/use-as-a-library.md has the columns of each."""


def load(
    root: str | os.PathLike[str] = ".",
    *,
    drafts: bool = False,
    future: bool = False,
    now: datetime | None = None,
    watcher: Watcher | None = None,
) -> Site:
    """Read the site in the folder `root` and group its articles, as a build would, without building.

    `drafts` and `future` take those articles along too; `now` (aware, default: the clock) decides what lies in the
    future. `watcher(stage, done, total)` is told of progress. The first time texts are embedded, which takes seconds
    for hundreds; later they come from the cache in `root/.digest/`.

    Raises `DigestError` for what a user has to mend: its `notices` name each place and remedy.
    """
    if now is not None and now.tzinfo is None:
        raise ValueError("`now` needs a time zone")
    options = Options(now=now or datetime.now(UTC), drafts=drafts, future=future)
    place = Path(root)
    return Site(place, options, threads(place, options, watcher), watcher)


class Site:
    """A site as it was when it was loaded; load it again to see later edits.

    `articles` go by (published, id), undated last; `stories` newest first; `sources` by id.
    """

    def __init__(self, root: Path, options: Options, road: Threaded, watcher: Watcher | None = None) -> None:
        self.root = root
        self._options = options
        self._road = road
        self._watcher = watcher
        self._desk = Desk(root, options, watcher)

    def __repr__(self) -> str:
        return f"<Site {str(self.root)!r}: {len(self.articles)} articles, {len(self.stories)} stories>"

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that a build would publish."""
        return self._road.chosen.articles

    @property
    def sources(self) -> tuple[Source, ...]:
        """Who published them."""
        return self._road.chosen.sources

    @property
    def stories(self) -> tuple[Thread, ...]:
        """The story threads."""
        return self._road.threads

    @property
    def sagas(self) -> tuple[Saga, ...]:
        """Stories that continue each other."""
        return self._road.sagas

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was said of files: left out, inferred, to be looked at."""
        return self._road.chosen.notices

    def article(self, name: str) -> Article:
        """The article with this id, or at this path in the content folder. Raises `KeyError`."""
        return self._articles[name] if name in self._articles else self._paths[name]

    def story(self, name: str) -> Thread:
        """The story called `name`: its address, a former one, or one of its articles. Raises `DigestError`."""
        return find_story(self.stories, self.articles, name)

    def members(self, story: Thread | str) -> tuple[Article, ...]:
        """The articles of a story, in order of publication."""
        found = self.story(story) if isinstance(story, str) else story
        return tuple(self._articles[name] for name in found.article_ids)

    def compare(self, story: Thread | str) -> Comparison:
        """What the sources of a story say beside each other. All stories are compared at the first call, and cached.

        Raises `DigestError` for a name that is no story's, and when the site has changed since it was loaded.
        """
        found = self.story(story) if isinstance(story, str) else story
        return self._comparisons[found.id]

    def rows(self, table: Table, story: Thread | str | None = None) -> list[dict[str, Any]]:
        """A table as a list of plain dictionaries with the same keys in each.

        Values are text, numbers, booleans, aware `datetime` or None, and lists of text. With `story` only what belongs
        to that story. Raises `ValueError` for a table that there is not.
        """
        if table not in _TABLES:
            raise ValueError(f"no table {table!r}; there are {', '.join(_TABLES)}")
        stories = self.stories if story is None else (self.story(story) if isinstance(story, str) else story,)
        return _TABLES[table](self, stories)

    def columns(self, table: Table, story: Thread | str | None = None) -> dict[str, list[Any]]:
        """The same table as column -> its values: what `pandas.DataFrame` and `polars.DataFrame` take as it is.

        The columns are there also when the table has no rows.
        """
        rows = self.rows(table, story)
        return {name: [row[name] for row in rows] for name in api_rows.COLUMNS[table]}

    def search(
        self,
        words: str,
        *,
        sort: Literal["relevance", "newest", "sources"] = "relevance",
        limit: int | None = None,
        meaning: bool = True,
    ) -> list[dict[str, Any]]:
        """The listed stories that answer `words`, best first, the first `limit` of them; as `digest search` finds them.

        The syntax is that of docs/reference/query-syntax.md, and every word is whole. Each is a plain dictionary with
        the sentence that has most of what was asked; docs/how-to/use-as-a-library.md has its keys. Without `meaning`
        the model is not opened. What is not indexed yet is, at the first call, and cached.

        Raises `ValueError` where nothing is asked, for an order that there is not and for a limit below 0, and
        `DigestError` when the site has changed since it was loaded.
        """
        from builder.search.query import parse

        if sort not in ("relevance", "newest", "sources"):
            raise ValueError(f"no order {sort!r}; there are relevance, newest, sources")
        if limit is not None and limit < 0:
            raise ValueError("`limit` is a number of stories, 0 or more")
        query = parse(f"{words} ")  # A blank behind it: here every word is whole.
        if not query.clauses and not query.without:
            raise ValueError("say what to search for: words, a phrase or a filter")
        with self._desk.open() as found:
            if {one.thread.id: (one.thread, one.members) for one in found.documents} != self._listed:
                raise self._changed()
            answer = found.ask(query, sort, meaning=meaning)
            return [
                api_rows.hit_row(
                    (one := found.documents[hit.number]).thread,
                    one.members,
                    one.comparison,
                    self._names,
                    told.article.sentence(told.sentence) if told else None,
                    (hit.score, hit.by) if answer.asked else (None, None),
                )
                for hit in answer.hits[:limit]
                for told in [found.sentence(hit.number, answer.weights)]
            ]

    @property
    def _listed(self) -> dict[str, tuple[Thread, tuple[Article, ...]]]:
        return {story.id: (story, self.members(story)) for story in self.stories if not story.hidden}

    def _changed(self) -> DigestError:
        return mistake(str(self.root), "has changed since it was loaded", "load it again", kind="changed")

    @cached_property
    def _articles(self) -> dict[str, Article]:
        return {article.id: article for article in self.articles}

    @cached_property
    def _paths(self) -> dict[str, Article]:
        return {article.path: article for article in self.articles}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {source.id: source.name for source in self.sources}

    @cached_property
    def _story_of(self) -> dict[str, Thread]:
        return {name: story for story in self.stories for name in story.article_ids}

    @cached_property
    def _comparisons(self) -> dict[str, Comparison]:
        road, compared = comparisons(self.root, self._options, self._watcher)
        if road.threads != self.stories or road.chosen.articles != self.articles:
            raise self._changed()
        return {one.thread_id: one for one in compared}


_Rows = Callable[[Site, tuple[Thread, ...]], list[dict[str, Any]]]


def _of_articles(site: Site, stories: tuple[Thread, ...]) -> tuple[Article, ...]:
    """The articles of these stories, in the site's order."""
    held = {name for story in stories for name in story.article_ids}
    return tuple(article for article in site.articles if article.id in held)


def _articles(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
    return [api_rows.article_row(one, site._names, site._story_of[one.id].slug) for one in _of_articles(site, stories)]


def _sentences(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
    rows = []
    for article in _of_articles(site, stories):
        reporting = {sentence.index for sentence in article.reporting}
        slug = site._story_of[article.id].slug
        rows += [
            api_rows.place(one, site._articles, site._names, slug) | {"reporting": one.index in reporting}
            for one in article.sentences
        ]
    return rows


def _sources(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
    articles = _of_articles(site, stories)
    return [row for source in site.sources if (row := api_rows.source_row(source, articles))["articles"]]


def _stories(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
    saga = {name: one.slug for one in site.sagas for name in one.thread_ids}
    return [api_rows.story_row(one, site.members(one), site._names, saga.get(one.id, "")) for one in stories]


def _ties(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
    return [row for story in stories for row in api_rows.tie_rows(story)]


def _compared(rows: Callable[..., list[dict[str, Any]]]) -> _Rows:
    def made(site: Site, stories: tuple[Thread, ...]) -> list[dict[str, Any]]:
        return [row for one in stories for row in rows(one, site.compare(one), site._articles, site._names)]

    return made


_TABLES: dict[str, _Rows] = {
    "articles": _articles,
    "sentences": _sentences,
    "sources": _sources,
    "stories": _stories,
    "ties": _ties,
    "claims": _compared(api_rows.claim_rows),
    "quotes": _compared(api_rows.quote_rows),
    "tensions": _compared(api_rows.tension_rows),
    "origins": _compared(api_rows.origin_rows),
}
