"""`digest add` on cached pages, served by this machine: how many come in with the right title, date and text.

    python benchmarks/add_pages.py               # 200 pages
    python benchmarks/add_pages.py --pages 500 --seed 2 --misses

The corpus (../shared/data/context_center) holds the article of each page, not the page: what its reader made of it,
with title, byline, site and date apart. Each is put back into a page as news sites build them: a head that tells title
and date in one of six ways (JSON-LD alone or in a graph, Open Graph, Dublin Core, microdata, a bare `<title>` and a
marked `<time>`), a navigation, related links, a newsletter box, comments and a footer around it. So the figures say
whether the article is found among all that and whether what the page tells is read, not how real heads look.

right title: the same words, case, quotes and the site's name at its end apart.
right date: the same moment, or the same day where the page tells a day.
right text: F1 of the words against those of the corpus' `html` of .90 or more. Its `text` runs the words of
neighbouring blocks together ("families.Related"); the figure against that is told beside it.

Rows of the corpus whose text has fewer than 30 words, or no title, are not served: nothing could be right about them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from html import escape, unescape
from pathlib import Path
from zoneinfo import ZoneInfo

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from builder.ingest.entry import bare  # noqa: E402
from builder.ingest.pagehead import without_site  # noqa: E402
from builder.reading.read import read_article  # noqa: E402
from builder.reading.settings import ReadingSettings  # noqa: E402
from builder.text.dates import BadDate, When, parse  # noqa: E402
from builder.text.normalise import fold  # noqa: E402
from tests.ingest.server import running  # noqa: E402

CORPUS = REPOSITORY.parent / "shared" / "data" / "context_center" / "articles.jsonl.gz"
WAYS = ("json-ld", "graph", "open-graph", "dublin-core", "microdata", "bare")
RIGHT_TEXT = 0.90


def rows_of(path: Path) -> list[dict]:
    """The rows of the corpus of which something can be right."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        rows = [json.loads(line) for line in handle]
    return [row for row in rows if row.get("title") and len(row["text"].split()) >= 30]


def moment(row: dict) -> When | None:
    """The date of a row where it is one that can be told."""
    value = row.get("date")
    value = value[0] if isinstance(value, list) and value else value
    try:
        return parse(str(value), ZoneInfo("UTC")) if value else None
    except BadDate:
        return None


def head(row: dict, way: str, when: str) -> tuple[str, str]:
    """A page's head, and what stands above its article, in one of the ways that sites have."""
    title, site, byline = escape(row["title"]), escape(row.get("site") or ""), escape(row.get("byline") or "")
    named = f"<title>{title}{' | ' + site if site else ''}</title>"
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": row["title"],
        "datePublished": when,
    }
    if row.get("byline"):
        article["author"] = [{"@type": "Person", "name": row["byline"]}]
    script = '<script type="application/ld+json">{}</script>'
    top = f"<h1>{title}</h1><p class='byline'>{byline}</p>"
    if way == "json-ld":
        return named + script.format(json.dumps(article).replace("</", "<\\/")), top
    if way == "graph":
        graph = {
            "@graph": [
                {"@type": "WebSite", "name": row.get("site") or "x"},
                {"@type": "WebPage", "name": "page"},
                article,
            ]
        }
        return named + script.format(json.dumps(graph).replace("</", "<\\/")), top
    if way == "open-graph":
        meta = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{site}">'
        return (
            named
            + meta
            + f'<meta property="article:published_time" content="{when}"><meta name="author" content="{byline}">',
            top,
        )
    if way == "dublin-core":
        meta = f'<meta name="DC.title" content="{title}"><meta name="DC.date.issued" content="{when}">'
        return named + meta + f'<meta name="DC.creator" content="{byline}">', top
    if way == "microdata":
        return (
            named,
            f'<h1 itemprop="headline">{title}</h1><meta itemprop="datePublished" content="{when}">'
            f'<span itemprop="author">{byline}</span>',
        )
    return named, f'<h1>{title}</h1><time class="published" datetime="{when}">{when[:10]}</time>'


