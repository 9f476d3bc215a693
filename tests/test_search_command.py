"""`digest search` on the example newsroom and on a site without stories."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builder.cli import digest
from builder.config_file import load_config


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(digest, ["search", "--site", str(root), *arguments], catch_exceptions=False)


def found(root: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(root, "--json", *arguments).stdout)
    return told


def test_without_stories(write_site: Callable[..., Path]) -> None:
    root = write_site({})
    shown = run(root, "ferry")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "no story yet" in shown.stderr
    assert found(root, "ferry")["results"] == []


def test_nothing_asked_is_wrong_usage(write_site: Callable[..., Path]) -> None:
    root = write_site({})
    for words in ([], ["..."], ["source:"]):
        assert run(root, *words).exit_code == 2


@pytest.mark.model
@pytest.mark.xdist_group("example")
class TestExample:
    def test_a_person_sees_a_table(self, example_site: Path) -> None:
        shown = run(example_site, "fery", "inquiry", "--words-only", "--limit", "2")
        assert "Grounded ferry had a dead radar" in " ".join(shown.stdout.split())
        assert "words" in shown.stdout
        assert "\x1b" not in shown.stdout
        assert "ferry instead of fery" in shown.stderr
        assert "--limit leaves out" in shown.stderr
        assert run(example_site, "ferry", "--quiet", "--words-only").stderr == ""

    def test_json_points_at_the_site(self, example_site: Path) -> None:
        told = found(example_site, 'ferry "ran aground" source:telica')
        assert told["total"] == len(told["results"]) + told["left_out"]
        for row in told["results"]:
            assert (example_site / "public/stories" / row["slug"] / "index.html").is_file()
            page, _, anchor = row["sentence"]["address"].partition("#")
            assert f'id="{anchor}"' in (example_site / "public" / page / "index.html").read_text(encoding="utf-8")
            assert row["by"] in ("words", "both")
            assert "Telica" in row["sources"]

    def test_meaning_finds_what_words_do_not(self, example_site: Path) -> None:
        words = "vessel stuck on a sandbank"
        by_both = found(example_site, words, "--limit", "5")["results"]
        assert any("ferry" in row["title"].lower() and row["by"] in ("meaning", "both") for row in by_both)
        assert all(row["by"] == "words" for row in found(example_site, words, "--words-only")["results"])

    def test_orders_and_filters(self, example_site: Path) -> None:
        told = found(example_site, "after:2026-10", "--limit", "0")
        zone = load_config(example_site).zone
        days = [datetime.fromisoformat(row["last"]).astimezone(zone).date() for row in told["results"]]
        assert days == sorted(days, reverse=True)
        assert len(days) > 3
        assert all(row["score"] is None for row in found(example_site, "has:tension")["results"])
        independent = [row["independent"] for row in found(example_site, "ferry", "--sort", "sources")["results"]]
        assert independent == sorted(independent, reverse=True)
        nothing = run(example_site, "ferry before:1999")
        assert (nothing.exit_code, nothing.stdout) == (0, "")
        assert "no story matches" in nothing.stderr
