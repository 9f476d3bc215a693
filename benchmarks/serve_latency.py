"""From a file's save to the page that shows it: `digest serve`, and Hugo's server beside it for scale.

    python benchmarks/serve_latency.py                                  # the example newsroom
    python benchmarks/serve_latency.py ../shared/data/allsides_2016_2018.jsonl.gz
    python benchmarks/serve_latency.py --hugo ~/hugo/bin/hugo --runs 30 --json

Each kind of edit is made `--runs` times, the kinds in turn, each time to another article: a sentence at the end of a
text, a template that one page uses, a template that every page uses, a new article, a deleted one, the site's title in
`site.toml`. The clock starts before the file is written. `page` is the moment at which the served page holds the new
text (a deleted one: is not found), asked for every twenty milliseconds: oftener, and the asking would take its time
from the server. `reload` is the moment at which an open page is told to reload. Both are given as median and worst.
Edits follow each other at once, so what `digest serve` leaves for a quiet moment (it fits the search anew three seconds
after the last save) is not in the figures.

The site lies in `--work` and is kept, so that a second run finds its vectors; its articles are put back as they were.
With `--hugo` the same articles stand in a site of Hugo's with a list, sections, sources and tags, served from memory
with every page rendered, and are edited in the same way. It groups and compares nothing: the figures are for scale.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from corpus import write_site  # noqa: E402

import builder  # noqa: E402

ASK = 0.02
"""Seconds between two requests for the page that is waited for."""
QUIET = 0.25
"""Seconds between an edit's end and the next edit: no build of before runs then."""
LONGEST = 60.0
KINDS = ("text", "template of one page", "template of all pages", "new article", "deleted article", "site.toml")
EXTENDS = '{{% extends "default/{0}" %}}{{% block footer %}}{{{{ super() }}}}<p>{1}</p>{{% endblock %}}\n'
THEME = 'name = "bench"\nextends = "default"\nviews = 1\n'
HUGO_LAYOUTS = {
    "baseof.html": "<!doctype html><html><head><title>{{ .Title }} - {{ site.Title }}</title></head><body>"
    '<header><a href="/">{{ site.Title }}</a></header>{{ block "main" . }}{{ end }}<footer>MARK</footer></body></html>',
    "home.html": '{{ define "main" }}<p>MARK</p><ul>{{ range first 50 site.RegularPages.ByDate.Reverse }}'
    '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.source }}</li>{{ end }}</ul>{{ end }}',
    "page.html": '{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Date }} {{ .Params.outlet }}</p>{{ .Content }}'
    '<ul>{{ range site.RegularPages.Related . | first 5 }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>'
    "{{ end }}</ul>{{ end }}",
    "list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">'
    "{{ .Title }}</a></li>{{ end }}</ul>{{ end }}",
}
HUGO_MODE = ("--disableFastRender", "--renderToMemory")
"""Every page is rendered, as Digest does it; otherwise Hugo makes only those looked at lately."""
HUGO_CONFIG = 'title = "Bench"\nbaseURL = "http://localhost/"\n[taxonomies]\ntag = "tags"\nsource = "sources"\n'


class Edit(NamedTuple):
    """What to do to the files, and what of which page shows that it has arrived."""

    save: Callable[[], object]
    page: str
    shows: Callable[[int, bytes], bool]


class Took(NamedTuple):
    """Milliseconds from the save; `reload` is None where it was not listened for."""

    page: float
    reload: float | None


def holds(text: str) -> Callable[[int, bytes], bool]:
    """Whether an answer is a page with `text`."""
    return lambda status, body: status == 200 and text.encode() in body


def lacks(text: str) -> Callable[[int, bytes], bool]:
    """Whether an answer is a page without `text`."""
    return lambda status, body: status == 200 and text.encode() not in body


def gone(status: int, body: bytes) -> bool:
    """Whether an answer says that there is no such page."""
    return status == 404


class Reloads:
    """When the open pages were told to reload, by the server's own events."""

    def __init__(self, port: int) -> None:
        self.times: list[float] = []
        self._mark = ""
        self._connection = HTTPConnection("127.0.0.1", port)
        self._connection.request("GET", "/__digest__/events")
        self._answer = self._connection.getresponse()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while line := self._answer.readline():
            if line.startswith(b"data: "):
                mark = json.loads(line[6:])["page"]
                if self._mark and mark != self._mark:
                    self.times.append(time.perf_counter())
                self._mark = mark

    def after(self, moment: float) -> float | None:
        """The first reload after `moment`; waits for it."""
        end = time.perf_counter() + LONGEST
        while time.perf_counter() < end:
            if found := [when for when in self.times if when > moment]:
                return found[0]
            time.sleep(ASK)
        return None


