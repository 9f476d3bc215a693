"""Bytes from the network -> text, by what browsers do: mark, header, the document's own word, then what fits."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "l1", "cp819"})
_LOOKED_AT = 4096
_MIXED = "digest-mixed"
_MOSTLY = 0.005
"""A text of which fewer characters cannot be read is in the encoding that it names, a few bytes of it are not."""


def decode(raw: bytes, content_type: str = "") -> tuple[str, str]:
    """The text, and how its encoding was told: empty where the sender did, else a word on what was taken.

    Never fails: what cannot be read becomes U+FFFD.
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace"), ""
    told = _told(raw, content_type)
    for name in told:
        try:
            return raw.decode(name), ""
        except UnicodeDecodeError:
            continue
    try:
        return raw.decode("utf-8"), "read as UTF-8" if told else ""
    except UnicodeDecodeError:
        pass
    name = told[0] if told else "utf-8"
    if _share_lost(raw, name) < _MOSTLY:
        return raw.decode(name, _MIXED), f"some bytes are not {name.upper()} and were read as windows-1252"
    name = _guessed(raw)
    return raw.decode(name, "replace"), f"read as {name}"


def _told(raw: bytes, content_type: str) -> list[str]:
    head = raw[:_LOOKED_AT]
    found = [match[1] for match in (_HEADER.search(content_type),) if match]
    found += [match[1].decode("ascii") for match in (_XML.match(head), _META.search(head)) if match]
    return list(dict.fromkeys(name for label in found if (name := _known(label))))


def _known(label: str) -> str:
    """Python's name of an encoding of text; empty for an unknown one."""
    label = label.lower()
    if label in _LATIN:
        return "windows-1252"
    try:
        info = codecs.lookup(label)
        b"a".decode(info.name)
    except (LookupError, UnicodeError, TypeError):
        return ""
    # `hex`, `zip` and their like are codecs too, of bytes; UTF-7 hides markup.
    return "" if info.name in ("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape") else info.name


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that do not belong, as texts pasted from elsewhere bring them along."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error(_MIXED, _as_windows)


def _share_lost(raw: bytes, name: str) -> float:
    text = raw.decode(name, "replace")
    return text.count("\ufffd") / max(len(text), 1)


def _guessed(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000]).best()
    return best.encoding if best else "windows-1252"
