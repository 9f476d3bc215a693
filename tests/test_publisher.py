"""A build in a process of its own: what comes back, and that it can be cut off at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from builder.commands.publisher import Publisher
from builder.errors import DigestError
from builder.pipeline import build
from builder.serve.site import Busy, Ended
from builder.site.publish import lock_site
from builder.workspace import Options, state_folder
from tests.conftest import REPOSITORY
from tests.newsroom import FILES

pytestmark = pytest.mark.model

OPTIONS = Options(now=datetime(2026, 12, 1, tzinfo=UTC))
THEME = 'name = "own"\nextends = "default"\nviews = 1\n'
ENDLESS = "{% for i in range(9999999) %}{% for j in range(9999999) %}{% endfor %}{% endfor %}"
_PARENT = """
import sys, os, time
from datetime import UTC, datetime
from pathlib import Path
from builder.commands.publisher import Publisher
from builder.site.publish import lock_site
from builder.workspace import Options, state_folder
publisher = Publisher(Path(sys.argv[1]), Options(now=datetime(2026, 12, 1, tzinfo=UTC)))
print(publisher._process.pid, flush=True)
sys.stdin.readline()
os._exit(1)
"""


@pytest.fixture
def root(write_site: Callable[..., Path]) -> Path:
    """A site, built, that its theme can be changed of."""
    root = write_site({**FILES, "themes/own/theme.toml": THEME})
    toml = (root / "site.toml").read_text(encoding="utf-8")
    (root / "site.toml").write_text(toml + '\n[theme]\nname = "own"\n', encoding="utf-8")
    build(root, OPTIONS)
    return root


def put_404(root: Path, block: str) -> None:
    place = root / "themes/own/templates/404.html"
    place.parent.mkdir(exist_ok=True)
    place.write_text(f'{{% extends "default/404.html" %}}{{% block footer %}}{block}{{% endblock %}}', encoding="utf-8")


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_outcome_comes_back_and_the_site_is_published(root: Path) -> None:
    put_404(root, "<p>Newly published</p>")
    outcome = Publisher(root, OPTIONS).wait()
    assert outcome.changed == ("404.html",)
    assert outcome.summary.endswith(": 1 file changed")
    assert "Newly published" in (root / "public/404.html").read_text(encoding="utf-8")


def test_what_is_wrong_comes_back_with_its_place(root: Path) -> None:
    before = (root / "public/404.html").read_bytes()
    put_404(root, "\n{{ page.nonsense }}")
    with pytest.raises(DigestError) as caught:
        Publisher(root, OPTIONS).wait()
    (notice,) = caught.value.notices
    assert (notice.path, notice.line) == ("themes/own/templates/404.html", 2)
    assert (root / "public/404.html").read_bytes() == before


def test_it_can_be_cut_off_and_the_live_site_stays(root: Path) -> None:
    before = (root / "public/404.html").read_bytes()
    put_404(root, ENDLESS)
    publisher = Publisher(root, OPTIONS)
    found: list[BaseException] = []

    def wait() -> None:
        try:
            publisher.wait()
        except Ended as error:
            found.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: (root / ".public-trees/2.new").exists())
    publisher.end()
    thread.join(10)
    assert len(found) == 1
    publisher.end()
    assert (root / "public/404.html").read_bytes() == before
    put_404(root, "<p>After that</p>")
    assert "404.html" in Publisher(root, OPTIONS).wait().changed


def test_one_that_somebody_else_ends_is_no_bug(root: Path) -> None:
    put_404(root, ENDLESS)
    publisher = Publisher(root, OPTIONS)
    until(lambda: (root / ".public-trees/2.new").exists())
    os.kill(publisher._process.pid, signal.SIGKILL)
    with pytest.raises(DigestError, match=r"signal 9.*run `digest build`"):
        publisher.wait()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_it_ends_with_whoever_waits_for_it(root: Path) -> None:
    put_404(root, ENDLESS)
    command = [sys.executable, "-c", _PARENT, str(root)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as parent:
        assert parent.stdout
        assert parent.stdin
        child = int(parent.stdout.readline())
        until(lambda: (root / ".public-trees/2.new").exists())
        assert is_alive(child)
        parent.stdin.write("\n")
        parent.stdin.flush()
        parent.wait(10)
        until(lambda: not is_alive(child))


def test_another_build_is_no_fault_of_the_site(root: Path) -> None:
    with lock_site(state_folder(root)), pytest.raises(Busy):
        Publisher(root, OPTIONS).wait()


def test_a_folder_of_the_same_name_is_no_part_of_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "builder").mkdir()
    (root / "builder/__init__.py").write_text("raise SystemExit('not this one')")
    (root / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(root)
    put_404(root, "<p>From here</p>")
    assert Publisher(Path(), OPTIONS).wait().changed == ("404.html",)
