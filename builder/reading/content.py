"""A file's body in whatever form -> HTML, and what the body itself tells (title, dek, date ...)."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

import msgspec

from builder.reading import baretext, htmldoc, markdown
from builder.reading.sanitise import sanitise, too_much
from builder.text.dates import When

_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]+(?P<words>[^\n]*?)[ \t]*#*[ \t]*(?:\n|\Z)")
_SETEXT = re.compile(r"(?P<words>[^\n]+)\n(?:=+|-{3,})[ \t]*(?:\n|\Z)")
_MARKED = re.compile(r"\s{0,3}(?:#{1,6}\s|>|```|~~~|\||[-*+]\s|\d{1,9}[.)]\s|!\[|<|\[|---|\*\*\*|___)")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)(.+?)(?<=\S)[*_`]{1,3}|\[([^\]]*)\]\([^)]*\)")


MAX_TEXT = 512 * 1024
"""Characters of a body, as Markdown, bare text or sanitised HTML: about 85,000 words."""

MAX_LINES = 10_000
MAX_MARKS = 10_000
_MARK_CHARACTERS = "*_`[]!<&~|\\"
_SHORT = 20_000


class Content(msgspec.Struct, frozen=True):
    """The body as sanitised HTML, what it told of the article, and from where (`how`).

    `data` holds front matter equivalents, `published` an understood date line, `problem` why the body is refused.
    """

    html: str = ""
    data: dict[str, Any] = {}
    published: When | None = None
    how: dict[str, str] = {}
    problem: str = ""


def read_content(text: str, suffix: str, zone: tzinfo, *, titled: bool) -> Content:
    """Render a body by its kind. `titled`: front matter gave a title, so the body's first line is body."""
    if suffix in (".html", ".htm") or htmldoc.is_document(text) or htmldoc.is_markup(text, whole=suffix != ".txt"):
        problem = too_much(text)
        return Content(problem=problem) if problem else _finished(_html(text, titled))
    if problem := _too_long(text):
        return Content(problem=problem)
    content = _text(text, suffix, zone, titled)
    problem = too_much(content.html)
    return Content(problem=problem) if problem else _finished(content)


def _finished(content: Content) -> Content:
    """The content with its HTML sanitised, unless that is too long."""
    html = sanitise(content.html)
    problem = f"is over the limit of {MAX_TEXT // 1024} KiB of text" if len(html) > 2 * MAX_TEXT else ""
    return Content(problem=problem) if problem else msgspec.structs.replace(content, html=html)


def _text(text: str, suffix: str, zone: tzinfo, titled: bool) -> Content:
    """Bare text or Markdown, by the file's name and by what it looks like."""
    if suffix == ".txt" or (not titled and baretext.looks_bare(text)):
        bare = baretext.read_bare(text, zone, with_head=not titled)
        return _with_head(bare.head, bare.html)
    if titled:
        return Content(markdown.render(text))
    head = _heading(text)
    if head is not None:
        title, rest = head
        return Content(markdown.render(rest), {"title": title}, None, {"title": "the first heading"})
    first = text.lstrip("\n")
    if first and not _MARKED.match(first):
        taken, rest = baretext.take_head(text, zone)
        return _with_head(taken, markdown.render(rest))
    return Content(markdown.render(text))


def _too_long(text: str) -> str:
    """Why a body is refused before it is parsed, or empty: parsing so many lines or marks would take seconds."""
    if len(text) <= _SHORT:
        return ""
    if len(text) > MAX_TEXT:
        return f"is over the limit of {MAX_TEXT // 1024} KiB of text"
    if text.count("\n") > MAX_LINES:
        return f"has more than {MAX_LINES:,} lines"
    if sum(text.count(mark) for mark in _MARK_CHARACTERS) > MAX_MARKS:
        return f"holds more than {MAX_MARKS:,} marks of Markdown or HTML"
    return ""


def _heading(text: str) -> tuple[str, str] | None:
    """A heading that opens a Markdown body, and what follows it."""
    body = text.lstrip("\n")
    match = _HEADING.match(body) or _SETEXT.match(body)
    if not match or not match["words"].strip() or _MARKED.match(match["words"]):
        return None
    words = _MARKS.sub(lambda found: found[1] or found[2] or "", match["words"])
    return words.strip(), body[match.end() :]


def _with_head(head: baretext.Head, html: str) -> Content:
    told = {"title": head.title, "description": head.dek, "author": head.byline}
    how = {"title": "the first line", "description": "a line under the title", "byline": "a line under the title"}
    return Content(
        html,
        {key: value for key, value in told.items() if value},
        head.published,
        how | {"published": "a line of the text"},
    )


def _html(text: str, titled: bool) -> Content:
    if htmldoc.is_document(text):
        document = htmldoc.read_document(text)
        fields = ("title", "description", "byline", "published", "updated", "url", "source_id", "image", "lang", "tags")
        return Content(document.body, document.data, None, dict.fromkeys(fields, "the HTML document"))
    if titled:
        return Content(text)
    found = re.search(r"<h([1-3])\b[^>]*>(.*?)</h\1\s*>", text, re.IGNORECASE | re.DOTALL)
    if found and (words := htmldoc.words_of(found[2])):
        return Content(
            text[: found.start()] + text[found.end() :], {"title": words}, None, {"title": "the first heading"}
        )
    return Content(text)
