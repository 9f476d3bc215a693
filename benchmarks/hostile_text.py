"""Writes a site whose articles carry published attack payloads wherever text is shown.

    python benchmarks/hostile_text.py ../shared/data/xss /tmp/hostile
    digest build --site /tmp/hostile
    python ../shared/tools/xss_in_chromium.py /tmp/hostile/public

Each article holds a batch of payloads in its body (Markdown and HTML in turn) and one each as title, author, tag,
description, outlet, address and free key. Pairs of articles share an address's outlet and words, so that stories with
several sources, and so comparisons, arise too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

BATCH = 12


def payloads(folder: Path) -> list[str]:
    """Every payload of the `*.jsonl` files in `folder`."""
    rows = (json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8"))
    return [row["payload"] for row in rows if row["payload"].strip()]


def articles(found: list[str]) -> Iterator[tuple[str, str]]:
    """(file name, text) of every article."""
    for number, start in enumerate(range(0, len(found), BATCH)):
        batch = found[start : start + BATCH]
        one = [batch[place % len(batch)] for place in range(7)]
        head = {
            "title": one[0] or "none",
            "author": one[1],
            "tags": [one[2][:80]],
            "description": one[3],
            "source": one[4][:60],
            "link": f"https://outlet{number % 7}.example/{number}",
            "date": f"2026-01-{number // 2 % 27 + 1:02d}",
            "free": one[5],
        }
        lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in head.items())
        topic = f"The harbour of Lirio{number // 2} was closed on Monday after the crane Santa{number // 2} fell."
        body = "\n\n".join([topic, f'"{one[6]}," said Berta Quill{number // 2}.', *batch])
        name = f"{number:04d}.{'md' if number % 2 else 'html'}"
        yield name, f"---\n{lines}\n---\n{body}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("payloads", type=Path)
    parser.add_argument("root", type=Path)
    given = parser.parse_args()
    content = given.root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (given.root / "site.toml").write_text(
        '[site]\ntitle = "Hostile"\nbase_url = "http://127.0.0.1:9/"\n[articles]\nbody = "full"\n', encoding="utf-8"
    )
    count = 0
    for name, text in articles(payloads(given.payloads)):
        (content / name).write_text(text, encoding="utf-8", errors="surrogatepass")
        count += 1
    print(f"{count} articles in {content}")


if __name__ == "__main__":
    main()
