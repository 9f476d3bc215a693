from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder.ingest.fetcher import Fetcher, Limits
from builder.ingest.site import Way, opened
from tests.ingest.server import Server, running

SITE = "[fetch]\nprivate = true\npause_seconds = 0\ntimeout_seconds = 3\nmax_megabytes = 1\n"


@pytest.fixture(scope="module")
def shared_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def server(shared_server: Server) -> Server:
    """A server on this machine, without pages."""
    shared_server.pages.clear()
    shared_server.asked.clear()
    return shared_server


@pytest.fixture
def make_fetcher() -> Iterator[Callable[..., Fetcher]]:
    """Fetchers that may ask this machine and do not wait long."""
    made: list[Fetcher] = []

    def make(**limits: object) -> Fetcher:
        chosen = {"private": True, "pause": 0.0, "backoff": 0.01, "timeout": 3.0, "max_bytes": 1_000_000, **limits}
        made.append(Fetcher(Limits(**chosen), "news-digest/test"))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An empty site whose fetching may ask this machine."""
    root = tmp_path / "site"
    root.mkdir()
    (root / "site.toml").write_text(SITE, encoding="utf-8")
    return root


@pytest.fixture
def way_into() -> Callable[..., object]:
    """`with way_into(root) as way:`"""

    @contextmanager
    def open_way(root: Path, *, dry: bool = False) -> Iterator[Way]:
        with opened(root, None, dry=dry) as way:
            yield way

    return open_way
