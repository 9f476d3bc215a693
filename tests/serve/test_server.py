"""The whole of `serve`: ports, edits, Ctrl-C, and what Chromium shows of it."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from builder.errors import DigestError
from builder.serve.server import listen

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A site in small: each content/*.html is a page of its own, `BROKEN` in one is an error with its line.
_SERVE = """
import sys
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from builder.errors import Notice, DigestError
from builder.serve import rebuild
from builder.serve.outcome import BuildOutcome
from builder.serve.preview import Preview
from builder.serve.server import serve
from builder.site.publish import live_tree, publish

root = Path(sys.argv[1])
rebuild.SETTLED = float(sys.argv[2])
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"
HEAD = f'<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="{CSP}">'
HEAD += '<link rel="stylesheet" href="/repo/style.css"><link rel="icon" href="data:,"><title>x</title></head><body>'

class Mini:
    last = {}

    def pages(self):
        pages = {}
        for path in sorted((root / "content").iterdir()):
            text = path.read_text()
            if "BROKEN" in text:
                line = text[: text.index("BROKEN")].count("\\n") + 1
                raise DigestError(Notice(path.name, line, "error", "broken", "says <b>BROKEN</b>", "mend it"))
            pages[path.name] = (text if path.suffix == ".css" else f"{HEAD}{text}</body></html>").encode()
        return pages

    def build(self):
        self.last = self.pages()
        planned = [
            SimpleNamespace(path=path, key=sha256(raw).hexdigest(), make=partial(bytes, raw))
            for path, raw in self.last.items()
        ]
        done = publish(root / "public", "link", planned)
        return BuildOutcome(changed=done.changed, summary=f"{done.written} written")

    def preview(self, *, exact):
        before, self.last = self.last, self.pages()
        changed = tuple(path for path, raw in self.last.items() if before.get(path) != raw)
        pages = {path: partial(bytes, raw) for path, raw in self.last.items()}
        return BuildOutcome(changed=changed, summary=f"{len(changed)} shown", preview=Preview(pages))

    def prepare(self, stop):
        pass

    def publish(self):
        return SimpleNamespace(wait=self.build, end=lambda: None)

    def tree(self):
        return live_tree(root / "public")

paths = [root / "content", root / "site.toml"]
serve(Mini(), paths, "/repo/", port=0, announce=partial(print, flush=True))
print("ended", flush=True)
"""


class Site:
    """A served site: its content folder, its url, and the process that serves it."""

    def __init__(self, root: Path, settled: float) -> None:
        self.content = root / "content"
        self.content.mkdir()
        self.write("style.css", "p { color: rgb(1, 2, 3) }")
        self.write("index.html", "<p id='text'>first</p>" + "<p>filler</p>" * 200)
        argv = [sys.executable, "-c", _SERVE, str(root), str(settled)]
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if match := re.search(r"http://localhost:(\d+)/repo/", line):
                self.url, self.port = match[0], int(match[1])
                return
        raise AssertionError(self.process.stderr and self.process.stderr.read())

    def write(self, name: str, text: str) -> None:
        (self.content / name).write_text(text)


@pytest.fixture(params=[60.0, 0.05], ids=["shown", "published"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A site whose changes stay previews for the length of a test, and one whose changes are published at once."""
    site = Site(tmp_path, request.param)
    yield site
    if site.process.poll() is None:
        site.process.kill()
    site.process.communicate()


def test_ctrl_c_ends_it_while_pages_listen(site: Site) -> None:
    connections = [http.client.HTTPConnection("127.0.0.1", site.port, timeout=10) for _ in range(3)]
    for connection in connections:
        connection.request("GET", "/repo/__digest__/events")
        assert connection.getresponse().read(11) == b"retry: 500\n"
    site.process.send_signal(signal.SIGINT)
    out, error = site.process.communicate(timeout=10)
    assert (site.process.returncode, out.splitlines()[-1], error) == (0, "ended", "")
    assert "not published yet" not in out
    for connection in connections:
        connection.close()


