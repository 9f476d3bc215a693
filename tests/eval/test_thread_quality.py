"""Floors under the quality of threads: raised, or lowered on purpose, by `benchmarks/eval_threads.py --pin`."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from builder.config import EmbeddingSection, SiteConfig
from builder.embedding import open_embedder
from builder.reading import files
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.threads.terms import thread_text

ROOT = Path(__file__).parents[2]
FLOORS = json.loads((Path(__file__).parent / "baseline.json").read_text(encoding="utf-8"))["threads"]

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]


@pytest.fixture(scope="module")
def scorer() -> Iterator[ModuleType]:
    """The benchmark: it knows how to load the sets and to score."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module("eval_threads")
    sys.path.remove(str(ROOT / "benchmarks"))


def test_the_example_newsroom(scorer: ModuleType) -> None:
    gold = json.loads((Path(__file__).parent / "example_gold.json").read_text(encoding="utf-8"))["stories"]
    content, settings = ROOT / "content", ReadingSettings.of(SiteConfig())
    read = [read_article((content / f.path).read_bytes(), f.path, settings).article for f in files.scan(content).files]
    articles = [one for one in read if one is not None and one.path in gold]
    assert len(articles) == len(gold)
    vectors = open_embedder(EmbeddingSection(), ROOT).encode([thread_text(one) for one in articles])
    f1 = scorer.bcubed([gold[one.path] for one in articles], scorer.group_all(articles, vectors))[2]
    assert f1 >= FLOORS["example"]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in FLOORS if name != "example"])
def test_the_given_sets(name: str, scorer: ModuleType, shared_data: Path, pytestconfig: pytest.Config) -> None:
    """Half a minute for the largest where the vectors are not kept from an earlier run."""
    stem, _, field = name.partition(":")
    articles, gold = scorer.load(shared_data / f"{stem}.jsonl.gz", field or "text")
    store = scorer.Store(Path(pytestconfig.cache.mkdir("vectors")) / f"{stem}-{field}.npz")
    vectors = store.of([thread_text(one) for one in articles])
    f1 = scorer.bcubed(gold, scorer.group_all(articles, vectors))[2]
    assert f1 >= FLOORS[name], "raise the quality again, or lower the floor on purpose (eval_threads.py --pin)"


def test_the_measures(scorer: ModuleType) -> None:
    """Two stories, one article of the second put with the first."""
    gold, found = ["a", "a", "a", "b", "b"], [1, 1, 1, 1, 2]
    precision, recall, f1 = scorer.bcubed(gold, found)
    assert (round(precision, 4), round(recall, 4), round(f1, 4)) == (0.7, 0.8, 0.7467)
    assert scorer.largest_wrong_merge(gold, found) == 1


def test_a_floor_sinks_only_on_purpose(scorer: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"threads": {"a": 0.9, "b": 0.5}}', encoding="utf-8")
    assert scorer.pin(path, {"a": 0.8, "b": 0.8}, lower=False) == ["a: 0.9 would become 0.796"]
    assert json.loads(path.read_text(encoding="utf-8"))["threads"] == {"a": 0.9, "b": 0.796}
    scorer.pin(path, {"a": 0.8}, lower=True)
    assert json.loads(path.read_text(encoding="utf-8"))["threads"]["a"] == 0.796
