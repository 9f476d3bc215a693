"""Floors under the quality of threads: lowering one in baseline.json is a decision, not an accident."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from builder.config import EmbeddingSection, ThreadsSection
from builder.model import Article

ROOT = Path(__file__).parents[2]
FLOORS = json.loads((Path(__file__).parent / "baseline.json").read_text(encoding="utf-8"))["threads"]

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    """The benchmark: it knows how to load the sets and to score."""
    spec = importlib.util.spec_from_file_location("threads_quality", ROOT / "benchmarks" / "threads_quality.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(quality: ModuleType, articles: Sequence[Article], gold: Sequence[str], vectors: object) -> float:
    threads = quality.number(quality.group(articles, vectors, ThreadsSection()).groups)
    return quality.bcubed(gold, [threads[one.id] for one in articles])[2]


def test_the_example_newsroom(quality: ModuleType) -> None:
    from builder.config import SiteConfig
    from builder.embedding import open_embedder
    from builder.reading import files
    from builder.reading.read import read_article
    from builder.reading.settings import ReadingSettings

    gold = json.loads((Path(__file__).parent / "example_gold.json").read_text(encoding="utf-8"))["stories"]
    content, settings = ROOT / "content", ReadingSettings.of(SiteConfig())
    read = [read_article((content / f.path).read_bytes(), f.path, settings).article for f in files.scan(content).files]
    articles = [one for one in read if one is not None and one.path in gold]
    assert len(articles) == len(gold)
    vectors = open_embedder(EmbeddingSection(), ROOT).encode([quality.thread_text(one) for one in articles])
    assert score(quality, articles, [gold[one.path] for one in articles], vectors) >= FLOORS["example"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["allsides", "wikinews"])
def test_the_given_sets(name: str, quality: ModuleType, shared_data: Path, pytestconfig: pytest.Config) -> None:
    """Half a minute where the vectors are not kept from an earlier run."""
    articles, gold = quality.load(shared_data, name)
    store = quality.Store(Path(pytestconfig.cache.mkdir("vectors")) / f"{name}.npz")
    vectors = store.of([quality.thread_text(one) for one in articles])
    assert score(quality, articles, gold, vectors) >= FLOORS[name]
