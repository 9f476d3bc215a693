"""What the carried model's first layer holds of words, read from its files: neither torch nor the model is loaded.

The search is fitted anew whenever a text changes, and needs no more of the model than this. Loading all of it takes
some six seconds of processor time, reading this table a tenth of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from builder.config import EmbeddingSection
from builder.embedding.models import Precision, embedded_folder, precision_of, verify_embedded

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

_TABLE = "embeddings.word_embeddings.weight"
_LARGEST_VOCABULARY = 60_000
"""Tokens: larger lists are those of models for a hundred languages, of which a site needs few."""


class FirstLayer:
    """The table of a model's tokens and how words are cut into them. Immutable."""

    def __init__(self, tokenizer: Tokenizer, table: Vectors) -> None:
        self._tokenizer, self._table = tokenizer, table

    def vocabulary(self) -> tuple[str, ...]:
        """The whole words that are one token to the model (see `Embedder`)."""
        return whole_words(self._tokenizer.get_vocab(with_added_tokens=True))

    def inputs(self, words: Sequence[str]) -> Vectors:
        """The mean of each word's tokens' rows (see `Embedder`): shape (n, width), float32."""
        cut = self._tokenizer.encode_batch(list(words), add_special_tokens=False) if words else []
        return mean_rows(self._table, [one.ids for one in cut])


def open_first_layer(settings: EmbeddingSection) -> FirstLayer | None:
    """The first layer of the carried model, in its precision; None for another model, whose files may be anything.

    Raises `DigestError` where the carried model is not what it should be.
    """
    if settings.model != "embedded":
        return None
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = embedded_folder()
    verify_embedded(folder)
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        table: Vectors = weights.get_tensor(_TABLE).astype(np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return FirstLayer(tokenizer, in_precision(table, precision_of(settings)))


def whole_words(known: Mapping[str, int]) -> tuple[str, ...]:
    """The whole words among a tokenizer's tokens, sorted; none where it has no list of at most 60,000."""
    if not 0 < len(known) <= _LARGEST_VOCABULARY:
        return ()
    # WordPiece marks what goes on inside a word, the others what begins one.
    begun = {token[1:] for token in known if token[:1] in ("\u2581", "\u0120")}
    return tuple(sorted(word for word in begun or known if word.isalpha() and word.islower() and len(word) > 1))


def mean_rows(table: Vectors, tokens: Sequence[Sequence[int]]) -> Vectors:
    """The mean of the rows of `table` for each list of tokens; zeros for an empty one."""
    rows = np.zeros((len(tokens), table.shape[1]), dtype=np.float32)
    for row, numbers in zip(rows, tokens, strict=True):
        if numbers:
            row[:] = table[numbers].mean(axis=0)
    return rows


def in_precision(table: Vectors, precision: Precision) -> Vectors:
    """`table` as a model holds it: to the nearest number that `precision` has, ties to the even one."""
    if precision == "float32":
        return table
    bits = np.ascontiguousarray(table).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    return rounded.astype(np.uint32).view(np.float32)
