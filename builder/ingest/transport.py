"""The way httpx connects here: to a checked address, within a deadline.

httpx leaves looking a host up to httpcore's network backend. Ours looks it up itself, judges every address and connects
to one that it has judged, so that a name which answers differently the second time (DNS rebinding) gains nothing. The
certificate is still checked for the host's name.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from builder.ingest.hosts import PrivateHost, Resolver, checked_addresses, look_up

_TIMEOUTS = (httpcore.ConnectTimeout, httpcore.ReadTimeout, httpcore.WriteTimeout, httpcore.PoolTimeout)


_GLANCE = 0.5
"""Seconds: how often a wait for bytes looks up, to see whether the run was ended."""


class Deadline(threading.local):
    """When the request of this thread must be over (monotonic seconds); none when 0."""

    at: float = 0.0

    def __init__(self, stopped: threading.Event) -> None:
        self.stopped = stopped

    def left(self, timeout: float | None) -> float | None:
        """What a single wait may take. Raises httpcore's read timeout when nothing is left."""
        if not self.at:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0 or self.stopped.is_set():
            raise httpcore.ReadTimeout("the time for this request is over")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection each of whose waits ends with the deadline: a server that drips bytes cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while True:
            left = self._deadline.left(timeout)
            try:
                return self._stream.read(max_bytes, _GLANCE if left is None else min(left, _GLANCE))
            except httpcore.ReadTimeout:
                if left is None or left <= _GLANCE:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, resolver: Resolver, deadline: Deadline, private: bool) -> None:
        self._resolver, self._deadline, self._private = resolver, deadline, private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = checked_addresses(host, port, self._resolver, private=self._private)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"there is no host {host}") from error
        failure: Exception | None = None
        for address in addresses[:4]:
            try:
                left = self._deadline.left(timeout)
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _Stream(stream, self._deadline)
        raise failure or httpcore.ConnectError(f"cannot connect to {host}")


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._response.iter_stream()

    def close(self) -> None:
        with _translated():
            self._response.close()


class GuardedTransport(httpx.BaseTransport):
    """HTTP/1.1 and HTTP/2 over checked connections. Who makes a request sets `deadline`; `stopped` ends every wait."""

    def __init__(
        self,
        stopped: threading.Event,
        *,
        private: bool,
        resolver: Resolver = look_up,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.deadline = Deadline(stopped)
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify or httpx.create_ssl_context(),
            http2=True,
            max_connections=32,
            keepalive_expiry=15.0,
            network_backend=_Backend(resolver, self.deadline, private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; redirects are not followed here. Raises httpx's errors and `PrivateHost`."""
        raw = request.url
        url = httpcore.URL(scheme=raw.raw_scheme, host=raw.raw_host, port=raw.port, target=raw.raw_path)
        outgoing = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=b"", extensions=request.extensions
        )
        with _translated():
            response = self._pool.handle_request(outgoing)
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@contextmanager
def _translated() -> Iterator[None]:
    """httpcore's errors as httpx's."""
    try:
        yield
    except PrivateHost:
        raise
    except _TIMEOUTS as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.ConnectError as error:
        raise httpx.ConnectError(str(error)) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.ReadError(str(error)) from error
