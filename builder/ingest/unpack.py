"""Bodies as they come over the line -> bytes, never more than a limit: bombs burst here."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

_PIECE = 64 * 1024
_GZIP = b"\x1f\x8b"


class TooLarge(Exception):
    """A body that is, or unpacks to, more than the limit."""


class BadEncoding(Exception):
    """A body that is not packed as it says."""


def read_body(pieces: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body, unpacked by its Content-Encoding (gzip, deflate or none), at most `limit` bytes.

    Raises `TooLarge` as soon as that is passed, whether packed or unpacked, and `BadEncoding`.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _joined(pieces, limit)
    if name not in ("gzip", "x-gzip", "deflate"):
        raise BadEncoding(f"is packed as {name[:40]}, which was not asked for")
    return _unpacked(pieces, name == "deflate", limit)


def unpack_file(raw: bytes, limit: int) -> bytes:
    """A body that is itself a gzip file (`feed.xml.gz`) unpacked; any other as it is."""
    return _unpacked([raw], False, limit) if raw.startswith(_GZIP) else raw


def _joined(pieces: Iterable[bytes], limit: int) -> bytes:
    made = bytearray()
    for piece in pieces:
        made += piece
        if len(made) > limit:
            raise TooLarge(f"is over the limit of {limit / 1e6:g} MB")
    return bytes(made)


def _unpacked(pieces: Iterable[bytes], deflate: bool, limit: int) -> bytes:
    # 47: gzip or zlib, told by the header. `deflate` is sent with and without the zlib header.
    engine = zlib.decompressobj(47)
    raw_tried = not deflate
    made = bytearray()
    packed = 0
    for piece in pieces:
        packed += len(piece)
        if packed > limit:
            raise TooLarge(f"is over the limit of {limit / 1e6:g} MB")
        rest = piece
        while rest and not engine.eof:
            try:
                made += engine.decompress(rest, _PIECE)
            except zlib.error as error:
                if raw_tried or made:
                    raise BadEncoding("is not packed as it says") from error
                raw_tried, engine = True, zlib.decompressobj(-15)
                continue
            if len(made) > limit:
                raise TooLarge(f"unpacks to over the limit of {limit / 1e6:g} MB")
            rest = engine.unconsumed_tail
    # What the engine still holds after the last piece.
    while not engine.eof and (more := engine.decompress(engine.unconsumed_tail, _PIECE)):
        made += more
        if len(made) > limit:
            raise TooLarge(f"unpacks to over the limit of {limit / 1e6:g} MB")
    if packed and not engine.eof:
        raise BadEncoding("ends in the middle")
    return bytes(made)
