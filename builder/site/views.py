"""The small views that every page is built from: what a template may see, as plain frozen values.

A view holds text as it is shown and links ready to print. No template ever sees a value of `model`.
"""

from __future__ import annotations

import msgspec

from builder.site.dates import DateView, SpanView

VERSION = 1
"""Of all views together: raised when a field goes or changes its meaning or type, not when one is added."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A plain value for a template; its JSON is what page keys are made of."""


WHEN = "{when}"
"""Stands in the title of a page that is named by a day until the page is rendered: planning writes no dates."""


def share(room: int, parts: int, most: int) -> int:
    """How many of its own each of `parts` may show so that all of them stay within `room`: 1 at least, `most` at most.

    A page's bounds are those of the whole part: a story of three articles shows all, one of 300 stays below a megabyte.
    """
    return max(1, min(most, room // max(1, parts)))


class SourceView(View, frozen=True):
    """An outlet with its badge: `mono` (one to three letters, unlike any other's) and `tone` (0 to 7).

    A text that names no outlet is told by its `file`, which then stands in `name` too; else that is empty.
    """

    id: str
    name: str
    mono: str
    tone: int
    url: str
    kind: str = ""
    file: str = ""


class ArticleRef(View, frozen=True):
    """One article as other pages name it. `original` is where it was first published, empty when not known."""

    title: str
    url: str
    source: SourceView
    date: DateView | None = None
    original: str = ""
    lang: str = ""
    title_inferred: bool = False
    draft: bool = False


class SentenceRef(View, frozen=True):
    """A sentence as written, the link to where it stands, and whose it is."""

    text: str
    url: str
    source: SourceView
    lang: str = ""


class TagView(View, frozen=True):
    """A tag, how many articles carry it, and its page."""

    name: str
    url: str
    count: int = 0


class ThreadCard(View, frozen=True):
    """A story in a list. `more_sources` counts those beyond `sources`; `lang` is the lede's, where it is foreign."""

    title: str
    url: str
    lede: str
    lede_source: str
    span: SpanView | None
    articles: int
    outlets: int
    independent: int
    sources: tuple[SourceView, ...]
    more_sources: int = 0
    lang: str = ""
    title_lang: str = ""
    pinned: bool = False
    draft: bool = False
    """Whether all its articles are drafts."""

    @property
    def single(self) -> bool:
        """Whether only one source reports it."""
        return self.outlets == 1


class PageLink(View, frozen=True):
    """A page of a long list by number; number 0 and no link stand for pages left out."""

    number: int
    url: str


class Pager(View, frozen=True):
    """Where a page of a long list stands; links are empty at the ends. `near` are pages to go to by number."""

    number: int
    total: int
    newer: str = ""
    older: str = ""
    near: tuple[PageLink, ...] = ()


class FeedLink(View, frozen=True):
    """A feed that a page offers; `kind` is its media type."""

    title: str
    url: str
    kind: str


class Head(View, frozen=True):
    """What the head of a page says. `path` is the page's own; `title` is empty on the front page.

    Where `when` is given, `WHEN` in the title is put in words as the page is rendered.
    """

    title: str
    path: str
    canonical: str
    description: str = ""
    kind: str = "website"
    indexed: bool = True
    json_ld: tuple[str, ...] = ()
    section: str = ""
    lang: str = ""
    when: DateView | None = None
    image: str = ""
    """The absolute address of the picture that is shown beside a link to the page; `image_alt` says what it shows."""
    image_alt: str = ""
    published: str = ""
    """In UTC, as machines write it, like `modified`; empty where it is not known."""
    modified: str = ""
    tags: tuple[str, ...] = ()
    feeds: tuple[FeedLink, ...] = ()


def clip(text: str, words: int) -> str:
    """The first `words` words as written, with an ellipsis when there are more."""
    parts = text.split()
    if len(parts) <= words:
        return " ".join(parts)
    return " ".join(parts[:words]).rstrip(",;:–—- ") + " …"
