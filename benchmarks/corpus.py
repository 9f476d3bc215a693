"""Turns an evaluation set (JSON Lines) into a site that can be built.

    python benchmarks/corpus.py ../shared/data/allsides_2016_2018.jsonl.gz /tmp/allsides

Each record becomes one Markdown file with front matter; `gold.json` beside the site says which file belongs to which
story, so that `benchmarks/corpus.py score` can compare it with `digest threads --json`.

    python benchmarks/corpus.py score ../shared/data/allsides_2016_2018.jsonl.gz /tmp/allsides
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
SCORER = REPOSITORY.parent / "shared" / "tools" / "score_threads.py"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a `.jsonl` or `.jsonl.gz` file. Raises `SystemExit` naming the line that is none."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                yield {**record, "id": str(record["id"]), "title": str(record.get("title") or "")}
            except (ValueError, KeyError, TypeError) as error:
                raise SystemExit(f"{path}:{number}: is no record with an id ({error!r})") from None


def article_file(record: Mapping[str, Any], text: str | None = None) -> str:
    """One record as Markdown with front matter, with its own text or `text`; JSON strings are valid YAML."""
    text = record["text"] if text is None else text
    head = {
        "title": record["title"],
        "date": record.get("date"),
        "source": record.get("source"),
        "link": record.get("url"),
        "author": record.get("authors"),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items() if value]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{text}\n"


def write_site(source: Path, root: Path, limit: int | None) -> int:
    """Write the site; returns how many articles."""
    content = root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text('[site]\ntitle = "Corpus"\n', encoding="utf-8")
    count = 0
    for record in records(source):
        if limit is not None and count >= limit:
            break
        (content / f"{record['id']}.md").write_text(article_file(record), encoding="utf-8")
        count += 1
    return count


def score(source: Path, root: Path) -> int:
    """Group the site with `digest threads --json` and score it with the shared scorer; returns its exit code."""
    command = [sys.executable, "-m", "builder.cli", "threads", "--json", "--site", str(root)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    threads = {
        Path(article["path"]).stem: thread["id"] for thread in found["threads"] for article in thread["articles"]
    }
    # Two records may carry one address or one text, which Digest publishes once: such a copy stands alone here.
    for record in records(source):
        threads.setdefault(record["id"], f"left-out-{record['id']}")
    mapping = root / "threads-by-article.json"
    mapping.write_text(json.dumps(threads), encoding="utf-8")
    return subprocess.run([sys.executable, str(SCORER), str(source), str(mapping)], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", nargs="?", choices=("write", "score"), default="write")
    parser.add_argument("source", type=Path)
    parser.add_argument("root", type=Path)
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    if given.action == "score":
        return score(given.source, given.root)
    print(f"{write_site(given.source, given.root, given.limit)} articles in {given.root / 'content'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
