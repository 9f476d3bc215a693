"""One file's bytes -> one `Article`: the whole of reading, in order."""

from __future__ import annotations

import msgspec

from builder.errors import Notice, Severity
from builder.model import Article, Inferred
from builder.reading.addresses import address_of
from builder.reading.body import Body, read_body
from builder.reading.content import read_content
from builder.reading.decode import clean, decode
from builder.reading.fields import pick
from builder.reading.frontmatter import split_front_matter
from builder.reading.read import Reading
from builder.reading.settings import ReadingSettings
from builder.reading.sources import find_source, own_source, unknown_source
from builder.reading.told import Told, tell
from builder.text.digests import digest
from builder.text.urls import url_key

_MAX_TITLE = 400
_OPENING = 70


def parse_article(raw: bytes, path: str, settings: ReadingSettings) -> Reading:
    """See `read.read_article`."""
    text = decode(raw, path)
    if isinstance(text, Notice):
        return Reading(None, (text,), None)
    front = split_front_matter(text, path)
    if isinstance(front, Notice):
        return Reading(None, (front,), None)
    suffix = path[path.rfind(".") :].lower()
    picked = pick(front.data, front.lines)
    content = read_content(clean(front.body), suffix, settings.zone, titled="title" in picked)
    told = tell(front, picked, content, path, settings.zone)
    if content.problem:
        return _refused(
            path,
            front.body_line,
            "error",
            "markup",
            content.problem,
            "simplify it, or split it into several articles",
            told,
        )
    names = (*told.byline, told.source)
    body = read_body(content.html, base=told.url, title=told.title, lang=told.lang or settings.language, names=names)
    if not body.text and not (
        told.title and (told.url or told.description) and "title" not in {i.field for i in told.inferred}
    ):
        return _refused(path, 0, "skipped", "no-text", "has no text", "write some, or remove the file", told)
    return _article(path, told, body, settings)


def _refused(path: str, line: int, severity: Severity, kind: str, message: str, remedy: str, told: Told) -> Reading:
    return Reading(None, (*told.notices, Notice(path, line, severity, kind, message, remedy)), None)


def _article(path: str, told: Told, body: Body, settings: ReadingSettings) -> Reading:
    inferred = list(told.inferred)
    article_id = digest("url", url_key(told.url))[:16] if told.url else digest("path", path)[:16]
    found = find_source(told.source, told.url, settings)
    if found is None and settings.title and told.byline and "byline" not in {i.field for i in inferred}:
        found = own_source(settings), "the site itself"
    source, how = found or (unknown_source(article_id, path), "nothing told it")
    if how:
        inferred.append(Inferred("source_id", how))
    title = told.title
    if not title:
        title = _opening(body)
        inferred.append(Inferred("title", "the opening words"))
    if len(title) > _MAX_TITLE:
        title = _cut(title, _MAX_TITLE)
    article = Article(
        id=article_id,
        path=path,
        address=address_of(path, told.slug),
        digest="",
        source_id=source.id,
        title=title,
        byline=told.byline,
        published=told.published,
        day_only=told.day_only,
        updated=told.updated,
        url=told.url,
        lang=told.lang,
        description=told.description,
        tags=told.tags,
        image=told.image,
        syndicated_from=told.syndicated_from,
        based_on=told.based_on,
        thread=told.thread,
        draft=told.draft,
        inferred=tuple(sorted(inferred)),
        extra=told.extra,
        **{name: getattr(body, name) for name in Body.__struct_fields__},
    )
    read = digest(msgspec.msgpack.encode(article))
    return Reading(msgspec.structs.replace(article, digest=read), told.notices, source)


def _opening(body: Body) -> str:
    """The opening words of the lede, for an article that nobody gave a title."""
    words = " ".join((body.lede.of(body.text) or body.text).split())
    return _cut(words, _OPENING)


def _cut(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    head = head[: head.rfind(" ")] if " " in head[limit // 2 :] else head
    return head.rstrip(" ,;:.-–—") + "…"
