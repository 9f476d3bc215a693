"""The site's feeds: of its newest stories, of each tag, source, story and saga; and its sources as OPML.

A story is an entry by its headline and the opening words of the article that bears it, both as they were written; an
article is one by its own. Nothing in a feed is from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from markupsafe import Markup, escape

from builder.model import Article, Saga, Thread
from builder.site import urls
from builder.site.article_pictures import without_places
from builder.site.feeds import Entry, Feed
from builder.site.index import SiteIndex, newest_first
from builder.site.views import clip
from builder.site.xmltext import escape as xml
from builder.site.xmltext import iri, one_line

SUMMARY_WORDS = 60
LISTED_ARTICLES = 12
"""Articles of a story that its entry names; the page has all."""


def site_feed(index: SiteIndex) -> Feed:
    """The newest stories."""
    site = index.config.site
    return _feed(index, "", site.title, site.tagline or site.description, _stories(index, index.listed_threads))


def tag_feed(index: SiteIndex, folded: str) -> Feed:
    """The newest stories that have an article with a tag."""
    return _feed(index, index.tag_path(folded), index.tag(folded).name, "", _stories(index, tagged(index, folded)))


def source_feed(index: SiteIndex, source_id: str) -> Feed:
    """A source's newest articles."""
    entries = _articles(index, index.by_source[source_id])
    return _feed(index, urls.source(source_id), index.sources[source_id].name, "", entries)


def thread_feed(index: SiteIndex, thread: Thread) -> Feed:
    """A story's articles, the newest first."""
    entries = _articles(index, newest_first(index.members(thread)))
    return _feed(index, urls.story(thread.slug), index.card(thread).title, "", entries)


def saga_feed(index: SiteIndex, saga: Saga) -> Feed:
    """A saga's stories, the newest first."""
    entries = _stories(index, told(index, saga))
    return _feed(index, urls.saga(saga.slug), saga.title or index.t("untitled"), "", entries)


def told(index: SiteIndex, saga: Saga) -> list[Thread]:
    """The stories of a saga that lists may name, the newest first."""
    threads = [index.threads[name] for name in saga.thread_ids if name in index.threads]
    return _in_order(index, (thread for thread in threads if not thread.hidden))


def tagged(index: SiteIndex, folded: str) -> list[Thread]:
    """The stories that have an article with a tag, the newest first."""
    found = {a.id: index.thread_of[a.id] for a in index.tagged[folded] if a.id in index.thread_of}
    return _in_order(index, {thread.id: thread for thread in found.values()}.values())


def _in_order(index: SiteIndex, threads: Iterable[Thread]) -> list[Thread]:
    return sorted(threads, key=lambda thread: index.thread_place[thread.id])


def _feed(index: SiteIndex, path: str, title: str, subtitle: str, entries: tuple[Entry, ...]) -> Feed:
    site = index.config.site
    home = index.urls.absolute(path)
    return Feed(
        id=home,
        title=title if not path else f"{title} – {site.title}",
        subtitle=subtitle,
        home=home,
        atom=index.urls.absolute(urls.feed(path)),
        json=index.urls.absolute(urls.json_feed(path)),
        author=site.author or site.title,
        language=site.language,
        hub=index.config.syndication.hub,
        icon=index.urls.absolute(urls.icon("icon-192.png")),
        entries=entries,
    )


def _stories(index: SiteIndex, threads: Sequence[Thread]) -> tuple[Entry, ...]:
    return tuple(_story(index, thread) for thread in threads[: index.config.syndication.entries])


def _articles(index: SiteIndex, articles: Sequence[Article]) -> tuple[Entry, ...]:
    return tuple(_article(index, article) for article in articles[: index.config.syndication.entries])


def _story(index: SiteIndex, thread: Thread) -> Entry:
    lead = index.headline_article(thread)
    members = index.members(thread)
    page = index.urls.absolute(urls.story(thread.slug))
    return Entry(
        id=page,
        title=index.card(thread).title,
        url=page,
        published=thread.first,
        updated=thread.last,
        summary=clip(lead.lede_text or lead.description, SUMMARY_WORDS),
        html=_story_html(index, lead, members),
        picture=index.urls.absolute(urls.picture(urls.story(thread.slug))) if has_picture(index, thread) else "",
        language=index.title_lang(thread),
        authors=tuple(source.name for source in index.thread_sources(thread)),
        categories=tuple(tag.name for tag in index.tags_of(members)),
    )


