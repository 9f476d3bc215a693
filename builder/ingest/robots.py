"""What a host's robots.txt asks of us (RFC 9309)."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from protego import Protego

from builder.ingest.fetcher import Fetcher, FetchError

MAX_BYTES = 500 * 1024
MAX_DELAY = 60.0
"""Seconds: a longer Crawl-delay is kept to as if it said so much."""

TOKEN = "news-digest"
"""The name that robots.txt knows us by."""


class Robots:
    """Asks each origin's robots.txt once a run, and keeps to it."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, Protego | FetchError] = {}

    def __call__(self, url: str) -> None:
        """Raise `FetchError` (`robots`) where `url` may not be asked for; a gate for `Fetcher.get`."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._rules:
                self._rules[origin] = self._read(origin, parts.hostname or "")
        rules = self._rules[origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(url, TOKEN):
            raise FetchError("robots", "its host's robots.txt asks programs to stay away from it")

    def _read(self, origin: str, host: str) -> Protego | FetchError:
        """The rules: none where there is no such file; why not, where the host fails to answer."""
        try:
            found = self._fetcher.get(f"{origin}/robots.txt", max_bytes=MAX_BYTES, attempts=2)
        except FetchError as error:
            # No such file allows everything; so does one that is too long or garbled. A host in trouble, or one that
            # we may not reach at all, allows nothing.
            gone = error.kind.startswith("http-4") and error.kind != "http-429"
            if gone or error.kind in ("too-large", "encoding", "redirects"):
                return Protego.parse("")
            if error.kind in ("private", "timeout", "connect", "stopped"):
                return error
            told = "its host's robots.txt cannot be had, so nothing is asked of it"
            return FetchError("robots", f"{told} (it {error.message})", wait=error.wait, lasting=False)
        rules = Protego.parse(found.body.decode("utf-8", "replace"))
        if delay := rules.crawl_delay(TOKEN):
            self._fetcher.slow_down(host, min(float(delay), MAX_DELAY))
        return rules