def test_what_is_not_published_at_the_end_is_said(tmp_path: Path) -> None:
    site = Site(tmp_path, 60.0)
    site.write("index.html", "<p>second</p>")
    assert site.process.stdout is not None
    assert site.process.stdout.readline() == "1 shown\n"
    site.process.send_signal(signal.SIGTERM)
    out, _ = site.process.communicate(timeout=10)
    assert "not published yet: `digest build` does that" in out
    assert b"first" in (tmp_path / "public/index.html").read_bytes()


@pytest.mark.browser
def test_an_edit_is_seen_and_a_mistake_is_shown(site: Site, browser_page: Page) -> None:
    from playwright.sync_api import expect

    page = browser_page
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(site.url)
    text, overlay = page.locator("#text"), page.locator("digest-problem .panel")
    page.evaluate("window.scrollTo(0, 700)")

    site.write("index.html", "<p id='text'>second</p>" + "<p>filler</p>" * 200)
    expect(text).to_have_text("second")
    for _ in range(100):
        if page.evaluate("scrollY") == 700:
            break
        page.wait_for_timeout(20)
    else:
        raise AssertionError(f"the place on the page was lost: {page.evaluate('scrollY')}")

    site.write("index.html", "<p id='text'>third</p>\n<p>BROKEN</p>\n")
    overlay.wait_for()
    assert text.inner_text() == "second"
    assert overlay.locator(".where").inner_text() == "index.html:2"
    assert overlay.locator(".message").inner_text() == "says <b>BROKEN</b>"
    assert overlay.locator(".remedy").inner_text() == "mend it"
    assert overlay.locator(".at").inner_text().strip().endswith("<p>BROKEN</p>")
    expect(overlay).to_have_css("border-top-width", "4px")

    page.reload()
    overlay.wait_for()
    page.keyboard.press("Escape")
    overlay.wait_for(state="detached")

    site.write("index.html", "<p id='text'>fourth</p>")
    expect(text).to_have_text("fourth")
    assert overlay.count() == 0

    site.write("index.html", "<p id='text'>fourth</p> BROKEN")
    overlay.wait_for()
    page.evaluate("window.stayed = true")
    site.write("index.html", "<p id='text'>fourth</p>")
    overlay.wait_for(state="detached")
    site.write("style.css", "p { color: rgb(4, 5, 6) }")
    expect(text).to_have_css("color", "rgb(4, 5, 6)")
    assert page.evaluate("window.stayed") is True
    assert refused == []


@pytest.mark.browser
def test_a_hidden_page_catches_up_when_it_is_seen(site: Site, browser_page: Page) -> None:
    from playwright.sync_api import expect

    page = browser_page
    page.goto(site.url)
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    site.write("index.html", "<p id='text'>while hidden</p>")
    assert site.process.stdout is not None
    assert site.process.stdout.readline() == "1 shown\n"
    assert page.locator("#text").inner_text() == "first"
    page.evaluate(hide, False)
    expect(page.locator("#text")).to_have_text("while hidden")


def test_the_next_free_port_is_taken_unless_one_was_demanded() -> None:
    with listen("127.0.0.1", 0, fixed=False) as taken:
        port = taken.getsockname()[1]
        with listen("127.0.0.1", port, fixed=False) as other:
            assert port < other.getsockname()[1] <= port + 20
        with pytest.raises(DigestError, match=rf"port {port} is in use.*choose another port"):
            listen("127.0.0.1", port, fixed=True)


@pytest.mark.parametrize(("host", "message"), [("no such host", "no address"), ("192.0.2.1", "cannot listen on")])
def test_a_host_that_is_not_this_machine(host: str, message: str) -> None:
    with pytest.raises(DigestError, match=message):
        listen(host, 0, fixed=False)


def test_ipv6_loopback() -> None:
    try:
        with listen("::1", 0, fixed=True) as listener:
            assert listener.family == socket.AF_INET6
    except DigestError:
        pytest.skip("no IPv6 here")
