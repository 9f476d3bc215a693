"""A site with some thirty stories as a browser gets it: pages, index, and the theme's scripts by their own names."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

from builder.model import Passage, Site, Span, Tension
from builder.search.index import Setting
from tests.search.make import files, made
from tests.site.fixtures import ARTICLES, COURIER, SOURCES, TELICA, config, ferry_site
from tests.site.make import article, single
from tests.site.pages import render

STOP = ("a", "and", "at", "by", "in", "of", "off", "on", "the", "was", "were", "with")
STATIC = Path(__file__).resolve().parents[2] / "themes/default/static"
OFFLINE = '[articles]\nbody = "full"\n[search]\noffline = true'

TITLES = (
    ("harbour-dredging", "telica", "Harbour dredging begins at Sant Tirril", "2026-08-02", ("transport",)),
    ("harbour-dredging-2", "onda", "Harbour dredging begins at Sant Tirril", "2026-08-30", ("transport",)),
    ("gull", "siren", "Gull steals the mayor’s sandwich", "2026-10-01", ("politics",)),
    ("budget", "courier", "Council passes a budget of 1,900 pages", "2026-10-05", ("politics", "sea trade")),
    ("naive", "courier", "Naïve Zürich bankers visit Orre", "2026-10-07", ("sea trade",)),
)


def searched_site() -> Site:
    """The ferry's story, oddities, a few stories on their own, and two dozen about bulletins."""
    own = [
        article(name, source, title, f"{title}, officials said.|Nothing else was known.", day=day, tags=tags)
        for name, source, title, day, tags in TITLES
    ]
    own += [
        article(
            f"bulletin-{number:02d}",
            ("telica", "onda", "courier")[number % 3],
            f"Bulletin {number} from the coast",
            f"The bulletin of day {number} names a lighthouse keeper.|All was calm.",
            day=f"2026-07-{number + 1:02d}",
            tags=("bulletins",),
        )
        for number in range(24)
    ]
    site = ferry_site()
    sides = [Passage(one.sentence(0), one.sentence(0).span) for one in (TELICA, COURIER)]
    tension = Tension(
        id="t1",
        kind="figures",
        rule="figures.unit",
        left=sides[0],
        right=sides[1],
        thing="people",
        thing_span=Span(0, 6),
    )
    return msgspec.structs.replace(
        site,
        articles=(*ARTICLES, *own),
        sources=SOURCES,
        threads=(*site.threads, *map(single, own)),
        comparisons=tuple(
            msgspec.structs.replace(one, tensions=(tension,)) if one.thread_id == site.threads[0].id else one
            for one in site.comparisons
        ),
    )


def index_files(site: Site, meaning: bool = False) -> dict[str, bytes]:
    """Path below `search/` -> bytes."""
    index = made(site, Setting(language="en", stop=STOP))
    found = files(index.state, index.contents)
    return with_meaning(found, [document[0] for document in index.state.documents]) if meaning else found


def with_meaning(found: Mapping[str, bytes], threads: list[str]) -> dict[str, bytes]:
    """The same with a meaning part of four numbers: gulls and birds one way, all other stories the other."""
    out = dict(found)

    def put(raw: bytes, kind: str) -> str:
        name = blake2b(raw, digest_size=5).hexdigest()
        out[f"{kind}/{name}.bin"] = raw
        return name

    def page(names: list[str]) -> str:
        return put(bytes.fromhex("".join(names)), "v")

    bird, other = bytes((0xF8, 0x88)), bytes((0x8F, 0x88))
    codes = [bird if name == "gull" else other for name in threads]
    cells = []
    for code in (bird, other):
        members = [number for number, own in enumerate(codes) if own == code]
        gaps = [b - a for a, b in zip((-1, *members), members, strict=False)]
        cells.append(bytes((len(members), *gaps)) + code * len(members))
    rows = b"".join(bytes((len(word),)) + word.encode() + b"\x03" + code for word, code in (("birds", bird),))
    out["m/0000000001/head.bin"] = bytes((4, 1, 2)) + bird + other
    out["m/0000000001/0.bin"] = b"\x01" + rows
    entry: dict[str, Any] = msgspec.json.decode(out["index.json"])
    stories = b"".join(found[f"d/{page}.bin"] for page in entry["stories"]["pages"])
    led = 8 // entry["stories"]["per"]
    records = [stories[start : start + 5 * led].ljust(5 * led, b"\0") for start in range(0, len(stories), 5 * led)]
    entry["stories"]["pages"] = []
    vectors = [record + b"".join(codes[8 * place : 8 * place + 8]) for place, record in enumerate(records)]
    entry["meaning"] = {
        "fit": "0000000001",
        "vectors": {"per": 8, "names": led, "files": len(vectors), "pages": [page([put(raw, "v") for raw in vectors])]},
        "cells": {"files": 2, "pages": [page([put(raw, "v") for raw in cells])]},
    }
    entry["fusion"] = {
        "meaning": 0.8,
        "exact": 16,
        "probe": 1,
        "alone": 1,
        "weak": 0.5,
        "floor": 0.35,
        "sure": 2,
        "doubt": 2,
    }
    out["index.json"] = msgspec.json.encode(entry)
    return out


def write_site(root: Path, site: Site, extra: str = '[articles]\nbody = "full"', meaning: bool = False) -> None:
    """Pages and index below `root`/repo, the theme's static files below `root`/theme."""
    pages = render(site, config(extra))
    index = {f"search/{path}": raw for path, raw in index_files(site, meaning).items()}
    scripts = {f"theme/{path.relative_to(STATIC)}": path.read_bytes() for path in STATIC.rglob("*.js")}
    for name, raw in {**{f"repo/{path}": raw for path, raw in {**pages, **index}.items()}, **scripts}.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(raw)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: Any) -> None:
        """Silence."""


@contextmanager
def serving(root: Path) -> Iterator[str]:
    """The folder over HTTP; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
