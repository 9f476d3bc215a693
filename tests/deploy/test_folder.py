"""A folder becomes the site: changed files only, deletions last, nothing of others and nothing outside."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from builder.deploy import folder
from builder.deploy.files import Deployed, site_files
from builder.deploy.folder import RECORD, deploy_folder
from builder.errors import DigestError
from tests.deploy.conftest import PAGES, Write


def deploy(root: Path, target: Path, **how: bool) -> Deployed:
    public = root / "public"
    return deploy_folder(root, public, site_files(public), target, source=("content",), **how)


def files_of(target: Path) -> dict[str, str]:
    found = {path.relative_to(target).as_posix(): path.read_text() for path in target.rglob("*") if path.is_file()}
    for name in (RECORD, f"{RECORD}.new"):
        found.pop(name, None)
    return found


def test_only_what_changed_is_written_and_what_is_gone_goes(site: Path, tmp_path: Path, write: Write) -> None:
    target = tmp_path / "www"
    assert set(deploy(site, target).new) == set(PAGES)
    assert files_of(target) == PAGES
    assert (target / "index.html").stat().st_mode & 0o044 == 0o044
    kept = (target / "404.html").stat().st_ino
    shutil.rmtree(site / "public/stories/ferry")
    write(site / "public", {"index.html": "other", "stories/storm/index.html": "storm"})
    done = deploy(site, target)
    assert (done.new, done.changed, done.unchanged) == (("stories/storm/index.html",), ("index.html",), 2)
    assert done.deleted == ("stories/ferry/index.html", "stories/ferry/thread.json")
    assert not (target / "stories/ferry").exists()
    assert (target / "404.html").stat().st_ino == kept
    assert deploy(site, target).nothing


def test_pages_come_after_what_they_need_and_deletions_last(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "www"
    (site / "public/old.html").write_text("old")
    deploy(site, target)
    (site / "public/old.html").unlink()
    for path in PAGES:
        (site / "public" / path).write_text("new")
    order: list[str] = []
    real = os.replace

    def watched(source: Path, place: Path) -> None:
        assert (target / "old.html").exists(), "deleted before all was written"
        order.append(Path(place).name)
        real(source, place)

    monkeypatch.setattr(folder.os, "replace", lambda a, b: watched(a, b) if RECORD not in str(b) else real(a, b))
    deploy(site, target)
    assert order == ["style.css", "thread.json", "404.html", "index.html", "index.html"]
    assert not (target / "old.html").exists()


def test_what_digest_did_not_write_stays(site: Path, tmp_path: Path, write: Write) -> None:
    target = write(tmp_path / "www", {"mine.txt": "mine", "stories/mine/index.html": "mine"})
    deploy(site, target)
    (target / "404.html").write_text("edited on the server")
    (site / "public/404.html").unlink()
    (site / "public/assets/style.css").unlink()
    done = deploy(site, target)
    assert done.deleted == ("assets/style.css",)
    assert done.kept == ("404.html",)
    assert {"mine.txt", "stories/mine/index.html", "404.html"} <= files_of(target).keys()


def test_files_in_the_way_are_named_and_nothing_is_written(site: Path, tmp_path: Path, write: Write) -> None:
    target = write(tmp_path / "www", {"index.html": "mine", "404.html": PAGES["404.html"]})
    with pytest.raises(DigestError) as caught:
        deploy(site, target)
    assert [notice.path for notice in caught.value.notices] == ["index.html"], "the same bytes are in nobody's way"
    assert files_of(target) == {"index.html": "mine", "404.html": "gone"}
    assert deploy(site, target, take_over=True).changed == ("index.html",)
    assert files_of(target) == PAGES


def test_links_are_never_followed_out_of_the_folder(site: Path, tmp_path: Path, write: Write) -> None:
    outside = write(tmp_path / "outside", {"ferry/index.html": "outside", "secret": "secret"})
    target = tmp_path / "www"
    deploy(site, target)
    shutil.rmtree(target / "stories")
    (target / "stories").symlink_to(outside)
    (target / "404.html").unlink()
    (target / "404.html").symlink_to(outside / "secret")
    for how in (False, True):
        with pytest.raises(DigestError) as caught:
            deploy(site, target, take_over=how)
        assert {notice.path for notice in caught.value.notices} == {"404.html", "stories"}
    shutil.rmtree(site / "public/stories")
    (site / "public/404.html").unlink()
    assert deploy(site, target).deleted == ()
    assert files_of(outside) == {"ferry/index.html": "outside", "secret": "secret"}


def test_a_dry_run_writes_nothing(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "www"
    done = deploy(site, target, dry_run=True)
    assert set(done.new) == set(PAGES)
    assert not target.exists()


@pytest.mark.parametrize("moment", range(1, 12))
def test_a_killed_run_is_finished_by_the_next(
    site: Path, tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "www"
    (site / "public/old.html").write_text("old")
    deploy(site, target)
    (site / "public/old.html").unlink()
    for path in PAGES:
        (site / "public" / path).write_text(f"new {path}")
    (site / "public/added.html").write_text("added")
    left = [moment]
    real = os.replace

    def dying(source: Path, place: Path) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(source, place)

    with monkeypatch.context() as patch:
        patch.setattr(folder.os, "replace", dying)
        try:
            deploy(site, target)
        except KeyboardInterrupt:
            assert {text.split()[0] for text in files_of(target).values()} <= {
                "new", "added", "old", *(text.split()[0] for text in PAGES.values()),
            }  # fmt: skip
    # Meanwhile the site has lost a page that the killed run may have put there already.
    (site / "public/added.html").unlink()
    deploy(site, target)
    assert files_of(target) == {path: f"new {path}" for path in PAGES}


def test_folders_that_cannot_be_meant_are_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for target, words in (
        (site, "a site's source"),
        (tmp_path, "holds the built site"),
        (site / "public", "holds the built site"),
        (site / "public/sub", "holds the built site"),
        (site / "content/sub", "lies in content"),
        (site / ".git", "lies in .git"),
        (tmp_path / "file", "not a folder"),
        (tmp_path / "no/where", "there is no"),
    ):
        with pytest.raises(DigestError, match=words):
            deploy(site, target)
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / RECORD).write_text("{")
    with pytest.raises(DigestError, match="is damaged"):
        deploy(site, tmp_path / "www")


def test_a_disk_that_refuses_is_told(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, place: Path) -> None:
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(folder.os, "replace", full)
    with pytest.raises(DigestError, match="no space left"):
        deploy(site, tmp_path / "www")


def test_a_site_with_a_link_or_without_pages_is_not_deployed(site: Path, tmp_path: Path) -> None:
    (site / "public/leak.html").symlink_to(site / "site.toml")
    with pytest.raises(DigestError, match="is a link"):
        deploy(site, tmp_path / "www")
    shutil.rmtree(site / "public")
    with pytest.raises(DigestError, match="no built site"):
        deploy(site, tmp_path / "www")
