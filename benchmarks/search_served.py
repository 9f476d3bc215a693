"""A folder over HTTP as a plain static host gives it, for benchmarks/search_cost.py: what is sent is counted.

Text types are compressed with gzip, other types (`.bin`) are sent as they are; HTTP/1.1, so a browser has at most six
connections at once. `slow` makes it a slow network: a delay before each answer (twice that on a new connection) and
one rate for all connections together.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".xml", ".svg", ".txt", ".webmanifest")
PIECE = 1460
"""Bytes that are sent at once on a slow network: a packet."""


class Network(NamedTuple):
    """Seconds of delay and bytes a second; zeros for none."""

    delay: float = 0.0
    rate: float = 0.0


class Sent(NamedTuple):
    """A body that was sent: path below the root and bytes on the wire."""

    path: str
    size: int


class Host:
    """The address of a served folder, and what it has sent."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.network = Network()
        self.sent: list[Sent] = []
        self.busy = 0
        """Requests that are being answered."""
        self._lock = threading.Lock()
        self._free = 0.0  # When the line is free again.

    def took(self) -> list[Sent]:
        """What was sent since this was asked last."""
        with self._lock:
            sent, self.sent = self.sent, []
        return sent

    def count(self, path: str, size: int) -> None:
        """Note a body."""
        with self._lock:
            self.sent.append(Sent(path, size))

    @contextmanager
    def working(self) -> Iterator[None]:
        """A request is being answered meanwhile."""
        with self._lock:
            self.busy += 1
        try:
            yield
        finally:
            with self._lock:
                self.busy -= 1

    def line(self, size: int) -> None:
        """Wait until so many bytes have gone over the line."""
        if not self.network.rate:
            return
        with self._lock:
            now = time.monotonic()
            self._free = max(self._free, now) + size / self.network.rate
            until = self._free
        time.sleep(max(0.0, until - now))


@contextmanager
def hosting(root: Path) -> Iterator[Host]:
    """Serve `root` on a free port."""
    host = Host("")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, host, root))
    host.address = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


@lru_cache(maxsize=4096)
def _packed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, host: Host, root: Path, *rest: object) -> None:
        self._host = host
        self._root = root
        self._fresh = True
        super().__init__(*rest, directory=str(root))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        with self._host.working():
            self._answer()

    def _answer(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        time.sleep(self._host.network.delay * (2 if self._fresh else 1))
        self._fresh = False
        if not path.is_file():
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        packed = path.suffix in COMPRESSED
        body = _packed(path) if packed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self._host.count(path.relative_to(self._root).as_posix(), len(body))
        for start in range(0, len(body), PIECE) if self._host.network.rate else ():
            self._host.line(len(body[start : start + PIECE]))
            self.wfile.write(body[start : start + PIECE])
        if not self._host.network.rate:
            self.wfile.write(body)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Says nothing."""
