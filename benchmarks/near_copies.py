"""Finds the near-copies among a file of full texts with the comparison's own rules, for reading.

    python benchmarks/near_copies.py ../shared/data/scale_10k.jsonl.gz [--show 30] [--words 60] [--least 0.2]

Every text is read as the build reads it. Articles that share at least `--least` of their five-word sequences with
another are put into groups, and `builder.compare.copies` says which is whose copy, as it does inside a thread.
Printed: how many of each kind, then the strongest pairs of different outlets whose texts are not the same, each with
both openings and with what stands in one only.
"""

from __future__ import annotations

import argparse
import difflib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from corpus import article_file, records
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from builder.compare.candidates import words_of
from builder.compare.copies import LIST_WORDS, MIN_SHINGLES, SHINGLE, Copy, copies
from builder.compare.frames import Layout
from builder.compare.origins import learn, origins_of
from builder.compare.outlets import Outlets
from builder.compare.provenance import named_sources
from builder.config import SiteConfig
from builder.model import Article, Source
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings

BLOCK = 500
"""Rows of the table of common sequences that are made at a time."""
COMMON = 50
"""A sequence of more articles than this is boilerplate and does not bring articles together (it still counts later)."""


def read(path: Path) -> tuple[list[Article], tuple[Source, ...]]:
    """Every text of the file that can be read, and the outlets."""
    settings = ReadingSettings.of(SiteConfig())
    articles, sources = [], {}
    for record in records(path):
        made = read_article(article_file(record).encode(), f"{record['id']}.md", settings)
        if made.article and made.source:
            articles.append(made.article)
            sources[made.source.id] = made.source
    return articles, tuple(sources[key] for key in sorted(sources))


def words(article: Article) -> list[str]:
    """The words of what is reported."""
    told = (words_of(sentence.text) for sentence in article.reporting)
    return [word for found in told if len(found) <= LIST_WORDS for word in found]


def pairs(articles: Sequence[Article], least: float) -> Iterator[tuple[float, int, int]]:
    """Pairs of places with the share of the shorter one's sequences that stand in the other, from `least` on."""
    vocabulary: dict[tuple[str, ...], int] = {}
    columns: list[int] = []
    starts = [0]
    for article in articles:
        own = words(article)
        shingles = {tuple(own[i : i + SHINGLE]) for i in range(len(own) - SHINGLE + 1)}
        columns += [vocabulary.setdefault(shingle, len(vocabulary)) for shingle in shingles]
        starts.append(len(columns))
    sizes = np.diff(starts)
    counts = np.bincount(columns, minlength=len(vocabulary))
    shape = (len(articles), len(vocabulary))
    present = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, starts), shape=shape)
    present = present[:, (counts > 1) & (counts <= COMMON)].tocsr()
    for start in range(0, len(articles), BLOCK):
        common = (present[start : start + BLOCK] @ present.T).tocoo()
        least_of = np.minimum(sizes[common.row + start], sizes[common.col])
        share = common.data / np.maximum(1, least_of)
        near = (share >= least) & (common.row + start < common.col) & (least_of >= MIN_SHINGLES)
        yield from zip(
            share[near].tolist(), (common.row[near] + start).tolist(), common.col[near].tolist(), strict=True
        )


def groups(articles: Sequence[Article], found: Sequence[tuple[float, int, int]]) -> Iterator[list[Article]]:
    """The articles that hang together by the pairs, each group in order of publication, undated last."""
    links = ([one for _, one, _ in found], [other for _, _, other in found])
    graph = sparse.coo_matrix((np.ones(len(found)), links), shape=(len(articles), len(articles)))
    _, labels = connected_components(graph, directed=False)
    members: dict[int, list[int]] = {}
    for number, label in enumerate(labels):
        members.setdefault(int(label), []).append(number)
    for group in members.values():
        if len(group) > 1:
            yield sorted((articles[number] for number in group), key=lambda a: (str(a.published or "9"), a.id))


def show(copy: Copy | None, one: Article, other: Article, length: int) -> None:
    """One pair: the copy first and then what it is said to be a copy of, and the longest pieces that only one has."""
    print(f"   {copy.relation} overlap {copy.overlap:.3f}" if copy else "   no copy")
    for article in (one, other):
        own = article.text.split()
        when = article.published.date() if article.published else "undated"
        print(f"   {article.path[:-3]} {article.source_id} {when} {len(own)} words: {article.title}")
        print(f"        {' '.join(own[:length])} […] {' '.join(own[-20:])}")
    left, right = one.text.split(), other.text.split()
    pieces = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            pieces.append((max(b - a, d - c), a, " ".join(left[a:b]), " ".join(right[c:d])))
    for _, at, mine, theirs in sorted(pieces, key=lambda piece: (-piece[0], piece[1]))[:6]:
        print(f"      word {at}: first has {mine[:260]!r}, second {theirs[:260]!r}")


def main() -> None:
    """Read the arguments, find, count and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", type=int, default=30)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--least", type=float, default=0.2)
    given = parser.parse_args()
    begun = time.perf_counter()
    articles, sources = read(given.file)
    print(f"{len(articles)} articles of {len(sources)} outlets read in {time.perf_counter() - begun:.0f} s", flush=True)
    begun = time.perf_counter()
    near = sorted(pairs(articles, given.least), key=lambda row: (-row[0], articles[row[1]].id, articles[row[2]].id))
    gathered = list(groups(articles, near))
    copied: dict[str, Copy] = {}
    for group in gathered:
        own = {article.source_id for article in group}
        layouts = [Layout(article) for article in group]
        outlets = Outlets.of(group, [source for source in sources if source.id in own])
        learn(layouts, outlets)
        named = [named_sources(origins_of(layout, outlets, {}), layouts) for layout in layouts]
        copied |= copies(layouts, outlets, named)
    across = [row for row in near if articles[row[1]].source_id != articles[row[2]].source_id]
    print(
        f"{len(near)} pairs from {given.least} on, {len(near) - len(across)} of one outlet; {len(gathered)} groups; "
        f"{len(copied)} copies: {dict(sorted(Counter(copy.relation for copy in copied.values()).items()))}; "
        f"{time.perf_counter() - begun:.0f} s"
    )
    differing = [row for row in across if words(articles[row[1]]) != words(articles[row[2]])]
    print(f"{len(across) - len(differing)} pairs of different outlets have the same words")
    for place, (share, left, right) in enumerate(differing[: given.show], start=1):
        one, other = articles[left], articles[right]
        if other.id in copied and copied[other.id].of == one.id:
            one, other = other, one
        copy = copied.get(one.id)
        print(f"\n{place}. {share:.3f} of the shorter one")
        show(copy if copy and copy.of == other.id else None, one, other, given.words)


if __name__ == "__main__":
    main()
