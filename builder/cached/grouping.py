"""Articles -> groups: nothing of the model or of FAISS is loaded when no article has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from builder.cache import Cache
from builder.cached.vectors import Vectors
from builder.config import ThreadsSection
from builder.model import Article
from builder.text.digests import digest
from builder.threads.saga_tuning import SAGAS
from builder.threads.terms import Terms, article_terms, thread_text
from builder.threads.tuning import DEFAULT
from builder.threads.types import THREADS_VERSION, Grouping

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGE = "grouping"
TERMS_STAGE = "terms"


def group_all(
    articles: Sequence[Article],
    vectors: Vectors,
    settings: ThreadsSection,
    cache: Cache,
    advance: Callable[[int, int], None],
) -> Grouping:
    """Group `articles`; `advance(done, total)` is called while article vectors are computed."""
    if len(articles) < 2:
        return Grouping(tuple((article.id,) for article in articles))
    parts = [f"{a.id} {a.digest} {a.published} {a.source_id} {a.path}" for a in articles]
    numbers = msgspec.json.encode((settings, DEFAULT, SAGAS))
    key = digest(str(THREADS_VERSION), vectors.id, numbers, *parts)
    found = cache.get(STAGE, (key,))
    if key in found:
        return msgspec.msgpack.decode(found[key], type=Grouping)
    from builder.threads.grouping import group

    grouping = group(articles, vectors_of(articles, vectors, advance), settings, terms_of(articles, cache))
    cache.put(STAGE, {key: msgspec.msgpack.encode(grouping)})
    return grouping


def vectors_of(
    articles: Sequence[Article], vectors: Vectors, advance: Callable[[int, int], None]
) -> NDArray[np.float32]:
    """The vector that stands for each article, shape (n, d); zeros where the model does not know its script."""
    import numpy as np

    texts = [thread_text(article) for article in articles]
    known = [row for row, text in enumerate(texts) if vectors.reads(text)]
    found = vectors.of([texts[row] for row in known], advance)
    if len(known) == len(texts):
        return found
    rows = np.zeros((len(texts), found.shape[1]), dtype=np.float32)
    rows[known] = found
    return rows


def terms_of(articles: Sequence[Article], cache: Cache) -> tuple[Terms, ...]:
    """Each article's weighted words, counted once per text."""
    keys = [digest(str(THREADS_VERSION), article.digest, article.path) for article in articles]
    stored = cache.get(TERMS_STAGE, keys)
    fresh = {
        key: msgspec.msgpack.encode(article_terms(article))
        for key, article in zip(keys, articles, strict=True)
        if key not in stored
    }
    cache.put(TERMS_STAGE, fresh)
    cache.prune(TERMS_STAGE, keys)
    stored.update(fresh)
    decoder = msgspec.msgpack.Decoder(Terms)
    return tuple(decoder.decode(stored[key]) for key in keys)
