"""The published rules of feeds, as checks: RFC 4287 (Atom), RFC 5005's one on addresses, JSON Feed 1.1, OPML 2.0.

Each check gives the faults that it finds, in words; `test_feed_rules` plants every one of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tests.site.pages import Html

ATOM = "{http://www.w3.org/2005/Atom}"
_ONCE = {
    "feed": (("id", "title", "updated"), ("generator", "icon", "logo", "rights", "subtitle")),
    "entry": (("id", "title", "updated"), ("content", "published", "rights", "source", "summary")),
}
"""What there must be exactly one of, and at most one of."""
_KNOWN = {
    "feed": {"author", "category", "contributor", "entry", "link", *_ONCE["feed"][0], *_ONCE["feed"][1]},
    "entry": {"author", "category", "contributor", "link", *_ONCE["entry"][0], *_ONCE["entry"][1]},
}
_RELATIONS = {"alternate", "related", "self", "enclosure", "via", "hub", "next", "previous", "first", "last", "license"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_MEDIA = re.compile(r"[a-z]+/[a-z0-9.+-]+\Z")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _is_iri(text: str | None) -> bool:
    if not text or re.search(r"[\s<>\"{}|\\^`]", text):
        return False
    split = urlsplit(text)
    return bool(split.scheme and (split.netloc or split.path))


def _is_time(text: str | None) -> bool:
    if not text or not _TIME.match(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def atom_faults(raw: bytes, address: str = "") -> list[str]:
    """What is wrong with an Atom feed that stands at `address` (empty: not looked at)."""
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    return list(_atom(root, address))


def _atom(root: Element, address: str) -> Iterator[str]:
    entries = root.findall(f"{ATOM}entry")
    yield from _parts(root, "feed")
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(own) != 1:
        yield f"feed: {len(own)} links to itself"
    elif address and own[0] != address:
        yield f"feed: says it stands at {own[0]}"
    if root.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        yield "feed: no author"
    seen: set[tuple[str | None, str | None]] = set()
    for entry in entries:
        yield from _parts(entry, "entry")
        key = (entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated"))
        if key in seen:
            yield f"entry: {key[0]} twice"
        seen.add(key)
        content = entry.find(f"{ATOM}content")
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if content is None and not alternates:
            yield "entry: neither content nor a link to it"
        if content is None and entry.find(f"{ATOM}summary") is None:
            yield "entry: neither content nor summary"
        published, updated = entry.findtext(f"{ATOM}published"), entry.findtext(f"{ATOM}updated")
        if _is_time(published) and _is_time(updated) and _moment(published) > _moment(updated):
            yield "entry: updated before it was published"


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


def _parts(element: Element, kind: str) -> Iterator[str]:
    """The rules on what stands directly in a feed or an entry."""
    once, most = _ONCE[kind]
    for name in once:
        if len(element.findall(ATOM + name)) != 1:
            yield f"{kind}: {len(element.findall(ATOM + name))} of {name}"
    for name in most:
        if len(element.findall(ATOM + name)) > 1:
            yield f"{kind}: more than one {name}"
    for child in element:
        name = child.tag.removeprefix(ATOM)
        if child.tag.startswith(ATOM) and name not in _KNOWN[kind]:
            yield f"{kind}: unknown element {name}"
        yield from (f"{kind}: {fault}" for fault in _part(name, child))
    lang = element.get(_LANG)
    if lang is not None and not _LANGUAGE.match(lang):
        yield f"{kind}: {lang!r} is not a language"
    links = [link for link in element.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    kinds = [(link.get("type"), link.get("hreflang")) for link in links]
    if len(set(kinds)) != len(kinds):
        yield f"{kind}: two alternate links of one type"


def _part(name: str, element: Element) -> Iterator[str]:
    text = (element.text or "").strip()
    if name in ("id", "icon", "logo") and not _is_iri(element.text):
        yield f"{name} {element.text!r} is no address"
    elif name in ("updated", "published") and not _is_time(element.text):
        yield f"{name} {element.text!r} is no time"
    elif name in ("title", "subtitle", "summary", "rights", "content"):
        yield from _text(name, element, text)
    elif name == "link":
        if not _is_iri(element.get("href")):
            yield f"link to {element.get('href')!r}"
        relation = element.get("rel", "alternate")
        if relation not in _RELATIONS and not _is_iri(relation):
            yield f"unknown relation {relation}"
        if element.get("type") is not None and not _MEDIA.match(str(element.get("type"))):
            yield f"link of type {element.get('type')!r}"
    elif name in ("author", "contributor"):
        names = element.findall(f"{ATOM}name")
        if len(names) != 1 or not (names[0].text or "").strip():
            yield f"{name} without a name"
    elif name == "category" and not element.get("term"):
        yield "category without a term"


def _text(name: str, element: Element, text: str) -> Iterator[str]:
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield f"{name} of type {kind!r}"
    if name == "title" and not text:
        yield "empty title"
    if kind in ("text", "html") and len(element):
        yield f"{name} holds elements"
    if kind == "html":
        yield from (f"{name}: {fault}" for fault in html_faults(text))


def html_faults(text: str) -> Iterator[str]:
    """What a reader of feeds cannot use in a piece of HTML: open elements, scripts, addresses that are not whole."""
    page = Html(text)
    if page.unclosed:
        yield f"unclosed {page.unclosed}"
    for tag, attributes in page.elements:
        if tag in ("script", "style", "iframe", "object") or any(name.startswith("on") for name in attributes):
            yield f"active content in {tag}"
    for link in page.links:
        if not _is_iri(link) or urlsplit(link).scheme not in ("http", "https", "mailto"):
            yield f"link to {link!r}"


_FEED_KEYS = {
    "version": str,
    "title": str,
    "home_page_url": "url",
    "feed_url": "url",
    "description": str,
    "user_comment": str,
    "next_url": "url",
    "icon": "url",
    "favicon": "url",
    "authors": "authors",
    "language": "language",
    "expired": bool,
    "hubs": list,
    "items": list,
}
_ITEM_KEYS = {
    "id": str,
    "url": "url",
    "external_url": "url",
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": "url",
    "banner_image": "url",
    "date_published": "time",
    "date_modified": "time",
    "authors": "authors",
    "tags": "tags",
    "language": "language",
    "attachments": list,
}


def json_feed_faults(raw: bytes, address: str = "") -> list[str]:
    """What is wrong with a JSON Feed that stands at `address` (empty: not looked at)."""
    try:
        feed = json.loads(raw)
    except ValueError as error:
        return [f"not JSON: {error}"]
    if not isinstance(feed, dict):
        return ["not an object"]
    return list(_json_feed(feed, address))


def _json_feed(feed: dict[str, Any], address: str) -> Iterator[str]:
    if feed.get("version") not in ("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"):
        yield f"version {feed.get('version')!r}"
    for name in ("title", "items"):
        if not feed.get(name) and feed.get(name) != []:
            yield f"no {name}"
    yield from (f"feed: {fault}" for fault in _values(feed, _FEED_KEYS))
    if address and feed.get("feed_url") != address:
        yield f"feed: says it stands at {feed.get('feed_url')}"
    for hub in feed.get("hubs", []):
        if not isinstance(hub, dict) or not hub.get("type") or not _is_iri(hub.get("url")):
            yield f"feed: hub {hub!r}"
    seen: set[Any] = set()
    for item in feed.get("items", []) if isinstance(feed.get("items"), list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
            yield "item without an id"
            continue
        if item["id"] in seen:
            yield f"item {item['id']} twice"
        seen.add(item["id"])
        yield from (f"item: {fault}" for fault in _values(item, _ITEM_KEYS))
        if not (item.get("content_html") or item.get("content_text")):
            yield "item without content"
        yield from (f"item: content_html: {fault}" for fault in html_faults(item.get("content_html") or ""))


def _values(node: dict[str, Any], kinds: dict[str, Any]) -> Iterator[str]:
    for name, value in node.items():
        if name.startswith("_"):
            continue
        kind = kinds.get(name)
        if kind is None:
            yield f"unknown key {name}"
        elif kind == "url":
            if not isinstance(value, str) or not _is_iri(value):
                yield f"{name} {value!r} is no address"
        elif kind == "time":
            if not isinstance(value, str) or not _is_time(value):
                yield f"{name} {value!r} is no time"
        elif kind == "language":
            if not isinstance(value, str) or not _LANGUAGE.match(value):
                yield f"{name} {value!r} is no language"
        elif kind == "tags":
            if not isinstance(value, list) or not all(isinstance(tag, str) and tag for tag in value):
                yield f"tags {value!r}"
        elif kind == "authors":
            if not isinstance(value, list) or not all(
                isinstance(a, dict) and a.keys() & {"name", "url"} for a in value
            ):
                yield f"authors {value!r}"
        elif not isinstance(value, kind):
            yield f"{name} is no {kind.__name__}"


def opml_faults(raw: bytes) -> list[str]:
    """What is wrong with an OPML 2.0 list of feeds."""
    try:
        root = ElementTree.fromstring(raw)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    faults = []
    if root.tag != "opml" or root.get("version") != "2.0":
        faults.append(f"the root is {root.tag} {root.get('version')}")
    if len(root.findall("head")) != 1 or not root.findtext("head/title"):
        faults.append("no head with a title")
    date = root.findtext("head/dateModified")
    if date and not re.match(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\Z", date):
        faults.append(f"dateModified {date!r}")
    outlines = root.findall("body/outline")
    if not outlines:
        faults.append("no outline")
    for outline in outlines:
        if outline.get("type") != "rss":
            faults.append(f"an outline of type {outline.get('type')!r}")
        if not outline.get("text"):
            faults.append("an outline without text")
        if not _is_iri(outline.get("xmlUrl")):
            faults.append(f"an outline for the feed {outline.get('xmlUrl')!r}")
        if outline.get("htmlUrl") is not None and not _is_iri(outline.get("htmlUrl")):
            faults.append(f"an outline for the page {outline.get('htmlUrl')!r}")
    feeds = [outline.get("xmlUrl") for outline in outlines]
    return [*faults, *(f"{feed} twice" for feed in sorted({str(f) for f in feeds if feeds.count(f) > 1}))]
