"""Bytes of a feed, of whatever kind -> entries. feedparser reads RSS 0.9 to 2.0, RDF and Atom; JSON Feed we read."""

from __future__ import annotations

import json
import re
from datetime import tzinfo
from typing import Any

import msgspec

from builder.ingest.encoding import decode
from builder.ingest.entry import Entry, bare, paragraphs, tidy, when
from builder.ingest.unpack import BadEncoding, TooLarge, unpack_file
from builder.reading.sanitise import MAX_ATTRIBUTES, many_attributes
from builder.text.dates import When
from builder.text.urls import canonical, resolve

_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(r"<(?:rss|rdf:RDF|feed|(?:\w+:)?feed)\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_LOOSE = re.compile(r"&(?![\w#]{1,12};)")
_MAX_NAMES = 20

MAX_TAGS = 200_000
"""Tags of a feed, those of its texts among them: parsing more would take more than some ten seconds."""
MAX_LOOSE = 50_000
"""A feed of so many is not well-formed, and each costs the parser of broken feeds a search."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed holds: at most so many entries as asked for, in its order. `beyond`: how many more it has.

    `broken` says what of it could not be read, empty when it is sound.
    """

    title: str = ""
    kind: str = ""
    entries: tuple[Entry, ...] = ()
    beyond: int = 0
    broken: str = ""


class NotAFeed(Exception):
    """A document that is no feed; the message says what it looks like and, where it names one, the feed."""


def read_feed(raw: bytes, content_type: str, url: str, zone: tzinfo, *, max_items: int, max_bytes: int) -> Feed:
    """The feed in `raw`, which came from `url`. Raises `NotAFeed`."""
    try:
        raw = unpack_file(raw, max_bytes)
    except (TooLarge, BadEncoding) as error:
        raise NotAFeed(str(error)) from error
    text, note = decode(raw, content_type)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        feed = _json_feed(text, url, zone, max_items)
    elif start == "<":
        feed = _xml_feed(text, url, zone, max_items)
    else:
        raise NotAFeed("holds neither XML nor JSON" if text.strip() else "is empty")
    return msgspec.structs.replace(feed, broken=", ".join(part for part in (feed.broken, note) if part))


def _xml_feed(text: str, url: str, zone: tzinfo, max_items: int) -> Feed:
    import feedparser

    head = text[:20_000]
    if not _ROOT.search(head):
        raise NotAFeed(_what_it_is(head, url))
    if "<!entity" in text[:200_000].lower():
        raise NotAFeed("defines entities of its own, which no feed needs and bombs are made of")
    if many_attributes(text):
        raise NotAFeed(f"has a tag with more than {MAX_ATTRIBUTES:,} attributes")
    text, beyond = _cut(text, max_items)
    if text.count("<") > MAX_TAGS:
        raise NotAFeed(f"holds more than {MAX_TAGS:,} tags")
    if text.count("&") > MAX_LOOSE and len(_LOOSE.findall(text)) > MAX_LOOSE:
        raise NotAFeed(f"holds more than {MAX_LOOSE:,} ampersands that begin nothing")
    # We have decoded it: what its head says of its encoding is no longer true, and no DOCTYPE is needed.
    text = _XML_HEAD.sub("", text, count=1)
    parsed = feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
    )
    if not parsed.get("version") and not parsed.entries:
        raise NotAFeed(_what_it_is(head, url))
    problem = parsed.get("bozo_exception")
    broken = ""
    if parsed.get("bozo") and type(problem).__name__ not in ("CharacterEncodingOverride", "NonXMLContentType"):
        broken = "is not well-formed, and was read as far as it goes"
    rows = parsed.entries
    language = str(parsed.feed.get("language", ""))
    entries = tuple(_entry(row, url, language, zone) for row in rows[:max_items])
    return Feed(
        title=bare(str(parsed.feed.get("title", ""))),
        kind=str(parsed.get("version", "")),
        entries=entries,
        beyond=beyond + max(len(rows) - max_items, 0),
        broken=broken,
    )


def _cut(text: str, max_items: int) -> tuple[str, int]:
    """A feed without the items after `max_items`, so that they are not parsed, and how many those are."""
    ends = [found.end() for found in _ITEM_END.finditer(text)]
    if len(ends) <= max_items:
        return text, 0
    return text[: ends[max_items - 1]] + text[ends[-1] :], len(ends) - max_items


def _what_it_is(head: str, url: str) -> str:
    """What a document that is no feed looks like, for the user."""
    if not re.search(r"<html|<!doctype html", head, re.IGNORECASE):
        return "is XML, but no feed"
    for tag in _LINK.findall(head):
        if re.search(r"application/(?:rss|atom|feed)\+(?:xml|json)", tag, re.IGNORECASE):
            href = re.search(r"href\s*=\s*[\"']([^\"']{1,500})", tag, re.IGNORECASE)
            if href and (target := resolve(href[1], url)):
                return f"is a web page; the feed that it names is {target}"
    return "is a web page, not a feed"


def _entry(row: Any, feed_url: str, language: str, zone: tzinfo) -> Entry:
    """An item as feedparser gives it."""
    link = _address(str(row.get("link", "")), feed_url)
    guid = str(row.get("id", "")).strip()
    inferred: list[tuple[str, str]] = []
    if not link and guid.startswith(("http://", "https://")) and row.get("guidislink", True):
        link = canonical(guid)
        inferred.append(("url", "the item's guid"))
    full = _full_text(row)
    summary = _value(row.get("summary_detail")) or str(row.get("summary", ""))
    published, note = _moment(row, ("published", "created"), zone)
    updated, _ = _moment(row, ("updated",), zone)
    if published is None and updated is not None:
        published, note = updated, ""
        inferred.append(("published", "when the item was last updated"))
    base = link or feed_url
    body = _markup(full or summary, base)
    return Entry(
        title=bare(str(row.get("title", ""))),
        url=link,
        guid=guid[:500],
        authors=_authors(row),
        published=published,
        updated=updated,
        lang=_language(str(row.get("language", "")) or language),
        description=bare(summary)[:2000] if full and summary != full else "",
        tags=tuple(dict.fromkeys(_terms(row))),
        image=_image(row, base),
        body=body,
        inferred=tuple(inferred),
        notes=(note,) if note else (),
    )


def _address(text: str, base: str) -> str:
    return canonical(resolve(text, base)) if text else ""


def _value(detail: Any) -> str:
    if not isinstance(detail, dict):
        return ""
    value = str(detail.get("value", ""))
    if detail.get("type") == "text/plain" and not _MARKUP.search(value):
        return paragraphs(value)
    return value


def _full_text(row: Any) -> str:
    """The longest `content` (content:encoded, Atom's content) of an item, empty without one."""
    texts = [_value(part) for part in row.get("content", ()) or ()]
    return max(texts, key=len, default="")


def _markup(text: str, base: str) -> str:
    return tidy(text if _MARKUP.search(text) else paragraphs(text), base)


def _moment(row: Any, keys: tuple[str, ...], zone: tzinfo) -> tuple[When | None, str]:
    note = ""
    for key in keys:
        if key in row:
            found, problem = when(str(row[key]), zone)
            if found is not None:
                return found, ""
            note = note or problem
    return None, note


def _authors(row: Any) -> tuple[str, ...]:
    names = [bare(str(author.get("name", ""))) for author in row.get("authors", ()) if isinstance(author, dict)]
    if not any(names) and row.get("author"):
        names = [bare(str(row["author"]))]
    return tuple(dict.fromkeys(name for name in names[:_MAX_NAMES] if name))


def _terms(row: Any) -> list[str]:
    tags = [
        bare(str(tag.get("label") or tag.get("term") or "")) for tag in row.get("tags", ()) if isinstance(tag, dict)
    ]
    return [tag for tag in tags[:_MAX_NAMES] if tag and len(tag) <= 80 and "://" not in tag]


def _image(row: Any, base: str) -> str:
    found: list[tuple[Any, Any]] = [(media, media.get("url")) for media in row.get("media_content", ()) or ()]
    found += [(media, media.get("url")) for media in row.get("media_thumbnail", ()) or ()]
    found += [(link, link.get("href")) for link in row.get("enclosures", ()) or ()]
    for media, address in found:
        kind = str(media.get("type", "")) or ("image/" if media.get("medium") in (None, "image") else "")
        if address and kind.startswith("image/") and (target := _address(str(address), base)):
            return target
    return ""


def _language(text: str) -> str:
    text = text.strip().replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text) else ""


def _json_feed(text: str, url: str, zone: tzinfo, max_items: int) -> Feed:
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotAFeed("is no JSON that can be read") from error
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise NotAFeed("is JSON, but no JSON Feed")
    rows = [row for row in data["items"] if isinstance(row, dict)]
    language, authors = _text(data, "language"), _json_authors(data)
    return Feed(
        title=_text(data, "title"),
        kind="json",
        entries=tuple(_json_entry(row, url, language, authors, zone) for row in rows[:max_items]),
        beyond=max(len(rows) - max_items, 0),
        broken="" if _text(data, "version").startswith("https://jsonfeed.org/version/") else "names no version",
    )


def _json_entry(row: dict[str, Any], feed_url: str, language: str, authors: tuple[str, ...], zone: tzinfo) -> Entry:
    link = _address(_text(row, "url"), feed_url)
    html = row.get("content_html") if isinstance(row.get("content_html"), str) else ""
    words = row.get("content_text") if isinstance(row.get("content_text"), str) else ""
    summary = _text(row, "summary")
    published, note = when(_text(row, "date_published"), zone)
    updated, _ = when(_text(row, "date_modified"), zone)
    inferred = []
    if published is None and updated is not None:
        published, note = updated, ""
        inferred.append(("published", "when the item was last updated"))
    tags = row.get("tags") if isinstance(row.get("tags"), list) else []
    base = link or feed_url
    return Entry(
        title=bare(_text(row, "title")),
        url=link,
        guid=_text(row, "id")[:500],
        authors=_json_authors(row) or authors,
        published=published,
        updated=updated,
        lang=_language(_text(row, "language") or language),
        description=summary if html or words else "",
        tags=tuple(dict.fromkeys(bare(tag) for tag in (tags or ())[:_MAX_NAMES] if isinstance(tag, str) and tag)),
        image=_address(_text(row, "image") or _text(row, "banner_image"), base),
        body=tidy(html, base) if html else paragraphs(words or summary),
        inferred=tuple(inferred),
        notes=(note,) if note else (),
    )


def _json_authors(row: dict[str, Any]) -> tuple[str, ...]:
    found = row.get("authors") if isinstance(row.get("authors"), list) else [row.get("author")]
    names = [bare(_text(author, "name")) for author in (found or ())[:_MAX_NAMES] if isinstance(author, dict)]
    return tuple(dict.fromkeys(name for name in names if name))


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) if isinstance(value, str) else ""
