"""Publishing: what is written, linked, deleted and refused, and that the live site is whole at every moment."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from builder.errors import DigestError
from builder.site import publish_work
from builder.site.publish import Published, live_tree, lock_site, publish
from builder.site.publish_paths import check_paths

MODES = ("link", "files")


class Planned(msgspec.Struct, frozen=True):
    """A page whose bytes are its key, unless told otherwise."""

    path: str
    key: str
    make: Callable[[], bytes]


def page(path: str, key: str, content: bytes | None = None) -> Planned:
    return Planned(path, key, lambda: key.encode() if content is None else content)


def pages(**keys: str) -> list[Planned]:
    """`a__b="k"` becomes page `a/b.html` with the key `k`."""
    return [page(name.replace("__", "/") + ".html", key) for name, key in keys.items()]


def never(path: str, key: str) -> Planned:
    def make() -> bytes:
        raise AssertionError(f"{path} was made again")

    return Planned(path, key, make)


def tree(folder: Path) -> dict[str, str]:
    """Every file below `folder`, staging included."""
    return {
        str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def counts(published: Published) -> tuple[int, int, int]:
    return published.written, published.unchanged, published.deleted


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


# Trouble.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ["open", "write", "mkdir"])
def test_a_full_disk_leaves_the_live_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, call: str
) -> None:
    out = tmp_path / "public"
    publish(out, mode, pages(a="1", b__c="1"))
    real = getattr(os, call)

    def full(target: object, *args: object, **options: object) -> object:
        writes = call != "open" or args[0] & os.O_CREAT
        if writes and (call == "write" or str(target).endswith(("/e/f.html", "staging/2", "/e"))):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return real(target, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(DigestError, match=r"no space left.*the published site is as it was.*free some space"):
            publish(out, mode, pages(a="2", b__c="2", e__f="2"))
    assert tree(out) == {"a.html": "1", "b/c.html": "1"}
    assert publish(out, mode, pages(a="2", b__c="2")).written == 2
    assert tree(out) == {"a.html": "2", "b/c.html": "2"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_in_a_page_passes_through_and_the_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, workers: int
) -> None:
    monkeypatch.setattr(publish_work, "FORK_FROM", 2)
    out = tmp_path / "public"
    publish(out, mode, pages(a="1"))

    def broken() -> bytes:
        raise ZeroDivisionError("in a template")

    plan = [page(f"p{i}", "x") for i in range(200)]
    plan[150] = Planned("p150", "x", broken)
    with pytest.raises(ZeroDivisionError, match=r"in a template"):
        publish(out, mode, plan, workers=workers)
    assert tree(out) == {"a.html": "1"}
    assert [name for name in os.listdir(tmp_path) + os.listdir(out) if "new" in name or "staging" in name] == []


@pytest.mark.parametrize("mode", MODES)
def test_several_processes_make_the_same_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr(publish_work, "FORK_FROM", 2)
    parent = os.getpid()
    told: list[int] = []
    plan = [page(f"d{i % 7}/p{i}.html", f"{i}" * (i % 50)) for i in range(400)]
    published = publish(tmp_path / "many", mode, plan, workers=3, progress=told.append)
    alone = publish(tmp_path / "one", mode, plan)
    assert os.getpid() == parent
    assert (published.manifest, counts(published)) == (alone.manifest, counts(alone))
    assert list(published.manifest) == list(alone.manifest)
    assert tree(tmp_path / "many") == tree(tmp_path / "one")
    assert told == sorted(told)
    assert told[-1] == 400


def test_a_killed_rendering_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish_work, "FORK_FROM", 2)
    parent = os.getpid()

    def die() -> bytes:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return b"x"

    with pytest.raises(DigestError, match="killed by signal 9"):
        publish(tmp_path / "public", "link", [Planned(f"p{i}", "k", die) for i in range(200)], workers=2)
    assert not (tmp_path / "public").exists()


# Killed at any moment.

_KILLED = """
import sys
from pathlib import Path
from builder.site import publish_work
from builder.site.publish import lock_site, publish
publish_work.FORK_FROM = 8
class Page:
    def __init__(self, path, key): self.path, self.key = path, key
    def make(self): return (self.key + "\\n").encode() * 300
root, mode, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for number in range(start, start + 10000):
    plan = [Page(f"d{i % 5}/{i}.html", f"{i} {number if i % 3 else number // 2}") for i in range(number % 4, 44)]
    with lock_site(root / "lock"):
        publish(root / "public", mode, plan, workers=2)
"""


@pytest.mark.parametrize("mode", MODES)
def test_killed_at_any_moment_the_site_is_whole(tmp_path: Path, mode: str) -> None:
    out = tmp_path / "public"
    published = 0
    for kill in range(13):
        argv = [sys.executable, "-c", _KILLED, str(tmp_path), mode, str(1000 * kill)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n", process.stderr and process.stderr.read()
            time.sleep(0.002 + 0.0071 * kill)
            process.kill()
        if not out.exists():
            continue
        published += 1
        found = tree(live_tree(out))
        found = {path: text for path, text in found.items() if not path.startswith(".digest-staging")}
        assert all(len(set(text.splitlines())) == 1 and text.count("\n") == 300 for text in found.values())
        if mode == "link":
            record = json.loads((tmp_path / ".public-trees" / f"{os.readlink(out).split('/')[1]}.json").read_text())
            assert {path: entry[0] for path, entry in record["files"].items()} == {
                path: text.split("\n")[0] for path, text in found.items()
            }
    assert published > 3
    with lock_site(tmp_path / "lock"):
        publish(out, mode, pages(a="1", b="1"))
    assert tree(out) == {"a.html": "1", "b.html": "1"}
    if mode == "link":
        assert [name for name in os.listdir(tmp_path / ".public-trees") if "new" in name] == []


def test_a_second_build_is_refused_by_name(tmp_path: Path) -> None:
    with lock_site(tmp_path / ".digest"):
        told = rf"another build is running \(pid {os.getpid()}\)"
        with pytest.raises(DigestError, match=told), lock_site(tmp_path / ".digest", wait=0):
            pass
    with lock_site(tmp_path / ".digest", wait=0):
        pass
