"""The server's answers, over a socket."""

from __future__ import annotations

import gzip
import os
import socket
from pathlib import Path

import pytest

from builder.serve.hosts import Hosts
from tests.serve.conftest import BASE, PAGE, Live, run_live


def test_a_page_comes_with_the_client(live: Live) -> None:
    found = live.ask(BASE)
    assert found.status == 200
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    state = live.hub.state
    script = (
        f'<script src="/repo/__digest__/client.js" data-at="/repo/__digest__" data-page="{state.page}"'
        f' data-style="{state.style}" defer></script></body>'
    )
    assert found.body == PAGE.replace(b"</body>", script.encode())
    assert live.ask(f"{BASE}index.html").body == found.body
    assert b"EventSource" in live.ask(f"{BASE}__digest__/client.js").body
    assert live.ask(f"{BASE}__digest__/client.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize(
    "path",
    [
        "../../secret.txt",
        "..%2f..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "....//secret.txt",
        "..\\secret.txt",
        "..%5csecret.txt",
        "/etc/passwd",
        "%00",
        "index.html%00.txt",
        "%252e%252e/secret.txt",
        "leak.txt",
        "out/secret.txt",
        "out/public/index.html",
        ".git/config",
        "%ff",
        "style.css/",
        "a\u0301".encode().hex(),
    ],
)
def test_nothing_outside_the_tree_is_served(live: Live, path: str) -> None:
    found = live.ask(BASE + path)
    assert found.status == 404
    assert b"secret" not in found.body
    assert b"Nothing of that name" in found.body
    assert b"client.js" in found.body


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "[::1].x", "a b"]
)
def test_a_foreign_host_is_refused(live: Live, host: str) -> None:
    assert live.ask(BASE, Host=host).status == 421
    assert live.ask(f"{BASE}__digest__/events", Host=host).status == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000"])
def test_this_machine_is_not_foreign(live: Live, host: str) -> None:
    assert live.ask(BASE, Host=host).status == 200


def test_hosts_of_a_server_for_others() -> None:
    everyone, named = Hosts.of("0.0.0.0"), Hosts.of("desk.lan")
    assert everyone.allows("192.168.1.7:8000")
    assert everyone.allows("localhost:8000")
    assert not everyone.allows("evil.example")
    assert named.allows("Desk.lan:8000")
    assert not named.allows("evil.example")
    assert not Hosts.of("127.0.0.1").allows("192.168.1.7:8000")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:8000", "Sec_Fetch_Site": "same-origin"}, 200),
    ],
)
def test_events_are_for_own_pages(live: Live, headers: dict[str, str], status: int) -> None:
    assert live.ask(f"{BASE}__digest__/events", "HEAD", **headers).status == status


def test_no_other_site_may_read(live: Live) -> None:
    found = live.ask(BASE, Origin="http://evil.example")
    assert "access-control-allow-origin" not in found.headers
    assert found.headers["cross-origin-resource-policy"] == "same-origin"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH"])
def test_only_reading(live: Live, method: str) -> None:
    found = live.ask(BASE, method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")


def test_head_has_no_body(live: Live) -> None:
    found, same = live.ask(BASE, "HEAD"), live.ask(BASE)
    assert (found.status, found.body) == (200, b"")
    assert found.headers["content-length"] == str(len(same.body))


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/", "/repo/"),
        ("/repo?a=b", "/repo/?a=b"),
        ("/repo/stories/fire", "/repo/stories/fire/"),
        ("/repo/stories/fire?q=%0d%0ax:y", "/repo/stories/fire/?q=%0d%0ax:y"),
    ],
)
def test_a_folder_gets_its_slash(live: Live, path: str, location: str) -> None:
    found = live.ask(path)
    assert (found.status, found.headers["location"]) == (307, location)


@pytest.mark.parametrize("path", ["//evil.example/%2e%2e", "/repo//evil.example/", "/other/", "/repository/"])
def test_no_redirect_leads_elsewhere(live: Live, path: str) -> None:
    assert live.ask(path).status == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("feed.json", "application/json"),
        ("atom.xml", "application/xml"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"),
        ("a.wasm", "application/wasm"),
        ("with%20space.txt", "text/plain; charset=utf-8"),
        ("big.bin", "application/octet-stream"),
    ],
)
def test_media_types(live: Live, name: str, kind: str) -> None:
    assert live.ask(BASE + name).headers["content-type"] == kind


