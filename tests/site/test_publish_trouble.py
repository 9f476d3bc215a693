"""Publishing when things go wrong: a full disk, bugs, kills; the live site is whole at every moment."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.errors import DigestError
from builder.site import publish_work
from builder.site.publish import live_tree, lock_site, publish
from tests.site.publishing import MODES, Planned, counts, page, pages, tree


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
        with pytest.raises(DigestError, match=r"no space left.*the published site.*free some space"):
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
    print("published", flush=True)
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
            # However slow the machine: the kill falls into the first, second or third build.
            for _ in range(kill % 3):
                assert process.stdout.readline() == b"published\n"
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
    assert published >= 12, "after the second kill there is a site"
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
