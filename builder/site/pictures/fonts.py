"""The fonts that pictures are drawn with: the same on every machine, with a word on which letters they have.

`fonts/` holds subsets of Source Serif 4, Source Sans 3 and Noto Naskh Arabic under the SIL Open Font License: Latin,
Greek, Cyrillic and Arabic letters. Glyphs are placed by Pillow's own plain layout, never by libraries of the machine.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

from builder.site.pictures.bidi import joined

Face = Literal["headline", "label"]
_FOLDER = Path(__file__).parent / "fonts"
_BESIDE = "arabic"
"""What a letter is drawn with that the face has not."""


class Type:
    """One face at one size, in pixels."""

    def __init__(self, face: Face, size: int) -> None:
        self.size = size
        self._faces = [(_letters(name), _font(name, size)) for name in (face, _BESIDE)]

    def width(self, text: str) -> float:
        """How wide `text` is drawn."""
        return sum(font.getlength(run) for font, run in self.runs(joined(text)))

    def runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """`text`, in the order drawn, cut where the font changes; what no font has is left out."""
        run, last = "", None
        for letter in (" " if one.isspace() else one for one in text):
            font = next((font for known, font in self._faces if ord(letter) in known), None)
            if font is not last and run and last:
                yield last, run
                run = ""
            if font is not None:
                run += letter
            last = font
        if run and last:
            yield last, run

    def cut(self, text: str, room: float) -> str:
        """`text`, with an ellipsis where it is wider than `room`."""
        if self.width(text) <= room:
            return text
        while text and self.width(f"{text}…") > room:
            text = text[:-1]
        return f"{text.rstrip()}…"


@lru_cache(maxsize=32)
def type_of(face: Face, size: int) -> Type:
    """The face at a size, loaded once."""
    return Type(face, size)


def drawable(text: str, face: Face) -> bool:
    """Whether the fonts have every letter of `text` that is seen: blanks and marks of direction are not."""
    known = _letters(face) | _letters(_BESIDE)
    return all(
        ord(letter) in known or letter.isspace() or unicodedata.category(letter) == "Cf" for letter in joined(text)
    )


def lines_of(text: str, face: Face, size: int, room: float) -> list[str]:
    """`text` in lines of at most `room` pixels, broken between words; a word is broken only where it is wider."""
    space = _measured(face, size, " ")
    out: list[str] = []
    line, width = "", 0.0
    for word in text.split():
        own = _measured(face, size, word)
        if line and width + space + own <= room:
            line, width = f"{line} {word}", width + space + own
            continue
        if line:
            out.append(line)
        while own > room:
            head = next(n for n in range(len(word), 0, -1) if n == 1 or _measured(face, size, word[:n]) <= room)
            out.append(word[:head])
            word = word[head:]
            own = _measured(face, size, word)
        line, width = word, own
    return [*out, line] if line else out


@lru_cache(maxsize=20_000)
def _measured(face: Face, size: int, word: str) -> float:
    return type_of(face, size).width(word)


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8)
def _letters(name: str) -> frozenset[int]:
    """The code points that a font has, from its `cmap` table of format 4."""
    raw = (_FOLDER / f"{name}.ttf").read_bytes()
    tables = {raw[at : at + 4]: struct.unpack_from(">L", raw, at + 8)[0] for at in _records(raw)}
    cmap = tables[b"cmap"]
    (count,) = struct.unpack_from(">H", raw, cmap + 2)
    for at in range(cmap + 4, cmap + 4 + 8 * count, 8):
        start = cmap + struct.unpack_from(">L", raw, at + 4)[0]
        table, _, _, doubled = struct.unpack_from(">4H", raw, start)
        if table == 4:
            ends = struct.unpack_from(f">{doubled // 2}H", raw, start + 14)
            starts = struct.unpack_from(f">{doubled // 2}H", raw, start + 16 + doubled)
            found = {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}
            return frozenset(found - {0xFFFF})
    raise ValueError(f"{name}.ttf has no cmap of format 4")


def _records(raw: bytes) -> range:
    (count,) = struct.unpack_from(">H", raw, 4)
    return range(12, 12 + 16 * count, 16)