@pytest.mark.parametrize("name", ["style.css", "big.bin"])
@pytest.mark.parametrize(
    ("given", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-99999999999", slice(5, None)),
        ("bytes=-99999999999", None),
        ("bytes=0-1,4-5", None),
        ("bytes=9-3", None),
        ("bytes=-", None),
        ("lines=1-2", None),
    ],
)
def test_ranges(live: Live, name: str, given: str, part: slice | None) -> None:
    content = (live.tree / name).read_bytes()
    found = live.ask(BASE + name, Range=given)
    assert found.body == (content if part is None else content[part])
    assert found.status == (200 if part is None else 206)
    if part is not None:
        start, end, _ = part.indices(len(content))
        assert found.headers["content-range"] == f"bytes {start}-{end - 1}/{len(content)}"


@pytest.mark.parametrize("name", ["style.css", "big.bin"])
def test_a_range_beyond_the_end(live: Live, name: str) -> None:
    size = (live.tree / name).stat().st_size
    for given in (f"bytes={size}-", "bytes=-0"):
        found = live.ask(BASE + name, Range=given)
        assert (found.status, found.body) == (416, b"")
        assert found.headers["content-range"] == f"bytes */{size}"
    tag = live.ask(BASE + name).headers["etag"]
    assert live.ask(BASE + name, Range="bytes=0-9", If_Range=tag).status == 206
    assert live.ask(BASE + name, Range="bytes=0-9", If_Range='"other"').status == 200


def test_text_is_compressed_on_request(live: Live) -> None:
    plain = live.ask(f"{BASE}style.css")
    packed = live.ask(f"{BASE}style.css", Accept_Encoding="br, gzip;q=0.5")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in live.ask(f"{BASE}style.css", Accept_Encoding="gzip;q=0").headers
    assert "content-encoding" not in live.ask(f"{BASE}a.webp", Accept_Encoding="gzip").headers


@pytest.mark.parametrize("name", ["", "style.css", "big.bin"])
def test_what_the_browser_has_is_not_sent_again(live: Live, name: str) -> None:
    first = live.ask(BASE + name, Accept_Encoding="gzip")
    again = live.ask(BASE + name, Accept_Encoding="gzip", If_None_Match=f'"x", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert live.ask(BASE + name, If_None_Match='"x"').status == 200


def test_a_page_has_another_tag_once_the_site_has_changed(live: Live) -> None:
    before = live.ask(BASE).headers["etag"]
    live.hub.built(["index.html"])
    assert live.ask(BASE, If_None_Match=before).status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 5000 + b"\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"421"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_foolish_requests_are_answered(live: Live, sent: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", live.port), 10) as connection:
        connection.sendall(sent)
        assert connection.recv(64)[9:12] == status


def test_before_the_first_build_there_is_a_page_that_waits(tmp_path: Path) -> None:
    for live in run_live(tmp_path / "none"):
        found = live.ask(BASE)
        assert found.status == 503
        assert b"client.js" in found.body


def test_a_site_without_a_404_page_has_a_bare_one(tmp_path: Path) -> None:
    for live in run_live(tmp_path):
        assert b"no such page" in live.ask(f"{BASE}x").body


def test_a_fifo_is_no_page(live: Live) -> None:
    os.mkfifo(live.tree / "pipe.txt")
    assert live.ask(f"{BASE}pipe.txt").status == 404


def test_each_request_is_of_the_tree_that_is_live(tmp_path: Path) -> None:
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(name)
    (tmp_path / "public").symlink_to("1")
    for live in run_live(tmp_path, lambda: (tmp_path / "public").resolve()):
        assert live.ask(f"{BASE}x.txt").body == b"1"
        (tmp_path / "link").symlink_to("2")
        (tmp_path / "link").replace(tmp_path / "public")
        assert live.ask(f"{BASE}x.txt").body == b"2"
