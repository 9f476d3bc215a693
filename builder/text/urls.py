"""Web addresses: one spelling each, and a key that is equal for the same page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_.*|fbclid|gclid|dclid|mc_[ce]id|igshid|cmpid|ocid|smid|partner|guccounter|guce_.*)\Z", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")


def canonical(url: str) -> str:
    """One spelling of an http(s) address: lower-case scheme and host, no fragment, usual port or tracking parameter.

    `//host/` and `www.host/` are taken for https. Empty for anything else: another scheme, no host, a broken address.
    """
    url = _SPACE.sub("", url)
    try:
        parts = urlsplit(f"https:{url}" if url.startswith("//") else f"https://{url}" if url[:4] == "www." else url)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc or not _plausible(host):
        return ""
    scheme = parts.scheme.lower()
    if port and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    query = parts.query
    if "=" in query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [pair for pair in pairs if not _TRACKING.match(pair[0])]
        query = query if len(kept) == len(pairs) else urlencode(kept)
    return _UNSAFE.sub(lambda m: quote(m.group()), urlunsplit((scheme, host, parts.path or "/", query, "")))


def _plausible(host: str) -> bool:
    return bool(re.fullmatch(r"[\w.-]+|\[?[0-9a-f:.]+\]?", host))


def url_key(url: str) -> str:
    """Equal for the spellings of one page: no scheme, no `www.`, no last slash. `url` is canonical."""
    parts = urlsplit(url)
    tail = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    return host_of(url) + tail


def host_of(url: str) -> str:
    """The host of an address without `www.`; empty when it has none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def resolve(link: str, base: str) -> str:
    """An absolute http(s) address for a link of the page at `base`, or empty when there is none."""
    link = link.strip()
    if not link or link.startswith("#"):
        return ""
    try:
        whole = urljoin(base, link) if base else link
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return _UNSAFE.sub(lambda m: quote(m.group()), whole)
