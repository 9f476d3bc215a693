"""Articles from a few paragraphs: `[words](url)` is a link, a line that begins with `# ` a heading."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from builder.model import Article, Block, Link, Source, Span
from builder.text.dateline import find_dateline
from builder.text.quotes import quoted_spans
from builder.text.sentences import split

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)")


def article(id: str, source: str, *paragraphs: str, day: str = "", **fields: Any) -> Article:
    """An article whose text is `paragraphs` joined by blank lines, with sentences, quotes and links found."""
    text = ""
    blocks: list[Block] = []
    links: list[Link] = []
    sentences: list[Span] = []
    for paragraph in paragraphs:
        start = len(text) + (2 if text else 0)
        heading = paragraph.startswith("# ")
        plain, found = _links(paragraph[2:] if heading else paragraph)
        links += [Link(Span(span.start + start, span.end + start), url) for span, url in found]
        sentences += [Span(span.start + start, span.end + start) for span in split(plain)]
        text = f"{text}\n\n{plain}" if text else plain
        blocks.append(Block(Span(start, len(text)), "heading" if heading else "paragraph", 2 if heading else 0))
    fields.setdefault("title", paragraphs[0][:60] if paragraphs else id)
    fields.setdefault("dateline", find_dateline(text))
    return Article(
        id=id, path=f"{id}.md", address=id, digest=id, source_id=source, text=text, blocks=tuple(blocks),
        published=datetime.fromisoformat(f"{day}T00:00:00+00:00") if day else None, day_only=bool(day),
        sentence_spans=tuple(sentences), quote_spans=quoted_spans(text), links=tuple(links), **fields,
    )  # fmt: skip


def _links(paragraph: str) -> tuple[str, list[tuple[Span, str]]]:
    plain, position, found = "", 0, []
    for match in _LINK.finditer(paragraph):
        plain += paragraph[position : match.start()]
        found.append((Span(len(plain), len(plain) + len(match[1])), match[2]))
        plain += match[1]
        position = match.end()
    return plain + paragraph[position:], found


def source(id: str, name: str = "", **fields: Any) -> Source:
    """A source; its name is its id unless told."""
    return Source(id, name or id.title(), **fields)
