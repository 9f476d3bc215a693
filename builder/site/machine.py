"""What machines read of single pages: structured data, the JSON records, the matrix as CSV."""

from __future__ import annotations

from builder.model import Article, Comparison, Thread
from builder.site import data, jsonld, sourcing, story_matrix, urls
from builder.site.article_pictures import lead_picture
from builder.site.article_slices import ArticleSlice
from builder.site.index import SiteIndex
from builder.site.site_feeds import has_picture
from builder.site.story_only import only_sentences
from builder.site.views import clip

QUOTATIONS = 8
"""Quotations in a story's structured data: those that most sources have first; its record has all."""
LISTED = 60
"""Articles in the list of a story's structured data: the first; the page itself and its record have all."""
SUMMARY_WORDS = 60


def story_ld(index: SiteIndex, thread: Thread) -> tuple[str, ...]:
    """A story's structured data: the collection of its articles, and the way to it."""
    card = index.card(thread)
    page = index.urls.absolute(urls.story(thread.slug))
    members = index.members(thread)
    comparison = index.comparisons.get(thread.id)
    found = sourcing.of_story(
        index, members, {row.article_id: row for row in comparison.provenance} if comparison else {}
    )
    node = jsonld.thread(
        url=page,
        name=card.title,
        articles=[(index.urls.absolute(urls.article(a.address)), index.article(a.id).title) for a in members[:LISTED]],
        first=thread.first,
        last=thread.last,
        description=card.lede,
        language=index.config.site.language,
        site_url=index.urls.absolute(),
        based_on=found.based_on,
        citations=found.cited,
        cited_outlets=found.outlets,
        image=index.urls.absolute(urls.picture(urls.story(thread.slug))) if has_picture(index, thread) else "",
        quotations=_quotations(index, comparison) if comparison else (),
    )
    return (jsonld.script(node, jsonld.breadcrumbs([_home(index), (page, card.title)])),)


def _quotations(index: SiteIndex, comparison: Comparison) -> list[jsonld.Node]:
    """Words in quotation marks with their speaker as the articles name them, each once, and where they stand."""
    shared = [comparison.quotes[entry.quotes[0]] for one in comparison.matches for entry in one.entries[:1]]
    found: dict[str, jsonld.Node] = {}
    for quote in (*shared, *comparison.quotes):
        if quote.kind == "indirect" or not quote.speaker or quote.text in found or len(found) == QUOTATIONS:
            continue
        article = index.articles[quote.sentence.article_id]
        place = index.sentence(quote.sentence)
        found[quote.text] = jsonld.quotation(
            text=quote.text,
            speaker=quote.speaker,
            url=index.urls.full(place.url),
            article_url=index.urls.absolute(urls.article(article.address)),
            based_on=urls.external(article.url),
            language=place.lang or index.config.site.language,
        )
    return list(found.values())


def article_ld(index: SiteIndex, article: Article, piece: ArticleSlice | None) -> tuple[str, ...]:
    """An article's structured data: which original its page shows, and what that rests on. `piece`: None when alone.

    Its picture is named only where the page shows it, by the site's own copy: one elsewhere is the original's.
    """
    found = piece.sourcing if piece else sourcing.of_article(index, article, None)
    thread = index.thread_of.get(article.id)
    ref = index.article(article.id)
    shown = lead_picture(index, article)
    page = index.urls.absolute(urls.article(article.address))
    homes = {source.id: urls.external(source.url) for source in index.site.sources}
    node = jsonld.article(
        url=page,
        headline=ref.title,
        source=ref.source.name,
        source_url=homes.get(article.source_id, ""),
        authors=article.byline,
        published=article.published,
        updated=article.updated,
        description=clip(article.description or article.lede_text, SUMMARY_WORDS),
        language=article.lang or index.config.site.language,
        image=index.urls.full(shown.url) if shown else "",
        tags=article.tags,
        based_on=found.based_on,
        citations=found.cited,
        cited_outlets=found.outlets,
        thread_url=index.urls.absolute(urls.story(thread.slug)) if thread else "",
    )
    trail = [_home(index)]
    if thread:
        trail.append((index.urls.absolute(urls.story(thread.slug)), index.card(thread).title))
    return (jsonld.script(node, jsonld.breadcrumbs([*trail, (page, ref.title)])),)


def site_ld(index: SiteIndex) -> tuple[str, ...]:
    """The front page's structured data."""
    site = index.config.site
    node = jsonld.website(
        url=index.urls.absolute(),
        name=site.title,
        description=site.description or site.tagline,
        language=site.language,
        publisher=site.author,
        search=f"{index.urls.absolute(urls.search())}?q=" if index.config.search.enabled else "",
    )
    return (jsonld.script(node),)


def _home(index: SiteIndex) -> tuple[str, str]:
    return (index.urls.absolute(), index.config.site.title)


def threads_json(index: SiteIndex) -> bytes:
    """All threads with their articles."""
    sources = {source.id: source for source in index.site.sources}
    return data.threads_index(index.listed_threads, index.articles, sources, index.site.sagas)


def thread_json(index: SiteIndex, thread: Thread) -> bytes:
    """All that is known of one thread."""
    comparison = index.comparisons.get(thread.id) or Comparison(thread_id=thread.id)
    return data.thread_record(
        thread,
        index.articles,
        {source.id: source for source in index.site.sources if source.id in _outlets(index, thread)},
        comparison,
        pages={a.id: index.urls.absolute(urls.article(a.address)) for a in index.members(thread)},
        page=index.urls.absolute(urls.story(thread.slug)),
        saga=index.saga_of.get(thread.id),
        only_here=[s for own in only_sentences(index, index.members(thread), comparison).values() for s in own],
    )


def matrix_csv(index: SiteIndex, thread: Thread) -> bytes:
    """Which source says which claim of a thread, as CSV."""
    comparison = index.comparisons.get(thread.id) or Comparison(thread_id=thread.id)
    made = story_matrix.rows(comparison, index.members(thread))
    return story_matrix.as_csv(made, {source.id: source for source in index.site.sources})


def _outlets(index: SiteIndex, thread: Thread) -> set[str]:
    return {article.source_id for article in index.members(thread)}
