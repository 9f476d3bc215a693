"""JSON-LD in the vocabulary of schema.org.

The functions that name a thing give a node, a plain dict; `script` turns nodes into text that is safe inside
`<script type="application/ld+json">`. A node says only what is known: an undated article is an `Article`, not a
`NewsArticle`, and claims no date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from builder.site.feeds import stamp
from builder.site.xmltext import iri, one_line

Node = dict[str, Any]

_CONTEXT = "https://schema.org"
# What could end the script element, open a comment in it, or end a line of JavaScript.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")


def script(*nodes: Mapping[str, Any]) -> str:
    """One JSON-LD document of `nodes`, for the inside of a script element: mark it safe in the template."""
    body: Node = {"@context": _CONTEXT}
    if len(nodes) == 1:
        body |= nodes[0]
    else:
        body["@graph"] = list(nodes)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def article(
    *,
    url: str,
    headline: str,
    source: str,
    source_url: str = "",
    authors: Sequence[str] = (),
    published: datetime | None = None,
    updated: datetime | None = None,
    description: str = "",
    language: str = "",
    image: str = "",
    tags: Sequence[str] = (),
    based_on: Sequence[str] = (),
    citations: Sequence[str] = (),
    cited_outlets: Sequence[str] = (),
    thread_url: str = "",
) -> Node:
    """An article's page.

    `based_on` are the urls that it republishes (the original, the wire copy); `citations` those that it names as
    origins, `cited_outlets` the names of origins without one. Without a byline its author is the source.
    """
    outlet = organization(source, source_url)
    people = [{"@type": "Person", "name": name} for name in map(one_line, authors) if name]
    author: Any = people or outlet
    kind = "NewsArticle" if published is not None and headline.strip() and author else "Article"
    return _known(
        {
            "@type": kind,
            "@id": iri(url),
            "url": iri(url),
            "mainEntityOfPage": iri(url),
            "headline": one_line(headline),
            "description": one_line(description),
            "datePublished": stamp(published) if published else "",
            "dateModified": stamp(updated) if published and updated else "",
            "author": author,
            "publisher": outlet,
            "inLanguage": language,
            "image": iri(image),
            "keywords": [name for name in map(one_line, tags) if name],
            "isBasedOn": _one_or_all(_links(based_on)),
            "citation": _one_or_all([*_links(citations), *_outlets(cited_outlets)]),
            "isPartOf": {"@type": "CollectionPage", "@id": iri(thread_url)} if thread_url else {},
        }
    )


def thread(
    *,
    url: str,
    name: str,
    articles: Sequence[tuple[str, str]],
    first: datetime | None = None,
    last: datetime | None = None,
    description: str = "",
    language: str = "",
    site_url: str = "",
    based_on: Sequence[str] = (),
    citations: Sequence[str] = (),
    cited_outlets: Sequence[str] = (),
    image: str = "",
    quotations: Sequence[Node] = (),
) -> Node:
    """A story thread's page: a collection whose main entity is the list of its articles, (url, headline) each.

    `based_on` are the originals of its articles; `citations` and `cited_outlets` what they name as origins beside.
    """
    return _known(
        {
            "@type": "CollectionPage",
            "@id": iri(url),
            "url": iri(url),
            "name": one_line(name),
            "description": one_line(description),
            "datePublished": stamp(first) if first else "",
            "dateModified": stamp(last) if first and last else "",
            "inLanguage": language,
            "image": iri(image),
            "isPartOf": {"@type": "WebSite", "@id": iri(site_url)} if site_url else {},
            "isBasedOn": _one_or_all(_links(based_on)),
            "citation": _one_or_all([*_links(citations), *_outlets(cited_outlets)]),
            "hasPart": list(quotations),
            "mainEntity": item_list(articles),
        }
    )


def collection(
    *, url: str, name: str, items: Sequence[tuple[str, str]], language: str = "", site_url: str = ""
) -> Node:
    """A page that lists stories or articles, (url, headline) each: a tag's, a source's, a day's, the front page."""
    return _known(
        {
            "@type": "CollectionPage",
            "@id": iri(url),
            "url": iri(url),
            "name": one_line(name),
            "inLanguage": language,
            "isPartOf": {"@type": "WebSite", "@id": iri(site_url)} if site_url and site_url != url else {},
            "mainEntity": item_list(items),
        }
    )


def item_list(items: Sequence[tuple[str, str]]) -> Node:
    """(url, headline) of each, in their order."""
    rows = [
        {"@type": "ListItem", "position": place, "url": iri(link), "name": one_line(headline)}
        for place, (link, headline) in enumerate(items, 1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(rows), "itemListElement": rows}


def quotation(*, text: str, speaker: str, url: str, article_url: str, based_on: str = "", language: str = "") -> Node:
    """Quoted words, verbatim. `url` leads to their sentence; `based_on` is where the article was first published.

    The speaker is a credit in the article's words: whether it is a person or a body is not known.
    """
    return _known(
        {
            "@type": "Quotation",
            "text": one_line(text),
            "creditText": one_line(speaker),
            "url": iri(url),
            "inLanguage": language,
            "isPartOf": {"@type": "Article", "@id": iri(article_url)},
            "isBasedOn": iri(based_on),
        }
    )


def website(
    *, url: str, name: str, description: str = "", language: str = "", publisher: str = "", search: str = ""
) -> Node:
    """The site itself. `search` is the address of its search up to the words looked for, or empty."""
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": iri(search) + "{words}"},
        "query-input": "required name=words",
    }
    return _known(
        {
            "@type": "WebSite",
            "@id": iri(url),
            "url": iri(url),
            "name": one_line(name),
            "description": one_line(description),
            "inLanguage": language,
            "publisher": organization(publisher, "") if publisher else {},
            "potentialAction": action if search else {},
        }
    )


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Node:
    """The way from the front page to this one: (url, name) of each step."""
    steps = [
        {"@type": "ListItem", "position": place, "item": iri(url), "name": one_line(name)}
        for place, (url, name) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def organization(name: str, url: str) -> Node:
    """An outlet; empty when it has no name."""
    name = one_line(name)
    return _known({"@type": "Organization", "name": name, "url": iri(url)}) if name else {}


def _links(urls: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(iri(url) for url in urls if url))


def _outlets(names: Sequence[str]) -> list[Node]:
    """Works of which only the outlet is known."""
    return [{"@type": "CreativeWork", "publisher": organization(name, "")} for name in names if one_line(name)]


def _one_or_all(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _known(node: Node) -> Node:
    """`node` without its empty values."""
    return {key: value for key, value in node.items() if value not in ("", [], {}, None)}
