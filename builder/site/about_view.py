"""The page about the site, made from its configuration and from what this very build holds."""

from __future__ import annotations

from builder.config import SiteConfig
from builder.site import urls
from builder.site.archive_views import days
from builder.site.dates import DateView
from builder.site.front_view import HALF_LIFE_DAYS
from builder.site.index import SiteIndex
from builder.site.list_views import list_head
from builder.site.views import Head, View


class Setting(View, frozen=True):
    """A line of the configuration in words: its key, as site.toml has it, what it says, and what it means here."""

    key: str
    value: str
    text: str


class InferredCount(View, frozen=True):
    """How many articles had a field inferred."""

    field: str
    articles: int


class LeftOut(View, frozen=True):
    """Something that is not shown (`hidden`, `excerpts`, `residue`, `dates`, `emptied`), and how much of it."""

    kind: str
    count: int


class AboutPage(View, frozen=True):
    """Facts about the site as a whole: what was read, how threads are made, what is inferred, what was left out."""

    head: Head
    description: str
    articles: int
    outlets: int
    threads: int
    several: int
    alone: int
    undated: int
    first: DateView | None
    last: DateView | None
    claims: int
    quotes: int
    tensions: int
    kinds: tuple[tuple[str, int], ...]
    """Kinds of sources as the configuration names them, with how many sources each."""
    settings: tuple[Setting, ...]
    inferred: tuple[InferredCount, ...]
    left_out: tuple[LeftOut, ...]
    window_days: float
    half_life: float
    zone: str
    data_url: str
    feed_url: str
    sources_url: str


def about_page(index: SiteIndex) -> AboutPage:
    """How this site is made, in figures of this very build."""
    articles = index.listed_articles
    found = days(index)
    alone = sum(1 for thread in index.listed_threads if index.card(thread).single)
    comparisons = [index.comparisons[t.id] for t in index.listed_threads if t.id in index.comparisons]
    return AboutPage(
        head=list_head(index, urls.about(), index.t("about.title"), "about"),
        description=index.config.site.description,
        articles=len(articles),
        outlets=sum(1 for own in index.by_source.values() if own),
        threads=len(index.listed_threads),
        several=len(index.listed_threads) - alone,
        alone=alone,
        undated=len(index.by_day.get(None, ())),
        first=index.dates.day(found[-1][0]) if found else None,
        last=index.dates.day(found[0][0]) if found else None,
        claims=sum(len(one.claims) for one in comparisons),
        quotes=sum(len(one.quotes) for one in comparisons),
        tensions=sum(len(one.tensions) for one in comparisons),
        kinds=_kinds(index),
        settings=settings(index),
        inferred=_inferred(index),
        left_out=_left_out(index),
        window_days=index.config.threads.window_days,
        half_life=HALF_LIFE_DAYS,
        zone=index.config.site.timezone,
        data_url=index.urls.to(urls.threads_data()),
        feed_url=index.urls.to(urls.feed()),
        sources_url=index.urls.to(urls.sources()),
    )


def settings(index: SiteIndex) -> tuple[Setting, ...]:
    """The settings that decide what a reader sees, as they are in force: given or by default."""
    config: SiteConfig = index.config
    t = index.t
    strict = config.threads.strictness
    way = "more" if strict < 0 else "fewer" if strict > 0 else "even"
    rows = [
        ("build.content", config.build.content, t("about.set.content")),
        ("embedding.model", config.embedding.model, t("about.set.model")),
        ("threads.window_days", f"{config.threads.window_days:g}", t("about.set.window")),
        ("threads.strictness", f"{strict:g}", t(f"about.set.strict_{way}")),
        ("threads.languages", config.threads.languages, t(f"about.set.languages_{config.threads.languages}")),
        ("compare.nli", config.compare.nli or "–", t("about.set.nli" if config.compare.nli else "about.set.nli_none")),
        ("articles.body", config.articles.body, t(f"about.set.body_{config.articles.body}")),
        ("articles.excerpt_words", str(config.articles.excerpt_words), t("about.set.excerpt")),
        ("site.timezone", config.site.timezone, t("about.set.zone")),
    ]
    return tuple(Setting(key=key, value=value, text=text) for key, value, text in rows)


def _kinds(index: SiteIndex) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for source_id, own in index.by_source.items():
        kind = index.sources[source_id].kind
        if own and kind:
            counts[kind] = counts.get(kind, 0) + 1
    return tuple(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def _inferred(index: SiteIndex) -> tuple[InferredCount, ...]:
    counts: dict[str, int] = {}
    for article in index.listed_articles:
        for name in {field.field for field in article.inferred}:
            counts[name] = counts.get(name, 0) + 1
    t = index.t
    return tuple(
        InferredCount(field=t(f"field.{name}") if t.has(f"field.{name}") else name, articles=count)
        for name, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    )


def _left_out(index: SiteIndex) -> tuple[LeftOut, ...]:
    """What is read but not shown, or not compared; a line for each that there is any of."""
    shown = [index.comparisons[t.id] for t in index.listed_threads if t.id in index.comparisons]
    counts = {
        "hidden": len(index.site.threads) - len(index.listed_threads),
        "excerpts": sum(1 for article in index.listed_articles if not index.shows_whole(article)),
        "residue": sum(len(article.residue) for article in index.listed_articles),
        "dates": sum(one.timeline.left_out for one in shown),
        "emptied": len(index.site.emptied),
    }
    return tuple(LeftOut(kind=name, count=count) for name, count in counts.items() if count)
