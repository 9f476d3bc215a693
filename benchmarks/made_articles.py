"""Large sites made of real texts, for measuring how grouping grows: see `scale_threads.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from eval_threads import Store, records

from builder.model import Article, Span
from builder.threads.terms import Terms, article_terms, thread_text

SETS = ("scale_10k", "allsides_2016_2018", "wikinews_2012", "basil_2010_2014")
A_DAY = 20
DAYS = 500


class Base(msgspec.Struct):
    """Real articles, their vectors and words; `rare` marks words that at most two of them hold."""

    articles: list[Article]
    vectors: np.ndarray
    keys: list[np.ndarray]
    weights: list[np.ndarray]
    common: list[np.ndarray]
    rare: list[np.ndarray]
    single: np.ndarray


def base(data: Path, vectors: Path) -> Base:
    """The real texts that articles are made of; their words are counted once and kept beside the vectors."""
    articles = [_real(row) for name in SETS for row in records(data / f"{name}.jsonl.gz")]
    rows = Store(vectors).of([thread_text(one) for one in articles])
    kept = vectors.with_suffix(".terms")
    texts = [one.id for one in articles]
    found: tuple[list[str], list[Terms]] | None = None
    if kept.exists():
        found = msgspec.msgpack.decode(kept.read_bytes(), type=tuple[list[str], list[Terms]])
    if found is None or found[0] != texts:
        found = (texts, [article_terms(one) for one in articles])
        kept.write_bytes(msgspec.msgpack.encode(found))
    keys = [np.frombuffer(row.keys, dtype="<u4") for row in found[1]]
    columns, places, counts = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    del columns
    rare = np.split(counts[places] <= 2, np.cumsum([len(row) for row in keys])[:-1])
    return Base(
        articles=articles,
        vectors=rows.astype(np.float32),
        keys=keys,
        weights=[np.frombuffer(row.weights, dtype=np.uint8) for row in found[1]],
        common=[np.frombuffer(row.common, dtype=np.uint8) for row in found[1]],
        rare=rare,
        single=np.array([row.size / max(1, len(row.weights)) for row in found[1]]),
    )


def _real(row: Mapping[str, Any]) -> Article:
    """A real text; its date is not used."""
    name, text = row["id"], row["text"]
    lede = Span(0, max(0, text.find("\n\n")) or len(text))
    return Article(
        id=name, path=name, address=name, digest=name, source_id="", title=row["title"], text=text, lede=lede
    )


Made = tuple[list[Article], np.ndarray, list[Terms], list[int]]


def make(real: Base, count: int, undated: float, dense: bool) -> Made:
    """`count` articles, their vectors and words, and the number of the story of each."""
    chance = np.random.default_rng(count)
    days = DAYS if dense else count / A_DAY
    articles: list[Article] = []
    terms: list[Terms] = []
    stories: list[int] = []
    vectors = np.empty((count, real.vectors.shape[1]), dtype=np.float32)
    story = 0
    while len(articles) < count:
        first, second = chance.integers(len(real.articles), size=2).tolist()
        middle = _unit(real.vectors[first] + 0.8 * real.vectors[second])
        size = 1 if chance.random() < 0.6 else 2 + min(100, int(chance.pareto(1.5)))
        begin = float(chance.uniform(0, days))
        words = _story_words(real, first, second, chance)
        for _ in range(min(size, count - len(articles))):
            place = len(articles)
            vectors[place] = _unit(middle + 0.5 * real.vectors[int(chance.integers(len(real.articles)))])
            terms.append(_varied(real, words, float(real.single[first]), chance))
            day = None if chance.random() < undated else begin + min(6.0, float(chance.exponential(1.0)))
            articles.append(_article(real.articles[first], place, day, int(chance.integers(count * 10))))
            stories.append(story)
        story += 1
    return articles, vectors, terms, stories


def _unit(row: np.ndarray) -> np.ndarray:
    return row / np.linalg.norm(row)


Words = tuple[np.ndarray, np.ndarray, np.ndarray]


def _story_words(real: Base, first: int, second: int, chance: np.random.Generator) -> Words:
    """Half of the words of two texts; rare ones become names of this story alone, as each story brings new ones."""
    parts: list[Words] = []
    salt = np.uint32(chance.integers(1 << 32))
    for source in (first, second):
        keys = np.where(real.rare[source], real.keys[source] * np.uint32(2654435761) ^ salt, real.keys[source])
        chosen = chance.random(len(keys)) < 0.6
        parts.append((keys[chosen], real.weights[source][chosen], real.common[source][chosen]))
    return _joined(parts)


def _varied(real: Base, words: Words, single: float, chance: np.random.Generator) -> Terms:
    """Seven tenths of the words of a story and two tenths of those of any other text."""
    source = int(chance.integers(len(real.articles)))
    ours, theirs = chance.random(len(words[0])) < 0.7, chance.random(len(real.keys[source])) < 0.2
    other = (real.keys[source][theirs], real.weights[source][theirs], real.common[source][theirs])
    keys, weights, common = _joined([(words[0][ours], words[1][ours], words[2][ours]), other])
    size = max(1, round(single * len(keys)))
    return Terms(keys.astype("<u4").tobytes(), weights.tobytes(), common.tobytes(), size)


def _joined(parts: Sequence[Words]) -> Words:
    keys, first = np.unique(np.concatenate([part[0] for part in parts]), return_index=True)
    return keys, np.concatenate([part[1] for part in parts])[first], np.concatenate([part[2] for part in parts])[first]


def _article(real: Article, place: int, day: float | None, number: int) -> Article:
    """A copy under another id (in no order of time) whose text is a string of its own, as on a real site."""
    published = None if day is None else datetime(2012, 1, 1, tzinfo=UTC) + timedelta(days=day)
    name = f"{number:09d}-{place}"
    text = f"{real.text}\n\n{place}"
    return msgspec.structs.replace(real, id=name, path=name, address=name, digest=name, published=published, text=text)
