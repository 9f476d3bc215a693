"""Site -> its index and its stories' vectors, for asking them in the builder itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from builder.cache import Cache
from builder.cached.grouping import vectors_of
from builder.cached.searching import contents, index_of
from builder.cached.vectors import Vectors
from builder.config import SiteConfig
from builder.model import Site
from builder.search.ask import Answer, Asker, Order, nearest
from builder.search.fusion import MEANING_WEIGHT
from builder.search.opened import OpenIndex
from builder.search.passage import Told, best_sentence
from builder.search.query import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Advance = Callable[[int, int], None]


class Searchable:
    """The listed stories of a site, their index and the model; usable while the cache is open."""

    def __init__(
        self,
        site: Site,
        config: SiteConfig,
        vectors: Vectors,
        cache: Cache,
        advance: Advance,
        weight: float = MEANING_WEIGHT,
    ) -> None:
        """Index what is not indexed; `weight` is what a cosine counts."""
        self.zone = config.zone
        self.documents, state, fresh = index_of(site, config, vectors.id, cache, advance)
        self._vectors = vectors
        self._cache = cache
        self._fresh = fresh
        self._weight = weight
        self._advance = advance
        self._index = OpenIndex(state, self._read)
        self._vocabulary: frozenset[str] | None = None
        self._means: NDArray[np.float32] | None = None

    def reopen(self, vectors: Vectors, cache: Cache) -> None:
        """Go on with the same site in a cache that was opened anew."""
        self._vectors, self._cache = vectors, cache

    def ask(self, query: Query, order: Order, *, meaning: bool) -> Answer:
        """The stories that answer; without `meaning` the model is not opened."""
        asker = Asker(self._index, self.documents, self.zone, self._weight)
        near, known = (self._near, self._known) if meaning and self.documents else (None, lambda word: False)
        return asker.ask(query, order, near, known)

    def sentence(self, number: int, weights: Mapping[str, float]) -> Told | None:
        """The sentence of story `number` that has most of what is asked."""
        return best_sentence(self.documents[number], weights, self._index.roots)

    def _near(self, words: str, also: NDArray[np.int64]) -> dict[int, float]:
        if not self._vectors.reads(words):
            return {}
        return nearest(self._stories(), self._vectors.of([words], self._advance)[0], also)

    def _stories(self) -> NDArray[np.float32]:
        """The mean of each story's articles' vectors, of length 1; zeros where the model cannot read them."""
        if self._means is not None:
            return self._means
        import numpy as np

        members = [article for document in self.documents for article in document.members]
        rows = vectors_of(members, self._vectors, self._advance)
        starts = np.cumsum([0, *(len(document.members) for document in self.documents)])[:-1]
        sums = np.add.reduceat(rows, starts, axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        self._means = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
        return self._means

    def _known(self, word: str) -> bool:
        """Whether the model knows a word that no story has."""
        if self._vocabulary is None:
            self._vocabulary = frozenset(self._vectors.vocabulary())
        return word in self._vocabulary

    def _read(self, marks: Sequence[bytes]) -> dict[bytes, bytes]:
        own = {mark: self._fresh[mark] for mark in marks if mark in self._fresh}
        return own | contents(self._cache, [mark for mark in marks if mark not in own])