def page(row: dict, way: str, others: list[dict]) -> str:
    """A whole page around a row's article."""
    when = moment(row)
    told, top = head(row, way, when.at.isoformat() if when else "")
    links = "".join(f'<li><a href="/x/{n}">{escape(other["title"])}</a></li>' for n, other in enumerate(others))
    return (
        f'<!doctype html><html lang="{escape(row.get("lang") or "en")}"><head><meta charset="utf-8">{told}</head><body>'
        '<div id="cookies"><p>We use cookies to improve your visit.</p><button>Accept all</button></div>'
        '<header><a href="/">Home</a><nav><ul><li><a href="/news">News</a></li><li>'
        '<a href="/sport">Sport</a></li></ul></nav></header>'
        f"<main>{top}{row['html']}"
        '<aside class="newsletter"><h3>Sign up for our newsletter</h3><form><input type="email"></form></aside>'
        f'<section class="related"><h2>Related stories</h2><ul>{links}</ul></section></main>'
        '<section id="comments"><h2>Comments</h2><div class="comment">'
        "<p>First! I do not agree with any of this.</p></div></section>"
        "<footer><p>© All rights reserved. Imprint. Privacy.</p></footer></body></html>"
    )


def f1(one: str, other: str) -> float:
    """How much of the words two texts share."""
    left, right = Counter(fold(one).split()), Counter(fold(other).split())
    both = sum((left & right).values())
    return 2 * both / max(sum(left.values()) + sum(right.values()), 1)


def same_title(got: str, row: dict) -> bool:
    wanted = unescape(row["title"])
    return fold(got) in (fold(wanted), fold(without_site(wanted, row.get("site") or "")))


def same_date(article: object, when: When | None) -> bool:
    published = article.published
    if when is None:
        return published is None
    if published is None:
        return False
    return published.date() == when.at.date() if when.day_only else abs((published - when.at).total_seconds()) < 1


def judge(root: Path, rows: list[dict], report: dict) -> list[dict]:
    """What came of each row, in their order."""
    settings = ReadingSettings()
    written = {entry["url"]: entry for entry in report["articles"]}
    failed = {failure["what"]: failure["message"] for failure in report["failures"]}
    found = []
    for row in rows:
        entry = written.get(row["served"])
        if entry is None:
            found.append({"id": row["id"], "failed": failed.get(row["served"], "not in the report")})
            continue
        path = root / entry["path"]
        article = read_article(path.read_bytes(), path.relative_to(root / "content").as_posix(), settings).article
        score, glued = f1(article.text, bare(row["html"]) or row["text"]), f1(article.text, row["text"])
        found.append(
            {
                "id": row["id"], "way": row["way"], "title": same_title(article.title, row),
                "date": same_date(article, moment(row)), "f1": round(score, 3), "f1_glued": round(glued, 3),
                "text": score >= RIGHT_TEXT,
                "words": (len(row["text"].split()), len(article.text.split())),
                "got": (article.title, str(article.published)),
                "wanted": (row["title"], str(row.get("date"))), "inferred": [field for field, _ in entry["inferred"]],
            }
        )  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="Name every page that is not right.")
    arguments = parser.parse_args()
    if not CORPUS.is_file():
        raise SystemExit("the evaluation data (../shared/data) is not here")
    chance = random.Random(arguments.seed)
    everything = rows_of(CORPUS)
    rows = chance.sample(everything, arguments.pages)
    with running() as server, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "site.toml").write_text("[fetch]\nprivate = true\npause_seconds = 0\n", encoding="utf-8")
        for number, row in enumerate(rows):
            row["way"] = WAYS[number % len(WAYS)]
            row["served"] = server.page(f"/article/{number}", page(row, row["way"], chance.sample(everything, 8)))
        command = [sys.executable, "-m", "builder.cli", "add", "--json", *(row["served"] for row in rows)]
        began = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        found = judge(root, rows, json.loads(done.stdout))
    good = [row for row in found if "failed" not in row]
    print(f"{len(rows)} pages in {seconds:.1f} s: {len(good)} written, {len(found) - len(good)} failed")
    for part in ("title", "date", "text"):
        right = sum(bool(row.get(part)) for row in found)
        print(f"  right {part}: {right} ({right / len(found):.1%})")
    glued = sum(row.get("f1_glued", 0) >= RIGHT_TEXT for row in found)
    print(f"  right text against the corpus' glued text: {glued} ({glued / len(found):.1%})")
    right = sum(bool(row.get("title") and row.get("date") and row.get("text")) for row in found)
    mean = sum(row.get("f1", 0) for row in found) / len(found)
    print(f"  all three: {right} ({right / len(found):.1%}); mean F1 of the text {mean:.3f}")
    for row in found:
        if "failed" in row:
            print(f"  failed: {row['id'][:90]}: {row['failed']}")
        elif arguments.misses and (wrong := [part for part in ("title", "date", "text") if not row[part]]):
            print(f"  wrong {', '.join(wrong)}: {json.dumps(row, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
