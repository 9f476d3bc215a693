"""How well the search finds a story: by words, by meaning, by both; with the model itself; and with other tools.

    python benchmarks/search_quality.py --data FOLDER                 the index and the reader's engine, run in node
    python benchmarks/search_quality.py --data FOLDER --tools FOLDER  MiniSearch and Pagefind as well

Of each story of two and more articles one article is taken out (a story loses at most one), the rest is indexed, and
the story is asked for with the headline of the article that is missing, with three and with two content words of it:
what a reader remembers who has read it elsewhere. Stories are those of the set's editors, so that grouping plays no
part. Sixty queries with typing errors and sixty that share no content word with their story (checked here) are asked
of the whole of AllSides: `tests/eval/search_queries.json`.

Prints the mean reciprocal rank (0 beyond rank 50) and the share of queries whose story is among the first five.
"fused, static" is the reader's engine, "fused, model" the terminal's search with the model's own vectors, at the best
of some weights. `--tools` is a folder in which `npm install minisearch pagefind` was run; rows without their tool are
left out. Fifty results of each query take the reader's engine most of the time; `--most-queries` asks fewer, every nth,
and says so.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import search_rivals
from eval_threads import load

from builder.cache import Cache
from builder.cached.asking import Searchable
from builder.cached.searching import search_all
from builder.cached.vectors import Vectors
from builder.config import SiteConfig
from builder.model import Article, Comparison, Site, Source, Thread
from builder.search.query import parse
from builder.search.roots import Roots, search_stop_words
from builder.search.text import forms
from builder.threads.terms import thread_text

REPOSITORY = Path(__file__).resolve().parents[1]
ENGINE = REPOSITORY / "themes" / "default" / "static" / "search" / "engine.js"
QUERIES = REPOSITORY / "tests" / "eval" / "search_queries.json"
SETS = {"allsides": "allsides_2016_2018.jsonl.gz", "wikinews": "wikinews_2012.jsonl.gz"}
MOST_RANK = 50
REAL_WEIGHTS = (0.6, 0.8, 1.0, 1.4)
"""The model itself is fused at the best of these, so that it is seen at its own best."""
CHOSEN = {"three words": 3, "two words": 2}
"""Rows of words that are chosen from a headline, and how many."""
STOP = frozenset(search_stop_words("en"))

_DRIVER = """
import { readFileSync } from "node:fs";
const [engine, base, input] = process.argv.slice(2);
const { openIndex } = await import(engine);
const { asked, limit } = JSON.parse(readFileSync(input, "utf8"));
const read = async (url) => new Response(readFileSync(new URL(url)));
const index = openIndex(base, { fetch: read });
const out = [];
for (const [text, options] of asked) {
  const { results } = await index.search(text, { ...options, limit });
  const every = results.flatMap((one) => [one, ...one.same]);
  out.push(every.map((one) => [one.story.u, one.score]));
}
process.stdout.write(JSON.stringify(out));
"""

Found = list[list[tuple[str, float]]]


class Case(NamedTuple):
    """The articles that are indexed, by story, and queries by row: (words, story)."""

    stories: Mapping[str, Sequence[Article]]
    queries: Mapping[str, Sequence[tuple[str, str]]]


def held_out(articles: Sequence[Article], gold: Sequence[str], seed: int, most: int, draws: int) -> Case:
    """One article out of each story of two and more, of `most` of them; words of its headline `draws` times."""
    stories: dict[str, list[Article]] = {}
    for article, story in zip(articles, gold, strict=True):
        stories.setdefault(story, []).append(article)
    chance = random.Random(seed)
    queries: dict[str, list[tuple[str, str]]] = {"headline": [], **{row: [] for row in CHOSEN}}
    headlines: list[tuple[list[str], str]] = []
    several = sorted(story for story, members in stories.items() if len(members) > 1)
    for story in sorted(chance.sample(several, min(most, len(several)))):
        telling = [one for one in stories[story] if len(_content(one.title)) >= 3]
        if not telling:
            continue
        gone = chance.choice(telling)
        stories[story] = [one for one in stories[story] if one is not gone]
        words = _content(gone.title)
        queries["headline"].append((" ".join(form for form in forms(gone.title) if form), story))
        headlines.append((words, story))
        for row, count in CHOSEN.items():
            queries[row].append((_some(words, count, chance), story))
    for _ in range(draws - 1):
        for words, story in headlines:
            for row, count in CHOSEN.items():
                queries[row].append((_some(words, count, chance), story))
    return Case(stories, queries)


def _some(words: Sequence[str], count: int, chance: random.Random) -> str:
    return " ".join(words[place] for place in sorted(chance.sample(range(len(words)), count)))


def written(articles: Sequence[Article], gold: Sequence[str]) -> Case:
    """The queries of the file, asked of all articles. Raises `SystemExit` where one is not what it says."""
    stories: dict[str, list[Article]] = {}
    for article, story in zip(articles, gold, strict=True):
        stories.setdefault(story, []).append(article)
    story_of = {article.id: story for article, story in zip(articles, gold, strict=True)}
    rows = json.loads(QUERIES.read_text(encoding="utf-8"))
    roots = Roots("en")
    for query, article_id in rows["meaning"]:
        there = {roots.of(f) for one in stories[story_of[article_id]] for f in forms(f"{one.title} {one.text}") if f}
        shared = [word for word in _content(query) if roots.of(word) in there]
        if shared:
            raise SystemExit(f"{query!r} shares {shared} with its story")
    return Case(
        stories,
        {name: [(query, story_of[article_id]) for query, article_id in rows[name]] for name in ("typed", "meaning")},
    )


def _content(text: str) -> list[str]:
    return list(dict.fromkeys(form for form in forms(text) if form and form not in STOP))


def site_of(stories: Mapping[str, Sequence[Article]]) -> Site:
    """The stories as a site; nothing is compared."""
    articles = sorted(
        (one for members in stories.values() for one in members),
        key=lambda one: (one.published is None, one.published.timestamp() if one.published else 0.0, one.id),
    )
    threads = []
    for number, (story, members) in enumerate(sorted(stories.items())):
        dated = [one.published for one in members if one.published]
        threads.append(
            Thread(
                id=f"{number:05}", slug=story, title=members[0].title, title_from=members[0].id,
                article_ids=tuple(one.id for one in members), first=min(dated, default=None),
                last=max(dated, default=None),
            )
        )  # fmt: skip
    return Site(
        articles=tuple(articles),
        sources=tuple(Source(name, name) for name in sorted({one.source_id for one in articles})),
        threads=tuple(threads),
        comparisons=tuple(Comparison(thread_id=thread.id) for thread in threads),
    )


class Index:
    """The index of some stories in a folder, and the model's vectors of the same stories."""

    def __init__(self, stories: Mapping[str, Sequence[Article]], folder: Path, store: Path) -> None:
        self.folder = folder
        self.slugs = sorted(stories)
        self._site = site_of(stories)
        with Cache(store) as cache:
            self._vectors = Vectors(SiteConfig().embedding, folder, cache)
            made = search_all(self._site, SiteConfig(), self._vectors, cache, _tell)
            for page in made.pages:
                path = folder / page.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(page.make())
            rows = [
                self._vectors.of([thread_text(one) for one in stories[slug]], _tell).mean(axis=0) for slug in self.slugs
            ]
        self.rows = np.array([row / np.linalg.norm(row) for row in rows])
        self._store = store

    def ask(self, queries: Sequence[str], **options: bool) -> Found:
        """What the reader's engine finds, best first, with its scores."""
        with tempfile.TemporaryDirectory() as name:
            driver, asked = Path(name, "driver.mjs"), Path(name, "asked.json")
            driver.write_text(_DRIVER, encoding="utf-8")
            # A blank behind it: the last word is finished.
            rows = [(f"{query} ", options) for query in queries]
            asked.write_text(json.dumps({"asked": rows, "limit": MOST_RANK}), encoding="utf-8")
            base = f"file://{self.folder.resolve()}/search/"
            command = ["node", str(driver), str(ENGINE), base, str(asked)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    def ask_with_model(self, queries: Sequence[str], weight: float) -> Found:
        """What the terminal's search finds, with the model's own vectors; `weight` is what a cosine counts."""
        with Cache(self._store) as cache:
            vectors = Vectors(SiteConfig().embedding, self.folder, cache)
            vectors.of(queries, _tell)
            terminal = Searchable(self._site, SiteConfig(), vectors, cache, _tell, weight)
            answers = [terminal.ask(parse(f"{query} "), "relevance", meaning=True) for query in queries]
            numbers = [document.slug for document in terminal.documents]
        return [[(numbers[hit.number], hit.score) for hit in answer.hits[:MOST_RANK]] for answer in answers]

    def model(self, queries: Sequence[str]) -> Any:
        """Cosines of the model's own vectors, shape (queries, stories)."""
        with Cache(self._store) as cache:
            return Vectors(SiteConfig().embedding, self.folder, cache).of(queries, _tell) @ self.rows.T


def _tell(done: int, total: int) -> None:
    print(f"\r{done} of {total} texts", end="" if done < total else "\r", file=sys.stderr)


def measures(found: Found, wanted: Sequence[str]) -> tuple[float, float]:
    """Mean reciprocal rank and hit@5."""
    ranks = [
        next((rank for rank, (slug, _) in enumerate(rows[:MOST_RANK], start=1) if slug == story), 0)
        for rows, story in zip(found, wanted, strict=True)
    ]
    return sum(1 / rank for rank in ranks if rank) / len(ranks), sum(0 < rank <= 5 for rank in ranks) / len(ranks)


def ranked(slugs: Sequence[str], scores: Any) -> Found:
    """The best of each row of scores."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :MOST_RANK]
    return [[(slugs[place], float(row[place])) for place in places] for row, places in zip(scores, order, strict=True)]


def methods(index: Index, queries: Sequence[str], rivals: Mapping[str, search_rivals.Rival]) -> dict[str, list[Found]]:
    """Method -> what it finds; several where the best setting is to be taken."""
    return {
        "words alone": [index.ask(queries, meaning=False)],
        "table alone": [index.ask(queries, words=False)],
        "model alone": [ranked(index.slugs, index.model(queries))],
        "fused, static": [index.ask(queries)],
        "fused, model": [index.ask_with_model(queries, weight) for weight in REAL_WEIGHTS],
        **{name: [rival.ask(queries)] for name, rival in rivals.items()},
    }


def thinned(case: Case, most: int) -> Case:
    """At most so many queries of a row, every nth of them; 0: all."""
    steps = {row: -(-len(queries) // most) if most else 1 for row, queries in case.queries.items()}
    for row, step in steps.items():
        if step > 1:
            print(f"of {row} every {step}th query is asked")
    return Case(case.stories, {row: queries[:: steps[row]] for row, queries in case.queries.items()})


def report(name: str, cases: Sequence[Case], store: Path, tools: Path | None) -> None:
    """Print a table of all cases together: a line a method, two numbers a row of queries."""
    rows = list(cases[0].queries)
    counts = ", ".join(f"{sum(len(case.queries[row]) for case in cases)} {row}" for row in rows)
    print(f"\n{name}: {len(cases[0].stories)} stories; queries: {counts}")
    wanted: dict[str, list[str]] = {row: [] for row in rows}
    found: dict[str, dict[str, list[Found]]] = {}
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            index = Index(case.stories, Path(folder, "site"), store)
            rivals = search_rivals.opened(case.stories, Path(folder, "rivals"), tools)
            for row, queries in case.queries.items():
                print(f"\n{name}: {row}", file=sys.stderr)
                wanted[row] += [story for _, story in queries]
                for method, tries in methods(index, [query for query, _ in queries], rivals).items():
                    before = found.setdefault(method, {}).setdefault(row, [[] for _ in tries])
                    for known, more in zip(before, tries, strict=True):
                        known += more
            for rival in rivals.values():
                rival.close()
    lines = {method: _best([[measures(one, wanted[row]) for one in tries[row]] for row in rows])
             for method, tries in found.items()}  # fmt: skip
    print(f"{'':16}" + "".join(f"{row:>16}" for row in rows))
    for method, values in lines.items():
        print(f"{method:16}" + "".join(f"{rank:>10.3f} {hit:.3f}" for rank, hit in values))
    parts = [s[0] / max(m[0], 1e-9) for s, m in zip(lines["fused, static"], lines["fused, model"], strict=True)]
    print(f"{'static / model':16}" + "".join(f"{part:>10.3f}      " for part in parts), flush=True)


def _best(rows: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """The measures of the setting that is best over all rows: one setting for all, not one for each."""
    turn = max(range(len(rows[0])), key=lambda turn: sum(row[turn][0] for row in rows))
    return [row[turn] for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--store", type=Path, default=Path(tempfile.gettempdir()) / "search-quality.sqlite")
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[5], help="which articles go; the tables are of all")
    parser.add_argument("--most", type=int, default=320, help="stories that lose an article")
    parser.add_argument("--draws", type=int, default=3, help="times that words are chosen from each headline")
    parser.add_argument("--most-queries", type=int, default=0, help="of a row, every nth of them; 0: all")
    parser.add_argument("--only", choices=(*SETS, "written"))
    given = parser.parse_args()
    if not shutil.which("node"):
        raise SystemExit("the reader's engine is run in node, which is not here")
    for name, file in SETS.items():
        if given.only in (None, name):
            articles, gold = _read(given.data / file)
            cases = [held_out(articles, gold, seed, given.most, given.draws) for seed in given.seeds]
            report(name, [thinned(case, given.most_queries) for case in cases], given.store, given.tools)
    if given.only in (None, "written"):
        case = thinned(written(*_read(given.data / SETS["allsides"])), given.most_queries)
        report("written", [case], given.store, given.tools)
    return 0


def _read(path: Path) -> tuple[list[Article], list[str]]:
    articles, gold = load(path)
    slugs = {story: f"story-{number}" for number, story in enumerate(sorted(set(gold)))}
    kept = [msgspec.structs.replace(one, digest=f"{one.id} {one.digest}") for one in articles]
    return kept, [slugs[story] for story in gold]


if __name__ == "__main__":
    sys.exit(main())
