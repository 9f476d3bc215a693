"""Prints the tensions found in AllSides threads for reading, or scores them against the judgements kept.

    python benchmarks/eval_tensions.py FOLDER [--set NAME] [--sample NAME] [--threads 60] [--kind KIND] [--unjudged]
                                                [--grouped STORE]

FOLDER holds `allsides_2016_2018.jsonl.gz`. The threads are the gold stories with at least two outlets, drawn by a seed
(`--sample` names it). A judgement is known by its articles, kind and spans, so no text is kept: see
`tests/eval/tensions_allsides.json`, `tensions_scale.json` and `tensions_others.json`. With `--grouped` the threads are
those that a build would make of the set (vectors are kept in STORE), which is the only way for a set without gold.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

from compare_quality import plain_article, rows

from builder.compare.copies import copies
from builder.compare.frames import Layout
from builder.compare.outlets import Outlets
from builder.compare.quotes import quotes_of
from builder.compare.tensions import disagreements
from builder.model import Article, Tension
from builder.text.slugs import slugify

EVAL = Path(__file__).parents[1] / "tests" / "eval"
JUDGED = EVAL / "tensions_allsides.json"
FILES = {
    "allsides": "allsides_2016_2018.jsonl.gz",
    "basil": "basil_2010_2014.jsonl.gz",
    "wikinews": "wikinews_2012.jsonl.gz",
    "scale": "scale_10k.jsonl.gz",
}


def threads(folder: Path, sample: str, count: int, name: str = "allsides") -> list[tuple[str, list[Article]]]:
    """`count` stories of at least two outlets, drawn by the seed `sample`: name and articles by date, then id."""
    stories: dict[str, list[Article]] = {}
    for row in rows(folder / FILES[name]):
        made = plain_article(
            str(row["id"]), slugify(row.get("source") or "unknown"), row["text"], row["title"], row.get("date")
        )
        stories.setdefault(str(row["story"]), []).append(made)
    several = sorted(one for one, found in stories.items() if len({a.source_id for a in found}) > 1)
    chosen = sorted(random.Random(sample).sample(several, min(count, len(several))))
    return [(one, sorted(stories[one], key=lambda a: (str(a.published or "9"), a.id))) for one in chosen]


def grouped(folder: Path, store: Path, sample: str, count: int, name: str) -> list[tuple[str, list[Article]]]:
    """The same of the threads that a build would make; a thread is named by its first article."""
    from eval_threads import Store, group_all, load, thread_text

    articles, _ = load(folder / FILES[name])
    numbers = group_all(articles, Store(store).of([thread_text(article) for article in articles]))
    made: dict[int, list[Article]] = {}
    for article, number in zip(articles, numbers, strict=True):
        made.setdefault(number, []).append(article)
    several = [sorted(found, key=lambda a: (str(a.published or "9"), a.id)) for found in made.values()]
    several = sorted((one for one in several if len({a.source_id for a in one}) > 1), key=lambda one: one[0].id)
    chosen = random.Random(sample).sample(several, min(count, len(several)))
    return sorted((one[0].id, one) for one in chosen)


def tensions_of(articles: list[Article]) -> tuple[Tension, ...]:
    """The tensions of one thread, as `compare_thread` finds them (without an NLI model)."""
    layouts = [Layout(article) for article in articles]
    copied = {name: copy.of for name, copy in copies(layouts, Outlets.of(articles, ())).items()}
    return disagreements(articles, [quotes_of(layout) for layout in layouts], copied).tensions


def key(tension: Tension) -> str:
    """Kind, articles and spans, by which a judgement is found again."""
    sides = sorted(
        f"{side.sentence.article_id}:{side.span.start}-{side.span.end}" for side in (tension.left, tension.right)
    )
    return " ".join((tension.kind, *sides))


def judgements() -> dict[str, str]:
    """Key -> `right`, `wrong` or `doubtful`, of every list."""
    lists = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(EVAL.glob("tensions_*.json")))
    return {key: verdict for kept in lists for key, verdict in kept["judged"].items()}


def show(tension: Tension, articles: dict[str, Article]) -> str:
    """Both passages, the words that differ in brackets."""
    lines = [f"[{tension.kind} {tension.rule}] {tension.thing!r}  {key(tension)}"]
    for side in (tension.left, tension.right):
        text, base = side.sentence.text, side.sentence.span.start
        start, end = side.span.start - base, side.span.end - base
        also = f" (+{len(side.same)})" if side.same else ""
        marked = f"{text[:start]}[[{text[start:end]}]]{text[end:]}".replace("\n", " ")
        lines.append(f"    {articles[side.sentence.article_id].source_id}{also}: {marked[:420]}")
    return "\n".join(lines)


def main() -> None:
    """Print what was found, and the precision per kind of what has been judged."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", default="first")
    parser.add_argument("--threads", type=int, default=60)
    parser.add_argument("--set", default="allsides", choices=sorted(FILES))
    parser.add_argument("--kind", default="")
    parser.add_argument("--grouped", type=Path, metavar="STORE", help="threads as a build makes them, not the gold")
    parser.add_argument("--unjudged", action="store_true", help="only those without a judgement")
    options = parser.parse_args()
    known = judgements()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    drawn = (options.sample, options.threads, options.set)
    stories = grouped(options.folder, options.grouped, *drawn) if options.grouped else threads(options.folder, *drawn)
    for name, articles in stories:
        for tension in tensions_of(articles):
            verdict = known.get(key(tension), "")
            total[tension.kind] += 1
            right[tension.kind] += verdict == "right"
            if options.kind in ("", tension.kind) and not (options.unjudged and verdict):
                print(f"{name} {verdict}", show(tension, {a.id: a for a in articles}), sep="\n", end="\n\n")
    for kind in sorted(total):
        print(f"{kind:12} {right[kind]:3} of {total[kind]:3} judged right")
    print(f"{'all':12} {sum(right.values()):3} of {sum(total.values()):3}")


if __name__ == "__main__":
    main()
