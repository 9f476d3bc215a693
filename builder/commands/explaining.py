"""`digest explain`: why articles stand together or apart, as data. `explaining_text` writes it for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import msgspec

from builder.commands.naming import find
from builder.errors import mistake
from builder.model import Article, Edit, Joint, Thread, Tie
from builder.pipeline import Threaded
from builder.progress import Watcher
from builder.questions import Evidence, evidence
from builder.workspace import Options, configured

if TYPE_CHECKING:
    from builder.threads.background import Background
    from builder.threads.explain import Reason, Shared


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """An article, as the explanation names it. `published` is in the site's zone, None: undated."""

    id: str
    path: str
    title: str
    source: str
    published: datetime | None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided: `kind` and `place` (`editorial.toml:12`), the articles it names, and why."""

    kind: str
    place: str
    articles: tuple[str, ...]
    note: str = ""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A story as it is published: `articles` are paths, `edits` what a person decided about it."""

    id: str
    slug: str
    title: str
    articles: tuple[str, ...]
    sources: int
    edits: tuple[Decision, ...]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two groups of articles (paths) and how alike they are: `score` is `margin` above (or below) the limit."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    score: float
    margin: float


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """How alike articles are that have nothing to do with each other (see `threads.background`)."""

    of: Literal["outside", "others"]
    pairs: int
    median: float
    high: float


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Another article, and all that speaks for or against its being the same story.

    `together` is as published, `grouped` as the articles alone decide; `decided_by` is `editor` where the two differ.
    The numbers: docs/reference/commands.md.
    """

    article: Named
    story: Story
    together: bool
    grouped: bool
    decided_by: Literal["grouping", "editor"]
    meaning: float
    words: float
    by_meaning: float
    by_words: float
    similarity: float
    below: float | None
    crowd: float
    time: float
    thin: float
    days: float | None
    score: float
    shared: tuple[Shared, ...]
    link: Link
    last: Link
    compared: bool


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """An article, its story, and the others that it was compared with, the nearest first."""

    kind: Literal["article", "pair"]
    article: Named
    story: Story
    articles: int
    limit: float
    window_days: float
    background: Measure | None
    joined: Link | None
    weakest: Link | None
    compared: tuple[Compared, ...]


class StoryTie(msgspec.Struct, frozen=True, kw_only=True):
    """Two articles of a story (paths) and what makes them alike."""

    left: str
    right: str
    similarity: float
    meaning: float
    words: float
    days: float | None
    shared: tuple[str, ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """A story that this one was not joined with."""

    story: Story
    link: Link


class ExplainedStory(msgspec.Struct, frozen=True, kw_only=True):
    """A story: what holds it together, and the stories nearest to it."""

    kind: Literal["story"] = "story"
    story: Story
    members: tuple[Named, ...]
    limit: float
    weakest: Link | None
    ties: tuple[StoryTie, ...]
    beside: tuple[Beside, ...]


def explain(
    root: Path, options: Options, name: str, other: str | None, watcher: Watcher | None
) -> Explained | ExplainedStory:
    """Explain the article or the story called `name`, an article against `other` or its nearest.

    A story that is compared stands for the article that gives it its headline. Raises `DigestError` for unknown names.
    """
    zone = configured(root).zone
    with evidence(root, options, watcher) as known:
        road = known.road
        a = find(road.chosen.articles, road.threads, name)
        b = find(road.chosen.articles, road.threads, other) if other is not None else None
        if isinstance(a, Thread) and b is None:
            return _Teller(known, zone).story_facts(a)
        one, two = _speaker(road, a), _speaker(road, b) if b is not None else None
        if two is not None and one.id == two.id:
            raise mistake(str(other), f"is the same article as {name}", "name two different ones", kind="same-article")
        return _Teller(known, zone).article_facts(one, two)


def _speaker(road: Threaded, named: Article | Thread) -> Article:
    """The article that is meant; of a story, the one of its headline."""
    if isinstance(named, Article):
        return named
    return next(article for article in road.chosen.articles if article.id == named.title_from)


class _Teller:
    """Turns ids into names, for one site."""

    def __init__(self, known: Evidence, zone: ZoneInfo) -> None:
        self._known = known
        self._zone = zone
        self._articles: Mapping[str, Article] = {article.id: article for article in known.road.chosen.articles}
        self._sources = {source.id: source.name for source in known.road.chosen.sources}
        self._thread_of = {name: thread for thread in known.road.threads for name in thread.article_ids}

    def article_facts(self, a: Article, b: Article | None) -> Explained:
        from builder.threads.explain import explain as by_evidence

        known = self._known
        found = by_evidence(
            a.id, b.id if b else None, tuple(self._articles.values()), known.vectors(), known.settings, known.terms()
        )
        return Explained(
            kind="pair" if b else "article",
            article=self._named(a.id),
            story=self._story(self._thread_of[a.id]),
            articles=found.articles,
            limit=found.threshold,
            window_days=known.settings.window_days,
            background=_measure(found.background),
            joined=self._link(found.joined),
            weakest=self._link(found.weakest),
            compared=tuple(self._compared(a.id, reason) for reason in found.reasons),
        )

    def story_facts(self, thread: Thread) -> ExplainedStory:
        from builder.threads.explain import surroundings

        known = self._known
        founder = thread.article_ids[0]
        found = surroundings(founder, tuple(self._articles.values()), known.vectors(), known.settings, known.terms())
        rows = [(self._thread_of[joint.right[0]], joint) for joint in found.near]
        return ExplainedStory(
            story=self._story(thread),
            members=tuple(map(self._named, thread.article_ids)),
            limit=found.threshold,
            weakest=self._link(thread.joint),
            ties=tuple(self._tie(tie) for tie in sorted(thread.ties, key=lambda tie: (-tie.similarity, tie.left))),
            beside=tuple(
                Beside(story=self._story(other), link=self._known_link(joint))
                for other, joint in rows
                if other.id != thread.id
            ),
        )

    def _named(self, name: str) -> Named:
        article = self._articles[name]
        return Named(
            id=name,
            path=article.path,
            title=article.title,
            source=self._sources.get(article.source_id, article.source_id),
            published=article.published.astimezone(self._zone) if article.published else None,
        )

    def _story(self, thread: Thread) -> Story:
        return Story(
            id=thread.id,
            slug=thread.slug,
            title=thread.title,
            articles=self._paths(thread.article_ids),
            sources=len({self._articles[name].source_id for name in thread.article_ids}),
            edits=tuple(self._decision(edit) for edit in thread.edits),
        )

    def _decision(self, edit: Edit) -> Decision:
        here = [name for name in edit.article_ids if name in self._articles]
        return Decision(kind=edit.kind, place=edit.place, articles=self._paths(here), note=edit.note)

    def _paths(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._articles[name].path for name in names)

    def _known_link(self, joint: Joint) -> Link:
        return Link(
            left=self._paths(joint.left),
            right=self._paths(joint.right),
            score=joint.score,
            margin=round(joint.score - joint.threshold, 4),
        )

    def _link(self, joint: Joint | None) -> Link | None:
        return self._known_link(joint) if joint else None

    def _tie(self, tie: Tie) -> StoryTie:
        return StoryTie(
            left=self._articles[tie.left].path,
            right=self._articles[tie.right].path,
            similarity=tie.similarity,
            meaning=tie.meaning,
            words=tie.words,
            days=None if tie.days < 0 else tie.days,
            shared=tie.shared,
        )

    def _compared(self, name: str, reason: Reason) -> Compared:
        tie = reason.tie
        other = tie.right if tie.left == name else tie.left
        mine, yours = self._thread_of[name], self._thread_of[other]
        together = mine.id == yours.id
        return Compared(
            article=self._named(other),
            story=self._story(yours),
            together=together,
            grouped=reason.together,
            decided_by="grouping" if together == reason.together else "editor",
            meaning=tie.meaning,
            words=tie.words,
            by_meaning=reason.by_meaning,
            by_words=reason.by_words,
            similarity=reason.similarity,
            below=reason.below,
            crowd=reason.crowd,
            time=reason.time,
            thin=reason.thin,
            days=None if tie.days < 0 else tie.days,
            score=reason.score,
            shared=reason.shared,
            link=self._known_link(reason.joint),
            last=self._known_link(reason.last),
            compared=reason.met,
        )


def _measure(found: Background | None) -> Measure | None:
    return Measure(of=found.of, pairs=found.pairs, median=found.median, high=found.high) if found else None