def has_picture(index: SiteIndex, thread: Thread) -> bool:
    """Whether a picture is drawn for a story (`[pictures] stories`)."""
    choice = index.config.pictures.stories
    return choice == "all" or (choice == "several" and len(index.thread_sources(thread)) > 1)


def _story_html(index: SiteIndex, lead: Article, members: Sequence[Article]) -> str:
    """The opening words as a quotation of their article, then who reports the story."""
    rows = [Markup("<li>{}: {}</li>").format(index.sources[a.source_id].name, _link(index, a)) for a in members]
    opening = clip(lead.lede_text or lead.description, SUMMARY_WORDS)
    quoted = Markup("")
    if opening:
        page = index.urls.absolute(urls.article(lead.address))
        quoted = Markup('<blockquote cite="{}"{}><p>{}</p></blockquote>').format(page, _lang(index, lead), opening)
    return str(quoted + Markup("<ul>{}</ul>").format(Markup("").join(rows[:LISTED_ARTICLES])))


def _link(index: SiteIndex, article: Article) -> Markup:
    page = index.urls.absolute(urls.article(article.address))
    return Markup('<a href="{}"{}>{}</a>').format(page, _lang(index, article), index.article(article.id).title)


def _lang(index: SiteIndex, article: Article) -> Markup:
    lang = index.lang(article)
    return Markup(' lang="{}"').format(lang) if lang else Markup("")


def _article(index: SiteIndex, article: Article) -> Entry:
    page = index.urls.absolute(urls.article(article.address))
    whole = index.config.syndication.text == "full" and index.shows_whole(article)
    opening = clip(article.description or article.lede_text, SUMMARY_WORDS)
    html = (
        without_places(article.body_html)
        if whole
        else str(Markup("<p>{}</p>").format(escape(opening)))
        if opening
        else ""
    )
    return Entry(
        id=page,
        title=index.article(article.id).title,
        url=page,
        published=article.published,
        updated=article.updated,
        summary=opening,
        html=html,
        original="" if index.urls.owns(article.url) else urls.external(article.url),
        language=index.lang(article),
        authors=article.byline or (index.sources[article.source_id].name,),
        categories=tuple(tag.name for tag in index.tags_of([article])),
    )


def opml(index: SiteIndex) -> bytes:
    """The sources, each with the feed of its articles here and its own page: OPML 2.0."""
    site = index.config.site
    homes = {source.id: urls.external(source.url) for source in index.site.sources}
    changed = max((a.published for a in index.listed_articles if a.published), default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<opml version="2.0">',
        f"<head><title>{xml(one_line(site.title))}</title>",
        f"<dateModified>{_rfc822(changed)}</dateModified></head>" if changed else "</head>",
        "<body>",
    ]
    used = [source_id for source_id, articles in index.by_source.items() if articles]
    for source_id in sorted(used, key=lambda one: (index.sources[one].name, one)):
        name = xml(one_line(index.sources[source_id].name) or source_id)
        feed = xml(iri(index.urls.absolute(urls.feed(urls.source(source_id)))))
        page = xml(iri(homes.get(source_id) or index.urls.absolute(urls.source(source_id))))
        kind = one_line(index.sources[source_id].kind).replace(",", " ").replace("/", " ")
        category = f' category="{xml(kind)}"' if kind else ""
        lines.append(f'<outline type="rss" text="{name}" title="{name}" xmlUrl="{feed}" htmlUrl="{page}"{category}/>')
    return "\n".join((*lines, "</body>", "</opml>", "")).encode("utf-8")


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _rfc822(moment: datetime) -> str:
    """A moment as OPML has it, in English whatever the machine's locale."""
    when = moment.astimezone(UTC)
    return f"{_DAYS[when.weekday()]}, {when.day:02d} {_MONTHS[when.month - 1]} {when.year:04d} {when:%H:%M:%S} GMT"
