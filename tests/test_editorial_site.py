"""The editor's word on a whole site: every kind of entry once, then each one stale, then each one contradicted."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builder.errors import DigestError
from builder.pipeline import build
from builder.questions import threads
from builder.workspace import Options
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("editorial")]

CASE = REPOSITORY / "tests/sites/editorial"
OPTIONS = Options(now=datetime(2026, 6, 25, tzinfo=UTC), workers=1)


def shown(root: Path) -> str:
    """Every story in a few words: address, what was decided, headline, articles."""
    road = threads(root, OPTIONS)
    paths = {article.id: article.path.removesuffix(".md") for article in road.chosen.articles}
    rows = []
    for thread in road.threads:
        flags = [name for name in ("pinned", "hidden", "closed") if getattr(thread, name)]
        edits = [f"{edit.kind} ({edit.place})" for edit in thread.edits]
        members = ", ".join(paths[name] for name in thread.article_ids)
        rows.append("\n  ".join([thread.slug, *flags, f"headline: {thread.title}", members, *edits]))
    slugs = {thread.id: thread.slug for thread in road.threads}
    rows += [f"saga: {saga.title}\n  " + "\n  ".join(slugs[i] for i in saga.thread_ids) for saga in road.sagas]
    return "\n".join(rows) + "\n"


def expected(name: str, found: str) -> str:
    """What should be found; `UPDATE_GOLDEN=1` writes it anew."""
    path = CASE / f"expected-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom as the model alone sees it, built."""
    root = tmp_path_factory.mktemp("editorial") / "site"
    shutil.copytree(CASE, root)
    (root / "editorial.toml").unlink()
    build(root, OPTIONS)
    return root


@pytest.fixture(scope="module")
def edited(bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its editorial.toml, built after the first build: addresses are there already."""
    root = tmp_path_factory.mktemp("edited") / "site"
    shutil.copytree(bare, root, symlinks=True)
    shutil.copy(CASE / "editorial.toml", root / "editorial.toml")
    outcome = build(root, OPTIONS)
    assert [notice for notice in outcome.notices if notice.kind.startswith("editorial")] == []
    return root


def page(root: Path, path: str) -> str:
    return (root / "public" / path).read_text(encoding="utf-8")


def test_every_kind_of_entry_does_what_it_says(edited: Path) -> None:
    assert shown(edited) == expected("threads", shown(edited))


def test_a_build_with_nothing_changed_is_over_at_once_and_an_edit_is_taken_up(edited: Path, tmp_path: Path) -> None:
    assert not build(edited, OPTIONS).fresh
    root = tmp_path / "site"
    shutil.copytree(edited, root, symlinks=True)
    text = (root / "editorial.toml").read_text(encoding="utf-8")
    (root / "editorial.toml").write_text(text.replace("Why the Santa", "How the Santa"), encoding="utf-8")
    again = build(root, OPTIONS)
    assert again.fresh
    assert again.counts.embedded == 0
    assert "How the Santa Oda ran aground" in page(root, "index.html")


def test_the_second_build_and_a_build_from_nothing_but_the_lock_are_the_first(edited: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean"
    shutil.copytree(CASE, clean)
    shutil.copy(edited / "threads.lock", clean / "threads.lock")
    build(clean, OPTIONS)

    def tree(root: Path) -> dict[str, bytes]:
        public = root / "public"
        return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}

    assert tree(clean) == tree(edited)
    assert (clean / "threads.lock").read_bytes() == (edited / "threads.lock").read_bytes()


def test_no_address_of_before_is_lost(bare: Path, edited: Path) -> None:
    stories = {path.parent.relative_to(bare / "public") for path in (bare / "public/stories").rglob("index.html")}
    assert all((edited / "public" / story / "index.html").is_file() for story in stories)
    assert "library-of-fonte-alta" in page(edited, "stories/pupils-carry-the-atlases-across-the-square/index.html")


def test_a_hidden_story_is_at_its_address_and_nowhere_else(edited: Path) -> None:
    own = {"stories/cat-show-in-the-gym-a-tabby-wins/index.html", "articles/cats/index.html"}
    for path in own:
        assert '<meta name="robots" content="noindex">' in page(edited, path)
    files = [path for path in (edited / "public").rglob("*") if path.suffix in (".html", ".xml", ".json")]
    named = {
        path.relative_to(edited / "public").as_posix()
        for path in files
        if "cat-show" in (text := path.read_text(encoding="utf-8")) or "tabby" in text or "articles/cats" in text
    }
    folder = "stories/cat-show-in-the-gym-a-tabby-wins"
    assert named == {*own, *(f"{folder}/{name}" for name in ("thread.json", "atom.xml", "feed.json"))}
    assert not (edited / "public/tags/cats").exists()


def test_the_pages_say_what_the_editors_decided(edited: Path) -> None:
    front = page(edited, "index.html")
    assert front.index("Fish market opens on Sundays") < front.index("A choir of welders")
    assert front.count("Put first by the editors") == 1
    inquiry = page(edited, "stories/santa-oda-inquiry-blames-a-broken-depth-sounder/index.html")
    assert "Headline: the editors" in inquiry
    ferry = page(edited, "stories/ferry-runs-aground-off-cabo-lirio/index.html")
    assert "What the company owes is a story of its own." in ferry
    assert "<code>editorial.toml:3</code>" in ferry
    assert "The editors have closed this story" in page(
        edited, "stories/storm-livia-cuts-power-to-4000-homes-in-tamarel/index.html"
    )
    record: dict[str, Any] = json.loads(
        page(edited, "stories/storm-livia-cuts-power-to-4000-homes-in-tamarel/thread.json")
    )
    assert record["closed"] is True
    assert [edit["place"] for edit in record["edits"]] == ["editorial.toml:20"]


@pytest.mark.parametrize("case", ["stale", "contradictions"])
def test_stale_and_contradictory_entries_are_named(bare: Path, tmp_path: Path, case: str) -> None:
    root = tmp_path / "site"
    shutil.copytree(bare, root, symlinks=True)
    shutil.copy(CASE / f"{case}.toml", root / "editorial.toml")
    before = page(root, "index.html")
    try:
        notices = build(root, OPTIONS).notices
    except DigestError as error:
        notices = error.notices
        assert page(root, "index.html") == before
        assert case == "contradictions"
    told = [f"{n.severity}: {n}\n" for n in sorted(notices) if n.path == "editorial.toml"]
    assert "".join(told) == expected(case, "".join(told))


def test_a_front_entry_ends_by_itself(edited: Path, tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(edited, root, symlinks=True)
    later = Options(now=datetime(2026, 7, 1, tzinfo=UTC), workers=1)
    outcome = build(root, later)
    assert outcome.fresh
    assert [str(n) for n in outcome.notices if n.kind == "editorial-over"] == [
        "editorial.toml:28: front is over since 2026-06-30 (remove it)"
    ]
    assert "Put first by the editors" not in page(root, "index.html")
