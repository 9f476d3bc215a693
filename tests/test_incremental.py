"""A site that grew and one that is built at once from the same files and the same lockfile are the same bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

from builder.pipeline import build
from builder.threads.lockfile import LOCK_NAME
from builder.workspace import Options, read_lock
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.model, pytest.mark.xdist_group("incremental")]

OPTIONS = Options(now=datetime(2026, 12, 1, tzinfo=UTC), workers=2)
CONTENT = REPOSITORY / "content"
# Of the example newsroom: every fourth file comes late, one of them earlier in time than its story's others.
FILES = sorted(path.relative_to(CONTENT).as_posix() for path in CONTENT.rglob("*") if path.is_file())[::3]
LATE = FILES[1::4]
GONE, EDITED, MOVED = FILES[2], FILES[4], FILES[6]


class Grown(NamedTuple):
    """A site after its second build, and its lockfile of before that."""

    root: Path
    lock: bytes


def put(root: Path, names: Iterable[str], *, when: int = 0) -> None:
    for name in names:
        place = root / "content" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / name, place)
        if when:
            os.utime(place, (when, when))


def change(root: Path) -> None:
    """What happens between the builds beside the articles that are added."""
    (root / "content" / GONE).unlink()
    with (root / "content" / EDITED).open("a", encoding="utf-8") as file:
        file.write("\nOn Tuesday the office said that nothing else was known.\n")
    moved = root / "content" / "moved" / Path(MOVED).name
    moved.parent.mkdir()
    (root / "content" / MOVED).rename(moved)


def published(root: Path) -> dict[str, bytes]:
    public = root / "public"
    files = {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    return files | {LOCK_NAME: (root / LOCK_NAME).read_bytes()}


def begin(root: Path, *parts: Iterable[str], when: int = 0) -> Path:
    root.mkdir(parents=True)
    shutil.copy(REPOSITORY / "site.toml", root / "site.toml")
    for names in parts:
        put(root, names, when=when)
    return root


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    root = begin(tmp_path_factory.mktemp("grown") / "site", [name for name in FILES if name not in LATE])
    build(root, OPTIONS)
    lock = (root / LOCK_NAME).read_bytes()
    put(root, LATE)
    change(root)
    build(root, OPTIONS)
    return Grown(root, lock)


def same(one: dict[str, bytes], other: dict[str, bytes]) -> bool:
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []
    return True


def clean(grown: Grown, root: Path) -> Path:
    """The same files, written in another order and with other times, beside the lockfile of before."""
    begin(root, LATE[::-1], [name for name in FILES[::-1] if name not in LATE], when=946_684_800)
    change(root)
    (root / LOCK_NAME).write_bytes(grown.lock)
    return root


def test_the_test_is_worth_something(grown: Grown, tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_bytes(grown.lock)
    before, after = read_lock(tmp_path), read_lock(grown.root)
    slugs = {row.slug for row in before.threads}
    assert any(row.retired for row in after.threads)
    assert any(row.slug in slugs and len(row.members) > 1 for row in after.threads)
    assert {row.slug for row in after.threads} > slugs
    # Without the lockfile at least one address would be another.
    other = clean(grown, tmp_path / "site")
    shutil.copytree(grown.root / ".digest", other / ".digest")
    (other / LOCK_NAME).unlink()
    build(other, OPTIONS)
    assert published(other) != published(grown.root)


def test_incremental_equals_clean(grown: Grown, tmp_path: Path) -> None:
    root = clean(grown, tmp_path / "elsewhere" / "site")
    build(root, Options(now=OPTIONS.now, workers=1))
    assert same(published(root), published(grown.root))


def test_in_a_process_of_its_own_with_another_locale_zone_hash_seed_and_clock(
    grown: Grown, tmp_path: Path, digest_command: Callable[..., CompletedProcess[str]]
) -> None:
    root = clean(grown, tmp_path / "site")
    environment = {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77"}
    built = digest_command("build", cwd=root, SOURCE_DATE_EPOCH="1900000000", **environment)
    assert built.returncode == 0, built.stderr
    assert same(published(root), published(grown.root))


def test_with_the_cache_deleted_between_the_builds(grown: Grown, tmp_path: Path) -> None:
    root = begin(tmp_path / "site", [name for name in FILES if name not in LATE])
    build(root, OPTIONS)
    assert (root / LOCK_NAME).read_bytes() == grown.lock
    shutil.rmtree(root / ".digest")
    put(root, LATE)
    change(root)
    build(root, OPTIONS)
    assert same(published(root), published(grown.root))


def test_a_second_build_and_one_from_the_new_lockfile_change_nothing(grown: Grown, tmp_path: Path) -> None:
    root = clean(grown, tmp_path / "site")
    shutil.copytree(grown.root / ".digest", root / ".digest")
    (root / LOCK_NAME).write_bytes((grown.root / LOCK_NAME).read_bytes())
    for _ in range(2):
        build(root, OPTIONS)
        assert same(published(root), published(grown.root))


def test_a_broken_lockfile_leaves_site_and_lockfile_as_they_were(
    grown: Grown, tmp_path: Path, digest_command: Callable[..., CompletedProcess[str]]
) -> None:
    root = tmp_path / "site"
    shutil.copytree(grown.root, root, symlinks=True)
    before = published(root)
    lines = before[LOCK_NAME].decode().split("\n")
    lines[2:2] = ["<<<<<<< ours"]
    (root / LOCK_NAME).write_text("\n".join(lines), encoding="utf-8")
    for command in ("build", "diff", "threads", "check"):
        failed = digest_command(command, cwd=root)
        assert failed.returncode == 1
        assert "threads.lock:3: holds a merge conflict" in failed.stderr
        assert "Traceback" not in failed.stderr
    assert published(root) == before | {LOCK_NAME: "\n".join(lines).encode()}
    # Both sides kept and the marks removed, whatever became of the commas, all is well again.
    del lines[2]
    (root / LOCK_NAME).write_text("\n".join(line.rstrip(",") for line in lines), encoding="utf-8")
    assert digest_command("build", cwd=root).returncode == 0
    assert published(root) == before


def test_a_preview_with_drafts_locks_nothing(grown: Grown, tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(grown.root, root, symlinks=True)
    (root / "content/draft.md").write_text("---\ntitle: Not yet\ndraft: true\n---\nThis is not finished.\n")
    lock = (root / LOCK_NAME).read_bytes()
    build(root, Options(now=OPTIONS.now, workers=2, drafts=True))
    assert (root / "public/stories/not-yet").is_dir()
    assert (root / LOCK_NAME).read_bytes() == lock
    build(root, OPTIONS)
    assert same(published(root), published(grown.root))
