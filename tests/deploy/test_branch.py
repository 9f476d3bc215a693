"""A branch becomes the site, on real repositories."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.deploy.branch import Wish, deploy_branch
from builder.deploy.files import Deployed, site_files
from builder.errors import DigestError
from tests.deploy.conftest import PAGES, Git, Write

NOW = datetime(2026, 10, 1, 6, tzinfo=UTC)
WISH = Wish(branch="gh-pages")


def deploy(root: Path, wish: Wish = WISH) -> Deployed:
    return deploy_branch(root, root / "public", site_files(root / "public"), wish, NOW)


def listed(git: Git, root: Path) -> set[str]:
    return set(git(root.parent / "origin.git", "ls-tree", "-r", "--name-only", "gh-pages").split())


def test_the_first_deployment_makes_the_branch_and_leaves_the_checkout_alone(repository_site: Path, git: Git) -> None:
    git(repository_site, "config", "core.autocrlf", "true")
    before = git(repository_site, "status", "--porcelain", "--branch")
    (repository_site / "public/stories/ferry/index.html").write_bytes(b"one\r\ntwo\n")
    done = deploy(repository_site, Wish(branch="gh-pages", cname="news.example"))
    assert listed(git, repository_site) == {*PAGES, ".nojekyll", "CNAME"}, "ignored files are deployed too"
    assert set(done.new) == {*PAGES, ".nojekyll", "CNAME"}
    origin = repository_site.parent / "origin.git"
    assert git(origin, "show", "gh-pages:CNAME") == "news.example\n"
    assert git(origin, "cat-file", "-s", "gh-pages:stories/ferry/index.html") == "9\n", "no line end is changed"
    assert git(repository_site, "status", "--porcelain", "--branch") == before
    assert git(repository_site, "branch", "--list").split() == ["*", "main"]


def test_the_second_changes_only_what_changed_and_the_third_makes_no_commit(
    repository_site: Path, git: Git, write: Write
) -> None:
    deploy(repository_site)
    public = repository_site / "public"
    shutil.rmtree(public / "stories/ferry")
    write(public, {"index.html": "<h1>New</h1>", "stories/storm/index.html": "storm"})
    done = deploy(repository_site)
    assert (done.new, done.changed) == (("stories/storm/index.html",), ("index.html",))
    assert done.deleted == ("stories/ferry/index.html", "stories/ferry/thread.json")
    shown = git(repository_site.parent / "origin.git", "show", "--name-status", "--format=%an", "gh-pages").split()
    assert shown == [
        "Test", "M", "index.html", "D", "stories/ferry/index.html", "D", "stories/ferry/thread.json",
        "A", "stories/storm/index.html",
    ]  # fmt: skip
    again = deploy(repository_site)
    assert again.nothing
    assert git(repository_site.parent / "origin.git", "rev-list", "--count", "gh-pages") == "2\n"


def test_what_others_put_on_the_branch_stays(repository_site: Path, git: Git, tmp_path: Path, write: Write) -> None:
    deploy(repository_site)
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(tmp_path / "origin.git"), str(other))
    write(other, {"CNAME": "own.example\n", "proof.html": "proof", "404.html": "edited by hand"})
    git(other, "add", ".")
    git(other, "commit", "--quiet", "--message", "by hand")
    git(other, "push", "--quiet")
    (repository_site / "public/404.html").unlink()
    (repository_site / "public/index.html").write_text("new")
    done = deploy(repository_site, Wish(branch="gh-pages", history=False))
    assert done.kept == ("404.html", "CNAME", "proof.html")
    assert {"404.html", "CNAME", "proof.html"} <= listed(git, repository_site)
    origin = tmp_path / "origin.git"
    assert git(origin, "rev-list", "--count", "gh-pages") == "1\n", "no history is kept when none is wanted"
    (repository_site / "public/assets/style.css").unlink()
    again = deploy(repository_site, Wish(branch="gh-pages", history=False))
    assert again.deleted == ("assets/style.css",), "they are still known as others' after a commit without a parent"
    assert again.kept == ("404.html", "CNAME", "proof.html")


def test_a_page_never_replaces_what_digest_did_not_write(repository_site: Path, git: Git, write: Write) -> None:
    git(repository_site, "switch", "--quiet", "--orphan", "gh-pages")
    write(repository_site, {"index.html": "mine", "stories": "a file"})
    git(repository_site, "add", "index.html", "stories")
    git(repository_site, "commit", "--quiet", "--message", "mine")
    git(repository_site, "push", "--quiet", "origin", "gh-pages")
    git(repository_site, "switch", "--quiet", "main")
    with pytest.raises(DigestError) as caught:
        deploy(repository_site)
    assert {notice.path for notice in caught.value.notices} == {"index.html", "stories"}
    assert listed(git, repository_site) == {"index.html", "stories"}
    done = deploy(repository_site, Wish(branch="gh-pages", take_over=True))
    assert done.deleted == ("stories",)
    assert "stories/ferry/index.html" in listed(git, repository_site)


def test_a_dry_run_pushes_nothing(repository_site: Path, git: Git) -> None:
    done = deploy(repository_site, Wish(branch="gh-pages", dry_run=True))
    assert "index.html" in done.new
    assert git(repository_site, "ls-remote", "origin") == ""


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(branch="main"), "the branch you work on"),
        (Wish(branch="--force"), "no name of a branch"),
        (Wish(branch="gh-pages", remote="--upload-pack=touch x"), "no name of a remote"),
        (Wish(branch="gh-pages", remote="nowhere"), "failed"),
        (Wish(branch="source"), "a site's source"),
    ],
)
def test_what_cannot_be_meant_is_refused(repository_site: Path, git: Git, wish: Wish, words: str) -> None:
    git(repository_site, "push", "--quiet", "origin", "main:source")
    with pytest.raises(DigestError, match=words):
        deploy(repository_site, wish)


def test_a_folder_without_a_repository_is_named(site: Path, git: Git) -> None:
    with pytest.raises(DigestError, match="in no git repository"):
        deploy(site)


def test_a_branch_that_has_moved_meanwhile_is_not_overwritten(
    repository_site: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(repository_site)
    (repository_site / "public/index.html").write_text("mine")
    from builder.deploy import branch

    real = branch._commit

    def meanwhile(*arguments: object) -> str:
        new = real(*arguments)  # type: ignore[arg-type]
        tree = git(repository_site, "rev-parse", "main^{tree}").strip()
        other = git(repository_site, "commit-tree", "-m", "other", "-p", "refs/digest/deployed/gh-pages", tree).strip()
        git(repository_site, "push", "--quiet", "origin", f"{other}:refs/heads/gh-pages")
        return new

    monkeypatch.setattr(branch, "_commit", meanwhile)
    for history in (True, False):
        with pytest.raises(DigestError, match="git push: failed"):
            deploy(repository_site, Wish(branch="gh-pages", history=history))
        git(
            repository_site, "push", "--quiet", "--force", "origin", "refs/digest/deployed/gh-pages:refs/heads/gh-pages"
        )
