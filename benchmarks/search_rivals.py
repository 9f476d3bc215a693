"""Other search tools over the same stories, for benchmarks/search_quality.py: MiniSearch in node, Pagefind in Chromium.

Each gets of a story the headlines (boosted three times in MiniSearch, as `h1` in Pagefind), the text of all articles
and the names of the sources, and is asked with its defaults but for the spelling that each can forgive.
"""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Protocol

from builder.model import Article

Found = list[list[tuple[str, float]]]

_MINISEARCH = """
import { readFileSync } from "node:fs";
const [library, data] = process.argv.slice(2);
const { default: MiniSearch } = await import(library);
const { stories, queries } = JSON.parse(readFileSync(data, "utf8"));
const searchOptions = { boost: { title: 3 }, fuzzy: 0.2 };
const index = new MiniSearch({ fields: ["title", "text", "sources"], searchOptions });
index.addAll(stories);
const out = queries.map((query) => index.search(query).slice(0, 50).map(({ id, score }) => [id, score]));
process.stdout.write(JSON.stringify(out));
"""
_PAGEFIND = """async (queries) => {
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  const out = [];
  for (const query of queries) {
    const { results } = await pagefind.search(query);
    const few = await Promise.all(results.slice(0, 50).map(async (one) => [(await one.data()).meta.slug, one.score]));
    out.push(few);
  }
  return out;
}"""


class Rival(Protocol):
    """Answers queries; `close` ends what it started."""

    def ask(self, queries: Sequence[str]) -> Found: ...

    def close(self) -> None: ...


def opened(stories: Mapping[str, Sequence[Article]], folder: Path, tools: Path | None) -> dict[str, Rival]:
    """The tools that are there."""
    found: dict[str, Rival] = {}
    if tools is None:
        return found
    for name, kind in (("MiniSearch", MiniSearch), ("Pagefind", Pagefind)):
        try:
            found[name] = kind(stories, folder / name, tools.resolve())
        except (FileNotFoundError, ImportError) as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    return found


class MiniSearch:
    """MiniSearch over title, text and sources, with edit distance up to a fifth of a word."""

    def __init__(self, stories: Mapping[str, Sequence[Article]], folder: Path, tools: Path) -> None:
        self._library = tools / "node_modules" / "minisearch" / "dist" / "es" / "index.js"
        if not self._library.is_file():
            raise FileNotFoundError(str(self._library))
        folder.mkdir(parents=True)
        self._folder = folder
        self._stories = [
            {
                "id": slug,
                "title": " . ".join(one.title for one in members),
                "text": "\n".join(one.text for one in members),
                "sources": " . ".join(one.source_id for one in members),
            }
            for slug, members in stories.items()
        ]

    def ask(self, queries: Sequence[str]) -> Found:
        driver, data = self._folder / "driver.mjs", self._folder / "data.json"
        driver.write_text(_MINISEARCH, encoding="utf-8")
        data.write_text(json.dumps({"stories": self._stories, "queries": list(queries)}), encoding="utf-8")
        command = ["node", str(driver), str(self._library), str(data)]
        found: Found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        return found

    def close(self) -> None:
        """Nothing is open."""


def write_pages(stories: Mapping[str, Sequence[Article]], folder: Path) -> None:
    """A page a story, as Pagefind reads it."""
    folder.mkdir(parents=True)
    for slug, members in stories.items():
        titles = "".join(f"<h1>{html.escape(one.title)}</h1>" for one in members)
        texts = "".join(f"<p>{html.escape(one.text)}</p><p>{html.escape(one.source_id)}</p>" for one in members)
        meta = f'<span data-pagefind-meta="slug">{slug}</span>'
        body = f"<main data-pagefind-body>{titles}{texts}</main>{meta}"
        page = f'<!doctype html><html lang="en"><body>{body}</body></html>'
        (folder / f"{slug}.html").write_text(page, encoding="utf-8")


class Pagefind:
    """Pagefind over a page a story, asked in Chromium."""

    def __init__(self, stories: Mapping[str, Sequence[Article]], folder: Path, tools: Path) -> None:
        program = tools / "node_modules" / ".bin" / "pagefind"
        if not program.exists():
            raise FileNotFoundError(str(program))
        write_pages(stories, folder)
        subprocess.run([str(program), "--site", str(folder)], check=True, capture_output=True)
        self._open(folder)

    def _open(self, folder: Path) -> None:
        from playwright.sync_api import sync_playwright

        program = _chromium()
        handler = partial(_Quiet, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        self._page = self._browser.new_page()
        self._page.goto(f"http://127.0.0.1:{self._server.server_port}/")

    def ask(self, queries: Sequence[str]) -> Found:
        found: Found = self._page.evaluate(_PAGEFIND, list(queries))
        return found

    def close(self) -> None:
        """Ends browser and server."""
        self._browser.close()
        self._playwright.stop()
        self._server.shutdown()


def _chromium() -> str:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise FileNotFoundError("no Chromium")
    return program


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""
