"""Sanitised HTML -> blocks of plain text with their markup, in one pass over the sanitiser's output.

The sanitiser writes well-formed markup with double-quoted attributes, so one regular expression cuts it into
tags and texts. No second parser then has a say in what the markup means (measured: docs/explanation/reading.md).
"""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import islice

from builder.model import Link, Span
from builder.reading.blocks import LISTS, Container, Inline, Piece, RawBlock, Walked, block_kind, container_for
from builder.reading.sanitise import BLOCK_TAGS
from builder.text.urls import resolve

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s"=<>]+(?:="[^"]*")?)*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BARE_URL = re.compile(r"https?://[^\s<>\"“”’]*[^\s<>\"“”’.,;:!?)\]]")
_MAX_BARE_LINKS = 1_000
_LONGEST_ADDRESS = 2_000
"""Of a picture: what is longer is the picture itself, written into its address."""
_FILE_NAME = re.compile(r"[\w%()-]+\.(?:jpe?g|png|gif|webp|svg|avif)\Z", re.IGNORECASE)
_TRANSPARENT = frozenset("div section article main header footer address details summary center".split())
_NO_TEXT = frozenset(("ul", "ol", "dl"))
_HOLD_TEXT = frozenset("li td th dt dd figcaption caption".split())


def walk(html: str, base: str = "") -> Walked:
    """Cut sanitised HTML into blocks; relative links are resolved against `base` and dropped without it."""
    walker = _Walker(base)
    position = 0
    for match in _TAG.finditer(html):
        if match.start() > position:
            walker.words(html[position : match.start()])
        position = match.end()
        closing, tag, attributes = match.groups()
        if closing:
            walker.close(tag)
        else:
            walker.open(tag, dict(_ATTRIBUTE.findall(attributes)) if attributes else {})
    if position < len(html):
        walker.words(html[position:])
    return walker.finish()


