"""What is shown before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from builder.serve import preview as module
from builder.serve.app import make_app
from builder.serve.events import Hub
from builder.serve.files import Folder
from builder.serve.hosts import Hosts
from builder.serve.preview import Preview, Shown, digest_of
from tests.serve.conftest import BASE, PAGE, Live, run_live_app


def pages(*names: str, text: bytes = PAGE) -> dict[str, partial[bytes]]:
    return {name: partial(bytes, text) for name in names}


def test_a_page_is_made_once_and_only_when_it_is_asked_for() -> None:
    made: list[str] = []

    def make(name: str) -> bytes:
        made.append(name)
        return name.encode()

    preview = Preview({name: partial(make, name) for name in ("index.html", "a/index.html", "style.css")})
    assert made == []
    assert [preview.page("a/index.html") for _ in range(3)] == [b"a/index.html"] * 3
    assert preview.page("style.css") == b"style.css"
    assert made == ["a/index.html", "style.css"]
    assert preview.page("b.html") is None
    with pytest.raises(Folder):
        preview.page("a")
    assert preview.seen() == {"a/index.html": digest_of(b"a/index.html")}


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 25)
    made: list[int] = []

    def make(number: int) -> bytes:
        made.append(number)
        return b"0123456789"

    preview = Preview({f"{number}.html": partial(make, number) for number in range(4)})
    for number in (0, 1, 0, 2, 0, 2, 1):
        assert preview.page(f"{number}.html") == b"0123456789"
    assert made == [0, 1, 2, 1]
    # What was shown is known also where it had to be forgotten.
    assert set(preview.seen()) == {"0.html", "1.html", "2.html"}


def test_a_former_name_leads_to_the_file_of_now() -> None:
    preview = Preview(pages("assets/style.2.css", text=b"p{}"), {"assets/style.1.css": "assets/style.2.css"})
    assert preview.page("assets/style.1.css") == b"p{}"


def test_the_newest_is_shown_and_the_one_before_it_where_that_fails() -> None:
    shown, previews = Shown(), [Preview({}) for _ in range(3)]
    assert shown.preview is None
    for preview in previews:
        shown.put(preview)
        assert shown.preview is preview
    assert shown.withdraw(previews[2])
    assert shown.preview is previews[1]
    assert not shown.withdraw(previews[2])
    assert shown.withdraw(previews[1])
    assert shown.preview is None


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Live, Shown, list[str]]]:
    """A server over a published page, with what is shown in front of it and the faults that were met."""
    (tmp_path / "index.html").write_bytes(PAGE.replace(b"Words", b"Published"))
    (tmp_path / "404.html").write_bytes(b"<html><body>Published 404</body></html>")
    shown, hub, faults = Shown(), Hub(), []

    def failed(preview: Preview, error: Exception) -> None:
        faults.append(str(error))
        shown.withdraw(preview)

    app = make_app(lambda: tmp_path, BASE, Hosts.of("127.0.0.1"), hub, shown, failed)
    for one in run_live_app(app, hub, tmp_path):
        yield one, shown, faults


def test_a_preview_stands_in_front_of_what_is_published(live: tuple[Live, Shown, list[str]]) -> None:
    server, shown, _ = live
    assert b"Published." in server.ask(BASE).body
    preview = pages("index.html", "new/index.html", "data.json")
    preview["404.html"] = partial(bytes, b"<html><body>Shown 404</body></html>")
    shown.put(Preview(preview))
    answer = server.ask(BASE)
    assert (answer.status, b"Words." in answer.body, b"client.js" in answer.body) == (200, True, True)
    assert server.ask(f"{BASE}new/").status == 200
    redirect = server.ask(f"{BASE}new")
    assert (redirect.status, redirect.headers["location"]) == (307, f"{BASE}new/")
    data = server.ask(f"{BASE}data.json")
    assert (data.headers["content-type"], data.body) == ("application/json", PAGE)
    gone = server.ask(f"{BASE}gone/")
    assert (gone.status, b"Shown 404" in gone.body) == (404, True)
    tag = server.ask(f"{BASE}data.json").headers["etag"]
    assert server.ask(f"{BASE}data.json", If_None_Match=tag).status == 304


def test_a_page_that_cannot_be_made_brings_back_what_was_shown_before(live: tuple[Live, Shown, list[str]]) -> None:
    server, shown, faults = live

    def broken() -> bytes:
        raise ValueError("a template is wrong")

    shown.put(Preview(pages("index.html", text=PAGE.replace(b"Words", b"Good"))))
    shown.put(Preview({"index.html": broken, "404.html": broken}))
    assert b"Good." in server.ask(BASE).body
    assert faults == ["a template is wrong"]
    shown.put(Preview({"index.html": broken, "404.html": broken}))
    assert server.ask(f"{BASE}nowhere/").status == 404
    assert faults == ["a template is wrong"] * 2
