"""The tensions found in real stories, against the judgements of a reader."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JUDGED = json.loads((Path(__file__).parent / "tensions_allsides.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_what_is_found_was_read_and_is_right(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tension that nobody has read yet: run `benchmarks/eval_tensions.py --unjudged`, read it and add the verdict."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    spec = importlib.util.spec_from_file_location("eval_tensions", ROOT / "benchmarks" / "eval_tensions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "eval_tensions", module)
    spec.loader.exec_module(module)
    stories = module.threads(shared_data, "all", 10_000)
    found = [module.key(tension) for _, articles in stories for tension in module.tensions_of(articles)]
    verdicts = [JUDGED["judged"][key] for key in found if key in JUDGED["judged"]]
    assert len(found) - len(verdicts) <= JUDGED["unjudged"]
    assert verdicts.count("right") >= JUDGED["precision"] * len(verdicts)
