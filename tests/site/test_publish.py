"""Publishing: what is written, linked, deleted and refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from builder.errors import DigestError
from builder.site.publish import live_tree, publish
from builder.site.publish_paths import check_paths
from tests.site.publishing import MODES, Planned, counts, never, page, pages, tree


@pytest.mark.parametrize("mode", MODES)
def test_a_site_follows_its_plan(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    first = publish(out, mode, pages(index="1", a__x="1", b__y__z="1"))
    assert counts(first) == (3, 0, 0)
    assert first.manifest == {"index.html": "1", "a/x.html": "1", "b/y/z.html": "1"}

    same = publish(out, mode, [never(p.path, p.key) for p in pages(index="1", a__x="1", b__y__z="1")])
    assert counts(same) == (0, 3, 0)

    third = publish(out, mode, [never("index.html", "1"), page("a/x.html", "2")])
    assert counts(third) == (1, 1, 1)
    assert third.changed == ("a/x.html", "b/y/z.html")
    assert tree(out) == {"index.html": "1", "a/x.html": "2"}
    assert not (out / "b").exists()


@pytest.mark.parametrize("mode", MODES)
def test_equal_bytes_under_a_new_key_are_unchanged(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    publish(out, mode, [page("a.html", "1", b"same")])
    inode = (out / "a.html").stat().st_ino
    again = publish(out, mode, [page("a.html", "2", b"same")])
    assert counts(again) == (0, 1, 0)
    assert again.manifest == {"a.html": "2"}
    assert (out / "a.html").stat().st_ino == inode


@pytest.mark.parametrize("mode", MODES)
def test_a_page_that_was_altered_by_hand_is_made_again(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    plan = pages(a="one", b="two")
    publish(out, mode, plan)
    (out / "a.html").write_text("scribble")
    (out / "b.html").unlink()
    assert counts(publish(out, mode, plan)) == (2, 0, 0)
    assert tree(out) == {"a.html": "one", "b.html": "two"}


@pytest.mark.parametrize("mode", MODES)
def test_the_given_manifest_can_deny_a_page(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    made: list[str] = []
    plan = [Planned(name, "k", lambda name=name: made.append(name) or b"x") for name in ("a", "b")]
    publish(out, mode, plan)
    made.clear()
    publish(out, mode, plan, {"a": "k"})
    assert made == ["b"]


@pytest.mark.parametrize("mode", MODES)
def test_a_file_becomes_a_folder_and_back(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    for number, path in enumerate(("a", "a/b", "a", "a/b/c", "a/b", "a")):
        publish(out, mode, [page(path, str(number))])
        assert tree(out) == {path: str(number)}


def test_many_builds_end_like_a_clean_one_and_keep_two_trees(tmp_path: Path) -> None:
    out, clean = tmp_path / "public", tmp_path / "clean"
    for number in range(7):
        # Pages come, go, change and return to what they were two builds before.
        plan = [page(f"p{i}/index.html", f"{i}-{(number // 2) % 2}") for i in range(number % 3, 8)]
        plan.append(page("new.html", str(number)))
        published = publish(out, "link", plan)
    publish(clean, "link", plan)
    assert tree(out) == tree(clean)
    assert os.readlink(out) == ".public-trees/7"
    assert sorted(os.listdir(tmp_path / ".public-trees")) == ["5", "5.json", "6", "6.json", "7", "7.json"]
    assert published.manifest == {p.path: p.key for p in plan}


def test_a_page_that_returns_to_a_former_state_counts_as_written(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for key in ("x", "x", "y"):
        publish(out, "link", [*pages(a=key), page("n", os.urandom(4).hex())])
    published = publish(out, "link", [never("a.html", "x"), page("n", "last")])
    assert published.changed == ("a.html", "n")
    assert (out / "a.html").read_text() == "x"


def test_readers_of_the_tree_before_are_not_disturbed(tmp_path: Path) -> None:
    out = tmp_path / "public"
    publish(out, "link", pages(a="1", b="1"))
    before = live_tree(out)
    with (before / "a.html").open() as opened:
        publish(out, "link", pages(a="2"))
        publish(out, "link", pages(a="3"))
        assert tree(before) == {"a.html": "1", "b.html": "1"}
        for key in "4567":
            publish(out, "link", pages(a=key))
        assert opened.read() == "1"


def test_copies_serve_where_hard_links_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    out = tmp_path / "public"
    for key in "12345":
        published = publish(out, "link", [page("a", key), page("f/b", "same")])
    assert counts(published) == (1, 1, 0)
    assert tree(out) == {"a": "5", "f/b": "same"}


# What Digest did not make stays.


@pytest.mark.parametrize("mode", MODES)
def test_an_empty_folder_is_taken_a_file_is_not(tmp_path: Path, mode: str) -> None:
    (tmp_path / "public").mkdir()
    publish(tmp_path / "public", mode, pages(a="1"))
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DigestError, match=r"is (a file|not a folder)"):
        publish(tmp_path / "file", mode, pages(a="1"))
    assert (tmp_path / "file").read_text() == "mine"


def test_link_refuses_a_folder_or_link_of_someone_else(tmp_path: Path) -> None:
    out = tmp_path / "public"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(DigestError, match=r"not a link that Digest made.*move or remove it"):
        publish(out, "link", pages(a="1"))
    assert tree(out) == {"thesis.txt": "mine"}
    (tmp_path / "other").symlink_to("public")
    with pytest.raises(DigestError, match=r"is a link to public that Digest did not make"):
        publish(tmp_path / "other", "link", pages(a="1"))


def test_files_keeps_foreign_files_and_refuses_to_overwrite_them(tmp_path: Path) -> None:
    out = tmp_path / "public"
    out.mkdir()
    (out / "CNAME").write_text("news.example")
    publish(out, "files", pages(a="1"))
    publish(out, "files", pages(b="1"))
    assert tree(out) == {"CNAME": "news.example", "b.html": "1"}
    with pytest.raises(DigestError, match=r"^CNAME: is in the way of a page"):
        publish(out, "files", [*pages(b="2"), page("CNAME", "k")])
    assert tree(out) == {"CNAME": "news.example", "b.html": "1"}


def test_files_never_follows_a_link_inside(tmp_path: Path) -> None:
    out, elsewhere = tmp_path / "public", tmp_path / "elsewhere"
    elsewhere.mkdir()
    publish(out, "files", pages(a__x="1", b="1"))
    (elsewhere / "x.html").write_text("mine")
    (out / "a" / "x.html").unlink()
    (out / "a").rmdir()
    (out / "a").symlink_to(elsewhere)
    (out / "b.html").unlink()
    (out / "b.html").symlink_to(elsewhere / "x.html")
    with pytest.raises(DigestError, match=r"^a: is a link, where pages need a folder"):
        publish(out, "files", pages(a__x="2", b="2"))
    publish(out, "files", pages(b="2"))
    assert tree(elsewhere) == {"x.html": "mine"}
    assert not (out / "b.html").is_symlink()
    assert (out / "b.html").read_text() == "2"


def test_each_mode_refuses_the_output_of_the_other(tmp_path: Path) -> None:
    publish(tmp_path / "linked", "link", pages(a="1"))
    publish(tmp_path / "real", "files", pages(a="1"))
    with pytest.raises(DigestError, match=r"remove the link and build again"):
        publish(tmp_path / "linked", "files", pages(a="1"))
    with pytest.raises(DigestError, match='publish = "files"'):
        publish(tmp_path / "real", "link", pages(a="1"))


def test_a_site_is_not_published_over_its_source(tmp_path: Path) -> None:
    (tmp_path / "site.toml").touch()
    with pytest.raises(DigestError, match=r"holds a site.toml"):
        publish(tmp_path, "files", pages(a="1"))


# Page paths.


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/etc/passwd", "is absolute"),
        ("C:/x", "is absolute"),
        ("a/../b", "leads out of its folder"),
        ("./a", "leads out of its folder"),
        ("a\\b", "holds a backslash"),
        ("a\0", "holds a control character"),
        ("a\x85b", "holds a control character"),
        ("a//b", "has an empty segment"),
        ("a/", "has an empty segment"),
        ("", "is empty"),
        ("é" * 101, "has a segment of more than 200 bytes"),
        ("a/" * 600 + "b", "is longer than 1000 bytes"),
        ("\udce9", "holds half of a surrogate pair"),
    ],
)
def test_paths_that_are_refused(tmp_path: Path, path: str, problem: str) -> None:
    with pytest.raises(DigestError) as caught:
        publish(tmp_path / "public", "link", [page("fine.html", "1"), page(path, "1")])
    assert problem in str(caught.value)
    assert not (tmp_path / "public").is_symlink()


def test_collisions_are_all_told_at_once() -> None:
    found = check_paths(["a/b", "A/B", "x", "x/y", "z", "z", "\u00e9", "e\u0301", "ok/Z.html", ".nojekyll"])
    assert [(notice.path, notice.message) for notice in found] == [
        ("A/B", "the page path 'A/B' and 'a/b' differ only by case or accents' spelling"),
        ("z", "the page path 'z' is planned twice"),
        ("e\u0301", "the page path 'e\u0301' and '\u00e9' differ only by case or accents' spelling"),
        ("x", "the page path 'x' is also the folder of 'x/y'"),
    ]