class _Walker:
    """The state of one walk: what is open, the block being filled, and what has come out."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.containers: list[Container] = []
        self.emitted = 0
        self.inlines: list[Inline] = []
        self.block: RawBlock | None = None
        self.wanted = ""
        self.size = 0
        self.texts: list[str] = []
        self.out = Walked()
        self.pictures: list[tuple[str, str]] = []

    def open(self, tag: str, attributes: dict[str, str]) -> None:
        """An opening tag."""
        if tag not in BLOCK_TAGS:
            self._open_inline(tag, attributes)
            return
        self._end_block()
        if tag in _TRANSPARENT:
            return
        if tag == "p" or tag == "pre" or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit()):
            self.wanted = "p" if tag == "pre" and self._parent() in _NO_TEXT else tag
        elif tag == "hr":
            if not self.containers and self.out.blocks:
                self.out.layout.append("<hr>")
        else:
            self._open_container(tag, attributes)

    def close(self, tag: str) -> None:
        """A closing tag."""
        if tag not in BLOCK_TAGS:
            self._close_inline(tag)
            return
        self._end_block()
        self.wanted = ""
        if self.containers and self.containers[-1].tag == tag:
            if tag == "figure":
                self._captions(self.containers[-1])
            container = self.containers.pop()
            if self.emitted > len(self.containers):
                self.out.layout.append(container.closing)
                self.emitted -= 1

    def _parent(self) -> str:
        return self.containers[-1].tag if self.containers else ""

    def _open_container(self, tag: str, attributes: dict[str, str]) -> None:
        container = container_for(tag, attributes, self.containers[-1] if self.containers else None)
        if container is None:
            return
        self.containers.append(container)
        if tag in ("td", "th"):
            self._emit_containers()

    def _emit_containers(self) -> None:
        for container in self.containers[self.emitted :]:
            self.out.layout.append(container.opening)
        self.emitted = len(self.containers)

    def _begin_block(self) -> RawBlock:
        parent = self.containers[-1] if self.containers else None
        tag = self.wanted
        if parent and not tag and parent.tag in _HOLD_TEXT and not parent.filled:
            tag = ""
        elif parent and parent.tag in LISTS:
            tag = "li"
        elif parent and parent.tag == "dl":
            tag = "dd"
        elif tag == "" or (tag[0] == "h" and parent and parent.tag in ("dt", "caption")):
            tag = "p"
        self._emit_containers()
        if self.texts:
            self.texts.append("\n\n")
            self.size += 2
        kind, level = block_kind(tag, [container.tag for container in self.containers])
        block = RawBlock(tag, kind, level, self.size)
        if parent:
            block.number = 0 if parent.filled else parent.number
            block.notes = parent.notes
            parent.filled = True
        self.block = block
        self.out.layout.append(block)
        return block

    def _end_block(self) -> None:
        block = self.block
        if block is not None:
            self._trim(block)
            for inline in reversed(self.inlines):
                self._shut(inline, block)
            self.block = None
            if self.size > block.start:
                block.end = self.size
                self.out.blocks.append(block)
        if self.pictures and self._parent() != "figure":
            self._figures()

    def _trim(self, block: RawBlock) -> None:
        """Take white space and line breaks from the end of the block so far."""
        for index in range(len(block.pieces) - 1, -1, -1):
            piece = block.pieces[index]
            if piece.markup and piece.markup != "<br>":
                continue
            words = self.texts[-1]
            bare = words.rstrip()
            self.size -= len(words) - len(bare)
            if bare:
                self.texts[-1] = bare
                piece.end = self.size
                return
            self.texts.pop()
            del block.pieces[index]

    def words(self, raw: str) -> None:
        """A run of text."""
        text = unescape(raw) if "&" in raw else raw
        if (self.block is not None and self.block.tag == "pre") or (self.block is None and self.wanted == "pre"):
            if self.block or text.strip():
                self._put(text if self.block else text.lstrip("\n"))
            return
        if "\n" in text or "  " in text or "\t" in text:
            text = _SPACES.sub(" ", text)
        if self.block is None:
            text = text.lstrip()
        elif text[:1] == " " and self.texts and self.texts[-1][-1:] in (" ", "\n"):
            text = text[1:]
        if not text:
            return
        link = next((inline for inline in reversed(self.inlines) if inline.tag == "a"), None)
        if link and link.local and text.strip().isdigit() and len(text.strip()) <= 3:
            text = f"[{text.strip()}]"
        if "://" in text and not link and len(self.out.links) < _MAX_BARE_LINKS:
            self._put_with_urls(text)
        else:
            self._put(text)

    def _put_with_urls(self, text: str) -> None:
        position = 0
        for match in islice(_BARE_URL.finditer(text), _MAX_BARE_LINKS):
            if match.start() > position:
                self._put(text[position : match.start()])
            self._open_inline("a", {"href": match.group()})
            self._put(match.group())
            self._close_inline("a")
            position = match.end()
        if position < len(text):
            self._put(text[position:])

    def _put(self, text: str) -> None:
        if not text:
            return
        block = self.block or self._begin_block()
        for inline in () if text.isspace() else self.inlines:
            if not inline.shown:
                inline.shown, inline.start = True, self.size
                if inline.opening:
                    block.pieces.append(Piece(inline.opening))
        block.pieces.append(Piece("", self.size, self.size + len(text)))
        self.texts.append(text)
        self.size += len(text)

    def _open_inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self._line_break()
        elif tag == "img":
            self._picture(unescape(attributes.get("alt", "")), unescape(attributes.get("src", "")))
        elif tag == "a":
            self._open_link(unescape(attributes.get("href", "")).strip())
        elif tag == "q":
            self._put("“")
        elif tag != "wbr":
            title = attributes.get("title") if tag == "abbr" else None
            self.inlines.append(Inline(tag, f'<{tag} title="{title}">' if title else f"<{tag}>"))

    def _open_link(self, href: str) -> None:
        if href.startswith("mailto:"):
            self.inlines.append(Inline("a", f'<a href="{escape(href)}">'))
            return
        url = resolve(href, self.base)
        opening = f'<a href="{escape(url)}" rel="noopener noreferrer">' if url else ""
        self.inlines.append(Inline("a", opening, url, href.startswith("#")))

    def _close_inline(self, tag: str) -> None:
        if tag == "q":
            self._put("”")
            return
        for index in range(len(self.inlines) - 1, -1, -1):
            if self.inlines[index].tag == tag:
                if self.block is not None:
                    self._shut(self.inlines[index], self.block)
                del self.inlines[index]
                return

    def _shut(self, inline: Inline, block: RawBlock) -> None:
        """Close an inline element for this block (it opens again in the next, if it is still open then)."""
        if not inline.shown:
            return
        inline.shown = False
        if inline.opening:
            block.pieces.append(Piece(f"</{inline.tag}>"))
        if inline.url and self.size > inline.start:
            self.out.links.append(Link(Span(inline.start, self.size), inline.url))

    def _line_break(self) -> None:
        block = self.block
        if block is None:
            return
        if block.pieces and block.pieces[-1].markup == "<br>":
            wanted = self.wanted
            self._end_block()
            self.wanted = wanted
            return
        if self.texts[-1].endswith(" "):
            self._trim(block)
        block.pieces.append(Piece("<br>"))
        self.texts.append("\n")
        self.size += 1

    def _picture(self, alt: str, src: str) -> None:
        alt = " ".join(alt.split())
        alt = "" if _FILE_NAME.match(alt) else alt
        src = src.strip() if len(src) <= _LONGEST_ADDRESS and not src.startswith("data:") else ""
        if not alt and (not src or self._parent() in _NO_TEXT):
            return
        if self._parent() == "figure":
            self.containers[-1].pictures.append((alt, src))
            if self.block is None:
                self._place(alt, src)
        else:
            self.pictures.append((alt, src))
            if self.block is None:
                self._figures()

    def _place(self, alt: str, src: str) -> None:
        """Where a picture stands, for whoever makes the page: an empty element that says which."""
        if src:
            self._emit_containers()
            self.out.layout.append(f'<span data-picture="{escape(src)}" data-alt="{escape(alt)}"></span>')

    def _captions(self, figure: Container) -> None:
        """At the end of a figure without a caption: its first picture's description stands for it."""
        described = [row for row in figure.pictures if row[0]]
        if not figure.captioned:
            for alt, src in described[:1]:
                self._caption(alt, src, "figcaption")

    def _figures(self) -> None:
        """Pictures stand after the block they were in, each with a description that leads to it where it has one."""
        pictures, self.pictures = self.pictures, []
        wanted, inlines = self.wanted, self.inlines
        self.inlines = []
        for alt, src in pictures:
            self._emit_containers()
            self.out.layout.append("<figure>")
            self._place(alt, src)
            if alt:
                self._caption(alt, src, "figcaption")
            self.out.layout.append("</figure>")
        self.wanted, self.inlines = wanted, inlines

    def _caption(self, alt: str, src: str, tag: str) -> None:
        self._emit_containers()
        if self.texts:
            self.texts.append("\n\n")
            self.size += 2
        self.block = RawBlock(tag, "caption", 0, self.size)
        self.out.layout.append(self.block)
        self._open_link(src)
        self._put(alt)
        self._close_inline("a")
        block, self.block = self.block, None
        block.end = self.size
        self.out.blocks.append(block)

    def finish(self) -> Walked:
        """Close what is open and hand over."""
        self._end_block()
        while self.containers:
            self.close(self.containers[-1].tag)
        text = "".join(self.texts)
        self.out.text = text
        self.out.links = [Link(_trimmed(link.span, text), link.url) for link in self.out.links]
        return self.out


def _trimmed(span: Span, text: str) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))
