"""What reading an article costs, part by part, and what walking its HTML costs with other parsers.

    python benchmarks/reading.py ../shared/data/allsides_2016_2018.jsonl.gz

Every record becomes Markdown with front matter, as `benchmarks/corpus.py` writes it. Each part is timed on its own over
all articles, processor time, the best of three rounds counts; `whole` is `read_article` itself.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus import article_file, records

from builder.reading import body, fields, markdown
from builder.reading.content import Content
from builder.reading.frontmatter import split_front_matter
from builder.reading.read import read_article
from builder.reading.residues import find_residue
from builder.reading.sanitise import sanitise
from builder.reading.settings import ReadingSettings
from builder.reading.told import tell
from builder.reading.walk import _TAG, walk
from builder.text.quotes import quoted_spans

ROUNDS = 3


def best(work: Callable[[Any], object], inputs: Sequence[Any]) -> tuple[float, list[Any]]:
    """Milliseconds an input in the best round, and what came out."""
    spent, made = [], []
    for _ in range(ROUNDS):
        started = time.process_time()
        made = [work(one) for one in inputs]
        spent.append(time.process_time() - started)
    return min(spent) / len(inputs) * 1000, made


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    texts = [article_file(record) for record in records(parser.parse_args().corpus)]
    settings, zone = ReadingSettings(title="Corpus"), ZoneInfo("UTC")
    rows: dict[str, float] = {}
    rows["front matter"], fronts = best(lambda text: split_front_matter(text, "a.md"), texts)
    rows["fields"], _ = best(lambda f: tell(f, fields.pick(f.data, f.lines), Content(), "a.md", zone), fronts)
    rows["Markdown"], pages = best(lambda front: markdown.render(front.body), fronts)
    rows["Markdown, markdown-it-py for all"], _ = best(lambda front: markdown._parser().render(front.body), fronts)
    rows["sanitising"], clean = best(sanitise, pages)
    rows["walk"], walked = best(walk, clean)
    rows["sentences"], cut = best(lambda w: [body._sentences(b, w.text, "en") for b in w.blocks], walked)
    pairs = list(zip(walked, cut, strict=True))
    rows["residue"], residue = best(lambda pair: find_residue(pair[0], pair[1], "A title"), pairs)
    rows["quotations"], _ = best(lambda w: quoted_spans(w.text), walked)
    rows["page"], _ = best(lambda t: body._page(*t), [(w, s, r) for (w, s), r in zip(pairs, residue, strict=True)])
    rows["whole"], _ = best(lambda text: read_article(text.encode(), "a.md", settings), texts)
    words = sum(len(front.body.split()) for front in fronts) / len(fronts)
    print(f"{len(texts)} articles of {words:.0f} words\n")
    print("| part | ms an article | ms for 450 words |\n| --- | ---: | ---: |")
    for name, spent in rows.items():
        print(f"| {name} | {spent:.3f} | {spent * 450 / words:.3f} |")
    print("\n| walking the same HTML | ms an article |\n| --- | ---: |")
    for name, work in walkers().items():
        print(f"| {name} | {best(work, clean)[0]:.3f} |")


def walkers() -> dict[str, Callable[[str], object]]:
    """Ways to see each tag and text in order; all but Digest's own do nothing with them."""
    import lxml.html
    from selectolax.lexbor import LexborHTMLParser

    def lexbor(html: str) -> int:
        root = LexborHTMLParser(html).body
        nodes = root.traverse(include_text=True) if root else ()
        return sum(len(node.tag or "") + len(node.text_content or "") for node in nodes)

    def lxml_events(html: str) -> int:
        tree = lxml.html.fragment_fromstring(html, create_parent="div")
        return sum(len(node.text or "") + len(node.tail or "") for node in tree.iter())

    class Counter(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None: ...

        def handle_data(self, data: str) -> None: ...

    def tokens(html: str) -> int:
        return sum(len(match.group(3)) for match in _TAG.finditer(html))

    return {
        "Digest, tags alone": tokens,
        "Digest (blocks, text, links and markup made)": walk,
        "selectolax (Lexbor), traversal alone": lexbor,
        "lxml, traversal alone": lxml_events,
        "html.parser, events alone": lambda html: Counter().feed(html),
    }


if __name__ == "__main__":
    main()
