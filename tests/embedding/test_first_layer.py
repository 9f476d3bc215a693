"""The first layer read from the model's files is the model's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from builder.config import EmbeddingSection
from builder.embedding import open_embedder
from builder.embedding.first_layer import in_precision, open_first_layer, whole_words

pytestmark = pytest.mark.model


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_it_is_the_same_to_the_last_bit(precision: str) -> None:
    settings = EmbeddingSection(precision=precision)  # type: ignore[arg-type]
    layer, model = open_first_layer(settings), open_embedder(settings, Path())
    assert layer is not None
    known = layer.vocabulary()
    assert known == model.vocabulary()
    assert len(known) > 20_000
    words = [*known[::50], "ferry-boat", "Ñandú", "harbours", "x" * 200, "", " ", "日本", "re-election"]
    assert np.array_equal(layer.inputs(words), model.inputs(words))
    assert layer.inputs([]).shape == model.inputs([]).shape


def test_torch_is_not_loaded() -> None:
    program = """
import sys
from builder.config import EmbeddingSection
from builder.embedding.first_layer import open_first_layer
assert open_first_layer(EmbeddingSection()).inputs(["ferry"]).shape == (1, 384)
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_another_model_is_asked_itself() -> None:
    assert open_first_layer(EmbeddingSection(model="models/own")) is None


def test_words_of_both_kinds_of_tokens() -> None:
    assert whole_words({"ferry": 0, "##boat": 1, "a": 2, "Ox": 3, "[CLS]": 4}) == ("ferry",)
    assert whole_words({"\u2581ferry": 0, "boat": 1, "\u2581x": 2}) == ("ferry",)
    assert whole_words({str(number): number for number in range(60_001)}) == ()


def test_rounding_is_to_the_nearest_and_to_even() -> None:
    given = np.array([1.0, 1.00390625, 1.01171875, -3.14159265, 1e-40], dtype=np.float32)
    rounded = in_precision(given, "bfloat16")
    assert rounded.tolist()[:3] == [1.0, 1.0, 1.015625]
    assert rounded[3] == np.float32(-3.140625)
    assert in_precision(given, "float32") is given
