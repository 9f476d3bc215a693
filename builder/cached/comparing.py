"""Threads -> comparisons: a thread is compared again only when one of its articles has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from builder.cache import Cache
from builder.cached.vectors import Vectors
from builder.compare import COMPARE_VERSION, compare_thread, sentences_to_embed
from builder.model import Article, Comparison, Source, Thread
from builder.text.digests import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from builder.cached.judging import Judge

STAGE = "comparing"
_SLAB_SENTENCES = 20_000
"""Sentences embedded and compared at a time: bounds memory at about 30 MB of vectors, whatever the site's size."""


class Compared(msgspec.Struct, frozen=True):
    """One comparison per thread, in the order of the threads; `made` counts those not in the cache."""

    comparisons: tuple[Comparison, ...]
    made: int


def compare_all(
    threads: Sequence[Thread],
    articles: Mapping[str, Article],
    sources: Mapping[str, Source],
    configured: Sequence[Source],
    vectors: Vectors,
    cache: Cache,
    advance: Callable[[int, int], None],
    judge: Judge | None = None,
    kept: dict[str, Comparison] | None = None,
) -> Compared:
    """Compare the articles of each thread. `configured` are the outlets that site.toml names, present or not.

    `judge` is the model for contradictions, where site.toml names one. `kept` are comparisons that are at hand, by key;
    it is left with those of now.
    """
    members = {thread.id: [articles[i] for i in thread.article_ids] for thread in threads}
    outlets = {thread.id: _outlets(members[thread.id], sources, configured) for thread in threads}
    models = f"{vectors.id} {judge.name} {judge.id}" if judge else vectors.id
    keys = {thread.id: _key(thread, members[thread.id], outlets[thread.id], models) for thread in threads}
    at_hand = kept or {}
    stored = cache.get(STAGE, tuple(key for key in keys.values() if key not in at_hand))
    missing = [thread for thread in threads if keys[thread.id] not in stored and keys[thread.id] not in at_hand]
    done = 0
    for slab in _slabs(missing, members):
        fresh = _compare_slab(slab, members, outlets, vectors, partial(_advance_by, advance, done, len(missing)), judge)
        stored.update({keys[thread_id]: value for thread_id, value in fresh.items()})
        cache.put(STAGE, {keys[thread_id]: value for thread_id, value in fresh.items()})
        cache.commit()
        done += len(slab)
    cache.prune(STAGE, keys.values())
    decoder = msgspec.msgpack.Decoder(Comparison)
    now = {key: at_hand[key] if key in at_hand else decoder.decode(stored[key]) for key in keys.values()}
    if kept is not None:
        kept.clear()
        kept.update(now)
    return Compared(tuple(now[keys[thread.id]] for thread in threads), len(missing))


def _advance_by(advance: Callable[[int, int], None], before: int, total: int, done: int) -> None:
    advance(before + done, total)


def _compare_slab(
    slab: Sequence[Thread],
    members: Mapping[str, Sequence[Article]],
    outlets: Mapping[str, tuple[Source, ...]],
    vectors: Vectors,
    advance: Callable[[int], None],
    judge: Judge | None,
) -> dict[str, bytes]:
    several = {t.id: sentences_to_embed(members[t.id]) if len(outlets_of(members[t.id])) > 1 else () for t in slab}
    rows = vectors.of([s.text for t in slab for s in several[t.id]], lambda n, total: advance(len(slab) * n // total))
    out: dict[str, bytes] = {}
    start = 0
    for thread in slab:
        end = start + len(several[thread.id])
        comparison = compare_thread(thread, members[thread.id], outlets[thread.id], rows[start:end])
        if judge is not None and several[thread.id]:
            comparison = _judged(comparison, members[thread.id], rows[start:end], judge)
        out[thread.id] = msgspec.msgpack.encode(comparison)
        start = end
    return out


def _judged(comparison: Comparison, articles: Sequence[Article], rows: NDArray[np.float32], judge: Judge) -> Comparison:
    from builder.compare.contradictions import pairs_to_judge, with_contradictions

    asked = pairs_to_judge(comparison, articles, rows)
    scores = judge.of([(left.text, right.text) for left, right in asked.pairs])
    return with_contradictions(comparison, asked, scores, judge.name)


def outlets_of(articles: Sequence[Article]) -> set[str]:
    """The ids of the sources that published these articles."""
    return {article.source_id for article in articles}


def _outlets(
    articles: Sequence[Article], sources: Mapping[str, Source], configured: Sequence[Source]
) -> tuple[Source, ...]:
    """What a comparison may know: the thread's own outlets and those that site.toml names, in order of id.

    Not every outlet of the site: one more outlet elsewhere must not make every comparison be made again.
    """
    known = {source.id: source for source in configured}
    known.update({source_id: sources[source_id] for source_id in outlets_of(articles)})
    return tuple(known[source_id] for source_id in sorted(known))


def _key(thread: Thread, articles: Sequence[Article], outlets: Sequence[Source], model: str) -> str:
    parts = [f"{a.id} {a.digest} {a.published} {a.path} {a.source_id}" for a in articles]
    return digest(str(COMPARE_VERSION), model, thread.id, msgspec.json.encode(list(outlets)), *parts)


def _slabs(threads: Sequence[Thread], members: Mapping[str, Sequence[Article]]) -> Iterator[list[Thread]]:
    slab: list[Thread] = []
    size = 0
    for thread in threads:
        slab.append(thread)
        size += sum(len(article.sentence_spans) for article in members[thread.id])
        if size >= _SLAB_SENTENCES:
            yield slab
            slab, size = [], 0
    if slab:
        yield slab
