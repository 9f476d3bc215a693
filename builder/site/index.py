"""Lookups over a whole site, made once per build: what every view needs to know about its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from builder.config import SiteConfig
from builder.model import Article, Comparison, Picture, Saga, Sentence, Site, Source, Thread
from builder.site import urls
from builder.site.dates import Dates
from builder.site.monograms import monograms, tones
from builder.site.strings import Strings
from builder.site.urls import Urls, external
from builder.site.views import ArticleRef, SentenceRef, SourceView, TagView, ThreadCard, clip
from builder.text.normalise import fold

CARD_WORDS = 42
CARD_SOURCES = 8
UNNAMED = "unknown"
"""The kind of a source that stands for one file which does not say where it was published."""


def shows_whole(config: SiteConfig, article: Article) -> bool:
    """Whether an article's page shows its full text (`[articles] body`)."""
    choice = config.articles.body
    if choice == "auto":
        return not article.url or Urls.of(config).owns(article.url)
    return choice == "full"


class SiteIndex:
    """A site's articles, threads, sources, tags and days, each found in one step, and the small views of them."""

    def __init__(self, site: Site, config: SiteConfig, strings: Strings) -> None:
        self.site = site
        self.config = config
        self.t = strings
        self.urls = Urls.of(config)
        self.dates = Dates(config.zone, config.site.language)
        self.articles: dict[str, Article] = {article.id: article for article in site.articles}
        self.comparisons: dict[str, Comparison] = {found.thread_id: found for found in site.comparisons}
        self.threads: dict[str, Thread] = {thread.id: thread for thread in site.threads}
        self.thread_place: dict[str, int] = {thread.id: place for place, thread in enumerate(site.threads)}
        self.thread_of: dict[str, Thread] = {i: thread for thread in site.threads for i in thread.article_ids}
        self.hidden = frozenset(i for thread in site.threads if thread.hidden for i in thread.article_ids)
        self.listed_threads = tuple(thread for thread in site.threads if not thread.hidden)
        self.listed_articles = tuple(article for article in site.articles if article.id not in self.hidden)
        self.saga_of: dict[str, Saga] = {name: saga for saga in site.sagas for name in saga.thread_ids}
        self.related: dict[str, tuple[str, ...]] = {found.thread_id: found.like for found in site.related}
        self.sources: dict[str, SourceView] = self._source_views()
        self._pictures: dict[str, tuple[Picture, ...]] = {}
        for picture in site.pictures:
            self._pictures[picture.article_id] = (*self._pictures.get(picture.article_id, ()), picture)
        self._members: dict[str, tuple[Article, ...]] = {}
        self._refs: dict[str, ArticleRef] = {}
        self._cards: dict[str, ThreadCard] = {}
        self._folded: dict[tuple[str, ...], tuple[str, ...]] = {}

    def _source_views(self) -> dict[str, SourceView]:
        known = {source.id: source for source in self.site.sources}
        for article in self.site.articles:
            known.setdefault(article.source_id, Source(article.source_id, article.source_id))
        colours = tones(known)
        letters = monograms([(source.id, source.name) for source in known.values()])
        return {
            source.id: SourceView(
                id=source.id,
                name=source.name,
                mono=letters[source.id],
                tone=colours[source.id],
                url=self.urls.to(urls.source(source.id)),
                kind="" if source.kind == UNNAMED else source.kind,
                file=source.name.partition("(")[2].removesuffix(")") if source.kind == UNNAMED else "",
            )
            for source in known.values()
        }

    # articles ------------------------------------------------------------------------------------------------

    def members(self, thread: Thread) -> tuple[Article, ...]:
        """The articles of a thread in its order."""
        if thread.id not in self._members:
            self._members[thread.id] = tuple(self.articles[i] for i in thread.article_ids if i in self.articles)
        return self._members[thread.id]

    def shows_whole(self, article: Article) -> bool:
        """Whether the article's page shows its full text (`[articles] body`)."""
        return shows_whole(self.config, article)

    def pictures(self, article: Article) -> tuple[Picture, ...]:
        """The pictures of an article, shown or not."""
        return self._pictures.get(article.id, ())

    def lang(self, article: Article) -> str:
        """The article's language where it is not the site's."""
        return article.lang if article.lang.split("-")[0] != self.config.site.language.split("-")[0] else ""

    def article(self, article_id: str) -> ArticleRef:
        """How other pages name an article."""
        if article_id not in self._refs:
            article = self.articles[article_id]
            moment = article.published
            self._refs[article_id] = ArticleRef(
                title=article.title or self.t("untitled"),
                url=self.urls.to(urls.article(article.address)),
                source=self.sources[article.source_id],
                date=self.dates.view(moment, day_only=article.day_only) if moment else None,
                original=external(article.url),
                lang=self.lang(article),
                title_inferred=any(field.field == "title" for field in article.inferred),
                draft=article.draft,
            )
        return self._refs[article_id]

    def sentence(self, sentence: Sentence) -> SentenceRef:
        """A sentence with the link to its place on the article's page."""
        article = self.articles[sentence.article_id]
        path = urls.article(article.address)
        return SentenceRef(
            text=sentence.text,
            url=self.urls.to(path, urls.sentence_anchor(sentence.index)),
            source=self.sources[article.source_id],
            lang=self.lang(article),
        )

    # threads -------------------------------------------------------------------------------------------------

    def thread_sources(self, thread: Thread) -> tuple[SourceView, ...]:
        """A thread's sources in order of first publication."""
        return tuple(self.sources[i] for i in dict.fromkeys(article.source_id for article in self.members(thread)))

    def independent(self, thread: Thread) -> int:
        """How many independent origins its articles rest on."""
        found = self.comparisons.get(thread.id)
        return found.independent if found else 1

    @cached_property
    def used_sources(self) -> frozenset[str]:
        """The sources that have an article, listed or hidden: each has a page."""
        return frozenset(article.source_id for article in self.site.articles)

    def title_lang(self, thread: Thread) -> str:
        """The language of a thread's headline where it is not the site's; an editor's is in that."""
        return self.lang(self.headline_article(thread)) if thread.title_from else ""

    def headline_article(self, thread: Thread) -> Article:
        """The article whose headline the thread bears; its first where an editor gave it another."""
        return self.articles.get(thread.title_from) or self.members(thread)[0]

    def card(self, thread: Thread) -> ThreadCard:
        """A thread in a list."""
        if thread.id not in self._cards:
            outlets = self.thread_sources(thread)
            lead = self.headline_article(thread)
            self._cards[thread.id] = ThreadCard(
                title=thread.title or self.t("untitled"),
                url=self.urls.to(urls.story(thread.slug)),
                lede=clip(opening(lead), CARD_WORDS),
                lede_source=self.sources[lead.source_id].name,
                span=self.dates.span(thread.first, thread.last),
                articles=len(thread.article_ids),
                outlets=len(outlets),
                independent=self.independent(thread),
                sources=outlets[:CARD_SOURCES],
                more_sources=max(0, len(outlets) - CARD_SOURCES),
                lang=self.lang(lead),
                title_lang=self.title_lang(thread),
                pinned=thread.pinned,
                draft=all(article.draft for article in self.members(thread)),
            )
        return self._cards[thread.id]

    # tags and days -------------------------------------------------------------------------------------------

    @cached_property
    def _tag_names(self) -> dict[str, str]:
        """Folded tag -> the spelling most used (the first in code order among equals)."""
        spellings: dict[str, dict[str, int]] = {}
        for article in self.listed_articles:
            for name in article.tags:
                counts = spellings.setdefault(fold(name), {})
                counts[name] = counts.get(name, 0) + 1
        return {
            folded: min(counts, key=lambda name: (-counts[name], name))
            for folded, counts in spellings.items()
            if folded
        }

    @cached_property
    def _tag_views(self) -> dict[str, TagView]:
        return {folded: self.tag(folded) for folded in self._tag_names}

    def _folded_tags(self, article: Article) -> tuple[str, ...]:
        """An article's tags, folded, each once."""
        if article.tags not in self._folded:
            self._folded[article.tags] = tuple(dict.fromkeys(filter(None, map(fold, article.tags))))
        return self._folded[article.tags]

    @cached_property
    def _tag_slugs(self) -> dict[str, str]:
        return urls.tag_slugs(self._tag_names)

    @cached_property
    def tagged(self) -> dict[str, tuple[Article, ...]]:
        """Folded tag -> its articles, tags in order of name."""
        out: dict[str, list[Article]] = {folded: [] for folded in sorted(self._tag_names)}
        for article in self.listed_articles:
            for folded in self._folded_tags(article):
                out[folded].append(article)
        return {folded: tuple(found) for folded, found in out.items()}

    def tag_path(self, folded: str) -> str:
        """The path of a tag's page."""
        return urls.tag(self._tag_slugs[folded])

    def tag(self, folded: str, count: int = 0) -> TagView:
        """A tag by its folded name."""
        return TagView(name=self._tag_names[folded], url=self.urls.to(self.tag_path(folded)), count=count)

    def tags_of(self, articles: Iterable[Article]) -> tuple[TagView, ...]:
        """The tags of some articles, each once, in order of appearance; not those that only hidden stories have."""
        found = dict.fromkeys(folded for article in articles for folded in self._folded_tags(article))
        return tuple(self._tag_views[folded] for folded in found if folded in self._tag_views)

    @cached_property
    def by_source(self) -> dict[str, tuple[Article, ...]]:
        """Source id -> its articles, newest first, undated last."""
        out: dict[str, list[Article]] = {source_id: [] for source_id in self.sources}
        for article in newest_first(self.listed_articles):
            out[article.source_id].append(article)
        return {source_id: tuple(found) for source_id, found in out.items()}

    @cached_property
    def by_day(self) -> dict[date | None, tuple[Article, ...]]:
        """Day in the site's zone -> its articles in order of publication; the newest day first, undated (None) last."""
        out: dict[date | None, list[Article]] = {}
        for article in self.listed_articles:
            day = self.dates.day_of(article.published) if article.published else None
            out.setdefault(day, []).append(article)
        days = sorted((day for day in out if day is not None), reverse=True)
        ordered: list[date | None] = [*days, None] if None in out else [*days]
        return {day: tuple(out[day]) for day in ordered}


def opening(article: Article) -> str:
    """An article's opening words for a list that names its source anyway: the lede from behind its dateline."""
    start = article.lede.start
    dateline = article.dateline
    if dateline and article.lede.covers(dateline.span):
        start = dateline.span.end
    text = article.text[start : article.lede.end]
    return text.lstrip(" \t\n-–—:") or article.description


def newest_first(articles: Sequence[Article]) -> list[Article]:
    """By time of publication, the newest first, undated last; ties by id."""
    dated = sorted((a for a in articles if a.published), key=lambda a: a.id)
    dated.sort(key=lambda a: a.published.timestamp() if a.published else 0.0, reverse=True)
    return dated + sorted((a for a in articles if not a.published), key=lambda a: a.id)
