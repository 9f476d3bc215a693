from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builder.config import EmbeddingSection
from builder.embedding import models
from builder.embedding.models import EMBEDDED_SHA256, embedder_id, folder_digest, precision_of, verify_embedded
from builder.errors import DigestError


def model_folder(path: Path, weights: bytes = b"w" * 100) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")
    (path / "model.safetensors").write_bytes(weights)
    return path


def test_the_embedded_model_is_named_by_its_hash_and_precision(tmp_path: Path) -> None:
    name = embedder_id(EmbeddingSection(precision="float32"), tmp_path)
    assert name.startswith(EMBEDDED_SHA256[:32])
    assert "float32" in name
    assert name != embedder_id(EmbeddingSection(precision="bfloat16"), tmp_path)


def test_automatic_precision_follows_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for native, expected in ((True, "bfloat16"), (False, "float32")):
        monkeypatch.setattr(models, "native_bfloat16", lambda native=native: native)
        assert precision_of(EmbeddingSection()) == expected
    assert precision_of(EmbeddingSection(precision="bfloat16")) == "bfloat16"


def test_a_folder_is_relative_to_the_site_and_known_by_what_it_holds(tmp_path: Path) -> None:
    model_folder(tmp_path / "models" / "own")
    model_folder(tmp_path / "elsewhere" / "copy")
    first = embedder_id(EmbeddingSection(model="models/own"), tmp_path)
    assert first == embedder_id(EmbeddingSection(model=str(tmp_path / "elsewhere" / "copy")), tmp_path)
    (tmp_path / "models" / "own" / "model.safetensors").write_bytes(b"v" * 100)
    assert embedder_id(EmbeddingSection(model="models/own"), tmp_path) != first


def test_large_weights_are_told_apart_by_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "_WHOLE", 1000)
    monkeypatch.setattr(models, "_SAMPLE", 10)
    folder = model_folder(tmp_path / "m", bytes(100_000))
    before = folder_digest(folder)
    (folder / "model.safetensors").write_bytes(b"\x01" * 100_000)
    assert folder_digest(folder) != before
    (folder / "model.safetensors").write_bytes(bytes(100_001))
    assert folder_digest(folder) != before


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./nowhere", "there is no model folder './nowhere'"),
        ("no model name", "there is no model folder 'no model name'"),
        ("someone/some-model", "the model 'someone/some-model' is not on this machine and HF_HUB_OFFLINE is set"),
    ],
)
def test_a_missing_model_is_told_with_a_remedy(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(DigestError) as raised:
        embedder_id(EmbeddingSection(model=name), tmp_path)
    (notice,) = raised.value.notices
    assert notice.message == message
    assert notice.remedy


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DigestError, match="'empty' holds no model"):
        embedder_id(EmbeddingSection(model="empty"), tmp_path)


def test_a_hub_model_is_found_in_the_local_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "hub" / "models--sentence-transformers--tiny"
    model_folder(store / "snapshots" / "abc")
    (store / "refs").mkdir()
    (store / "refs" / "main").write_text("abc")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert models.locate(EmbeddingSection(model="tiny"), tmp_path).folder == store / "snapshots" / "abc"


def test_damaged_embedded_weights_are_refused(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    with pytest.raises(DigestError, match="not the expected one"):
        verify_embedded(folder)
    (folder / "model.safetensors").unlink()
    with pytest.raises(DigestError, match="incomplete"):
        verify_embedded(folder)


def test_the_id_costs_no_heavy_import() -> None:
    code = (
        "import sys; from pathlib import Path; from builder.config import EmbeddingSection;"
        "from builder.embedding import embedder_id; embedder_id(EmbeddingSection(), Path('.'));"
        "heavy = {'torch', 'numpy', 'transformers', 'sentence_transformers', 'huggingface_hub'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(models.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
