"""Everything that is published."""

from __future__ import annotations

import msgspec

from builder.model.article import Article, Source
from builder.model.comparison import Comparison
from builder.model.pictures import Picture
from builder.model.threads import Saga, Thread


class Likeness(msgspec.Struct, frozen=True):
    """The threads (ids) most like thread `thread_id`, the nearest first; none of its own saga."""

    thread_id: str
    like: tuple[str, ...]


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is published. Articles by (published, id), undated last; threads newest first, undated last.

    `emptied` are the addresses (slugs) of threads of which no article is here any more. `related` tells which listed
    threads others are like; those without any are left out.
    """

    articles: tuple[Article, ...]
    sources: tuple[Source, ...]
    threads: tuple[Thread, ...]
    comparisons: tuple[Comparison, ...]
    sagas: tuple[Saga, ...] = ()
    emptied: tuple[str, ...] = ()
    related: tuple[Likeness, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """One file of the site: `path` relative to the output folder (`stories/x/index.html`), and its bytes."""

    path: str
    content: bytes
