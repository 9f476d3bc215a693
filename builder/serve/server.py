"""`digest serve`: build, serve, watch, rebuild, until Ctrl-C."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from builder.errors import mistake
from builder.serve.app import make_app
from builder.serve.events import Hub
from builder.serve.hosts import Hosts
from builder.serve.preview import Shown
from builder.serve.rebuild import Rebuilder
from builder.serve.site import Site
from builder.serve.watch import watch

TRIED = 20
"""Ports that are tried, from the one asked for upwards."""


def serve(
    site: Site,
    paths: Sequence[Path],
    base_path: str,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    announce: Callable[[str], None] = print,
    *,
    port_fixed: bool = False,
    own: Sequence[Path] = (),
    roots: Sequence[Path] = (),
) -> None:
    """Build the site, then serve it and show what is saved until Ctrl-C or SIGTERM; call it from the main thread.

    `site` is built here first; afterwards one other thread asks for previews, and for publishing once nothing is saved
    any more. `paths` are the folders and files whose changes count; `own` those of them that publishing writes itself.
    The paths of notices are looked up below `roots` (default: `paths`' folders and their parents). Only this machine
    can connect unless `host` says otherwise. A port in use is passed over for the next free one, unless `port_fixed`.

    Raises `DigestError` when no port can be had.
    """
    listener = listen(host, port, fixed=port_fixed)
    hub = Hub()
    try:
        found = listener.getsockname()[1]
        shown = Shown()
        rebuilder = Rebuilder(site, shown, hub, tuple(roots) or _roots(paths), announce, own)
        since = time.time_ns()
        rebuilder.build()
        if found != port and port:
            announce(f"port {port} is in use; taking {found}")
        url = f"http://{_shown(host)}:{found}{base_path}"
        announce(f"serving {url} (Ctrl-C ends it)")
        if Hosts.of(host).any_address:
            announce("everyone on this network can read it")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        app = make_app(site.tree, base_path, Hosts.of(host), hub, shown, rebuilder.failed)
        asyncio.run(_run(Server(app, hub), listener, watch(paths, rebuilder.tell, since), rebuilder))
        if rebuilder.unpublished:
            announce("the last changes were shown and are not published yet: `digest build` does that")
    finally:
        hub.close()
        listener.close()


async def _run(
    server: Server, listener: socket.socket, watcher: Coroutine[None, None, None], rebuilder: Rebuilder
) -> None:
    """Serve and watch until the server is told to end."""
    rebuilder.start()
    watching = asyncio.create_task(watcher)
    try:
        await server.serve(sockets=[listener])
    finally:
        rebuilder.end()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


class Server(uvicorn.Server):
    """uvicorn, set up for one reader; it ends at once, also while pages listen for events."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                # Long enough to read a foolish request whole and answer it: one cut off is a reset connection.
                h11_max_incomplete_event_size=1 << 18,
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=1,
            )
        )
        self.hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C: end, without uvicorn's raising the signal once more afterwards."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self.hub.close()


def listen(host: str, port: int, *, fixed: bool) -> socket.socket:
    """A bound socket at `port` or, unless `fixed`, one of the next ports; port 0 is any free one.

    Raises `DigestError` when there is none, or `host` is not an address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise mistake("--host", f"{host} is no address of this machine", "leave it out", kind="host") from None
    last = port if fixed or port == 0 else min(port + TRIED, 65535)
    for number in range(port, last + 1):
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address[0], number, *address[2:]))
            # Bound and listening: on some systems two sockets may be bound to one port as long as neither listens.
            listener.listen(128)
            return listener
        except OSError as error:
            listener.close()
            if error.errno == errno.EACCES:
                remedy = "choose a port above 1023"
                raise mistake("--port", f"port {number} needs more rights", remedy, kind="port") from None
            if error.errno != errno.EADDRINUSE:
                message = f"cannot listen on {host}: {error.strerror}"
                raise mistake("--host", message, "leave it out", kind="host") from None
    what = f"port {port} is in use" if last == port else f"ports {port} to {last} are in use"
    raise mistake("--port", what, "end the other program, or choose another port", kind="port")


def _roots(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Where the paths of notices may start: a watched folder, then the folder that something watched is in."""
    return tuple(dict.fromkeys([*(path for path in paths if path.is_dir()), *(path.parent for path in paths)]))


def _shown(host: str) -> str:
    """`host` as it stands in a url that works on this machine."""
    if host in ("127.0.0.1", "0.0.0.0", "::", "::1", ""):
        return "localhost" if ":" not in host else "[::1]"
    return f"[{host}]" if ":" in host else host
