"""A file's bytes as the answer to a conditional, partial or compressing request."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Iterator
from hashlib import blake2b

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from builder.serve.files import compresses

_LARGE = 4 * 1024 * 1024
"""Above this many bytes a body is sent in pieces, and not compressed."""
_PIECE = 256 * 1024
_SMALL = 512
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def whole(content: bytes, kind: str, headers: Headers, status: int = 200) -> Response:
    """The answer with `content`; a range, a known ETag and compression are honoured when `status` is 200."""
    tag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    if status != 200:
        return Response(content, status, {"Content-Type": kind})
    start, end = _range(headers, tag, len(content))
    if (start, end) == (0, len(content)) and "range" not in headers and _takes_gzip(headers, kind, len(content)):
        tag = f'{tag[:-1]}-gz"'
        if _known(headers, tag):
            return _unchanged(tag)
        packed = gzip.compress(content, 5, mtime=0)
        return _answer(Response(packed, headers={"Content-Encoding": "gzip"}), tag, kind)
    if _known(headers, tag):
        return _unchanged(tag)
    return _part(Response(content[start:end]), tag, kind, (start, end, len(content)))


def from_file(handle: int, kind: str, headers: Headers) -> Response:
    """The answer with the open file `handle`, which is closed when it has been sent."""
    status = os.fstat(handle)
    size = status.st_size
    if size <= _LARGE:
        try:
            return whole(os.read(handle, size + 1)[:size], kind, headers)
        finally:
            os.close(handle)
    tag = f'"{status.st_mtime_ns:x}-{size:x}-{status.st_ino:x}"'
    if _known(headers, tag):
        os.close(handle)
        return _unchanged(tag)
    start, end = _range(headers, tag, size)
    if start >= end:
        os.close(handle)
        return _part(Response(b""), tag, kind, (start, end, size))
    response = StreamingResponse(_pieces(handle, start, end))
    response.headers["Content-Length"] = str(end - start)
    return _part(response, tag, kind, (start, end, size))


def _pieces(handle: int, start: int, end: int) -> Iterator[bytes]:
    """The bytes `start` to `end` of the file."""
    try:
        while start < end and (data := os.pread(handle, min(_PIECE, end - start), start)):
            start += len(data)
            yield data
    finally:
        os.close(handle)


def _part(response: Response, tag: str, kind: str, part: tuple[int, int, int]) -> Response:
    """`response` as all of the body, a part of it, or the word that there is no such part."""
    start, end, size = part
    if start > end:
        response = Response(b"", 416)
        response.headers["Content-Range"] = f"bytes */{size}"
    elif (start, end) != (0, size):
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return _answer(response, tag, kind)


def _answer(response: Response, tag: str, kind: str) -> Response:
    response.headers["Content-Type"] = kind
    response.headers["ETag"] = tag
    response.headers["Accept-Ranges"] = "bytes"
    if compresses(kind):
        response.headers["Vary"] = "Accept-Encoding"
    return response


def _unchanged(tag: str) -> Response:
    return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept-Encoding"})


def _known(headers: Headers, tag: str) -> bool:
    """Whether the client has this version."""
    given = headers.get("if-none-match")
    if given is None:
        return False
    return given.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in given.split(","))


def _range(headers: Headers, tag: str, size: int) -> tuple[int, int]:
    """Start and end of what is asked for: all of it when no single range is; start > end when there is no such part."""
    match = _RANGE.fullmatch(headers.get("range", "").strip().lower())
    wanted = headers.get("if-range", tag).strip()
    if match is None or wanted != tag or not (match[1] or match[2]):
        return 0, size
    if not match[1]:
        length = min(int(match[2]), size)
        return (size - length, size) if length else (1, 0)
    start = int(match[1])
    end = min(int(match[2]) + 1, size) if match[2] else size
    if match[2] and int(match[2]) < start:
        return 0, size
    return (start, end) if start < size else (1, 0)


def _takes_gzip(headers: Headers, kind: str, size: int) -> bool:
    if size < _SMALL or not compresses(kind):
        return False
    for one in headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in ("gzip", "x-gzip"):
            return re.fullmatch(r"q=0(\.0*)?", weight.strip()) is None
    return False