def measure(edit: Edit, port: int, reloads: Reloads | None) -> Took:
    """Make the edit and wait until it is seen. Raises `SystemExit` when it never is."""
    connection = HTTPConnection("127.0.0.1", port)
    began = time.perf_counter()
    edit.save()
    while not _seen(connection, edit):
        if time.perf_counter() - began > LONGEST:
            raise SystemExit(f"{edit.page} did not change within {LONGEST:.0f} s")
        time.sleep(ASK)
    page = (time.perf_counter() - began) * 1000
    connection.close()
    told = reloads.after(began) if reloads else None
    time.sleep(QUIET)
    return Took(page, None if told is None else (told - began) * 1000)


def _seen(connection: HTTPConnection, edit: Edit) -> bool:
    try:
        connection.request("GET", edit.page)
        answer = connection.getresponse()
        return edit.shows(answer.status, answer.read())
    except (HTTPException, OSError):
        connection.close()
        return False


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], root: Path, port: int, log: Path) -> Iterator[float]:
    """The server at `root`, from the moment at which it answers; gives the seconds that this took."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    began = time.perf_counter()
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=root, env=environment, stdout=output, stderr=output)
        try:
            first = Edit(lambda: None, "/", lambda status, _: status == 200)
            while not _seen(HTTPConnection("127.0.0.1", port), first):
                if server.poll() is not None:
                    raise SystemExit(log.read_text(encoding="utf-8", errors="replace"))
                time.sleep(0.1)
            yield time.perf_counter() - began
        finally:
            server.terminate()
            server.wait()


def save(place: Path, text: str) -> None:
    """Write a file as editors do, whole by renaming: no server can read half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.tmp")
    new.write_text(text, encoding="utf-8")
    new.replace(place)


def written(number: int) -> str:
    """A new article as Markdown, of three paragraphs that no other has."""
    rows = [f"The harbour office of Moinhal counted {number + k} crates of oranges on quay {k}." for k in range(3)]
    return "\n\n".join([f"arrived{number} is noted here.", *rows]) + "\n"


class Digest:
    """The site of Digest and its edits."""

    def __init__(self, source: Path | None, root: Path) -> None:
        self.root = root
        content = root / "content"
        if source:
            shutil.rmtree(content, ignore_errors=True)
            write_site(source, root, None)
        else:
            shutil.rmtree(content, ignore_errors=True)
            shutil.copytree(REPOSITORY / "content", content)
            shutil.copy(REPOSITORY / "site.toml", root / "site.toml")
        text = (root / "site.toml").read_text(encoding="utf-8").split("\n[articles]")[0]
        text = text.replace('base_url = "http://localhost:8000/"\n', "")
        text = text.replace('\ntitle = "', '\ntitle = "TITLE ', 1)
        self.config = text + '\n[articles]\nbody = "full"\n[theme]\nname = "bench"\n'
        for name in ("front.html", "base.html"):
            self._template(name, "as it was")
        (root / "themes/bench/theme.toml").write_text(THEME, encoding="utf-8")
        self._titled("as it was")
        self.site = builder.load(root)
        # Texts that end in a paragraph of words: a sentence can be added to them in any format.
        self.articles = [one for one in self.site.articles if one.path.endswith((".md", ".markdown"))]

    def _template(self, name: str, mark: str) -> None:
        save(self.root / "themes/bench/templates" / name, EXTENDS.format(name, mark))

    def _titled(self, mark: str) -> None:
        save(self.root / "site.toml", self.config.replace("TITLE", mark))

    def edit(self, kind: str, number: int) -> Edit:
        """The edit of that kind with that number."""
        mark, article = f"edited{number}x{KINDS.index(kind)}", self.articles[number % len(self.articles)]
        place, fresh = self.root / "content" / article.path, self.root / "content" / f"arrived-{number}.md"
        if kind == "text":
            text = place.read_text(encoding="utf-8").rstrip() + f"\n\nA line {mark} was added here.\n"
            page = f"/articles/{article.address}/"
            return Edit(lambda: save(place, text), page, holds(mark))
        if kind.startswith("template"):
            name = "front.html" if kind == "template of one page" else "base.html"
            page = "/" if name == "front.html" else f"/articles/{article.address}/"
            return Edit(lambda: self._template(name, mark), page, holds(mark))
        page = f"/articles/arrived-{number}/"
        if kind == "new article":
            head = f'---\ntitle: "Oranges {number} arrive"\ndate: 2026-01-{number % 28 + 1:02d}\nsource: Bench\n---\n'
            text = head + written(number)
            return Edit(lambda: save(fresh, text), page, holds(f"arrived{number}"))
        if kind == "deleted article":
            return Edit(fresh.unlink, page, gone)
        return Edit(lambda: self._titled(mark), "/", holds(mark))


