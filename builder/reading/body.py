"""HTML of a body -> its text, spans and page markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import msgspec

from builder.model import Block, Citation, Dateline, Link, Residue, Span, outside
from builder.reading.blocks import RawBlock, Walked
from builder.reading.residues import find_residue, sources_listed
from builder.reading.walk import walk
from builder.text.citations import citation_spans
from builder.text.dateline import find_dateline
from builder.text.quotes import quoted_spans
from builder.text.sentences import split

_HEAD_LINES = 5
SHORT_LEDE = 15
"""A first paragraph of fewer words takes the next one into the lede."""


class Body(msgspec.Struct, frozen=True):
    """Everything of an `Article` that comes from its body; the fields are the Article's."""

    text: str
    body_html: str
    blocks: tuple[Block, ...]
    sentence_spans: tuple[Span, ...]
    quote_spans: tuple[Span, ...]
    links: tuple[Link, ...]
    citations: tuple[Citation, ...]
    residue: tuple[Residue, ...]
    dateline: Dateline | None
    lede: Span


def read_body(html: str, *, base: str, title: str, lang: str, names: Sequence[str] = ()) -> Body:
    """Walk sanitised `html`; `base` resolves relative links, `lang` splits sentences.

    `title` and `names` (byline, source) are known where they stand again over the text.
    """
    walked = walk(html, base)
    text = walked.text
    sentences = [_sentences(block, text, lang) for block in walked.blocks]
    residue = find_residue(walked, sentences, title, names)
    spans = [span for part in sentences for span in part]
    marks = citation_spans(text)
    targets = sources_listed(walked, residue) if marks else {}
    lede = _lede(walked.blocks, residue, text)
    code = [Span(block.start, block.end) for block in walked.blocks if block.kind == "code"]
    return Body(
        text=text,
        body_html=_page(walked, sentences, residue),
        blocks=tuple(Block(Span(b.start, b.end), b.kind, b.level) for b in walked.blocks),
        sentence_spans=tuple(spans),
        quote_spans=outside(quoted_spans(text), code),
        links=tuple(walked.links),
        citations=_cited(marks, targets, walked.links),
        residue=tuple(residue),
        dateline=_dateline(text, lede),
        lede=lede,
    )


def _sentences(block: RawBlock, text: str, lang: str) -> list[Span]:
    """Sentences of one block; a line break ends one; code has none."""
    if block.kind == "code":
        return []
    words = text[block.start : block.end]
    found: list[Span] = []
    at = block.start
    for line in words.split("\n") if "\n" in words else (words,):
        found.extend(Span(at + span.start, at + span.end) for span in split(line, lang))
        at += len(line) + 1
    return found


def _cited(marks: Sequence[Citation], targets: dict[int, str], links: Sequence[Link]) -> tuple[Citation, ...]:
    """Marks with what they lead to: a link around the mark itself, else the listed source of that number."""
    around = {link.span: link.url for link in links}
    return tuple(
        Citation(
            m.span,
            m.number,
            around.get(m.span) or around.get(Span(m.span.start + 1, m.span.end - 1)) or targets.get(m.number, ""),
        )
        for m in marks
    )


def _lede(blocks: Sequence[RawBlock], residue: Sequence[Residue], text: str) -> Span:
    """The first paragraph that reports; a very short one with the paragraph right after it.

    Lines before it that are no sentence (a name, an outlet, a place left from a page) are passed over.
    """
    left_out = {r.span for r in residue}
    usable = [b for b in blocks if b.kind in ("paragraph", "quote", "item") and Span(b.start, b.end) not in left_out]
    paragraphs = [b for b in usable if b.kind == "paragraph"] or usable
    if not paragraphs:
        return Span(0, 0)
    at = next((i for i, b in enumerate(paragraphs[:_HEAD_LINES]) if _is_sentence(text[b.start : b.end])), 0)
    first = paragraphs[at]
    following = blocks.index(first) + 1
    if len(text[first.start : first.end].split()) < SHORT_LEDE and following < len(blocks):
        second = blocks[following]
        if second.kind == "paragraph" and Span(second.start, second.end) not in left_out:
            return Span(first.start, second.end)
    return Span(first.start, first.end)


def _is_sentence(words: str) -> bool:
    return len(words.split()) >= SHORT_LEDE or words.rstrip("\"'”’»)] ")[-1:] in (
        ".",
        "!",
        "?",
        "…",
        "。",
        "！",
        "？",
        ":",
    )


def _dateline(text: str, lede: Span) -> Dateline | None:
    found = find_dateline(lede.of(text))
    if found is None:
        return None
    return Dateline(Span(lede.start + found.span.start, lede.start + found.span.end), found.place, found.agency)


def _page(walked: Walked, sentences: Sequence[Sequence[Span]], residue: Sequence[Residue]) -> str:
    """The body's markup with each sentence's words in `<span data-s>` and residue marked."""
    firsts: dict[int, tuple[int, Sequence[Span]]] = {}
    count = 0
    for block, spans in zip(walked.blocks, sentences, strict=True):
        firsts[block.start] = (count, spans)
        count += len(spans)
    kinds = {r.span: r.kind for r in residue}
    out: list[str] = []
    last_level = 1
    ranks = {level: rank for rank, level in enumerate(sorted({b.level for b in walked.blocks if b.level}))}
    for entry in walked.layout:
        if isinstance(entry, str):
            out.append(entry)
            continue
        tag = entry.tag
        if entry.level:
            last_level = min(ranks[entry.level] + 2, last_level + 1, 6)
            tag = f"h{last_level}"
        first, spans = firsts[entry.start]
        out.append(_block(entry, tag, walked.text, first, spans, kinds))
    return "".join(out)


def _block(block: RawBlock, tag: str, text: str, first: int, spans: Sequence[Span], kinds: Mapping[Span, str]) -> str:
    kind = kinds.get(Span(block.start, block.end), "")
    inside = "".join(_pieces(block, text, first, spans, kinds if kinds and not kind else {}))
    if not tag:
        return f'<span data-residue="{kind}">{inside}</span>' if kind else inside
    return f'<{tag} data-residue="{kind}">{inside}</{tag}>' if kind else f"<{tag}>{inside}</{tag}>"


def _pieces(block: RawBlock, text: str, first: int, spans: Sequence[Span], kinds: Mapping[Span, str]) -> list[str]:
    """The block's inside: each text piece cut at the sentence bounds, tags in between."""
    out: list[str] = []
    at = 0
    for piece in block.pieces:
        if piece.markup:
            out.append(piece.markup)
            continue
        position = piece.start
        while at < len(spans) and spans[at].end <= position:
            at += 1
        index = at
        while index < len(spans) and spans[index].start < piece.end:
            span = spans[index]
            start, end = max(span.start, position), min(span.end, piece.end)
            if start > position:
                out.append(_text(text[position:start]))
            residue = f' data-residue="{kinds[span]}"' if span in kinds else ""
            out.append(f'<span data-s="{first + index}"{residue}>{_text(text[start:end])}</span>')
            position = end
            index += 1
        if position < piece.end:
            out.append(_text(text[position : piece.end]))
    return out


def _text(words: str) -> str:
    return escape(words, quote=False)
