"""The whole road, by the command line, with the real model."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.newsroom import FERRY_POST, FILES

Digest = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]

pytestmark = pytest.mark.model

DRAFT = "---\ntitle: Not yet\ndate: 2026-03-01\ndraft: true\n---\nThis is not finished.\n"
FUTURE = "---\ntitle: Not today\ndate: 2199-03-01\n---\nThis is about a distant day.\n"
BROKEN = "---\ntitle: [unclosed\n---\nText.\n"


def tree(root: Path) -> dict[str, bytes]:
    """Every published file."""
    public = root / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}


def test_a_folder_becomes_a_site_and_everything_left_out_is_named(write_site: Write, digest_command: Digest) -> None:
    root = write_site(
        {
            **FILES,
            "content/draft.md": DRAFT,
            "content/future.md": FUTURE,
            "content/broken.md": BROKEN,
            "content/empty.md": "",
            "content/copy.md": FERRY_POST.replace("source: The Lirio Post", "source: Someone Else"),
            "content/table.xlsx": b"PK",
        }
    )
    built = digest_command("build", "--json", cwd=root)
    assert built.returncode == 0, built.stderr
    report = json.loads(built.stdout)
    assert report["counts"]["articles"] == 3
    assert report["counts"]["threads"] == 2
    named = {notice["path"]: notice["severity"] for notice in report["notices"] if notice["severity"] != "info"}
    # Of two files with one address the later name is left out.
    assert named == {
        "content/draft.md": "skipped",
        "content/future.md": "skipped",
        "content/broken.md": "error",
        "content/empty.md": "skipped",
        "content/ferry-post.md": "skipped",
        "content/table.xlsx": "skipped",
    }
    assert digest_command("build", "--strict", cwd=root).returncode == 1
    both = digest_command("build", "--drafts", "--future", "--json", cwd=root)
    assert json.loads(both.stdout)["counts"]["articles"] == 5


def test_two_outlets_on_one_event_share_a_story(write_site: Write, digest_command: Digest) -> None:
    root = write_site(FILES)
    listed = digest_command("threads", "--json", cwd=root)
    threads = json.loads(listed.stdout)["threads"]
    assert [sorted(a["path"] for a in t["articles"]) for t in threads] == [
        ["bakery.md"],
        ["ferry-post.md", "ferry-radio.md"],
    ]
    assert not (root / "public").exists()
    assert not (root / "threads.lock").exists()
    explained = digest_command("explain", "ferry-post.md", "ferry-radio.md", cwd=root)
    assert explained.returncode == 0, explained.stderr
    assert "Santa Oda" in explained.stdout or "santa oda" in explained.stdout.lower()


def test_what_cannot_be_built_leaves_the_last_good_site(write_site: Write, digest_command: Digest) -> None:
    root = write_site(FILES)
    assert digest_command("build", cwd=root).returncode == 0
    before = tree(root)
    for name in FILES:
        (root / name).write_text(BROKEN, encoding="utf-8")
    failed = digest_command("build", cwd=root)
    assert failed.returncode == 1
    assert "content/bakery.md:" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert tree(root) == before
    (root / "threads.lock").write_text("<<<<<<< ours\n", encoding="utf-8")
    failed = digest_command("build", cwd=root)
    assert failed.returncode == 1
    assert "threads.lock:1" in failed.stderr
    assert tree(root) == before


def test_the_same_input_gives_the_same_bytes(write_site: Write, digest_command: Digest) -> None:
    one = write_site(FILES, "one")
    two = write_site(dict(reversed(FILES.items())), "elsewhere/two")
    digest_command("build", cwd=one, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    digest_command(
        "build", cwd=two, PYTHONHASHSEED="2", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", SOURCE_DATE_EPOCH="1900000000"
    )
    assert tree(one)
    assert tree(one) == tree(two)
    assert (one / "threads.lock").read_bytes() == (two / "threads.lock").read_bytes()


def test_an_article_added_later_gives_what_a_clean_build_gives(write_site: Write, digest_command: Digest) -> None:
    root = write_site({name: text for name, text in FILES.items() if "radio" not in name})
    assert digest_command("build", cwd=root).returncode == 0
    (root / "content/ferry-radio.md").write_bytes(str(FILES["content/ferry-radio.md"]).encode())
    assert digest_command("build", cwd=root).returncode == 0
    clean = write_site(FILES, "clean")
    shutil.copy(root / "threads.lock", clean / "threads.lock")
    assert digest_command("build", cwd=clean).returncode == 0
    assert tree(root) == tree(clean)


def test_a_lost_or_damaged_cache_changes_nothing_but_time(write_site: Write, digest_command: Digest) -> None:
    root = write_site(FILES)
    assert digest_command("build", cwd=root).returncode == 0
    before = tree(root)
    cache = root / ".digest/cache.sqlite"
    size = cache.stat().st_size
    with cache.open("r+b") as handle:
        handle.seek(4096)
        handle.write(os.urandom(size - 4096))
    (root / "content/new.md").write_text(DRAFT, encoding="utf-8")
    built = digest_command("build", cwd=root)
    assert built.returncode == 0, built.stderr
    assert tree(root) == before
    shutil.rmtree(root / ".digest")
    assert digest_command("build", cwd=root).returncode == 0
    assert tree(root) == before


def test_a_build_with_nothing_to_do_loads_nothing_heavy(write_site: Write, digest_command: Digest) -> None:
    root = write_site(FILES)
    assert digest_command("build", cwd=root).returncode == 0
    heavy = "torch transformers sentence_transformers faiss numpy scipy rich starlette babel jinja2 PIL"
    program = (
        "import sys; from builder.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in sys.argv[0].split() if name in sys.modules])"
    )
    import subprocess
    import sys

    from tests.conftest import REPOSITORY

    def loaded() -> str:
        code = f"import sys; sys.argv = [{heavy!r}, 'build', '--quiet']\n{program}"
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return run.stdout.strip()

    assert loaded() == "[]"
    # A change of the title makes every page and picture again (with Babel, Jinja and Pillow), but embeds nothing.
    (root / "site.toml").write_text('[site]\ntitle = "Another name"\n', encoding="utf-8")
    assert loaded() == "['babel', 'jinja2', 'PIL']"
    assert b"Another name" in tree(root)["index.html"]


def test_an_edit_rewrites_only_the_pages_that_show_it(write_site: Write, digest_command: Digest) -> None:
    root = write_site(FILES)
    digest_command("build", cwd=root)
    before = tree(root)
    path = root / "content/bakery.md"
    path.write_text(path.read_text(encoding="utf-8").replace("almond loaf", "walnut loaf"), encoding="utf-8")
    report = json.loads(digest_command("build", "--json", cwd=root).stdout)
    after = tree(root)
    changed = {name for name in after if before.get(name) != after[name]}
    assert report["counts"]["parsed"] == 1
    assert report["counts"]["written"] == len(changed)
    assert not any("ferry" in name for name in changed)
    assert any("bakery" in name for name in changed)
