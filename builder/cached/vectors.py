"""Texts -> vectors: a text is embedded once for a model and precision, wherever it stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cache import Cache
from builder.config import EmbeddingSection
from builder.embedding.models import embedder_id, reads
from builder.text.digests import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from builder.embedding.first_layer import FirstLayer
    from builder.embedding.protocol import Embedder

_COMMIT_EVERY = 4096
"""Texts between commits: what a killed build loses of its embedding."""


class Vectors:
    """The vectors of one site's model: from the cache where known, else from the model, opened when first needed."""

    def __init__(self, settings: EmbeddingSection, root: Path, cache: Cache) -> None:
        self._settings = settings
        self._root = root
        self._cache = cache
        self._embedder: Embedder | None = None
        self._layer: FirstLayer | Embedder | None = None
        self.id = embedder_id(settings, root)
        self.embedded = 0
        self.reused = 0

    def of(self, texts: Sequence[str], advance: Callable[[int, int], None]) -> NDArray[np.float32]:
        """Unit vectors of `texts`, shape (n, d), float32.

        They are read back from their stored float16 form even when new, so that a cold build and a warm one
        compute with the same numbers.
        """
        import numpy as np

        keys = [digest(self.id, text) for text in texts]
        stored = self._cache.vectors(tuple(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in stored}
        self.reused += len(texts) - len(missing)
        if missing:
            stored.update(self._embed(missing, advance))
        if not texts:
            return np.zeros((0, 1), dtype=np.float32)
        half = np.frombuffer(b"".join(stored[key] for key in keys), dtype=np.float16).reshape(len(keys), -1)
        full = half.astype(np.float32)
        full /= np.maximum(np.linalg.norm(full, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return full

    def keep(self, texts: Sequence[str]) -> None:
        """Ask the store for the vectors of `texts`, so that looking after it leaves them; nothing is embedded."""
        self._cache.vectors([digest(self.id, text) for text in texts])

    def reads(self, text: str) -> bool:
        """Whether the model knows the script that `text` is written in."""
        return reads(self._settings, text)

    def vocabulary(self) -> tuple[str, ...]:
        """The model's whole words (see `Embedder`); opens a model that is not the carried one."""
        return self._first_layer().vocabulary()

    def inputs(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What the model's first layer holds of `words` (see `Embedder`); opens a model that is not the carried one."""
        return self._first_layer().inputs(words)

    def _first_layer(self) -> FirstLayer | Embedder:
        from builder.embedding.first_layer import open_first_layer

        if self._layer is None:
            self._layer = open_first_layer(self._settings) or self._open()
        return self._layer

    def _embed(self, missing: dict[str, str], advance: Callable[[int, int], None]) -> dict[str, bytes]:
        import numpy as np

        embedder = self._open()
        keys = sorted(missing, key=lambda key: (len(missing[key]), key))
        out: dict[str, bytes] = {}
        for start in range(0, len(keys), _COMMIT_EVERY):
            chunk = keys[start : start + _COMMIT_EVERY]

            def step(done: int, start: int = start) -> None:
                advance(start + done, len(keys))

            rows = embedder.encode([missing[key] for key in chunk], step).astype(np.float16)
            new = {key: row.tobytes() for key, row in zip(chunk, rows, strict=True)}
            self._cache.put_vectors(new)
            self._cache.commit()
            out.update(new)
            self.embedded += len(new)
        return out

    def _open(self) -> Embedder:
        if self._embedder is None:
            self._embedder = kept_open(self._settings, self._root)
        return self._embedder


_opening = threading.Lock()
_open_embedders: dict[str, Embedder] = {}
"""Loaded models by id: a running server loads a model once, not at every rebuild."""


def kept_open(settings: EmbeddingSection, root: Path) -> Embedder:
    """The embedder of these settings, loaded on first use and kept for the life of the process."""
    from builder.embedding import open_embedder

    name = embedder_id(settings, root)
    with _opening:
        if name not in _open_embedders:
            _open_embedders[name] = open_embedder(settings, root)
        return _open_embedders[name]
