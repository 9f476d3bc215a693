"""The first search: every thread's title, lede, sources and tags in one file that the search page loads when used."""

from __future__ import annotations

import msgspec

from builder.model import Page, Site

SEARCH_PATH = "search/threads.json"
_LEDE_CHARACTERS = 280


class Document(msgspec.Struct, frozen=True):
    """One thread as the search page sees it; short names, since a reader downloads them.

    `u` slug, `t` title, `l` lede of the article that gave the title, `s` source names, `g` tags, `d` last day (UTC,
    empty when undated), `n` articles, `m` sources.
    """

    u: str
    t: str
    l: str  # noqa: E741 - the name travels
    s: tuple[str, ...]
    g: tuple[str, ...]
    d: str
    n: int
    m: int


class Index(msgspec.Struct, frozen=True):
    """The file: a version and the threads in the site's order, without hidden ones."""

    version: int
    threads: tuple[Document, ...]


def search_pages(site: Site) -> tuple[Page, ...]:
    """The files of the search."""
    articles = {article.id: article for article in site.articles}
    names = {source.id: source.name for source in site.sources}
    documents = []
    for thread in site.threads:
        if thread.hidden:
            continue
        members = [articles[article_id] for article_id in thread.article_ids]
        sources = tuple(dict.fromkeys(names[article.source_id] for article in members))
        lede = next((a for a in members if a.id == thread.title_from), members[0]).lede_text
        documents.append(
            Document(
                u=thread.slug,
                t=thread.title,
                l=_shortened(lede),
                s=sources,
                g=tuple(sorted({tag for article in members for tag in article.tags})),
                d=thread.last.date().isoformat() if thread.last else "",
                n=len(members),
                m=len(sources),
            )
        )
    return (Page(SEARCH_PATH, msgspec.json.encode(Index(1, tuple(documents)))),)


def _shortened(text: str) -> str:
    """The beginning of `text`, cut at a word, with an ellipsis when cut."""
    line = " ".join(text.split())
    if len(line) <= _LEDE_CHARACTERS:
        return line
    return line[:_LEDE_CHARACTERS].rsplit(" ", 1)[0] + " …"
