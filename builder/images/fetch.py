"""Fetching a picture from elsewhere, when site.toml asks for copies: within bounds, and from the open network only."""

from __future__ import annotations

import ipaddress
import socket
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote, urlsplit

from builder import __version__
from builder.images.look import MAX_BYTES

SECONDS = 15
"""A server may be silent for so long."""
REDIRECTS = 4


class Refused(Exception):
    """Why a picture was not fetched, in words."""


def fetch(url: str, *, anywhere: bool = False) -> bytes:
    """The bytes at `url`. Raises `Refused`. Without `anywhere` only hosts on the open network are asked.

    An article must not make a build ask the machine that it runs on, or its neighbours, for anything.
    """
    opener = urllib.request.build_opener(_Redirects(anywhere), urllib.request.ProxyHandler())
    request = urllib.request.Request(_ascii(url), headers={"User-Agent": f"digest/{__version__}", "Accept": "image/*"})
    _check(url, anywhere)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            kind = str(answer.headers.get_content_type())
            if not kind.startswith("image/") and kind != "application/octet-stream":
                raise Refused(f"the server sends {kind}, no picture")
            raw: bytes = answer.read(MAX_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise Refused(f"the server answers {error.code}") from None
    except (OSError, ValueError) as error:
        raise Refused(f"cannot be fetched: {getattr(error, 'reason', None) or error}") from None
    if len(raw) > MAX_BYTES:
        raise Refused(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    return raw


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = REDIRECTS

    def __init__(self, anywhere: bool) -> None:
        self._anywhere = anywhere

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """Where it leads is checked like the first address."""
        _check(newurl, self._anywhere)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _check(url: str, anywhere: bool) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused("has an address that is none") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("leads to no web address")
    if anywhere:
        return
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(f"the host {host} is not known") from None
    if not all(ipaddress.ip_address(str(row[4][0]).partition("%")[0]).is_global for row in found):
        raise Refused(f"the host {host} is not on the open network")


def _ascii(url: str) -> str:
    """`url` as a request line can carry it."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    return parts._replace(
        netloc=host, path=quote(parts.path, safe="/%:@!$&'()*+,;=~"), query=quote(parts.query, safe="/%?:@!$&'()*+,;=~")
    ).geturl()
