"""One document from the network: patient with servers that are busy, short with those that are hostile."""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx
import msgspec

from builder.ingest.hosts import PrivateHost, Resolver, look_up
from builder.ingest.transport import GuardedTransport
from builder.ingest.unpack import BadEncoding, TooLarge, read_body
from builder.text.urls import canonical, resolve

MAX_REDIRECTS = 6
ATTEMPTS = 3
MAX_WAIT = 30.0
"""Seconds: a server that asks for a longer wait is left alone until then, and the run goes on without it."""

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a request may cost. Times in seconds, `max_bytes` of an unpacked body.

    `backoff` is the first wait after a failure; it doubles, and chance shifts it by up to a half either way.
    """

    timeout: float = 30.0
    max_bytes: int = 8_000_000
    pause: float = 1.0
    backoff: float = 1.0
    attempts: int = ATTEMPTS
    private: bool = False


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request: `url` is where the document was in the end, `moved_to` where it lies for good.

    `unchanged`: the server said that nothing is new since `etag` and `modified`; `body` is empty.
    """

    url: str
    body: bytes
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    moved_to: str = ""
    unchanged: bool = False


class FetchError(Exception):
    """Why there is no document, in words for the user. `kind` is stable: `http-404`, `private`, `timeout`, `robots` ...

    `wait` are the seconds that the server asks for before the next try; `lasting`: trying again will not help.
    """

    def __init__(self, kind: str, message: str, *, wait: float = 0.0, lasting: bool = True) -> None:
        super().__init__(message)
        self.kind, self.message, self.wait, self.lasting = kind, message, wait, lasting


class _Again(Exception):
    """A failure that may pass: what to say if it does not, and how long the server asks to wait."""

    def __init__(self, problem: FetchError, wait: float | None = None) -> None:
        super().__init__(str(problem))
        self.problem, self.wait = problem, wait


Gate = Callable[[str], None]
"""`gate(url)` is asked before every request, also those that a redirect leads to; it raises `FetchError` to refuse."""


