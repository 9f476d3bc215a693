"""Pairs of sentences -> how sure the named model is of a contradiction: a pair is asked about once for a model."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cache import Cache
from builder.config import CompareSection
from builder.embedding import judging
from builder.text.digests import digest

if TYPE_CHECKING:
    from builder.embedding.judging import PairJudge

STAGE = "judging"
_COMMIT_EVERY = 512
"""Pairs between commits: what a killed build loses of its judging."""


class Judge:
    """The answers of one site's model for contradictions, from the cache where known; opened when first needed."""

    def __init__(self, settings: CompareSection, root: Path, cache: Cache) -> None:
        """Raises `DigestError` when the model cannot be had or knows no contradiction."""
        self.name = settings.nli
        self._named = judging.find(settings, root)
        self._cache = cache
        self.id = self._named.id

    def of(self, pairs: Sequence[tuple[str, str]], advance: Callable[[int], None] | None = None) -> list[float]:
        """For each pair of texts the lower of the answers for either order, 0 to 1. `advance` is told pairs done."""
        keys = [digest(self.id, *pair) for pair in pairs]
        stored = self._cache.get(STAGE, tuple(dict.fromkeys(keys)))
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in stored}
        ordered = sorted(missing, key=lambda key: (sum(map(len, missing[key])), key))
        for start in range(0, len(ordered), _COMMIT_EVERY):
            chunk = ordered[start : start + _COMMIT_EVERY]
            both = [pair for key in chunk for pair in (missing[key], missing[key][::-1])]
            scores = kept_open(self._named).score(both)
            new = {key: struct.pack("<d", min(scores[2 * i : 2 * i + 2])) for i, key in enumerate(chunk)}
            self._cache.put(STAGE, new)
            self._cache.commit()
            stored.update(new)
            if advance is not None:
                advance(start + len(chunk))
        return [float(struct.unpack("<d", stored[key])[0]) for key in keys]


def judge_of(settings: CompareSection, root: Path, cache: Cache) -> Judge | None:
    """The judge that site.toml names; None where it names none: then nothing is looked for or loaded."""
    return Judge(settings, root, cache) if settings.nli else None


_open_judges: dict[str, PairJudge] = {}
"""Loaded models by id: a running server loads a model once, not at every rebuild."""


def kept_open(named: judging.Named) -> PairJudge:
    """The model, loaded on first use and kept for the life of the process."""
    if named.id not in _open_judges:
        _open_judges[named.id] = judging.load(named)
    return _open_judges[named.id]
