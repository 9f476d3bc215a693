"""Pairs of sentences -> how sure a cross-encoder is that they contradict each other. `load` imports torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from builder.config import CompareSection
from builder.embedding import batches
from builder.embedding.models import locate_named
from builder.errors import mistake

JUDGING_VERSION = 1
"""Raised whenever the same model would give other scores."""

WHERE = "site.toml [compare] nli"
_LONGEST = 512
"""Tokens of a pair, where a model names no limit of its own."""


class Named(NamedTuple):
    """A located model: its folder, its id for cache keys, and which of its classes is a contradiction."""

    folder: Path
    id: str
    column: int


def find(settings: CompareSection, root: Path) -> Named:
    """Where the model that `settings` names lies. Imports no torch.

    Raises `DigestError` when it cannot be had, or when none of its labels is called contradiction.
    """
    located = locate_named(settings.nli, root, WHERE)
    labels = _labels(located.folder)
    column = next((i for i, label in sorted(labels.items()) if label.lower().startswith("contradict")), None)
    if column is None:
        known = ", ".join(label for label in sorted(labels.values())) or "none"
        raise mistake(
            WHERE,
            f"the model {settings.nli!r} has no label `contradiction` (its labels: {known})",
            "name a cross-encoder for natural language inference, such as cross-encoder/nli-deberta-v3-small",
            kind="model",
        )
    return Named(located.folder, f"nli-{located.digest}-{column}-v{JUDGING_VERSION}", column)


def _labels(folder: Path) -> dict[int, str]:
    try:
        config = msgspec.json.decode((folder / "config.json").read_bytes(), type=dict[str, Any])
        return {int(number): str(label) for number, label in dict(config.get("id2label") or {}).items()}
    except (OSError, ValueError, msgspec.DecodeError):
        return {}


class PairJudge:
    """A loaded cross-encoder."""

    def __init__(self, model: Any, column: int) -> None:
        self._model = model.model.eval()
        self._tokenizer = model.tokenizer
        self._column = column
        self._limit = min(int(model.max_seq_length or _LONGEST), _LONGEST)

    def score(self, pairs: Sequence[tuple[str, str]], progress: Callable[[int], None] | None = None) -> list[float]:
        """The probability of a contradiction for each pair, 0 to 1 in thousandths, whatever else is in the call."""
        import torch

        encoded = [self._tokenizer(*pair, truncation=True, max_length=self._limit) for pair in pairs]
        scores = [0.0] * len(pairs)
        done = 0
        with torch.inference_mode():
            for width, indices in batches.plan([len(row["input_ids"]) for row in encoded], self._limit):
                features = self._tokenizer.pad(
                    [encoded[i] for i in indices], padding="max_length", max_length=width, return_tensors="pt"
                )
                chances = torch.softmax(self._model(**features).logits.float(), dim=-1)[:, self._column]
                for index, chance in zip(indices, chances.tolist(), strict=True):
                    scores[index] = round(chance, 3)
                done += len(indices)
                if progress is not None:
                    progress(done)
        return scores


def load(named: Named) -> PairJudge:
    """Load the model (seconds). Raises `DigestError` when sentence-transformers cannot."""
    from builder.embedding.loading import load_cross_encoder

    return PairJudge(load_cross_encoder(named.folder), named.column)
