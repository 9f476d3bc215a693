"""Whole HTML documents: what their head says, and where their article is."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_WHOLE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|meta|title)\b", re.IGNORECASE | re.DOTALL)
_BLOCK_START = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:p|div|article|section|main|h[1-6]|ul|ol|table|figure|blockquote|header)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)

_META = {
    "og:title": "title", "twitter:title": "title", "headline": "title",
    "author": "author", "article:author": "author", "byl": "author", "dc.creator": "author", "parsely-author": "author",
    "article:published_time": "date", "date": "date", "datepublished": "date", "pubdate": "date",
    "publish-date": "date",
    "dc.date": "date", "dc.date.issued": "date", "parsely-pub-date": "date", "og:article:published_time": "date",
    "article:modified_time": "updated", "datemodified": "updated", "last-modified": "updated",
    "og:updated_time": "updated",
    "description": "description", "og:description": "description", "twitter:description": "description",
    "og:url": "link", "og:site_name": "source", "application-name": "source",
    "og:image": "image", "og:locale": "lang", "keywords": "tags", "news_keywords": "tags", "article:tag": "tags",
}  # fmt: skip
"""`<meta name|property|itemprop>` -> front matter key; of several the first in this order wins."""

_CHROME = "nav, aside, footer, script, style, template, noscript, iframe"


class HtmlDocument(msgspec.Struct, frozen=True):
    """Front matter equivalents of a document's head, and the markup of its article."""

    data: dict[str, Any]
    body: str


def is_document(text: str) -> bool:
    """Whether a text is a whole document (not a fragment of markup)."""
    return bool(_WHOLE.match(text[:4000]))


def is_markup(text: str, *, whole: bool = False) -> bool:
    """Whether a text begins with a block of HTML; with `whole`, whether none of it is Markdown."""
    if not _BLOCK_START.match(text[:4000]):
        return False
    if not whole or (text.count("</p>") >= 3 and text.rstrip().endswith(">")):
        return True
    return all(part.lstrip()[:1] == "<" for part in re.split(r"\n[ \t]*\n", text) if part.strip())


def read_document(text: str) -> HtmlDocument:
    """Take a document apart; `text` must not be nested too deep (see `sanitise.too_much`)."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    data = _meta(tree)
    body = _article(tree)
    if body is None:
        return HtmlDocument(data, "")
    heading = body.css_first("h1")
    words = " ".join(heading.text().split()) if heading is not None else ""
    if "title" not in data:
        data["title"] = words or _bare_title(tree, str(data.get("source", "")))
    for node in body.css(_CHROME):
        node.decompose()
    for node in body.css("header"):
        if body.tag == "body" and node.css_first("p") is None:
            node.decompose()
    return HtmlDocument(data, body.inner_html or "")


def _article(tree: Any) -> Any:
    """The one `<article>`, else `<main>`, else `<body>`."""
    articles = tree.css("article")
    if articles:
        longest = max(articles, key=lambda node: len(node.text()))
        if len(longest.text().strip()) > 200 or len(articles) == 1:
            return longest
    return tree.css_first("main") or tree.body


def _meta(tree: Any) -> dict[str, Any]:
    found: dict[str, str] = {}
    tags: list[str] = []
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = (attributes.get("content") or "").strip()
        if content and name in _META:
            found.setdefault(name, content)
            if name == "article:tag":
                tags.append(content)
    data: dict[str, Any] = {}
    for name, key in _META.items():
        if name in found:
            data.setdefault(key, found[name])
    if tags:
        data["tags"] = tags
    _others(tree, data)
    return data


def _others(tree: Any, data: dict[str, Any]) -> None:
    """Canonical address, language and the first `<time>`, where no `<meta>` said them."""
    link = tree.css_first("link[rel=canonical][href]")
    if link is not None and link.attributes.get("href"):
        data["link"] = link.attributes["href"]
    root = tree.css_first("html")
    if root is not None and root.attributes.get("lang"):
        data["lang"] = root.attributes["lang"]
    if "date" not in data and (time := tree.css_first("time[datetime]")) is not None:
        data["date"] = time.attributes.get("datetime") or ""


def _bare_title(tree: Any, site: str) -> str:
    """`<title>` without the site's name at its end."""
    title = tree.css_first("title")
    words = " ".join(title.text().split()) if title is not None else ""
    head, mark, tail = words.rpartition(" | ") if " | " in words else words.rpartition(" - ")
    return head.strip() if mark and site and tail.strip().lower() == site.lower() else words


def words_of(fragment: str) -> str:
    """The words of a small piece of markup, on one line."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(fragment).body
    return " ".join(body.text().split()) if body is not None else ""
