"""A web page -> an entry: what its head says, its article's text by trafilatura, and what had to be inferred."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

import msgspec

from builder.ingest.encoding import decode
from builder.ingest.entry import Entry, bare, tidy, when
from builder.ingest.pagehead import Head, read_head, without_site
from builder.reading.sanitise import MAX_ATTRIBUTES, many_attributes
from builder.text.dates import When
from builder.text.normalise import fold
from builder.text.urls import canonical

MAX_TAGS = 40_000
"""Tags of a whole page: above this it is no article, and reading it would take long."""
MIN_WORDS = 30
"""Fewer words than these are no article but a caption, a wall or an error page."""

_SAVED = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|.{0,80}?\burl:\s*)(https?://[^\s>]+)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z]")


class NoArticle(Exception):
    """Why a page gives no article, in words for the user."""


def read_page(raw: bytes, content_type: str, url: str, zone: tzinfo) -> Entry:
    """The article of a page. `url`: where it was found, empty for a file (then what that says). Raises `NoArticle`."""
    from selectolax.lexbor import LexborHTMLParser

    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml"):
        raise NoArticle(f"is {kind[:60]}, not a web page")
    if b"\0" in raw[:1000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoArticle("is no text")
    text, note = decode(raw, content_type)
    if not _TAG.search(text):
        raise NoArticle("is no web page" if text.strip() else "is empty")
    if text.count("<") > 2 * MAX_TAGS:
        raise NoArticle(f"holds more than {MAX_TAGS:,} tags")
    if many_attributes(text):
        raise NoArticle(f"has a tag with more than {MAX_ATTRIBUTES:,} attributes")
    url = canonical(url) or _saved_from(text)
    head = read_head(LexborHTMLParser(text), url, zone)
    entry = _entry(text, head, zone)
    return msgspec.structs.replace(
        entry, notes=(*entry.notes, *((f"it was {note}",) if note.startswith("read") else ()))
    )


def _saved_from(text: str) -> str:
    """The address that a browser or SingleFile noted in a page it saved."""
    found = _SAVED.search(text[:3000])
    return canonical(found[1]) if found else ""


def _entry(text: str, head: Head, zone: tzinfo) -> Entry:
    document = _extracted(text, head.url)
    body = tidy(document.html, head.url)
    title = head.title
    inferred: list[tuple[str, str]] = []
    if not title and document.title:
        title = without_site(bare(document.title), head.source)
        inferred.append(("title", "the page's first heading"))
    if len(bare(body).split()) < MIN_WORDS:
        raise NoArticle(f"holds no article text (fewer than {MIN_WORDS} words)")
    authors = head.authors
    if not authors and document.author:
        authors = tuple(name.strip() for name in document.author.split(";") if name.strip())[:10]
        inferred.append(("authors", "a line of the page that looks like a byline"))
    published, notes = head.published, head.notes
    if published is None:
        published, how = _dated(document, head.url, zone)
        if published is not None:
            inferred.append(("published", how))
    elif notes:
        notes = ()
    return Entry(
        title=title,
        url=head.url,
        authors=authors,
        source=head.source,
        published=published,
        updated=head.updated,
        lang=head.lang,
        description=head.description,
        tags=head.tags,
        image=head.image,
        body=_without_headline(body, title),
        inferred=tuple(inferred),
        notes=notes,
    )


class _Document(msgspec.Struct):
    html: str = ""
    title: str = ""
    author: str = ""
    date: str = ""


def _extracted(text: str, url: str) -> _Document:
    """The article as trafilatura finds it."""
    import logging

    from lxml import etree
    from trafilatura import load_html
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        tree = load_html(text)
        if tree is None:
            return _Document()
        found: Any = extract_metadata(tree, default_url=url or None, extensive=False)
        html = _text_of(text, url)
        if _unite_parts(tree, len(bare(html).split())):
            html = _text_of(tree, url)
    except (etree.LxmlError, ValueError, RecursionError, AttributeError, TypeError) as error:
        # What a hostile page does to a parser of many rules is not foreseeable; it costs this page only.
        raise NoArticle(f"cannot be taken apart ({type(error).__name__})") from error
    return _Document(html, found.title or "", found.author or "", found.date or "")


def _text_of(page: Any, url: str) -> str:
    from trafilatura import extract

    found = extract(
        page, url=url or None, output_format="html", include_links=True, include_formatting=True,
        include_tables=True, include_images=False, include_comments=False, with_metadata=False,
    )  # fmt: skip
    return found or ""


def _unite_parts(tree: Any, words: int) -> bool:
    """Make one text of a page that puts each part of a long piece into an `<article>`; whether it is such a page.

    trafilatura takes the first of them. Parts are long, and have no headline that is a link, as teasers do.
    """
    parts = [node for node in tree.iter("article") if not any(above.tag == "article" for above in node.iterancestors())]
    sizes = [len(node.text_content().split()) for node in parts]
    teasers = any(node.xpath(".//h1//a[@href]|.//h2//a[@href]|.//h3//a[@href]|.//a[@href]//h2") for node in parts)
    if len(parts) < 2 or teasers or min(sizes) < MIN_WORDS or words > 0.6 * sum(sizes):
        return False
    for node in parts:
        node.tag = "div"
    return True


def _dated(document: _Document, url: str, zone: tzinfo) -> tuple[When | None, str]:
    """The day that the address names, else the one that trafilatura found in the page; neither was told as the date."""
    if found := re.search(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|\Z)", url):
        day, _ = when("-".join(found.groups()), zone)
        if day is not None:
            return day, "the address"
    day, _ = when(document.date, zone)
    return day, "a date that stands in the page"


def _without_headline(body: str, title: str) -> str:
    """The text without the heading that only says the title again."""
    first, _, rest = body.partition("\n")
    if re.match(r"<h[1-6]>", first) and title and fold(bare(first)) == fold(title) and rest:
        return rest
    return body
