"""The ASGI application: the site under its base path, the events, and the client that listens to them.

What is shown is asked for once for each request, the live tree or a preview, so that no answer mixes two builds.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from builder.serve.bodies import from_file, whole
from builder.serve.events import Hub, State
from builder.serve.files import Folder, media_type, open_inside, split_path
from builder.serve.hosts import Hosts
from builder.serve.preview import Preview, Shown

OWN = "__digest__"
"""The folder under the base path where the server's own files are; no page has such an address."""

_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it lives; a listener that is gone is noticed by it."""
_LONGEST = 8192
"""Bytes of a request's path; no page's is near."""
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
_HERE = Path(__file__).parent
_BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>
"""


def make_app(
    get_tree: Callable[[], Path],
    base_path: str,
    allowed_hosts: Hosts,
    events: Hub,
    shown: Shown | None = None,
    failed: Callable[[Preview, Exception], None] | None = None,
) -> ASGIApp:
    """An application that serves the folder `get_tree()` at `base_path` (slashes at both ends).

    `get_tree` is asked for each request and gives a real folder (links resolved); it need not exist yet. A preview that
    is `shown` is served instead; `failed` is told of one whose page could not be made, and takes it back. Pages get
    the client that reloads them when `events` says so.
    """
    return _App(get_tree, base_path, allowed_hosts, events, shown or Shown(), failed)


class _App:
    def __init__(
        self,
        get_tree: Callable[[], Path],
        base_path: str,
        hosts: Hosts,
        events: Hub,
        shown: Shown,
        failed: Callable[[Preview, Exception], None] | None,
    ) -> None:
        self.get_tree, self.base, self.hosts, self.events = get_tree, base_path, hosts, events
        self.shown, self.failed = shown, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = self._refusal(request) or await self._respond(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        """Why the request is not answered at all."""
        if len(request.scope["raw_path"]) > _LONGEST:
            return Response("That address is too long.\n", 414, media_type="text/plain")
        named = request.headers.getlist("host")
        if len(named) != 1 or not self.hosts.allows(named[0]):
            message = "This server answers only to its own name; start it with --host to allow others.\n"
            return Response(message, 421, media_type="text/plain")
        if request.method not in ("GET", "HEAD"):
            return Response("Only GET and HEAD.\n", 405, {"Allow": "GET, HEAD"}, "text/plain")
        return None

    async def _respond(self, request: Request) -> Response:
        raw: bytes = request.scope["raw_path"]
        base = self.base.encode()
        if not raw.startswith(base):
            inside = raw in (b"/", base[:-1])
            return self._redirect(self.base, request) if inside else await run_in_threadpool(self._missing, request)
        segments = split_path(b"/" + raw[len(base) :])
        if segments is None:
            return await run_in_threadpool(self._missing, request)
        if segments[0] == OWN:
            return self._own(segments[1:], request)
        return await run_in_threadpool(self._page, segments, request)

    def _page(self, segments: tuple[str, ...], request: Request) -> Response:
        """A file of what is shown, or its 404 page."""
        # The mark is taken before the tree: a page may be newer than its mark (and reload once), never older.
        state = self.events.state
        named = segments if segments[-1] else (*segments[:-1], "index.html")
        kind = media_type(named[-1])
        try:
            content = self._content(named)
        except Folder:
            if not segments[-1]:
                return self._missing(request)
            return self._redirect(self.base + "/".join(map(quote, segments)) + "/", request)
        except (OSError, ValueError):
            return self._missing(request)
        if isinstance(content, int) and not kind.startswith("text/html"):
            return from_file(content, kind, request.headers)
        raw = _read(content)
        return whole(self._with_client(raw, state) if kind.startswith("text/html") else raw, kind, request.headers)

    def _content(self, named: tuple[str, ...]) -> int | bytes:
        """A page of the preview that is shown, or an open file of the live tree.

        Raises `Folder` when it is a folder, and `OSError` when there is no such file.
        """
        while preview := self.shown.preview:
            try:
                content = preview.page("/".join(named))
            except Folder:
                raise
            except Exception as error:
                if self.failed is None:
                    raise
                self.failed(preview, error)
                continue
            if content is None:
                raise FileNotFoundError
            return content
        return open_inside(self.get_tree(), named)

    def _missing(self, request: Request) -> Response:
        """The site's own 404 page, or a bare one; before the first build, the word that there is no site yet."""
        state, tree, status = self.events.state, self.get_tree(), 404
        try:
            content = _read(self._content(("404.html",)))
        except (OSError, Folder):
            if tree.is_dir():
                content = _BARE.format("Not found", "There is no such page.").encode()
            else:
                status = 503
                content = _BARE.format("Not built yet", "The site appears here once it can be built.").encode()
        return whole(self._with_client(content, state), "text/html; charset=utf-8", request.headers, status)

    def _redirect(self, path: str, request: Request) -> Response:
        """To `path` on this host; it begins with exactly one slash."""
        query = request.scope["query_string"].decode("latin-1")
        return Response(status_code=307, headers={"Location": path + (f"?{query}" if query else "")})

    def _with_client(self, content: bytes, state: State) -> bytes:
        """A page with the script that listens."""
        own = html.escape(self.base + OWN)
        marks = f'data-at="{own}" data-page="{state.page}" data-style="{state.style}"'
        client = f'<script src="{own}/client.js" {marks} defer></script>'.encode()
        ends = list(_BODY_END.finditer(content))
        at = ends[-1].start() if ends else len(content)
        return content[:at] + client + content[at:]

    def _own(self, segments: tuple[str, ...], request: Request) -> Response:
        """The server's own files and the stream of states."""
        if segments in (("client.js",), ("client.css",)):
            name = segments[0]
            return whole((_HERE / name).read_bytes(), media_type(name), request.headers)
        if segments != ("events",):
            return Response("Not found.\n", 404, media_type="text/plain")
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "same-origin")
        if (origin is not None and not self.hosts.allows_origin(origin)) or site in ("cross-site", "same-site"):
            return Response("Only for pages of this server.\n", 403, media_type="text/plain")
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(_stream(self.events), 200, {"Cache-Control": "no-store"}, "text/event-stream")


def _read(content: int | bytes) -> bytes:
    """All of a page or of an open file."""
    if isinstance(content, bytes):
        return content
    with os.fdopen(content, "rb") as file:
        return file.read()


async def _stream(events: Hub) -> AsyncIterator[bytes]:
    """The states as server-sent events."""
    yield b"retry: 500\n\n"
    states = events.states()
    coming = asyncio.ensure_future(anext(states, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=_HEARTBEAT)
            if not done:
                yield b": still here\n\n"
                continue
            state = coming.result()
            if state is None:
                return
            yield b"event: state\ndata: " + msgspec.json.encode(state) + b"\n\n"
            coming = asyncio.ensure_future(anext(states, None))
    finally:
        coming.cancel()
