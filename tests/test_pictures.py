"""The pictures of articles on pages: files, copies fetched when asked for, links; what is refused is named."""

from __future__ import annotations

import http.server
import io
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from builder.cache import Cache
from builder.cached.pictures import AGAIN_AFTER, Gallery, Shown
from builder.config import ImagesSection
from builder.images.fetch import Refused, fetch
from builder.model import Article, Site
from builder.reading import files
from builder.site.article_pictures import without_places
from builder.site.plan import plan_pages
from tests.images.make import picture
from tests.reading.read import article as read
from tests.site.fixtures import config
from tests.site.make import single
from tests.site.pages import Html, default_theme

NOW = datetime(2026, 12, 1, tzinfo=UTC)
TEXT = "---\ntitle: Ferry\nsource: Post\n{front}---\nThe ferry ran aground.\n\n{body}\n"

Show = Callable[..., Shown]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Shows the pictures of an article, with files of the content folder beside it."""

    def run(made: Article, held: dict[str, bytes] | None = None, **settings: Any) -> Shown:
        content = tmp_path / "content"
        content.mkdir(exist_ok=True)
        for name, raw in (held or {}).items():
            (content / name).parent.mkdir(parents=True, exist_ok=True)
            (content / name).write_bytes(raw)
        network, now = settings.pop("network", True), settings.pop("now", NOW)
        found = files.scan(content).pictures
        with Cache(tmp_path / "cache.sqlite") as cache:
            gallery = Gallery(
                content, tmp_path / "state", found, ImagesSection(**settings), cache,
                network=network, now=now, anywhere=True,
            )  # fmt: skip
            return gallery.show([(made, True)])

    return run


def ferry(body: str = "", front: str = "", path: str = "ferry.md") -> Article:
    return read(TEXT.format(body=body, front=front), path)


def source(made: Article, shown: Shown) -> str:
    thread = single(made)
    site = Site(articles=(made,), sources=(), threads=(thread,), comparisons=(), pictures=shown.pictures)
    pages = plan_pages(site, config('[articles]\nbody = "full"'), default_theme())
    return next(p.make() for p in pages if p.path.startswith("articles/") and p.path.endswith(".html")).decode()


def page(made: Article, shown: Shown) -> Html:
    return Html(source(made, shown))


def images(html: Html) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in html.elements if tag == "img"]


def test_a_picture_of_the_content_folder_is_shown_in_copies_with_its_dimensions(show: Show) -> None:
    made = ferry("![The ferry on the bank](img/f.jpg)")
    shown = show(made, {"img/f.jpg": picture(1200, 800)})
    html = page(made, shown)
    (image,) = images(html)
    assert (image["width"], image["height"], image["loading"]) == ("1200", "800", "lazy")
    assert image["alt"] == "The ferry on the bank"
    made_of = {file.path: file.make() for file in shown.files}
    sizes = {path: Image.open(io.BytesIO(raw)).size for path, raw in made_of.items()}
    assert sorted(sizes.values()) == [(480, 320), (960, 640), (1200, 800)]
    assert [f"/repo/{path} {size[0]}w" for path, size in sizes.items()] == str(image["srcset"]).split(", ")
    assert image["src"] == f"/repo/{list(sizes)[1]}"
    assert html.unclosed == []
    assert ("figcaption", {"aria-hidden": "true"}) in html.elements
    assert shown.used == {"img/f.jpg"}
    assert shown.notices == ()


def test_a_description_is_the_source_s_or_is_marked_as_missing(show: Show) -> None:
    made = ferry('![](a.png)\n\n<figure><img src="b.png" alt="A chart"><figcaption>Aground</figcaption></figure>')
    shown = show(made, {"a.png": picture(100, 100, "PNG"), "b.png": picture(90, 90, "PNG")})
    html = page(made, shown)
    missing = "The source gives no description of this picture"
    assert [image["alt"] for image in images(html)] == [missing, "A chart"]
    assert html.text.count(missing) == 1
    assert "Aground" in html.text
    assert "aria-hidden" not in next(a for tag, a in html.elements[::-1] if tag == "figcaption")


def test_the_front_matter_s_picture_leads_unless_the_text_shows_it(show: Show) -> None:
    raw = picture(600, 400)
    made = ferry(front="image: f.jpg\nimage_alt: The bank at low tide\n")
    (image,) = images(page(made, show(made, {"f.jpg": raw})))
    assert image["alt"] == "The bank at low tide"
    twice = ferry("![Ferry](f.jpg)", front="image: /f.jpg\n")
    assert [image["alt"] for image in images(page(twice, show(twice, {"f.jpg": raw})))] == ["Ferry"]


def test_structured_data_name_a_picture_only_where_the_page_shows_it(show: Show) -> None:
    here = ferry(front="image: f.jpg\n")
    made = source(here, show(here, {"f.jpg": picture(600, 400)}))
    (image,) = images(Html(made))
    assert f'"image":"https://news.example{image["src"]}"' in made
    elsewhere = ferry(front="image: https://post.example/f.jpg\n")
    made = source(elsewhere, show(elsewhere))
    assert '"image":' not in made
    assert "https://post.example/f.jpg" in Html(made).links


def test_by_default_a_picture_elsewhere_is_a_link_and_nothing_is_fetched(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.images.fetch.fetch", lambda *_, **__: pytest.fail("the network was used"))
    made = ferry("![The ferry](https://post.example/f.jpg) ![](https://post.example/pixel.gif)")
    for settings, linked in (({}, True), ({"remote": "none"}, False), ({"remote": "copy", "network": False}, True)):
        html = page(made, show(made, **settings))
        assert images(html) == []
        assert "The ferry" in html.text
        assert ("https://post.example/f.jpg" in html.links) is linked
        assert ("figure", {}) in html.elements
        assert html.text.count("no description") == 0


def test_where_no_picture_can_be_shown_its_place_goes_and_its_description_stays() -> None:
    html = without_places(ferry("![The ferry](f.jpg) ![](g.jpg)").body_html)
    assert "data-picture" not in html
    assert html.count("<figure>") == 1
    assert "The ferry" in html


def test_local_pictures_can_be_turned_off(show: Show) -> None:
    made = ferry("![The ferry](f.jpg)")
    shown = show(made, {"f.jpg": picture()}, local=False)
    assert (images(page(made, shown)), shown.files, shown.used) == ([], (), {"f.jpg"})


@pytest.mark.parametrize(
    ("src", "why"),
    [
        ("../secret.jpg", "leads out of the content folder"),
        ("out.jpg", "is a link that leads out of the content folder"),
        ("gone.jpg", "is not there"),
        ("bad.jpg", "is no picture that can be shown"),
        ("x.svg", "is an SVG, which can hold script"),
        ("file:///etc/passwd", "has an address that no picture may have"),
    ],
)
def test_a_picture_that_is_not_shown_is_named_with_its_article(show: Show, tmp_path: Path, src: str, why: str) -> None:
    (tmp_path / "secret.jpg").write_bytes(picture())
    (tmp_path / "content").mkdir()
    (tmp_path / "content/out.jpg").symlink_to(tmp_path / "secret.jpg")
    made = ferry(front="image: x\n")
    made = msgspec.structs.replace(made, image=src)
    shown = show(made, {"bad.jpg": b"GIF89a", "x.svg": b"<svg onload='alert(1)'/>"})
    (notice,) = shown.notices
    assert (notice.path, notice.severity) == ("ferry.md", "warning")
    assert notice.message.startswith(f"the picture {src} {why}")
    assert images(page(made, shown)) == []
    assert shown.files == ()


def test_what_is_known_of_a_picture_is_kept_until_its_file_changes(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ferry("![x](f.jpg)")
    first = show(made, {"f.jpg": picture(600, 400)})
    with monkeypatch.context() as patched:
        patched.setattr("builder.cached.pictures.look", lambda raw: pytest.fail("looked at again"))
        assert show(made).pictures == first.pictures
    (tmp_path / "content/f.jpg").write_bytes(picture(500, 400))
    os.utime(tmp_path / "content/f.jpg", (1, 1))
    assert show(made).pictures[0].name != first.pictures[0].name


class _Server(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            return
        good = self.path == "/f.jpg"
        self.send_response(200 if good or self.path == "/page" else 404)
        self.send_header("Content-Type", "image/jpeg" if good else "text/html")
        self.end_headers()
        self.wfile.write(picture(600, 400) if good else b"<html>")

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A server of pictures on this machine, and what it was asked for."""
    handler = type("Handler", (_Server,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}", handler.asked
        running.shutdown()
        thread.join()


def test_copies_are_fetched_once_when_asked_for(show: Show, server: tuple[str, list[str]]) -> None:
    base, asked = server
    made = ferry(f"![The ferry]({base}/f.jpg) ![Gone]({base}/gone.jpg)")
    shown = show(made, remote="copy")
    assert sorted(asked) == ["/f.jpg", "/gone.jpg"]
    (image,) = images(page(made, shown))
    assert str(image["src"]).startswith("/repo/images/")
    (notice,) = shown.notices
    assert notice.message == f"the picture {base}/gone.jpg the server answers 404"
    assert show(made, remote="copy").pictures == shown.pictures
    assert len(asked) == 2
    show(made, remote="copy", now=NOW + timedelta(seconds=AGAIN_AFTER + 1))
    assert asked[2:] == ["/gone.jpg"]


def test_a_build_does_not_ask_its_own_machine_or_follow_out_of_the_web(server: tuple[str, list[str]]) -> None:
    base, asked = server
    for url, anywhere, why in (
        (f"{base}/f.jpg", False, "is not on the open network"),
        ("http://[::1]/f.jpg", False, "is not on the open network"),
        ("http://169.254.169.254/latest", False, "is not on the open network"),
        ("file:///etc/passwd", True, "leads to no web address"),
        (f"{base}/away", True, "the server answers 302"),
        (f"{base}/page", True, "the server sends text/html, no picture"),
    ):
        with pytest.raises(Refused, match=why):
            fetch(url, anywhere=anywhere)
    assert asked == ["/away", "/page"]
