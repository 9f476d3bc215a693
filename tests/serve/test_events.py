"""The hub, and its states as a page receives them."""

from __future__ import annotations

import json
import socket
import threading

from builder.serve.events import Hub, State
from builder.serve.outcome import Problem
from tests.serve.conftest import BASE, Live, run_async

PROBLEM = Problem(kind="failed", title="No", notices=())


def test_pages_and_styles_have_marks_of_their_own() -> None:
    hub = Hub()
    first = hub.state
    hub.built([])
    assert hub.state == first
    hub.built(["a.css", "b.css"])
    second = hub.state
    assert (second.page, second.style != first.style) == (first.page, True)
    hub.built(["a.css", "a.html"])
    assert (hub.state.page != first.page, hub.state.style) == (True, second.style)
    assert Hub().state.page != first.page


def test_a_problem_stays_until_it_is_mended() -> None:
    hub = Hub()
    page = hub.state.page
    hub.failed(PROBLEM)
    assert (hub.state.page, hub.state.problem) == (page, PROBLEM)
    hub.built([])
    assert (hub.state.page, hub.state.problem) == (page, None)


def test_a_listener_gets_the_state_and_the_newest_after_it() -> None:
    async def listen() -> list[State]:
        found = []
        async for state in hub.states():
            found.append(state)
            if len(found) == 1:
                thread = threading.Thread(target=lambda: (hub.failed(PROBLEM), hub.built(["x.html"])))
                thread.start()
                thread.join()
            else:
                hub.close()
        return found

    hub = Hub()
    first = hub.state
    assert run_async(listen()) == [first, hub.state]


def test_the_stream(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), 10) as connection:
        request = f"GET {BASE}__digest__/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(request.encode())
        with connection.makefile("rb") as lines:

            def coming() -> dict[str, object]:
                for line in lines:
                    if line.startswith(b"data: "):
                        return json.loads(line[6:])  # type: ignore[no-any-return]
                raise AssertionError("the stream has ended")

            assert coming() == {"page": live.hub.state.page, "style": live.hub.state.style, "problem": None}
            live.hub.failed(PROBLEM)
            assert coming()["problem"] == {"kind": "failed", "title": "No", "notices": [], "more": 0}
            live.hub.built(["x.html"])
            assert coming() == {"page": live.hub.state.page, "style": live.hub.state.style, "problem": None}
