"""Small pictures, sound and hostile."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image


def picture(width: int = 1200, height: int = 800, kind: str = "JPEG", mode: str = "RGB", **save: Any) -> bytes:
    """A picture with a slope of colour, so that it is no single tone."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(out, kind, **save)
    return out.getvalue()


def turned(width: int, height: int) -> bytes:
    """A photograph whose camera was held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Berta Quill"
    return picture(width, height, exif=exif)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it has 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
