"""What a walk over HTML leaves behind: pieces, blocks and the markup around them. Mutable, used inside reading only."""

from __future__ import annotations

from collections.abc import Sequence

from builder.model import BlockKind, Link


class Piece:
    """A tag as it will stand in the page (`markup`), or the characters `start` to `end` of the text."""

    __slots__ = ("end", "markup", "start")

    def __init__(self, markup: str, start: int = 0, end: int = 0) -> None:
        self.markup, self.start, self.end = markup, start, end


class RawBlock:
    """One paragraph-like block: its tag ("" for text that stands in its container), place in the text and pieces.

    `number` is its place in a numbered list when it opens an item of one; `notes` whether that list is footnotes.
    """

    __slots__ = ("end", "kind", "level", "notes", "number", "pieces", "start", "tag")

    def __init__(self, tag: str, kind: BlockKind, level: int, start: int) -> None:
        self.tag, self.kind, self.level, self.start, self.end = tag, kind, level, start, start
        self.pieces: list[Piece] = []
        self.number = 0
        self.notes = False


class Inline:
    """An open inline element; `local` for a link inside the page, `start` where its words in this block begin."""

    __slots__ = ("local", "opening", "shown", "start", "tag", "url")

    def __init__(self, tag: str, opening: str, url: str = "", local: bool = False) -> None:
        self.tag, self.opening, self.url, self.local = tag, opening, url, local
        self.shown = False
        self.start = 0


class Container:
    """An open list, item, table part, quotation or figure; it is written when the first block inside begins."""

    __slots__ = ("captioned", "closing", "count", "filled", "notes", "number", "opening", "pictures", "tag")

    def __init__(self, tag: str, opening: str, closing: str) -> None:
        self.tag, self.opening, self.closing = tag, opening, closing
        self.filled = self.captioned = self.notes = False
        self.number = self.count = 0
        self.pictures: list[tuple[str, str]] = []

    def start(self, attributes: dict[str, str]) -> None:
        """Take the first number of a numbered list from its attributes."""
        first = attributes.get("start", "")
        self.notes = "data-notes" in attributes
        if first.isdigit() and len(first) <= 6:
            self.count = int(first) - 1
            self.opening = self.opening[:-1] + f' start="{int(first)}">'

    def next_number(self) -> int:
        """The number of the next item; 0 in a list without numbers."""
        if self.tag != "ol":
            return 0
        self.count += 1
        return self.count


class Walked:
    """The outcome: the text, its blocks and links in order, and the layout (markup, and blocks to be filled in)."""

    __slots__ = ("blocks", "layout", "links", "text")

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[RawBlock] = []
        self.links: list[Link] = []
        self.layout: list[str | RawBlock] = []


def block_kind(tag: str, containers: Sequence[str]) -> tuple[BlockKind, int]:
    """What a block with this tag inside these containers (outermost first) is, and its heading level or 0."""
    if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        return "heading", int(tag[1])
    if tag == "pre":
        return "code", 0
    for container in reversed(containers):
        if container in ("figcaption", "caption"):
            return "caption", 0
        if container in ("td", "th"):
            return "cell", 0
    if "blockquote" in containers:
        return "quote", 0
    if tag == "li" or any(container in ("li", "dt", "dd") for container in containers):
        return "item", 0
    return "paragraph", 0


LISTS = frozenset(("ul", "ol"))


def container_for(tag: str, attributes: dict[str, str], parent: Container | None) -> Container | None:
    """A container for an opening tag; None where HTML does not allow it (an item outside a list)."""
    outer = parent.tag if parent else ""
    if (tag == "li" and outer not in LISTS) or (tag in ("dt", "dd") and outer != "dl"):
        return None
    if tag == "figcaption" and outer != "figure":
        return None
    opening, closing = f"<{tag}>", f"</{tag}>"
    if tag in LISTS and outer in LISTS:
        opening, closing = f"<li>{opening}", f"{closing}</li>"
    container = Container(tag, opening, closing)
    if tag == "ol":
        container.start(attributes)
    elif tag == "li" and parent:
        container.number, container.notes = parent.next_number(), parent.notes
    elif tag in ("td", "th"):
        container.opening = f"<{tag}{_spans_of_cell(attributes)}>"
    elif tag == "figcaption" and parent:
        parent.captioned = True
    return container


def _spans_of_cell(attributes: dict[str, str]) -> str:
    kept = ((name, attributes.get(name, "")) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{int(value[:3])}"' for name, value in kept if value.isdigit() and value.isascii())
