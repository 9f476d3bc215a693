"""Texts to unit vectors. Importing this package is cheap; torch is loaded by `open_embedder` alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from builder.config import EmbeddingSection
from builder.embedding.models import embedder_id
from builder.embedding.protocol import Embedder

if TYPE_CHECKING:
    from builder.embedding.backend import SentenceEmbedder

__all__ = ["Embedder", "embedder_id", "open_embedder"]


def open_embedder(settings: EmbeddingSection, root: Path) -> SentenceEmbedder:
    """Load the model that `settings` names; folders are relative to `root`, the folder of site.toml.

    Takes seconds (torch). Raises `DigestError` when the model is missing, damaged or not loadable.
    """
    from builder.embedding.backend import load

    return load(settings, root)
