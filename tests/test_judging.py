"""A model for contradictions named in site.toml, by the command line; and none where none is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from builder.cache import Cache
from builder.cached import judging
from builder.config import CompareSection
from tests.embedding.cross_encoder import save
from tests.newsroom import FILES

Digest = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]

pytestmark = pytest.mark.model


def test_what_the_model_finds_is_shown_as_its_finding(write_site: Write, digest_command: Digest) -> None:
    root = write_site({**FILES, "site.toml": '[compare]\nnli = "nli"\n'})
    refused = digest_command("build", cwd=root)
    assert refused.returncode != 0
    assert "site.toml [compare] nli" in refused.stderr + refused.stdout
    save(root / "nli", sure=0)
    built = digest_command("build", cwd=root)
    assert built.returncode == 0, built.stderr
    (path,) = [p for p in (root / "public" / "stories").glob("*/thread.json") if "contradiction" in p.read_text()]
    row, *_ = [t for t in json.loads(path.read_text())["tensions"] if t["kind"] == "contradiction"]
    assert (row["rule"], row["model"]) == ("contradiction.nli", "nli")
    assert row["score"] > 0.98
    page = path.with_name("index.html").read_text()
    assert "Found by the model nli" in page
    # Asked about once: the scores are in the cache, by the model's digest and the pair.
    (root / "site.toml").write_text("", encoding="utf-8")
    assert digest_command("build", cwd=root).returncode == 0
    assert "contradiction" not in path.read_text()


def test_a_pair_is_asked_about_once_for_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "nli")
    pairs = [("The ferry struck the reef.", "The ferry hit the wall."), ("Nobody was injured.", "Rescued.")]
    with Cache(tmp_path / "cache.sqlite") as cache:
        judge = judging.Judge(CompareSection(nli="nli"), tmp_path, cache)
        first = judge.of(pairs)
        assert judge.of([(right, left) for left, right in pairs]) == first
        monkeypatch.setattr(judging, "kept_open", lambda named: pytest.fail("asked again"))
        assert judge.of(pairs[::-1]) == first[::-1]


def test_without_a_name_there_is_no_judge(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert judging.judge_of(CompareSection(), tmp_path, cache) is None
