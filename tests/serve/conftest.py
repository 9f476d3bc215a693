"""A running server over a small tree."""

from __future__ import annotations

import asyncio
import http.client
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from starlette.types import ASGIApp

from builder.serve.app import make_app
from builder.serve.events import Hub
from builder.serve.hosts import Hosts
from builder.serve.server import Server, listen

Value = TypeVar("Value")

BASE = "/repo/"
PAGE = b"<!doctype html><html><head><title>A page</title></head><body><p>Words.</p></body></html>"


def run_async(coroutine: Coroutine[None, None, Value]) -> Value:
    """What `coroutine` returns, run in a thread of its own: a browser driver may own this thread's event loop."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, coroutine).result()


class Answer(msgspec.Struct):
    """What a request got: `headers` with small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class Live(msgspec.Struct):
    """A server at `port`, its tree and its hub."""

    port: int
    tree: Path
    hub: Hub

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send one request for exactly `path`; `_` in the names of headers stands for `-`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()


def run_live(tree: Path, get_tree: Callable[[], Path] | None = None) -> Iterator[Live]:
    """Serve `tree` under BASE until the generator is closed."""
    hub = Hub()
    return run_live_app(make_app(get_tree or (lambda: tree), BASE, Hosts.of("127.0.0.1"), hub), hub, tree)


def run_live_app(app: ASGIApp, hub: Hub, tree: Path) -> Iterator[Live]:
    """Run `app` until the generator is closed."""
    listener = listen("127.0.0.1", 0, fixed=False)
    server = Server(app, hub)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield Live(listener.getsockname()[1], tree, hub)
    server.handle_exit(15, None)
    thread.join(10)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server over pages, data, a large file, and links that lead out of the tree."""
    top = tmp_path_factory.mktemp("live")
    tree = top / "public"
    files = {
        "index.html": PAGE,
        "404.html": b"<html><body>Nothing of that name</body></html>",
        "stories/fire/index.html": PAGE,
        "style.css": b"p { color: red }\n" * 100,
        "big.bin": bytes(range(256)) * (5 * 4096),
        "feed.json": b"{}",
        "atom.xml": b"<feed/>",
        "a.mjs": b"export {}",
        "a.webp": b"RIFF",
        "a.woff2": b"wOF2",
        "a.wasm": b"\0asm",
        "with space.txt": b"spaced",
        ".git/config": b"secret",
    }
    for name, content in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(content)
    (top / "secret.txt").write_text("secret")
    (tree / "leak.txt").symlink_to(top / "secret.txt")
    (tree / "out").symlink_to(top)
    yield from run_live(tree)
