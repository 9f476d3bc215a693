"""What a picture is, found out without trusting it, and the smaller copies that pages show.

Only this module knows Pillow, and loads it when it has a picture to look at. The first bytes tell the format and the
size; a picture that would be too large unpacked is refused before it is unpacked, and one that cannot be unpacked
whole is refused after. What is published is always drawn anew: no place, camera or other note inside a photograph
leaves with it.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

import msgspec

VERSION = 1
"""Goes up when a copy is drawn otherwise: then all are drawn anew."""
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""200 MB unpacked in colour with transparency; the largest press photographs have 45 million."""
SMALLEST = 48
"""Pixels of the shorter side under which a picture is a mark or a counter, nothing to look at."""
WIDTHS = (480, 960, 1600)
"""Of the copies, in pixels: a phone's column, a page's measure, the same on a fine screen."""
QUALITY = 80
"""Of WebP, 0 to 100: above, files grow faster than anybody can see."""
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
"""What is read at all: nothing that runs a program, holds script or is rarely looked at by others."""


class Facts(msgspec.Struct, frozen=True):
    """What is known of a picture's bytes: its size as it is to be seen, in pixels, or why it is not shown."""

    width: int = 0
    height: int = 0
    refused: str = ""

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its copies: none wider than itself, at least one."""
        return (*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1]))[: len(WIDTHS)]


def look(raw: bytes) -> Facts:
    """The facts of a picture. Never raises for what the bytes hold."""
    if len(raw) > MAX_BYTES:
        return Facts(refused=f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    if raw.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        return Facts(refused="is an SVG, which can hold script: save it as PNG or WebP")
    from PIL import Image

    large = Facts(refused=f"has more than {MAX_PIXELS // 1_000_000} million pixels")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return large
                width, height = _seen(picture).size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return large
    except Exception as error:  # A damaged picture makes Pillow raise nearly anything.
        return Facts(refused=f"is no picture that can be shown: {_reason(error)}")
    if min(width, height) < SMALLEST:
        return Facts(refused=f"is smaller than {SMALLEST} pixels")
    return Facts(width, height)


def copy(raw: bytes, width: int) -> bytes:
    """The picture as WebP, `width` pixels wide. Raises what Pillow raises when `raw` is not what `look` has seen."""
    from PIL import Image

    with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
        seen = _seen(picture)
        lossless = picture.format in ("PNG", "GIF") and len(seen.getcolors(4096) or ()) > 0
        if width < seen.width:
            height = max(1, round(seen.height * width / seen.width))
            seen = seen.resize((width, height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        seen.save(out, "WEBP", quality=QUALITY, method=4, lossless=lossless)
        return out.getvalue()


def _seen(picture: Any) -> Any:
    """The first frame in colour, turned as its camera was held; unpacks it whole."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(picture)
    clear = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    return turned.convert("RGBA" if clear else "RGB")


def _reason(error: Exception) -> str:
    """Pillow's words without the addresses of objects in memory, which differ from run to run."""
    text = str(error).partition(" <")[0].strip() or type(error).__name__
    return text[0].lower() + text[1:] if text else "damaged"
