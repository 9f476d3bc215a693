"""Quality of the comparison on texts that people have marked: claims (ECB+), quotes and speakers (PolNeAR).

Run `python benchmarks/compare_quality.py --data FOLDER [pairs|quotes|threads]`. The sets are described in that
folder's README; nothing here is tuned by set name. Figures printed:

pairs    average precision of the pair similarity over sentences of different texts of one topic (two look-alike
         events each): positive when they share an event chain; plain cosine beside it
quotes   for direct and partial quotations: share whose speaker was found (recall) and is right (precision)
indirect for reported clauses: the same, on contents without quotation marks
threads  milliseconds per thread of `compare_thread`, and what it finds, on groups of full texts
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from builder.compare import compare_thread, sentences_to_embed
from builder.compare.quotes import quotes
from builder.model import Article, Block, Quote, Sentence, Source, Span, Thread
from builder.text.dateline import find_dateline
from builder.text.quotes import quoted_spans
from builder.text.sentences import split
from builder.text.slugs import slugify


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped file of one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def plain_article(id: str, source: str, text: str, title: str = "", date: str | None = None, url: str = "") -> Article:
    """An article of bare paragraphs (blank lines between them); sentences and quotations found as in a build."""
    blocks, sentences = [], []
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        blocks.append(Block(Span(match.start(), match.end()), "paragraph"))
        sentences += [Span(s.start + match.start(), s.end + match.start()) for s in split(match.group())]
    published = (
        datetime.fromisoformat(date[:10]).replace(tzinfo=UTC) if date and re.match(r"\d{4}-\d\d-\d\d", date) else None
    )
    return Article(
        id=id, path=id, address=id, digest=id, source_id=source, title=title, text=text, url=url, blocks=tuple(blocks),
        sentence_spans=tuple(sentences), quote_spans=quoted_spans(text), dateline=find_dateline(text),
        published=published,
    )  # fmt: skip


class Encoder:
    """The carried model, its vectors kept in a file between runs."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.known: dict[str, np.ndarray] = {}
        if store.exists():
            with np.load(store, allow_pickle=False) as kept:
                self.known = dict(zip(kept["texts"].tolist(), kept["vectors"].astype(np.float32), strict=True))

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Unit rows for `texts`, (n, d) float32."""
        missing = sorted({text for text in texts if text not in self.known})
        if missing:
            from builder.config import EmbeddingSection
            from builder.embedding import open_embedder

            made = open_embedder(EmbeddingSection(), Path.cwd()).encode(missing)
            self.known.update(zip(missing, made, strict=True))
        return np.stack([self.known[text] for text in texts]) if texts else np.zeros((0, 384), np.float32)

    def keep(self) -> None:
        """Write the vectors for the next run."""
        texts = sorted(self.known)
        self.store.parent.mkdir(parents=True, exist_ok=True)
        np.savez(self.store, texts=np.array(texts), vectors=np.stack([self.known[t] for t in texts]).astype(np.float16))


def average_precision(positive: np.ndarray, scores: np.ndarray) -> float:
    """Area under the precision-recall steps; ties by position."""
    order = np.argsort(-scores, kind="stable")
    hits = positive[order]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def pairs(data: Path, encode: Encoder) -> None:
    """ECB+: does the pair similarity put sentences that share an event first?"""
    from builder.compare.alignment import Similarity

    topics: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(data / "ecbplus_train_dev.jsonl.gz"):
        topics[row["topic"]].append(row)
    found: dict[str, list[np.ndarray]] = defaultdict(list)
    for _, documents in sorted(topics.items()):
        sentences, places, chains, chosen = [], [], [], []
        for place, document in enumerate(documents):
            events: dict[int, set[str]] = defaultdict(set)
            for mention in document["mentions"]:
                if mention["tag"].startswith(("ACTION", "NEG_ACTION")) and mention["kind"] == "CROSS_DOC_COREF":
                    events[mention["sentence"]].add(mention["chain"])
            for index, text in enumerate(document["sentences"]):
                text = re.sub(r"(\w) ' s\b", r"\1's", text).replace(" - ", "-")
                if len(text.split()) < 5:
                    continue
                sentences.append(Sentence(document["id"], index, Span(0, len(text)), text))
                places.append(place)
                chains.append(events[index])
                chosen.append(bool(document["validated"][index] and events[index]))
        vectors = encode([sentence.text for sentence in sentences])
        everything = np.arange(len(sentences))
        scores = Similarity(sentences, vectors).block(everything, everything)
        place, pick = np.array(places), np.array(chosen)
        left, right = np.nonzero((place[:, None] < place[None]) & pick[:, None] & pick[None])
        found["positive"].append(np.array([bool(chains[i] & chains[j]) for i, j in zip(left, right, strict=True)]))
        found["similarity"].append(scores[left, right])
        found["cosine"].append((vectors @ vectors.T)[left, right])
    positive = np.concatenate(found.pop("positive"))
    print(f"ECB+ pairs {len(positive)}, positive {positive.mean():.3f}")
    for name, parts in sorted(found.items()):
        print(f"  {name:<11} average precision {average_precision(positive, np.concatenate(parts)):.4f}")


_PRONOUN = re.compile(r"(?:he|she|they|i|we|it|who|you)$", re.I)


def _polnear(folder: Path) -> list[tuple[Article, list[dict[str, list[Span]]]]]:
    out = []
    for path in sorted((folder / "text").glob("*.txt")):
        annotated = sorted((folder / "attributions").glob(path.stem + "_*.ann"))[:1]
        article = plain_article(path.stem, path.stem.split("_")[0], path.read_text(encoding="utf-8"))
        out += [(article, _attributions(one)) for one in annotated]
    return out


def _attributions(path: Path) -> list[dict[str, list[Span]]]:
    spans: dict[str, list[Span]] = {}
    events = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            _, _, places = rest.split("\t")[0].partition(" ")
            spans[name] = [Span(*map(int, part.split())) for part in places.split(";") if part]
        elif name.startswith("E"):
            roles: dict[str, list[Span]] = defaultdict(list)
            for part in rest.split():
                role, _, target = part.partition(":")
                roles[re.sub(r"\d+$", "", role)] += spans.get(target, [])
            events.append(dict(roles))
    return events


def speakers_found(data: Path, part: str, show: bool) -> None:
    """PolNeAR: the speaker of each quotation against the marked source of the content that covers it."""
    counts: Counter[tuple[str, str]] = Counter()
    for article, events in _polnear(data / part):
        for quote in quotes(article):
            sources = _marked(quote, events)
            outcomes = _judge(article, quote, sources)
            counts.update((quote.kind, outcome) for outcome in outcomes)
            if show and ("wrong" in outcomes or "open named" in outcomes):
                around = article.text[max(0, quote.span.start - 90) : quote.span.end + 110]
                print((quote.kind, quote.speaker, around, [span.of(article.text) for span in sources]))
    for kind in ("direct", "partial", "indirect"):
        c = {name: n for (k, name), n in sorted(counts.items()) if k == kind}
        precision = c.get("right", 0) / max(1, c.get("right", 0) + c.get("wrong", 0))
        print(f"  {kind}: {c}")
        print(f"    precision {precision:.3f}, recall of named speakers {c.get('right', 0) / max(1, c['named']):.3f}")


def _marked(quote: Quote, events: list[dict[str, list[Span]]]) -> list[Span]:
    found = [event for event in events if any(quote.span.overlaps(span) for span in event.get("Content", ()))]
    if quote.kind == "indirect":
        cue = quote.cue_span or Span(0, 0)
        found = [event for event in found if any(cue.overlaps(span) for span in event.get("Cue", ()))]
    return [span for event in found for span in event.get("Source", ())]


def _judge(article: Article, quote: Quote, sources: list[Span]) -> list[str]:
    """Names of the counters that this quote raises."""
    if not sources:
        return ["unmarked"]
    pronoun = all(_PRONOUN.match(span.of(article.text)) for span in sources)
    if quote.speaker_span is None:
        return ["marked", "open"] if pronoun else ["marked", "named", "open", "open named"]
    told = {word for span in sources for word in re.findall(r"[A-Z]\w+", span.of(article.text))}
    right = any(quote.speaker_span.overlaps(span) for span in sources)
    right = right or bool(told & set(re.findall(r"[A-Z]\w+", quote.speaker)))
    if pronoun:
        return ["marked", "right" if right else "pronoun resolved"]
    return ["marked", "named", "right" if right else "wrong"]


def threads(data: Path, encode: Encoder, name: str, limit: int) -> None:
    """Time and findings of `compare_thread` on the stories of a set with full texts."""
    stories: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows(data / name):
        stories[row["story"]].append(row)
    spent: list[float] = []
    counts: Counter[str] = Counter()
    several = [members for _, members in sorted(stories.items()) if len(members) > 1]
    for members in several[:limit]:
        made = [_of_row(row) for row in members]
        names = sorted({row["source"] for row in members})
        sources = tuple(Source(slugify(name), name) for name in names)
        thread = Thread(id=made[0].id, slug="", title="", title_from="", article_ids=tuple(a.id for a in made))
        vectors = encode([sentence.text for sentence in sentences_to_embed(made)])
        begun = time.perf_counter()
        result = compare_thread(thread, made, sources, vectors)
        spent.append((time.perf_counter() - begun) * 1000)
        counts.update({"claims": len(result.claims), "only here": len(result.only_here), "quotes": len(result.quotes)})
        counts.update([f"K {result.independent} of {len(sources)} sources"])
        counts.update(f"relation {known.relation}" for known in result.provenance)
    print(
        f"{name}: {len(spent)} threads, {sum(spent) / len(spent):.1f} ms each (median {statistics.median(spent):.1f})"
    )
    for key, value in sorted(counts.items()):
        print(f"  {key}: {value}")


def _of_row(row: dict[str, Any]) -> Article:
    source, date = slugify(row["source"]), row.get("date")
    return plain_article(row["id"], source, row["text"], row["title"], date, row.get("url", ""))


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["pairs", "quotes", "threads"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--store", type=Path, default=Path(".digest/compare_quality.npz"))
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--show", action="store_true", help="print every wrong or open speaker")
    options = parser.parse_args()
    encode = Encoder(options.store)
    if "pairs" in options.what:
        pairs(options.data, encode)
    if "quotes" in options.what:
        for part in ("polnear_dev", "polnear_train"):
            print(part)
            speakers_found(options.data, part, options.show)
    if "threads" in options.what:
        for name in ("basil_2010_2014.jsonl.gz", "allsides_2016_2018.jsonl.gz"):
            threads(options.data, encode, name, options.limit)
    encode.keep()


if __name__ == "__main__":
    main()
