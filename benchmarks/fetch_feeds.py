"""`digest fetch` against a server of our own: thirty feeds of every kind, then killed at ten random points.

    python benchmarks/fetch_feeds.py            # the table of outcomes, and the kills
    python benchmarks/fetch_feeds.py --json     # the same as JSON

Each feed says what is expected of it; a row that comes out otherwise is marked, and the exit code is 1. For the kills
the server is slowed a little, the process is killed (SIGKILL) at a random point, and `digest fetch` is run again to
its end: the files must be byte for byte those of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from tests.ingest.server import Request, Server, running  # noqa: E402

KILLS = 10
SENTENCES = (
    "The council of {place} voted on Tuesday to close the northern quay for repairs.",
    "Work is to begin on the {day} and to take about {weeks} weeks.",
    "Ferry crossings move to the old pier, the harbour office said.",
    "Residents asked for a bus in the meantime; none has been promised.",
)
PLACES = ("Moinhal", "Torrezil", "Ardossa", "Quelha", "São Bento", "Źródło", "Ærø", "Łódź")


def words(feed: str, number: int) -> str:
    """A short made report, different for every item."""
    place = PLACES[number % len(PLACES)]
    filled = (text.format(place=place, day=f"{number + 1}th", weeks=number + 2) for text in SENTENCES)
    return " ".join(filled) + f" This is report {number} of {feed}."


def date(number: int) -> str:
    return f"Mon, {number + 1:02d} Sep 2025 08:30:00 +0200"


def rss(base: str, name: str, count: int = 5, *, version: str = "2.0", full: bool = False) -> str:
    """RSS of a version, with or without content:encoded."""
    items = []
    for n in range(count):
        text = words(name, n)
        whole = f"<content:encoded><![CDATA[<p>{text}</p><p>And more of it.</p>]]></content:encoded>" if full else ""
        items.append(
            f"<item><title>{name} report {n}</title><link>{base}/{name}/{n}</link>"
            f"<guid isPermaLink='false'>{name}-{n}</guid><pubDate>{date(n)}</pubDate>"
            f"<description>{text}</description>{whole}</item>"
        )
    space = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"' if full else ""
    head = f"<title>{name}</title><link>{base}/</link><description>d</description>"
    start = f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}"{space}>'
    return f"{start}<channel>{head}{''.join(items)}</channel></rss>"


def rdf(base: str, name: str, namespace: str) -> str:
    """RSS 0.90 and 1.0."""
    items = "".join(
        f'<item rdf:about="{base}/{name}/{n}"><title>{name} report {n}</title><link>{base}/{name}/{n}</link>'
        f"<description>{words(name, n)}</description><dc:date>2025-09-0{n + 1}T08:30:00+02:00</dc:date></item>"
        for n in range(5)
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="{namespace}">'
        f'<channel rdf:about="{base}/{name}"><title>{name}</title><link>{base}/</link></channel>{items}</rdf:RDF>'
    )


def atom(base: str, name: str, *, space: str = "http://www.w3.org/2005/Atom", full: bool = True) -> str:
    """Atom 1.0, and 0.3 by its namespace."""
    made = "published" if "2005" in space else "issued"
    changed = "updated" if "2005" in space else "modified"
    entries = "".join(
        f"<entry><title>{name} report {n}</title><id>tag:{name}.example,2025:{n}</id>"
        f'<link rel="alternate" href="/{name}/{n}"/><{made}>2025-09-0{n + 1}T08:30:00Z</{made}>'
        f"<{changed}>2025-09-0{n + 1}T09:00:00Z</{changed}><author><name>Ana Reis</name></author>"
        + (f'<content type="html">&lt;p&gt;{words(name, n)}&lt;/p&gt;</content>' if full else "")
        + f"<summary>{words(name, n)[:80]}</summary></entry>"
        for n in range(5)
    )
    return f'<?xml version="1.0"?><feed xmlns="{space}"><title>{name}</title><id>x</id>{entries}</feed>'


def json_feed(base: str, name: str, version: str) -> str:
    rows = [
        {
            "id": str(n), "url": f"{base}/{name}/{n}", "title": f"{name} report {n}",
            "content_html": f"<p>{words(name, n)}</p>", "date_published": f"2025-09-0{n + 1}T08:30:00Z",
        }
        for n in range(5)
    ]  # fmt: skip
    return json.dumps({"version": f"https://jsonfeed.org/version/{version}", "title": name, "items": rows})


def page(name: str, number: int) -> str:
    body = "".join(f"<p>{words(name, number)} Part {part}.</p>" for part in range(4))
    return (
        f'<!doctype html><html lang="en"><head><title>{name} page {number} | Local</title>'
        f'<meta property="og:site_name" content="Local"><meta property="article:published_time" '
        f'content="2025-09-0{number + 1}T06:00:00Z"></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{name} page {number}</h1>{body}</article><footer>Imprint</footer></body></html>"
    )


# name, expected outcome of the first run (words that must stand in it), feed's options in site.toml
Row = tuple[str, str, str]


def serve_feeds(server: Server, *, delay: float = 0.0) -> list[Row]:
    """Put the thirty feeds on the server; returns what is expected of each."""
    base, rows = server.url, []

    def feed(
        name: str,
        expected: str,
        body: str | bytes | None = None,
        *,
        options: str = "",
        kind: str = "application/rss+xml",
        **headers: str,
    ) -> None:
        if body is not None:
            raw = body.encode() if isinstance(body, str) else body

            def handle(request: Request) -> None:
                time.sleep(delay * random.random())
                request.reply(raw, kind=kind, **headers)

            server.pages[f"/{name}.xml"] = handle
        rows.append((name, expected, options))

    namespaces = {"rss090": "http://my.netscape.com/rdf/simple/0.9/", "rss10": "http://purl.org/rss/1.0/"}
    feed("rss090", "5 new", rdf(base, "rss090", namespaces["rss090"]))
    feed("rss091", "5 new", rss(base, "rss091", version="0.91"))
    feed("rss092", "5 new", rss(base, "rss092", version="0.92"))
    feed("rss10", "5 new", rdf(base, "rss10", namespaces["rss10"]))
    feed("rss20", "5 new", rss(base, "rss20"))
    feed("rss20full", "5 new", rss(base, "rss20full", full=True))
    feed("atom03", "5 new", atom(base, "atom03", space="http://purl.org/atom/ns#"))
    feed("atom10", "5 new", atom(base, "atom10"), kind="application/atom+xml")
    feed("atomsummary", "5 new", atom(base, "atomsummary", full=False), kind="text/xml")
    feed("json10", "5 new", json_feed(base, "json10", "1"), kind="application/json")
    feed("json11", "5 new", json_feed(base, "json11", "1.1"), kind="application/feed+json")
    latin = rss(base, "latin").replace("UTF-8", "ISO-8859-2").encode("iso-8859-2", "xmlcharrefreplace")
    feed("latin", "5 new", latin, kind="text/xml")
    feed("wrongcharset", "5 new", rss(base, "wrongcharset"), kind="text/xml; charset=us-ascii")
    feed("brokenbytes", "5 new", rss(base, "brokenbytes").encode().replace(b"quay", b"qu\xe9y"))
    feed("utf16", "5 new", rss(base, "utf16").replace("UTF-8", "UTF-16").encode("utf-16"))
    feed("gzip", "5 new", gzip.compress(rss(base, "gzip").encode()), Content_Encoding="gzip")
    feed("gzipfile", "5 new", gzip.compress(rss(base, "gzipfile").encode()), kind="application/gzip")
    feed(
        "notwellformed",
        "5 new",
        rss(base, "notwellformed").replace("</channel></rss>", "").replace("report 3</title>", "report & 3</title>"),
    )
    feed("wrongtype", "5 new", rss(base, "wrongtype"), kind="text/html")
    feed("pages", "5 new", rss(base, "pages"), options='full_text = "page"\n')
    for number in range(5):
        server.page(f"/pages/{number}", page("pages", number))
    server.redirect("/moved.xml", "/moved2.xml", status=301)
    server.redirect("/moved2.xml", f"{base}/moved3.xml", status=302)
    server.page("/moved3.xml", rss(base, "moved"), kind="application/rss+xml")
    rows.append(("moved", "5 new", ""))
    server.redirect("/loop.xml", "/loop.xml")
    rows.append(("loop", "leads on more than", ""))
    server.redirect("/inside.xml", "file:///etc/passwd")
    rows.append(("inside", "no web address", ""))
    server.conditional("/etag.xml", rss(base, "etag"), etag='"v1"')
    rows.append(("etag", "5 new", ""))
    server.failing("/busy.xml", 429, 1, rss(base, "busy"), Retry_After="1")
    rows.append(("busy", "5 new", ""))
    server.failing("/wait.xml", 429, 10**6, Retry_After="3600")
    rows.append(("wait", "answered 429", ""))
    server.failing("/error.xml", 500, 10**6)
    rows.append(("error", "answered 500", ""))
    server.slow("/slow.xml", rss(base, "slow").encode(), pause=0.2)
    rows.append(("slow", "took longer than", ""))
    server.endless("/endless.xml")
    rows.append(("endless", "over the limit", ""))
    server.truncated("/truncated.xml", rss(base, "truncated").encode())
    rows.append(("truncated", "answered brokenly", ""))
    bomb = gzip.compress(b"<rss>" + b" " * 300_000_000, 9)
    feed("bomb", "unpacks to over the limit", bomb, Content_Encoding="gzip")
    entities = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 12)
    )
    feed(
        "entities", "defines entities", entities + "]><rss version='2.0'><channel><title>&a11;</title></channel></rss>"
    )
    hostile = rss(base, "hostile").replace(f"{base}/hostile/0</link>", "javascript:alert(1)</link>")
    hostile = hostile.replace(
        "<description>The", "<description>&lt;script&gt;alert(1)&lt;/script&gt;&lt;p onclick='x'&gt;The"
    )
    feed("hostile", "5 new", hostile)
    feed("huge", "200 new, 800 beyond max_items", rss(base, "huge", 1000))
    feed("nothing", "nothing new", rss(base, "nothing", 0))
    feed(
        "webpage",
        "is a web page; the feed that it names",
        '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/rss20.xml"></head></html>',
        kind="text/html",
    )
    rows.append(("gone", "answered 404", ""))
    return rows


def make_site(root: Path, base: str, rows: list[Row]) -> None:
    (root / "content").mkdir(parents=True)
    limits = "[fetch]\nprivate = true\npause_seconds = 0\ntimeout_seconds = 4\nmax_megabytes = 2\n"
    feeds = "".join(f'\n[[feeds]]\nurl = "{base}/{name}.xml"\nname = "{name}"\n{options}' for name, _, options in rows)
    (root / "site.toml").write_text('[site]\ntitle = "Bench"\n\n' + limits + feeds, encoding="utf-8")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "builder.cli", "fetch", *arguments]


def run(root: Path, *arguments: str) -> dict:
    done = subprocess.run(
        command("--json", *arguments), cwd=root, env=environment(), capture_output=True, text=True, check=False
    )
    if not done.stdout:
        raise SystemExit(f"digest fetch failed: {done.stderr}")
    return json.loads(done.stdout)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY)}


def outcome(feed: dict) -> str:
    from builder.commands.ingesting import account

    return feed["problem"] or (
        "not modified" if feed["status"] == "not modified" else account(feed["counts"], feed["skipped"], feed["beyond"])
    )


def files_of(root: Path) -> dict[str, bytes]:
    folder = root / "content"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def table(work: Path) -> tuple[list[dict], bool]:
    """The first and the second run over every feed."""
    with running() as server:
        rows = serve_feeds(server)
        root = work / "table"
        make_site(root, server.url, rows)
        first, second = run(root), run(root)
    made = []
    for (name, expected, _), one, two in zip(rows, first["feeds"], second["feeds"], strict=True):
        again = outcome(two)
        right = expected in outcome(one) and "new" not in again.replace("nothing new", "")
        made.append({"feed": name, "first": outcome(one), "second": again, "notes": one["notes"], "right": right})
    print(f"{'feed':<14}{'first run':<62}second run", file=sys.stderr)
    for row in made:
        mark = "" if row["right"] else "   <- not as expected"
        print(f"{row['feed']:<14}{row['first'][:60]:<62}{row['second'][:60]}{mark}", file=sys.stderr)
    print(
        f"{len(made)} feeds, {len(files_of(root))} files; {first['seconds']:.1f} s, then {second['seconds']:.1f} s",
        file=sys.stderr,
    )
    return made, all(row["right"] for row in made)


def killed(work: Path, seed: int) -> tuple[list[dict], bool]:
    """Ten runs killed at random points, each resumed until it is done."""
    chance = random.Random(seed)
    good = "rss090 rss091 rss092 rss10 rss20 rss20full atom03 atom10 json10 latin gzip pages etag huge hostile".split()
    made = []
    with running() as server:
        rows = [row for row in serve_feeds(server, delay=0.6) if row[0] in good]
        whole = work / "whole"
        make_site(whole, server.url, rows)
        began = time.perf_counter()
        run(whole)
        lasted = time.perf_counter() - began
        wanted = files_of(whole)
        for number in range(KILLS):
            root = work / f"killed{number}"
            make_site(root, server.url, rows)
            kills = []
            for _ in range(3):
                point = chance.uniform(0.25, 0.98) * lasted
                process = subprocess.Popen(command("--quiet"), cwd=root, env=environment(), stderr=subprocess.DEVNULL)
                try:
                    process.wait(point)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills.append((round(point, 2), len(files_of(root))))
            last = run(root)
            found = dict(files_of(root).items())
            lost = sorted(set(wanted) - set(found))
            extra = sorted(set(found) - set(wanted))
            changed = sorted(name for name in set(found) & set(wanted) if found[name] != wanted[name])
            new = sum(feed["counts"].get("new", 0) for feed in last["feeds"])
            again = sum(feed["counts"].get("new", 0) for feed in run(root)["feeds"])
            right = not (lost or extra or changed or again)
            made.append(
                {
                    "kills": kills,
                    "new_when_resumed": new,
                    "lost": lost,
                    "extra": extra,
                    "changed": changed,
                    "new_after": again,
                    "right": right,
                }
            )
            points = ", ".join(f"{seconds} s with {count} files" for seconds, count in kills)
            print(
                f"killed at {points}; then {new} new of {len(wanted)}: "
                f"lost {len(lost)}, twice {len(extra)}, other {len(changed)}",
                file=sys.stderr,
            )
            shutil.rmtree(root)
    return made, all(row["right"] for row in made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["table", "kills"])
    arguments = parser.parse_args()
    parts: dict[str, Callable[[Path], tuple[list[dict], bool]]] = {
        "table": table,
        "kills": lambda work: killed(work, arguments.seed),
    }
    found, right = {}, True
    with tempfile.TemporaryDirectory() as folder:
        for name, part in parts.items():
            if arguments.only in (None, name):
                found[name], fine = part(Path(folder))
                right = right and fine
    if arguments.json:
        print(json.dumps(found, indent=2))
    raise SystemExit(0 if right else 1)


if __name__ == "__main__":
    main()