class Hugo:
    """The same articles in a site of Hugo's, and its edits."""

    def __init__(self, digest: Digest, root: Path) -> None:
        self.root = root
        shutil.rmtree(root, ignore_errors=True)
        self.names = []
        for number, article in enumerate(digest.site.articles):
            self.names.append(f"a{number}")
            head = {"title": article.title, "tags": list(article.tags), "sources": [article.source_id]}
            if article.published:
                head["date"] = article.published.isoformat()
            self._put(f"content/articles/a{number}.md", f"{json.dumps(head)}\n\n{article.text}\n")
        for name in HUGO_LAYOUTS:
            self._layout(name, "as it was")
        self._titled("as it was")

    def _put(self, name: str, text: str) -> None:
        save(self.root / name, text)

    def _layout(self, name: str, mark: str) -> None:
        self._put(f"layouts/{name}", HUGO_LAYOUTS[name].replace("MARK", mark))

    def _titled(self, mark: str) -> None:
        self._put("hugo.toml", HUGO_CONFIG.replace("Bench", f"Bench {mark}"))

    def edit(self, kind: str, number: int) -> Edit:
        """The edit of that kind with that number."""
        mark, name = f"edited{number}x{KINDS.index(kind)}", self.names[number % len(self.names)]
        place, fresh = self.root / f"content/articles/{name}.md", self.root / f"content/articles/arrived-{number}.md"
        if kind == "text":
            text = place.read_text(encoding="utf-8") + f"\nA line {mark} was added here.\n"
            return Edit(lambda: save(place, text), f"/articles/{name}/", holds(mark))
        if kind == "template of one page":
            return Edit(lambda: self._layout("home.html", mark), "/", holds(mark))
        if kind == "template of all pages":
            return Edit(lambda: self._layout("baseof.html", mark), f"/articles/{name}/", holds(mark))
        page = f"/articles/arrived-{number}/"
        if kind == "new article":
            head = {"title": f"Oranges {number} arrive", "date": f"2026-01-{number % 28 + 1:02d}", "sources": ["bench"]}
            text = f"{json.dumps(head)}\n\n{written(number)}"
            return Edit(lambda: save(fresh, text), page, holds(f"arrived{number}"))
        if kind == "deleted article":
            # Hugo's server goes on serving a deleted page; it leaves the list.
            return Edit(fresh.unlink, "/articles/", lacks(f"arrived-{number}/"))
        return Edit(lambda: self._titled(mark), "/", holds(mark))


def rounds(site: Digest | Hugo, runs: int, port: int, reloads: Reloads | None) -> dict[str, list[Took]]:
    """Each kind of edit `runs` times, in turn, at numbers that hit articles all over the site."""
    numbers = random.Random(7).sample(range(10_000), runs)
    found: dict[str, list[Took]] = {kind: [] for kind in KINDS}
    for number in numbers:
        for kind in KINDS:
            found[kind].append(measure(site.edit(kind, number), port, reloads))
    return found


def summary(found: dict[str, list[Took]]) -> dict[str, dict[str, float]]:
    """Median and worst of each kind, in milliseconds."""
    rows = {}
    for kind, took in found.items():
        pages, told = [one.page for one in took], [one.reload for one in took if one.reload is not None]
        rows[kind] = {"median": statistics.median(pages), "worst": max(pages)}
        if told:
            rows[kind] |= {"reload_median": statistics.median(told), "reload_worst": max(told)}
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, nargs="?", help="JSON Lines of articles; without it the example newsroom")
    parser.add_argument("--work", type=Path, default=REPOSITORY / ".digest-bench")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--hugo", default=shutil.which("hugo") or "", help="Hugo's program; without it Digest alone")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    root = given.work / f"serve-{given.source.name.split('.')[0] if given.source else 'example'}"
    root.mkdir(parents=True, exist_ok=True)
    site, port, results = Digest(given.source, root), free_port(), {}
    command = [sys.executable, "-m", "builder.cli", "serve", "--port", str(port)]
    with running(command, root, port, given.work / "digest.log") as first:
        results["digest"] = {"start": first * 1000} | summary(rounds(site, given.runs, port, Reloads(port)))
    if given.hugo:
        port = free_port()
        hugo = Hugo(site, given.work / f"hugo-{root.name}")
        command = [given.hugo, "server", "--port", str(port), "--bind", "127.0.0.1", *HUGO_MODE]
        with running(command, hugo.root, port, given.work / "hugo.log") as first:
            results["hugo"] = {"start": first * 1000} | summary(rounds(hugo, given.runs, port, None))
    if given.json:
        print(json.dumps(results, indent=1))
        return 0
    print(f"{len(site.site.articles)} articles, {given.runs} edits of each kind, milliseconds: median / worst")
    for name, rows in results.items():
        print(f"\n{name}: starts in {rows.pop('start') / 1000:.1f} s")
        for kind, row in rows.items():
            told = (
                f"   reload {row['reload_median']:6.0f} / {row['reload_worst']:6.0f}" if "reload_median" in row else ""
            )
            print(f"  {kind:<22} page {row['median']:6.0f} / {row['worst']:6.0f}{told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
