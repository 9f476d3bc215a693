"""Bytes of a file -> its text, or the reason why not."""

from __future__ import annotations

import codecs
import re

from builder.errors import Notice

MAX_BYTES = 2 * 1024 * 1024
"""An article file above this is refused; saved web pages come near it, texts never do."""

_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def decode(raw: bytes, path: str) -> str | Notice:
    """UTF-8 (with or without BOM) or UTF-16 with BOM, line ends as `\\n`; else an `error` notice with the place."""
    if len(raw) > MAX_BYTES:
        return _error(path, 0, "too-large", "is over the limit of 2 MiB", "split it, or take what is no text out of it")
    encoding, start = "utf-8", 0
    if raw.startswith(codecs.BOM_UTF8):
        start = 3
    elif raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = raw[start:].decode(encoding)
    except UnicodeDecodeError as error:
        at = start + error.start
        line = raw.count(b"\n", 0, at) + 1 if encoding == "utf-8" else 0
        shown = f"byte {at} (0x{raw[at]:02x})" if at < len(raw) else f"byte {at}"
        return _error(path, line, "encoding", f"is not {encoding.upper()} at {shown}", "save the file as UTF-8")
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        return _error(
            path, line, "nul", "holds a NUL character, so it is not a text", "save the file as UTF-8 text, or remove it"
        )
    return _BREAKS.sub("\n", text) if "\r" in text or not text.isascii() or "\x0b" in text or "\x0c" in text else text


def clean(text: str) -> str:
    """Without control characters, invisible marks and overrides of the writing direction (tab and line feed stay)."""
    return _DROPPED.sub("", text)


def one_line(text: str) -> str:
    """`clean`, with white space collapsed: for titles, names and other one-line fields."""
    return " ".join(clean(text).split())


def _error(path: str, line: int, kind: str, message: str, remedy: str) -> Notice:
    return Notice(path, line, "error", kind, message, remedy)
