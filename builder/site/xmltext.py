"""Text and addresses as XML 1.0 can carry them."""

from __future__ import annotations

import re

# Char of XML 1.0, less the control characters that it discourages; half surrogates cannot be encoded at all.
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_UNSAFE = re.compile(r"""[\x00-\x20\x7f-\xa0"<>\\^`{|}\ud800-\udfff\ufffe\uffff]|%(?![0-9A-Fa-f]{2})""")


def legal(text: str) -> str:
    """`text` without the characters that no XML document may hold."""
    return _ILLEGAL.sub("", text)


def one_line(text: str) -> str:
    """`text` with white space collapsed and without illegal characters."""
    return " ".join(legal(text).split())


def escape(text: str) -> str:
    """`text` for element content and for attributes in double quotes."""
    text = legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\r", "&#13;")


def iri(url: str) -> str:
    """`url` with what RFC 3987 does not allow percent-encoded; allowed characters stay as they are."""
    return _UNSAFE.sub(_percent, url.strip())


def _percent(match: re.Match[str]) -> str:
    data = match[0].encode("utf-8", "replace")
    return "".join(f"%{byte:02X}" for byte in data)
