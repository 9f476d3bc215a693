"""A web server on this machine that behaves as servers do, well and badly. Also for benchmarks/fetch_feeds.py."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; a handler answers it with `reply`, or byte by byte."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        self.server.headers_of[path] = {key.lower(): value for key, value in self.headers.items()}
        handler = self.server.pages.get(path)
        try:
            if handler is None:
                self.reply(b"nothing here", status=404)
            else:
                handler(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def reply(self, body: bytes, *, status: int = 200, kind: str = "text/plain", **headers: str) -> None:
        """Send a whole answer; `Last_Modified="..."` is the header `Last-Modified`."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, *, kind: str = "text/xml", length: int | None = None, **headers: str) -> None:
        """Send the head of an answer whose body follows; without a length the end of the connection ends it."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if length is None:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Pages by path, and how often each was asked for."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        super().__init__(address, Request)
        self.pages: dict[str, Handler] = {}
        self.asked: Counter[str] = Counter()
        self.headers_of: dict[str, dict[str, str]] = {}
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def page(self, path: str, body: bytes | str, *, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        """Serve a document; returns its address."""
        raw = body.encode("utf-8") if isinstance(body, str) else body
        self.pages[path] = lambda request: request.reply(raw, kind=kind, **headers)
        return self.url + path

    def conditional(self, path: str, body: bytes | str, *, etag: str, kind: str = "application/rss+xml") -> str:
        """Serve a document that answers 304 to who has it."""
        raw = body.encode("utf-8") if isinstance(body, str) else body

        def handle(request: Request) -> None:
            if request.headers.get("If-None-Match") == etag:
                request.send_response(304)
                request.end_headers()
            else:
                request.reply(raw, kind=kind, ETag=etag)

        self.pages[path] = handle
        return self.url + path

    def redirect(self, path: str, target: str, *, status: int = 302) -> str:
        self.pages[path] = lambda request: request.reply(b"", status=status, Location=target)
        return self.url + path

    def failing(self, path: str, status: int, times: int, body: bytes | str = b"", **headers: str) -> str:
        """Answer `status` so many times, then the document."""
        raw = body.encode("utf-8") if isinstance(body, str) else body

        def handle(request: Request) -> None:
            if self.asked[path] <= times:
                request.reply(b"trouble", status=status, **headers)
            else:
                request.reply(raw, kind="application/rss+xml")

        self.pages[path] = handle
        return self.url + path

    def endless(self, path: str) -> str:
        """A body that never ends."""

        def handle(request: Request) -> None:
            request.begin()
            request.wfile.write(b'<?xml version="1.0"?><rss version="2.0"><channel><title>')
            while not self.stopping.is_set():
                request.wfile.write(b"x" * 65536)

        self.pages[path] = handle
        return self.url + path

    def slow(self, path: str, body: bytes, *, pause: float, step: int = 1) -> str:
        """A body that comes `step` bytes at a time."""

        def handle(request: Request) -> None:
            request.begin(length=len(body))
            for at in range(0, len(body), step):
                if self.stopping.is_set():
                    return
                request.wfile.write(body[at : at + step])
                request.wfile.flush()
                time.sleep(pause)

        self.pages[path] = handle
        return self.url + path

    def truncated(self, path: str, body: bytes, *, kind: str = "text/xml") -> str:
        """A body that breaks off half way through what its length says."""

        def handle(request: Request) -> None:
            request.begin(kind=kind, length=len(body))
            request.wfile.write(body[: len(body) // 2])
            request.close_connection = True

        self.pages[path] = handle
        return self.url + path


@contextmanager
def running() -> Iterator[Server]:
    """A server that listens on a free port of this machine until the block ends."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
