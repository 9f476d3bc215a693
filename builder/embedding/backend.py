"""The sentence-transformers backend. Imported by `open_embedder` alone: it loads torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from builder.config import EmbeddingSection
from builder.embedding import batches
from builder.embedding.first_layer import mean_rows, whole_words
from builder.embedding.loading import load_model
from builder.embedding.models import EMBEDDED_SHA256, locate, name_of, precision_of, verify_embedded

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

CHUNK = 4096
"""Texts tokenised at a time: bounds memory, changes nothing else."""

_LONGEST = 512
"""Tokens, where a model names no limit of its own."""

Vectors = NDArray[np.float32]


def load(settings: EmbeddingSection, root: Path) -> SentenceEmbedder:
    """Load the model of `settings`, in its precision, on the processor. Raises `DigestError` when it cannot be."""
    located = locate(settings, root)
    if located.digest == EMBEDDED_SHA256[:32]:
        verify_embedded(located.folder)
    precision = precision_of(settings)
    return SentenceEmbedder(load_model(located.folder, precision), name_of(located, precision))


class SentenceEmbedder:
    """An `Embedder` over a loaded SentenceTransformer."""

    def __init__(self, model: SentenceTransformer, name: str) -> None:
        self._model = model
        self._id = name
        self._dimensions = int(model.get_embedding_dimension() or 0)
        self._prompt = (model.prompts or {}).get(model.default_prompt_name or "", "") or ""

    @property
    def id(self) -> str:
        """Model digest, precision and version."""
        return self._id

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Unit vectors of `texts`, shape (n, dimensions), float32, every number exact in float16."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        done = 0
        for start in range(0, len(texts), CHUNK):
            for indices, rows in self._encode_chunk(texts[start : start + CHUNK]):
                vectors[np.add(indices, start)] = rows
                done += len(indices)
                if progress is not None:
                    progress(done)
        return rounded_units(vectors)

    def vocabulary(self) -> tuple[str, ...]:
        """The whole words that are one token to the model, sorted; none where it has no such list of at most 60,000."""
        tokenizer: Any = getattr(self._model[0], "tokenizer", None)
        known: dict[str, int] = tokenizer.get_vocab() if hasattr(tokenizer, "get_vocab") else {}
        return whole_words(known)

    def inputs(self, words: Sequence[str]) -> Vectors:
        """What the model's first layer holds of each word, the mean of its tokens' rows: shape (n, width), float32.

        Width 0 where the model is no transformer over tokens. No word goes through the model: that would cost minutes.
        """
        first: Any = self._model[0]
        if not hasattr(first, "auto_model") or not callable(getattr(first, "tokenizer", None)):
            return np.zeros((len(words), 0), dtype=np.float32)
        table: Vectors = first.auto_model.get_input_embeddings().weight.detach().float().cpu().numpy()
        return mean_rows(table, first.tokenizer(list(words), add_special_tokens=False)["input_ids"] if words else [])

    def _encode_chunk(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Vectors]]:
        """`(indices into texts, their raw vectors)`, a batch at a time."""
        import torch

        tokenizer: Any = getattr(self._model[0], "tokenizer", None)
        if not hasattr(tokenizer, "pad_token_id") or tokenizer.pad_token_id is None:
            # A model that is no transformer over tokens: one text at a time keeps vectors independent of the rest.
            for index, text in enumerate(texts):
                yield [index], np.asarray(self._model.encode([text], batch_size=1), dtype=np.float32)
            return
        limit = self._model.max_seq_length or _LONGEST
        encoded = tokenizer([self._prompt + text for text in texts], truncation=True, max_length=limit)
        columns = {key: rows for key, rows in encoded.items() if isinstance(rows, list)}
        with torch.inference_mode():
            for width, indices in batches.plan([len(row) for row in columns["input_ids"]], limit):
                features: Any = {
                    key: torch.from_numpy(_padded([rows[i] for i in indices], width, tokenizer, key == "input_ids"))
                    for key, rows in columns.items()
                }
                yield indices, self._model(features)["sentence_embedding"].float().numpy()


def _padded(rows: list[list[int]], width: int, tokenizer: Any, tokens: bool) -> NDArray[np.int64]:
    """`rows` as one array, filled up to `width` on the model's own side: with its padding token, else with zeros."""
    array = np.full((len(rows), width), tokenizer.pad_token_id if tokens else 0, dtype=np.int64)
    left = tokenizer.padding_side == "left"
    for index, row in enumerate(rows):
        if left:
            array[index, width - len(row) :] = row
        else:
            array[index, : len(row)] = row
    return array


def rounded_units(vectors: Vectors) -> Vectors:
    """Rows brought to length 1 in float32, then rounded to what float16 holds (cosines move by less than 0.0005)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    rounded: Vectors = units.astype(np.float16).astype(np.float32)
    return rounded