class Fetcher:
    """Gets documents; safe to use from several threads. One request at a time to one host, with a pause between."""

    def __init__(
        self, limits: Limits, agent: str, *, resolver: Resolver = look_up, verify: ssl.SSLContext | None = None
    ) -> None:
        self.limits = limits
        self.agent = agent
        self.stopped = threading.Event()
        self._transport = GuardedTransport(self.stopped, private=limits.private, resolver=resolver, verify=verify)
        headers = {"User-Agent": agent, "Accept-Encoding": "gzip, deflate"}
        self._client = httpx.Client(
            transport=self._transport, headers=headers, follow_redirects=False, timeout=limits.timeout, trust_env=False
        )
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._pace = Pace(limits.pause)

    def close(self) -> None:
        """Stop whatever waits and close every connection."""
        self.stopped.set()
        self._client.close()

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so long between requests to `host` (its Crawl-delay)."""
        self._pace.slow_down(host, seconds)

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        etag: str = "",
        modified: str = "",
        gate: Gate | None = None,
        max_bytes: int = 0,
        attempts: int = 0,
    ) -> Fetched:
        """The document at `url`, after redirects, each of them judged. Raises `FetchError`."""
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        attempts = attempts or self.limits.attempts
        for attempt in range(1, attempts + 1):
            try:
                return self._follow(url, headers, gate, max_bytes or self.limits.max_bytes)
            except _Again as again:
                wait = self.limits.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
                if again.wait is not None:
                    wait = max(again.wait, min(wait, 1.0))
                if attempt == attempts or wait > MAX_WAIT:
                    again.problem.wait = again.wait or 0.0
                    raise again.problem from again
                if self.stopped.wait(wait):
                    raise FetchError("stopped", "the run was ended", lasting=False) from again
        raise AssertionError("unreachable")

    def _follow(self, url: str, headers: dict[str, str], gate: Gate | None, limit: int) -> Fetched:
        moved_to, lasting = "", True
        for _ in range(MAX_REDIRECTS + 1):
            if not canonical(url):
                raise FetchError("address", f"{_shown(url)} is not a web address that can be asked")
            if gate:
                gate(url)
            found = self._ask(url, headers, limit)
            if isinstance(found, Fetched):
                return msgspec.structs.replace(found, moved_to=moved_to)
            target, forever = found
            lasting = lasting and forever
            moved_to = target if lasting else moved_to
            url = target
        raise FetchError("redirects", f"leads on more than {MAX_REDIRECTS} times")

    def _ask(self, url: str, headers: dict[str, str], limit: int) -> Fetched | tuple[str, bool]:
        """One request: the document, or where it leads and whether for good."""
        with self._pace.turn(urlsplit(url).hostname or "", self.stopped):
            self._transport.deadline.at = time.monotonic() + self.limits.timeout
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    return self._judge(url, response, limit)
            except PrivateHost as error:
                raise FetchError("private", f"{error}, which is not asked unless allowed") from error
            except TooLarge as error:
                raise FetchError("too-large", f"{error}") from error
            except BadEncoding as error:
                raise _Again(FetchError("encoding", f"{error}", lasting=False)) from error
            except httpx.TimeoutException as error:
                told = f"took longer than {self.limits.timeout:g} seconds"
                raise _Again(FetchError("timeout", told, lasting=False)) from error
            except httpx.ConnectError as error:
                raise _Again(
                    FetchError("connect", f"cannot be reached: {_shown(str(error))}", lasting=False)
                ) from error
            except httpx.InvalidURL as error:
                # Of the place that a redirect names: httpx reads it even where it is not to follow.
                raise FetchError("redirects", "leads to what is no web address") from error
            except (httpx.HTTPError, httpx.StreamError) as error:
                raise _Again(FetchError("broken", f"answered brokenly: {_shown(str(error))}", lasting=False)) from error
            finally:
                self._transport.deadline.at = 0.0

    def _judge(self, url: str, response: httpx.Response, limit: int) -> Fetched | tuple[str, bool]:
        status, headers = response.status_code, response.headers
        if status == 304:
            return Fetched(url=url, body=b"", unchanged=True)
        if status in _REDIRECTS:
            target = resolve(headers.get("location", ""), url)
            if not target:
                raise FetchError(
                    "redirects", f"leads to {_shown(headers.get('location', ''))}, which is no web address"
                )
            return target, status in _LASTING
        if status in _BUSY:
            problem = FetchError(f"http-{status}", f"answered {status} {_reason(status)}", lasting=False)
            raise _Again(problem, retry_after(headers.get("retry-after", ""), datetime.now(UTC)))
        if status != 200:
            raise FetchError(f"http-{status}", f"answered {status} {_reason(status)}".strip())
        length = headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            raise TooLarge(f"is over the limit of {limit / 1e6:g} MB")
        body = read_body(response.iter_raw(), headers.get("content-encoding", ""), limit)
        return Fetched(
            url=url,
            body=body,
            content_type=headers.get("content-type", "")[:200],
            etag=headers.get("etag", "")[:500],
            modified=headers.get("last-modified", "")[:100],
        )


class Pace:
    """Whose turn it is: one request at a time to a host, and `pause` seconds between two."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._next: dict[str, float] = {}
        self._slower: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """At least so long between requests to `host`."""
        with self._lock:
            self._slower[host.lower()] = seconds

    def turn(self, host: str, stopped: threading.Event) -> AbstractContextManager[None]:
        """The right to ask `host` now, held until the block ends."""
        host = host.lower()
        with self._lock:
            lock = self._turns.setdefault(host, threading.Lock())
        return _Turn(self, host, lock, stopped) if host else nullcontext()

    def _begin(self, host: str, stopped: threading.Event) -> None:
        wait = self._next.get(host, 0.0) - time.monotonic()
        if wait > 0 and stopped.wait(wait):
            raise FetchError("stopped", "the run was ended", lasting=False)

    def _end(self, host: str) -> None:
        self._next[host] = time.monotonic() + max(self._pause, self._slower.get(host, 0.0))


class _Turn(AbstractContextManager[None]):
    def __init__(self, pace: Pace, host: str, lock: threading.Lock, stopped: threading.Event) -> None:
        self._pace, self._host, self._held, self._stopped = pace, host, lock, stopped

    def __enter__(self) -> None:
        self._held.acquire()
        try:
            self._pace._begin(self._host, self._stopped)
        except BaseException:
            self._held.release()
            raise

    def __exit__(self, *_: object) -> None:
        self._pace._end(self._host)
        self._held.release()


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for (a number or a date), None without one that can be read."""
    value = value.strip()
    if value.isdigit():
        return float(min(int(value[:9]), 30 * 86400))
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max((when - now).total_seconds(), 0.0), 30 * 86400.0)


def _reason(status: int) -> str:
    return httpx.codes.get_reason_phrase(status)


def _shown(text: str) -> str:
    text = "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
    return text if len(text) <= 120 else text[:119] + "…"
