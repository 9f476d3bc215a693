"""Which blocks and closing sentences of a body are residue, and which numbered sources it lists."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import Residue, ResidueKind, Span
from builder.reading.blocks import RawBlock, Walked
from builder.text.citations import first_url, listed_number
from builder.text.normalise import fold
from builder.text.residue import closing_residue, is_sources_heading, whole_residue

_OPENING_BLOCKS, _CLOSING_BLOCKS = 4, 3
_LONG = 400


def find_residue(
    walked: Walked, sentences: Sequence[Sequence[Span]], title: str, names: Sequence[str] = ()
) -> list[Residue]:
    """Residue in reading order: whole blocks by their words, and the last sentences of the last blocks.

    The title and the names (byline, source) are residue where they stand alone among the first blocks.
    """
    blocks, text = walked.blocks, walked.text
    found: dict[int, Residue] = {}
    opening: dict[str, ResidueKind] = {fold(name): "credit" for name in names if name}
    opening |= {fold(title): "repeated-title"} if title else {}
    longest = 2 * max((len(key) for key in opening), default=0) + 8
    for index, block in enumerate(blocks):
        span = Span(block.start, block.end)
        if span.end - span.start > _LONG:
            continue
        words = span.of(text)
        kind = whole_residue(words)
        if kind is None and index < _OPENING_BLOCKS and len(words) <= longest:
            kind = opening.get(fold(words).removeprefix("by "))
        if kind is not None:
            found[index] = Residue(span, kind)
    _sources(blocks, text, found)
    out = [found[index] for index in sorted(found)]
    out.extend(_closing(blocks, sentences, text, found))
    return sorted(out, key=lambda residue: residue.span)


def _sources(blocks: Sequence[RawBlock], text: str, found: dict[int, Residue]) -> None:
    """A heading `Sources` with nothing under it is residue; with a list under it, the list is no reporting either."""
    for index, block in enumerate(blocks):
        if index in found or block.end - block.start > 40 or not is_sources_heading(text[block.start : block.end]):
            continue
        listed: list[int] = []
        for later in range(index + 1, len(blocks)):
            if later in found:
                continue
            words = text[blocks[later].start : blocks[later].end]
            if blocks[later].kind == "heading" or not (
                blocks[later].kind == "item" or listed_number(words) or first_url(words)
            ):
                break
            listed.append(later)
        if listed:
            found[index] = Residue(Span(block.start, block.end), "source-list")
            found.update((i, Residue(Span(blocks[i].start, blocks[i].end), "source-list")) for i in listed)
        elif all(later in found for later in range(index + 1, len(blocks))):
            found[index] = Residue(Span(block.start, block.end), "empty-sources")
    for index, block in enumerate(blocks):
        if block.notes and index not in found:
            found[index] = Residue(Span(block.start, block.end), "source-list")


def _closing(
    blocks: Sequence[RawBlock], sentences: Sequence[Sequence[Span]], text: str, found: dict[int, Residue]
) -> list[Residue]:
    """Calls to the reader at the very end: whole last blocks, or the last sentences of the last one that has others."""
    out: list[Residue] = []
    left = [i for i in range(len(blocks)) if i not in found and blocks[i].kind in ("paragraph", "item", "quote")]
    for index in reversed(left[-_CLOSING_BLOCKS:]):
        spans = sentences[index]
        kinds = [closing_residue(span.of(text)) for span in spans]
        if not spans or kinds[-1] is None:
            break
        cut = len(spans)
        while cut and (kinds[cut - 1] is not None or _between(kinds, cut, spans, text)):
            cut -= 1
        first = next((k for k in kinds[cut:] if k), None)
        if first is None:
            break
        if cut == 0:
            out.append(Residue(Span(blocks[index].start, blocks[index].end), first))
            continue
        out.extend(Residue(span, kind or first) for span, kind in zip(spans[cut:], kinds[cut:], strict=True))
        break
    return out


def _between(kinds: Sequence[str | None], cut: int, spans: Sequence[Span], text: str) -> bool:
    """A question between two calls to the reader belongs to them."""
    return cut >= 2 and kinds[cut - 2] is not None and spans[cut - 1].of(text).endswith("?")


def sources_listed(walked: Walked, residue: Sequence[Residue]) -> dict[int, str]:
    """Number -> address (or words) of each source that the article lists under its own heading or as footnotes."""
    listed: dict[int, str] = {}
    spans = {r.span for r in residue if r.kind == "source-list"}
    for block in walked.blocks:
        span = Span(block.start, block.end)
        if span not in spans:
            continue
        words = span.of(walked.text)
        number, rest = (block.number, words) if block.number else listed_number(words) or (0, "")
        if not number:
            continue
        link = next((link.url for link in walked.links if span.covers(link.span)), "")
        listed.setdefault(number, link or first_url(rest) or " ".join(rest.split()))
    return listed
