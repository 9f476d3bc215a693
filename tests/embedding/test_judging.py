"""A cross-encoder for contradictions: its scores, and the words for a model that will not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builder.config import CompareSection
from builder.embedding import judging
from builder.errors import DigestError
from tests.embedding.cross_encoder import save

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("model")]

PAIRS = [
    ("The ferry struck the reef.", "The ferry hit the harbour wall."),
    ("Fourteen people were injured.", "Nobody was injured."),
    ("The crew said the lifeboat was not in the harbour on Friday morning.", "Rescued."),
    ("The ferry struck the reef.", "the passengers " * 60),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("nli")
    save(root / "nli")
    return root


def test_a_score_is_a_probability_and_does_not_depend_on_its_company(root: Path) -> None:
    judge = judging.load(judging.find(CompareSection(nli="nli"), root))
    together = judge.score([*PAIRS, *PAIRS[::-1]])
    assert together[:4] == together[4:][::-1]
    assert together[:4] == [judge.score([pair])[0] for pair in PAIRS]
    assert len(set(together)) > 1
    assert all(0 <= score <= 1 and round(score, 3) == score for score in together)


def test_the_column_of_the_label_counts(tmp_path: Path) -> None:
    save(tmp_path / "last", ("ENTAILMENT", "neutral", "CONTRADICTION"), sure=2)
    named = judging.find(CompareSection(nli="last"), tmp_path)
    assert named.column == 2
    assert judging.load(named).score(PAIRS[:1])[0] > 0.98


def test_a_model_without_the_label_is_refused(tmp_path: Path) -> None:
    save(tmp_path / "other", ("same", "other"))
    with pytest.raises(DigestError, match=r"has no label `contradiction` \(its labels: other, same\)"):
        judging.find(CompareSection(nli="other"), tmp_path)


@pytest.mark.parametrize("name", ["./nowhere", "cross-encoder/none-of-this-name"])
def test_a_model_that_cannot_be_had_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(DigestError) as caught:
        judging.find(CompareSection(nli=name), tmp_path)
    (notice,) = caught.value.notices
    assert notice.path == "site.toml [compare] nli"
    assert notice.remedy


def test_a_folder_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text('{"id2label": {"0": "contradiction"}}')
    with pytest.raises(DigestError, match="the cross-encoder could not be loaded"):
        judging.load(judging.find(CompareSection(nli="broken"), tmp_path))


def test_finding_it_imports_nothing_heavy(root: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.config import CompareSection;"
        "from builder.embedding import judging;"
        f"judging.find(CompareSection(nli='nli'), Path({str(root)!r}));"
        "assert not {'torch', 'numpy', 'transformers', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
