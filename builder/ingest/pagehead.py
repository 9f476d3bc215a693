"""What a web page says of itself: JSON-LD, meta elements, links and marked times, each a word of the page's maker."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

import msgspec

from builder.ingest.entry import bare, when
from builder.ingest.linked import linked_data
from builder.text.dates import When
from builder.text.urls import canonical, host_of, resolve

_MIN_HEADING = 10
_NAMED_HOST = re.compile(r"(?:https?://|@|www\.)\S+\Z", re.IGNORECASE)

_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title", "headline"),
    "author": ("author", "article:author", "byl", "dc.creator", "citation_author", "parsely-author", "sailthru.author"),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "date.issued",
        "dc.date.issued", "dcterms.created", "dcterms.date", "citation_publication_date", "citation_date",
        "sailthru.date", "publish-date", "publish_date", "publication_date", "published_at", "published_time",
        "pubdate", "pub_date",
        "article.published", "article:published", "article_date_original", "cxenseparse:recs:publishtime", "dc.date",
        "originalpublicationdate", "date",
    ),
    "updated": (
        "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "lastmod",
        "article.updated",
    ),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "source": ("og:site_name", "application-name", "citation_journal_title", "dc.publisher"),
    "lang": ("og:locale", "dc.language", "content-language"),
    "image": ("og:image:secure_url", "og:image", "twitter:image"),
    "tags": ("news_keywords", "parsely-tags", "keywords", "article:tag"),
    "url": ("og:url", "parsely-link"),
}  # fmt: skip
"""Field -> the names of `<meta>` that tell it, the surest first."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says of itself; empty where it says nothing. `notes` name what it says that cannot be used."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: When | None = None
    updated: When | None = None
    url: str = ""
    lang: str = ""
    source: str = ""
    description: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_head(tree: Any, url: str, zone: tzinfo) -> Head:
    """The head of a parsed page (selectolax). `url`: where the page was found, empty for a file."""
    meta = _metas(tree)
    linked = linked_data(tree)
    told = _Told(meta, linked, zone)
    page_url = _page_url(tree, meta, linked, url)
    source = told.name("publisher") or told.meta("source")
    published = told.moment("published", ("datePublished", "dateCreated"))
    if published is None:
        published = _marked_time(tree, zone)
    return Head(
        title=_headline(told, tree, source),
        authors=_authors(told, tree, source),
        published=published,
        updated=told.moment("updated", ("dateModified",)),
        url=page_url,
        lang=_language(tree, told),
        source=source if not _NAMED_HOST.match(source) else "",
        description=told.meta("description") or told.text("description"),
        image=canonical(
            resolve(told.meta("image") or told.name("image", ("url", "contentUrl", "@id")), page_url or url)
        ),
        tags=_tags(meta, linked),
        notes=tuple(dict.fromkeys(told.notes)),
    )


class _Told:
    """Looks a field up: in JSON-LD, then in meta elements."""

    def __init__(self, meta: dict[str, list[str]], linked: list[dict[str, Any]], zone: tzinfo) -> None:
        self._meta, self._linked, self._zone = meta, linked, zone
        self.notes: list[str] = []

    def meta(self, field: str) -> str:
        return next((self._meta[name][0] for name in _META[field] if name in self._meta), "")

    def text(self, key: str) -> str:
        """The first text under a key of JSON-LD."""
        for node in self._linked:
            value = node.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and (words := bare(value)):
                return words
        return ""

    def name(self, key: str, inner: tuple[str, ...] = ("name",)) -> str:
        return next(iter(self.names(key, inner)), "")

    def names(self, key: str, inner: tuple[str, ...] = ("name",)) -> list[str]:
        """The names under a key of the first node of JSON-LD that has any: texts, or objects with a name."""
        for node in self._linked:
            value = node.get(key)
            rows = value if isinstance(value, list) else [value]
            found = []
            for row in rows[:40]:
                inside = next((row[name] for name in inner if row.get(name)), "") if isinstance(row, dict) else row
                inside = inside[0] if isinstance(inside, list) and inside else inside
                if isinstance(inside, str) and (words := bare(inside)):
                    found.append(words)
            if found:
                return found
        return []

    def moment(self, field: str, keys: tuple[str, ...]) -> When | None:
        """The first date that can be read; those with a time of day before those of a day alone."""
        texts = [self.text(key) for key in keys]
        texts += [text for name in _META[field] for text in self._meta.get(name, ())[:2]]
        found = []
        for text in filter(None, texts):
            moment, note = when(text, self._zone)
            if moment is not None:
                found.append(moment)
            elif note:
                self.notes.append(note)
        if not found:
            return None
        first = found[0]
        # The same day told twice: once as a day, once with its time.
        finer = (m for m in found if not m.day_only and abs((m.at - first.at).total_seconds()) <= 36 * 3600)
        return next(finer, first) if first.day_only else first


