"""Which articles report one story and which stories go on from each other, with the reasons."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """Why two articles are in one thread: similarity and its parts, each 0 to 1 but `days` (apart; -1 unknown)."""

    left: str
    right: str
    similarity: float
    meaning: float
    words: float
    days: float
    shared: tuple[str, ...] = ()


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """The step of grouping that an article or a thread hangs by: two groups of articles (ids) that became one.

    `score` is their mean similarity less background and time; they would have stayed apart below `threshold`.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    score: float
    threshold: float


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of a person about a thread: `kind` as in the file, `place` where it stands (`editorial.toml:12`).

    `article_ids` are the articles that it is about, of this thread or of others; `note` is the reason given.
    """

    kind: str
    place: str
    article_ids: tuple[str, ...] = ()
    note: str = ""


class Lineage(msgspec.Struct, frozen=True, order=True):
    """What became of an address: thread `id` at `slug` now leads to `to` (a thread id)."""

    id: str
    slug: str
    to: str


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The articles that report one story.

    `id` is its founding article's; `slug` its address under `stories/`. `article_ids` are in order of
    publication, undated last. `title` is the headline chosen (of `title_from`). `lineage` are the addresses
    that lead here. `ties` are the strongest similarities that joined it; `joint` the last step of joining.
    `edits` are what a person decided about it; `pinned`, `hidden` and `closed` follow from them.
    """

    id: str
    slug: str
    title: str
    title_from: str
    article_ids: tuple[str, ...]
    first: datetime | None = None
    last: datetime | None = None
    lineage: tuple[Lineage, ...] = ()
    ties: tuple[Tie, ...] = ()
    joint: Joint | None = None
    edits: tuple[Edit, ...] = ()
    pinned: bool = False
    hidden: bool = False
    closed: bool = False


class SagaStep(msgspec.Struct, frozen=True, kw_only=True):
    """Why thread `later` is taken to continue thread `earlier` (ids): their most telling pair of articles.

    `tie.left` is of the earlier thread, `tie.right` of the later; `tie.shared` what the two threads share.
    """

    earlier: str
    later: str
    tie: Tie


class Saga(msgspec.Struct, frozen=True, kw_only=True):
    """Threads that continue each other, in order of time, with a step to each but the first from one before it.

    `id` and `slug` are those of its first thread; `title` is that thread's headline, or the name that an editor gave.
    """

    id: str
    slug: str
    title: str
    thread_ids: tuple[str, ...]
    steps: tuple[SagaStep, ...]
    named: bool = False
