"""A surface of palette numbers: `ramps` are pairs of colours with `STEPS` numbers for what lies between them.

Number `r * STEPS` is the ground of ramp `r`, `r * STEPS + STEPS - 1` its full colour. All places count from the side
where reading begins, so the same drawing serves both directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

from builder.site.pictures.bidi import Direction, direction, visual
from builder.site.pictures.fonts import Type

WIDTH, HEIGHT = 1200, 630
"""What services ask for: 1.91 to 1."""
STEPS = 16
LEVEL = 4
"""Of zlib: a third smaller than the quickest, at a millisecond more; see docs/reference/feeds.md."""


class Canvas:
    """The surface; it begins as the ground of the first ramp."""

    def __init__(self, ramps: Sequence[tuple[str, str]], base: Direction) -> None:
        self._base = base
        self._image = Image.new("L", (WIDTH, HEIGHT), 0)
        self._draw = ImageDraw.Draw(self._image)
        self._palette = [part for pair in ramps for part in _between(*pair)]

    def _left(self, at: float, width: float) -> int:
        return round(WIDTH - at - width if self._base == "rtl" else at)

    def bar(self, at: int, top: int, width: int, height: int, number: int) -> None:
        """A filled box of one palette number."""
        left = self._left(at, width)
        self._draw.rectangle((left, top, left + width - 1, top + height - 1), fill=number)

    def lines(self, at: float, baselines: Sequence[int], lines: Sequence[str], style: Type, ramp: int) -> None:
        """Lines of one text, all in its own direction, each beginning at `at`."""
        base = direction(" ".join(lines), self._base)
        placed = [
            (self._left(at, style.width(line)), baseline, visual(line, base))
            for baseline, line in zip(baselines, lines, strict=True)
        ]
        self._write(placed, style, ramp)

    def text(self, at: float, baseline: int, text: str, style: Type, ramp: int, *, room: int) -> None:
        """One line that begins at `at`; what is beyond `room` is cut with an ellipsis."""
        self.lines(at, (baseline,), (style.cut(text, room),), style, ramp)

    def text_end(self, at: float, baseline: int, text: str, style: Type, ramp: int) -> None:
        """One line that ends `at` before the far side."""
        self.lines(WIDTH - at - style.width(text), (baseline,), (text,), style, ramp)

    def text_in(self, at: int, top: int, side: int, text: str, style: Type, ramp: int) -> None:
        """A few letters in the middle of a box."""
        left = self._left(at, side) + (side - style.width(text)) / 2
        self._write([(left, top + side // 2 + style.size * 7 // 20, visual(text, direction(text)))], style, ramp)

    def _write(self, placed: Sequence[tuple[float, int, str]], style: Type, ramp: int) -> None:
        """Write lines, each from its left on its baseline, in one piece: a line never wipes out part of another."""
        parts: list[tuple[int, int, str, ImageFont.FreeTypeFont]] = []
        boxes: list[tuple[int, int, int, int]] = []
        for left, baseline, text in placed:
            at = left
            for font, run in style.runs(text):
                box = font.getbbox(run, anchor="ls")
                x = round(at)
                parts.append((x, baseline, run, font))
                boxes.append((x + int(box[0]), baseline + int(box[1]), x + int(box[2]) + 1, baseline + int(box[3]) + 1))
                at += font.getlength(run)
        if boxes:
            left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
            mask = Image.new("L", (max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top), 0)
            pen = ImageDraw.Draw(mask)
            for x, baseline, run, font in parts:
                pen.text((x - left, baseline - top), run, font=font, fill=255, anchor="ls")
            self._put(left, top, mask, ramp)

    def paste(self, at: int, top: int, mask: Image.Image, ramp: int) -> None:
        """Grey levels (0 ground, 255 full) as numbers of a ramp."""
        self._put(self._left(at, mask.width), top, mask, ramp)

    def _put(self, left: int, top: int, mask: Image.Image, ramp: int) -> None:
        steps = [ramp * STEPS + (value * (STEPS - 1) + 127) // 255 for value in range(256)]
        self._image.paste(mask.point(steps), (left, top))

    def png(self) -> bytes:
        """The surface as a PNG with its palette."""
        image = Image.frombytes("P", self._image.size, self._image.tobytes())
        image.putpalette(self._palette)
        out = BytesIO()
        image.save(out, "PNG", compress_level=LEVEL)
        return out.getvalue()


@lru_cache(maxsize=64)
def _between(ground: str, full: str) -> tuple[int, ...]:
    """The colours of a ramp, as one row of red, green and blue."""
    pairs = tuple(zip(ImageColor.getrgb(ground), ImageColor.getrgb(full), strict=True))
    return tuple(low + (high - low) * step // (STEPS - 1) for step in range(STEPS) for low, high in pairs)
