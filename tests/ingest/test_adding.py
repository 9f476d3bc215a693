"""`digest add` and `digest import`: pages, folders, records and archives to files."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.errors import DigestError
from builder.ingest.adding import AddReport, Given, add
from builder.ingest.fetcher import Fetcher
from builder.ingest.importing import ImportReport, import_from, kind_of
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from tests.ingest.server import Server

NOTHING = Given()
Make = Callable[..., Fetcher]
SENTENCE = (
    "The council of Moinhal voted on Tuesday to close the northern quay for repairs, number {n}, and the ferry moves."
)


def page(n: int, head: str = "") -> str:
    text = "".join(f"<p>{SENTENCE.format(n=n)} Part {part}.</p>" for part in range(4))
    return (
        f'<!doctype html><html lang="en"><head><title>Page {n}</title>{head}</head>'
        f"<body><article><h1>Page {n}</h1>{text}</article></body></html>"
    )


@pytest.fixture
def add_pages(site: Path, way_into: Any, make_fetcher: Make) -> Callable[..., AddReport]:
    def run(*names: str, given: Given = NOTHING, dry: bool = False, **limits: object) -> AddReport:
        with way_into(site, dry=dry) as way:
            return add(way, make_fetcher(**limits), names, given, None)

    return run


@pytest.fixture
def bring_in(site: Path, way_into: Any, make_fetcher: Make) -> Callable[..., ImportReport]:
    def run(path: Path, *, columns: dict[str, str] | None = None, pages: bool = False) -> ImportReport:
        with way_into(site) as way:
            return import_from(
                way, path, kind_of(path), columns or {}, make_fetcher() if pages else None, lambda n: None
            )

    return run


def articles(site: Path) -> dict[str, Any]:
    folder = site / "content"
    rows = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        rows[name] = read_article(path.read_bytes(), name, ReadingSettings()).article
    return rows


def test_an_address_is_added_once_whatever_it_is_called(
    server: Server, site: Path, add_pages: Callable[..., AddReport]
) -> None:
    head = '<link rel="canonical" href="/page"><meta property="article:published_time" content="2025-08-02T10:00:00Z">'
    server.page("/page", page(1, head))
    server.redirect("/short", "/page?utm_source=x")
    (row,) = add_pages(server.url + "/short").articles
    assert (row.action, row.path) == ("new", "content/127-0-0-1/2025-08-02-page-1.html")
    for name in ("/short", "/page", "/page?utm_medium=y"):
        assert [row.action for row in add_pages(server.url + name).articles] == ["known"]
    (article,) = articles(site).values()
    assert (article.title, article.url) == ("Page 1", server.url + "/page")


def test_what_the_person_says_beats_the_page(server: Server, site: Path, add_pages: Callable[..., AddReport]) -> None:
    given = Given(title="Mine", published="2025-09-01", source="The Post", tags=("ferry",))
    (row,) = add_pages(server.page("/2025/08/02/x", page(1)), given=given).articles
    assert row.inferred == ()
    (article,) = articles(site).values()
    assert (article.title, article.source_id, article.tags) == ("Mine", "the-post", ("ferry",))
    assert article.published.date().isoformat() == "2025-09-01"
    (failure,) = add_pages(server.page("/y", page(2)), given=Given(published="03/04/2025")).failures
    assert failure.what == "--date"


def test_what_was_inferred_is_named_and_marked(server: Server, site: Path, add_pages: Callable[..., AddReport]) -> None:
    (row,) = add_pages(server.page("/2025/08/02/x", page(1))).articles
    assert dict(row.inferred) == {"published": "the address"}
    (article,) = articles(site).values()
    assert ("published", "the address") in [(field.field, field.how) for field in article.inferred]


def test_a_saved_file_is_added(site: Path, tmp_path: Path, add_pages: Callable[..., AddReport]) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text("<!-- saved from url=(0026)https://post.example/a -->" + page(1), encoding="utf-8")
    (row,) = add_pages(str(saved)).articles
    assert (row.url, row.path) == ("https://post.example/a", "content/post-example/page-1.html")


def test_failures_are_named_with_a_remedy(server: Server, tmp_path: Path, add_pages: Callable[..., AddReport]) -> None:
    server.page("/robots.txt", "User-agent: *\nDisallow: /closed\n")
    text = tmp_path / "a.md"
    text.write_text("text", encoding="utf-8")
    pdf = tmp_path / "a.html"
    pdf.write_bytes(b"%PDF-1.7")
    names = [
        server.url + "/gone",
        server.page("/closed", page(1)),
        server.page("/short", "<p>x</p>"),
        str(text),
        str(pdf),
    ]
    names += [str(tmp_path), str(tmp_path / "nowhere.html"), server.page("/pic", b"\x89PNG", kind="image/png")]
    found = add_pages(*names).failures
    assert [row.kind for row in found] == [
        "http-404", "robots", "no-article", "file-type", "file-type", "unreadable", "unreadable", "no-article",
    ]  # fmt: skip
    assert found[1].remedy == "save the page from a browser and add the file"
    (row,) = add_pages(server.page("/x", page(3)), private=False).failures
    assert row.kind == "private"
    assert row.remedy.startswith("--allow-private allows it; `private = true`")


def test_a_text_too_long_to_be_read_is_not_written(
    server: Server, site: Path, add_pages: Callable[..., AddReport]
) -> None:
    long = page(1).replace(
        "</article>", "".join(f"<p>Line {n} of a very long list of words.</p>" for n in range(15_000)) + "</article>"
    )
    report = add_pages(server.page("/long", long))
    assert [row.action for row in report.articles] == ["refused"]
    assert articles(site) == {}


def test_a_folder_of_pages_and_texts(site: Path, tmp_path: Path, bring_in: Callable[..., ImportReport]) -> None:
    folder = tmp_path / "My clippings"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "one.html").write_text(page(1, '<link rel="canonical" href="https://post.example/1">'), "utf-8")
    (folder / "two.md").write_text(f"---\ntitle: Two\nlink: https://post.example/2\n---\n{SENTENCE}\n", "utf-8")
    (folder / "empty.html").write_text("", "utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    report = bring_in(folder)
    assert (report.counts, [row.message for row in report.failures]) == ({"failed": 1, "new": 2}, ["is empty"])
    assert sorted(articles(site)) == ["my-clippings/two.md", "post-example/page-1.html"]
    assert (site / "content/my-clippings/two.md").read_bytes() == (folder / "two.md").read_bytes()
    assert bring_in(folder).counts == {"failed": 1, "known": 2}


def test_records_of_json_lines(site: Path, tmp_path: Path, bring_in: Callable[..., ImportReport]) -> None:
    rows = [
        {
            "title": "One",
            "text": f"{SENTENCE.format(n=1)}\n\nMore.",
            "url": "https://post.example/1",
            "date": "2025-08-02",
        },
        {
            "headline": "Two",
            "html": f"<p>{SENTENCE.format(n=2)}</p><script>x</script>",
            "id": 2,
            "date": [1754160498683],
        },
        {"title": "Link alone", "url": "https://post.example/3"},
    ]
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join([*map(json.dumps, rows), "{broken", "[1]"]).encode()))
    report = bring_in(path)
    assert (report.counts, report.skipped) == (
        {"failed": 2, "new": 2},
        {"an address without text (--fetch-pages gets it)": 1},
    )
    assert [row.what.rpartition(":")[2] for row in report.failures] == ["4", "5"]
    found = articles(site)
    assert sorted(found) == ["added/2025-08-02-two.html", "post-example/2025-08-02-one.html"]
    assert found["added/2025-08-02-two.html"].text == SENTENCE.format(n=2)
    assert bring_in(path).counts == {"failed": 2, "known": 2}


def test_csv_by_its_own_names_and_by_those_told(
    site: Path, tmp_path: Path, bring_in: Callable[..., ImportReport]
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f'Kop;Tekst;Link;Datum\n"Eén; twee";"{SENTENCE}";https://post.example/1;2 August 2025\n', "cp1252")
    report = bring_in(path, columns={"title": "Kop", "text": "Tekst", "date": "Datum"})
    assert report.counts == {"new": 1}
    (article,) = articles(site).values()
    assert (article.title, article.url, article.published.day) == ("Eén; twee", "https://post.example/1", 2)


def test_zotero_and_pocket(server: Server, site: Path, tmp_path: Path, bring_in: Callable[..., ImportReport]) -> None:
    zotero = tmp_path / "zotero.json"
    item = {
        "id": "x/1", "type": "article-newspaper", "title": "Ferry", "container-title": "The Post",
        "author": [{"family": "Reis", "given": "Ana"}], "issued": {"date-parts": [[2025, 8, 2]]},
        "URL": server.page("/z", page(1)), "accessed": {"date-parts": [[2026, 1, 1]]},
    }  # fmt: skip
    zotero.write_text(json.dumps([item]), "utf-8")
    assert bring_in(zotero, pages=True).counts == {"new": 1}
    (article,) = articles(site).values()
    assert (article.byline, article.source_id) == (("Ana Reis",), "the-post")
    assert article.published.date().isoformat() == "2025-08-02"
    assert bring_in(zotero, pages=True).counts == {"known": 1}
    assert server.asked["/z"] == 1

    pocket = tmp_path / "pocket.csv"
    pocket.write_text(
        f"title,url,time_added,tags,status\nRead,{server.page('/p', page(2))},1754160498,a|b,unread\n", "utf-8"
    )
    assert bring_in(pocket, pages=True).counts == {"new": 1}
    (article,) = (row for row in articles(site).values() if row.url.endswith("/p"))
    assert (article.title, article.tags, article.published) == ("Page 2", ("a", "b"), None)

    links = tmp_path / "ril_export.html"
    links.write_text(
        f'<ul><li><a href="{server.url}/p" tags="x">{server.url}/p</a></li><li><a href="{server.url}/gone">y</a></ul>',
        "utf-8",
    )
    report = bring_in(links, pages=True)
    assert (report.counts, report.failures[0].kind) == ({"failed": 1, "known": 1}, "http-404")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer leaves files open
def test_a_warc_archive(site: Path, tmp_path: Path, bring_in: Callable[..., ImportReport]) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    path = tmp_path / "a.warc.gz"
    with path.open("wb") as handle:
        writer = WARCWriter(handle, gzip=True)
        for url, status, kind, body in (
            ("https://post.example/1", "200 OK", "text/html; charset=utf-8", page(1).encode()),
            ("https://post.example/2", "200 OK", "image/png", b"\x89PNG"),
            ("https://post.example/3", "404 Not Found", "text/html", page(3).encode()),
            ("https://post.example/4", "200 OK", "text/html", b"<p>x</p>"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
            writer.write_record(record)
    report = bring_in(path)
    assert (report.counts, report.skipped) == ({"failed": 1, "new": 1}, {"not a page of text": 2})
    assert bring_in(path).counts == {"failed": 1, "known": 1}
    whole = path.read_bytes()
    path.write_bytes(b"this is no archive" * 20)
    with pytest.raises(DigestError, match="no WARC"):
        bring_in(path)
    path.write_bytes(whole[: len(whole) - 40])
    assert bring_in(path).counts["known"] == 1


@pytest.mark.parametrize(("name", "content"), [("a.json", "{"), ("b.json", '"x"'), ("c.jsonl", ""), ("d.xyz", "")])
def test_files_of_which_nothing_can_be_used(
    name: str, content: str, tmp_path: Path, bring_in: Callable[..., ImportReport]
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    if name == "c.jsonl":
        assert bring_in(path).counts == {}
        return
    with pytest.raises(DigestError):
        bring_in(path)


def test_the_content_folder_is_not_imported_into_itself(site: Path, bring_in: Callable[..., ImportReport]) -> None:
    (site / "content").mkdir()
    with pytest.raises(DigestError, match="content folder itself"):
        bring_in(site / "content")
