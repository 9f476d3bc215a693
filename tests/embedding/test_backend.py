"""With the real model: seconds, once for the whole module."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from builder.config import EmbeddingSection
from builder.embedding import embedder_id, open_embedder
from builder.embedding.backend import SentenceEmbedder
from builder.errors import DigestError

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]

TEXTS = [
    "The ferry ran aground on the reef and 214 people were rescued.",
    "All 214 passengers were taken off the grounded ferry.",
    "Onion prices have doubled since spring.",
    "",
    "word " * 400,
    "Ferry",
]


@pytest.fixture(scope="module")
def embedder() -> SentenceEmbedder:
    return open_embedder(EmbeddingSection(), Path("/"))


def test_id_and_size(embedder: SentenceEmbedder) -> None:
    assert embedder.id == embedder_id(EmbeddingSection(), Path("/"))
    assert embedder.dimensions == 384


def test_rows_are_units_that_float16_holds(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (6, 384)
    assert vectors.dtype == np.float32
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-3
    assert (vectors.astype(np.float16).astype(np.float32) == vectors).all()
    assert embedder.encode([]).shape == (0, 384)


def test_the_same_story_is_nearer(embedder: SentenceEmbedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors[0] @ vectors[1] > 0.6 > 0.3 > vectors[0] @ vectors[2]


def test_a_vector_does_not_depend_on_its_company(embedder: SentenceEmbedder) -> None:
    import torch

    texts = [*TEXTS, *(f"Item {k}: " + "the harbour board met again " * (k % 9) for k in range(40))]
    together = embedder.encode(texts)
    order = np.random.default_rng(0).permutation(len(texts))
    assert (embedder.encode([texts[k] for k in order]) == together[order]).all()
    alone = np.concatenate([embedder.encode([text]) for text in texts[:12]])
    assert (alone == together[:12]).all()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        assert (embedder.encode(texts) == together).all()
    finally:
        torch.set_num_threads(threads)


def test_progress_counts_up_to_all(embedder: SentenceEmbedder) -> None:
    seen: list[int] = []
    embedder.encode(TEXTS * 3, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 18


def test_a_folder_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{")
    with pytest.raises(DigestError, match="the model could not be loaded"):
        open_embedder(EmbeddingSection(model="broken"), tmp_path)