def _metas(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]"):
        attributes = node.attributes
        content = " ".join((attributes.get("content") or "").split())
        names = (attributes.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        name = next((name for name in names if name), "").strip().lower()
        if content and name:
            found.setdefault(name, []).append(content)
    return found


def _page_url(tree: Any, meta: dict[str, list[str]], linked: list[dict[str, Any]], url: str) -> str:
    """The address that the page gives itself, if it is one of its own host; else where it was found."""
    link = tree.css_first("link[rel=canonical][href]")
    told = [(link.attributes.get("href") or "") if link is not None else ""]
    told += meta.get("og:url", [])[:1]
    told += [str(node.get("url", "")) for node in linked[:3]]
    for text in told:
        target = canonical(resolve(text, url))
        # A front page as canonical address is a slip of the site, and one of another host a claim that anyone can make.
        if (
            target
            and (not url or _kin(host_of(target), host_of(url)))
            and (not url or _has_path(target) or not _has_path(url))
        ):
            return target
    return canonical(url)


def _kin(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _has_path(url: str) -> bool:
    return url.split("/", 3)[3:] not in ([], [""])


def _headline(told: _Told, tree: Any, source: str) -> str:
    """The headline that JSON-LD or a meta element tells, else the page's title, without the site's name."""
    for text in (told.text("headline"), told.meta("title"), told.text("name")):
        if words := without_site(bare(text), source):
            return words
    marked = tree.css_first('[itemprop="headline"]')
    if marked is not None and (words := bare(marked.attributes.get("content") or marked.text() or "")):
        return words
    node = tree.css_first("head > title") or tree.css_first("title")
    title = bare(node.text() if node is not None else "")
    # A title that is a heading of the page and then, after a mark, the site's name.
    for heading in tree.css("h1")[:5]:
        words = bare(heading.text() or "")
        if len(words) >= _MIN_HEADING and re.match(rf"{re.escape(words)}\s+[|–—:·•»-]", title):
            return words
    return without_site(title, source)


def without_site(title: str, source: str) -> str:
    """A title without the site's name at its end (`Ferry aground | The Post`)."""
    for mark in (" | ", " - ", " – ", " — ", " :: ", " · ", " • "):
        head, found, tail = title.rpartition(mark)
        if found and source and _same_name(tail, source):
            return head.strip()
    return title.strip()


def _same_name(one: str, other: str) -> bool:
    one, other = (re.sub(r"\W|^the\s+", "", text.strip().lower()) for text in (one, other))
    return bool(one) and (one == other or one.removesuffix("com") == other.removesuffix("com"))


def _authors(told: _Told, tree: Any, source: str) -> tuple[str, ...]:
    names = told.names("author") or told.names("creator")
    if not names:
        names = [told.meta("author")]
    if not any(names) or all(_NAMED_HOST.match(name) for name in names if name):
        nodes = tree.css('[itemprop="author"] [itemprop="name"], [rel="author"], [itemprop="author"]')[:5]
        names = [bare(node.text()) for node in nodes]
    kept = [name for name in names if name and len(name) <= 120 and not _NAMED_HOST.match(name)]
    return tuple(dict.fromkeys(re.sub(r"\A(?:by|By|BY)\s+", "", name) for name in kept))


def _language(tree: Any, told: _Told) -> str:
    root = tree.css_first("html")
    texts = (
        (root.attributes.get("lang") or "") if root is not None else "",
        told.text("inLanguage"),
        told.meta("lang"),
    )
    for text in texts:
        text = text.strip().replace("_", "-")
        if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text):
            return text
    return ""


def _marked_time(tree: Any, zone: tzinfo) -> When | None:
    """The moment of the element that is marked as the time of publishing, if the page has one."""
    for query in (
        '[itemprop="datePublished"]',
        "time[pubdate]",
        "time.entry-date[datetime]",
        "time.published[datetime]",
    ):
        node = tree.css_first(query)
        if node is None:
            continue
        text = node.attributes.get("datetime") or node.attributes.get("content") or node.text() or ""
        if (moment := when(text, zone)[0]) is not None:
            return moment
    return None


def _tags(meta: dict[str, list[str]], linked: list[dict[str, Any]]) -> tuple[str, ...]:
    texts = list(meta.get("article:tag", ()))
    for name in _META["tags"][:3]:
        texts = texts or [part for text in meta.get(name, ())[:1] for part in re.split(r"[,;]", text)]
    if not texts:
        value: Any = next((node["keywords"] for node in linked if node.get("keywords")), [])
        texts = value.split(",") if isinstance(value, str) else [text for text in value if isinstance(text, str)]
    tags = (bare(text) for text in texts[:20])
    return tuple(dict.fromkeys(tag for tag in tags if tag and len(tag) <= 60))
