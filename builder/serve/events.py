"""What the open pages are told: a state, not a sequence of events.

A page that connects gets the state as it is, and then each later one. It compares the state with the one it was served
with, so that nothing is lost between its loading and its connecting, nor while it was hidden or the server away.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Sequence

import msgspec

from builder.serve.outcome import Problem


class State(msgspec.Struct, frozen=True, kw_only=True):
    """`page` and `style` change when pages, or style sheets alone, have changed; `problem` is what is wrong now."""

    page: str
    style: str
    problem: Problem | None = None


class Hub:
    """The current state, and whoever waits for the next. Every method may be called from any thread."""

    def __init__(self) -> None:
        # Marks of another run of the server never equal this one's.
        self._run = secrets.token_hex(4)
        self._count = 0
        self._state = State(page=self._mark(), style=self._mark())
        self._closed = False
        # Ctrl-C calls `close` in the main thread, which may hold the lock at that moment.
        self._lock = threading.RLock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def state(self) -> State:
        """The state now."""
        return self._state

    @property
    def closed(self) -> bool:
        """Whether the server is stopping."""
        return self._closed

    def built(self, changed: Sequence[str], problem: Problem | None = None) -> None:
        """A build was published and changed these paths."""
        with self._lock:
            page, style = self._state.page, self._state.style
            if changed and all(path.endswith(".css") for path in changed):
                style = self._mark()
            elif changed:
                page = self._mark()
            self._tell(State(page=page, style=style, problem=problem))

    def failed(self, problem: Problem) -> None:
        """A build came to nothing."""
        with self._lock:
            self._tell(msgspec.structs.replace(self._state, problem=problem))

    def close(self) -> None:
        """End every stream of states."""
        with self._lock:
            self._closed = True
            self._wake()

    async def states(self) -> AsyncIterator[State]:
        """The state now, and each later one, until `close`; a slow listener gets the newest."""
        event = asyncio.Event()
        waiter = (asyncio.get_running_loop(), event)
        with self._lock:
            self._waiting.add(waiter)
        try:
            sent = None
            while not self._closed:
                state = self._state
                if state != sent:
                    sent = state
                    yield state
                else:
                    await event.wait()
                    event.clear()
        finally:
            with self._lock:
                self._waiting.discard(waiter)

    def _mark(self) -> str:
        self._count += 1
        return f"{self._run}-{self._count}"

    def _tell(self, state: State) -> None:
        self._state = state
        self._wake()

    def _wake(self) -> None:
        for loop, event in self._waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
