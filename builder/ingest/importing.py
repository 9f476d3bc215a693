"""`digest import`: a folder, a file of records, an archive or a list of links, to files of the content folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from builder.errors import Notice, mistake
from builder.ingest.adding import Failure, read_file
from builder.ingest.entry import Entry, keys_of
from builder.ingest.fetcher import Fetcher, FetchError
from builder.ingest.fetching import ACCEPT_PAGE, WORKERS, merged
from builder.ingest.importers import archives, records
from builder.ingest.page import NoArticle, read_page
from builder.ingest.remedies import remedy
from builder.ingest.robots import Robots
from builder.ingest.site import Way, Written
from builder.reading import files
from builder.reading.decode import MAX_BYTES
from builder.reading.read import read_article
from builder.reading.settings import ReadingSettings
from builder.text.digests import digest
from builder.text.slugs import slugify

_MAX_FAILURES = 1_000
_BATCH = 32

_KINDS = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".jl": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv",
    ".opml": "opml", ".warc": "warc", ".html": "bookmarks", ".htm": "bookmarks",
}  # fmt: skip

Advance = Callable[[int], None]


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import brought. `counts`: `new`, `known`, `updated`, `edited`; `skipped`: reason -> number."""

    path: str
    kind: str
    counts: dict[str, int]
    skipped: dict[str, int]
    articles: tuple[Written, ...]
    failures: tuple[Failure, ...]
    dry_run: bool


class _Copy(msgspec.Struct, frozen=True):
    """A text that Digest reads as it is: it is copied, not rewritten."""

    path: str
    raw: bytes
    entry: Entry


_Item = Entry | _Copy | Failure | str
"""A `str` is the reason why something was passed over."""


def kind_of(path: Path) -> str:
    """What a path is by its name. Raises `DigestError` when it does not tell."""
    if path.is_dir():
        return "folder"
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    kind = _KINDS.get(suffixes[-1] if suffixes else "", "")
    if not kind:
        raise mistake(str(path), "has a name that does not tell what it is", "say so with --format", kind="format")
    return kind


def import_from(
    way: Way,
    path: Path,
    kind: str,
    columns: Mapping[str, str],
    fetcher: Fetcher | None,
    advance: Advance,
) -> ImportReport:
    """Bring in what is at `path`. With a `fetcher` the pages of rows without text are asked for.

    Raises `DigestError` when none of it can be read; what is wrong with a part is told of in the report.
    """
    counts: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    written: list[Written] = []
    failures: list[Failure] = []
    items = _items(way, path, kind, columns)
    try:
        for done, item in enumerate(_with_pages(way, items, fetcher, skipped), 1):
            if isinstance(item, str):
                skipped[item] += 1
            elif isinstance(item, Failure):
                counts["failed"] += 1
                failures.append(item)
            elif isinstance(item, Entry) and not item.body:
                counts["known"] += 1
            else:
                row = _copied(way, item) if isinstance(item, _Copy) else way.write(item, _told(item))
                counts[row.action] += 1
                if row.action not in ("known", "refused"):
                    written.append(row)
            advance(done)
    except records.Unreadable as error:
        if not counts and not skipped:
            hint = "look at it, or say what it is with --format"
            raise mistake(str(path), str(error), hint, kind="import") from None
        told = "mend it from there on and import it again: what has come in stays"
        failures.append(Failure(what=str(path), kind="broken", message=str(error), remedy=told))
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise mistake(str(path), what, "let this user read it", kind="import") from None
    return ImportReport(
        path=str(path), kind=kind, counts=dict(sorted(counts.items())), skipped=dict(sorted(skipped.items())),
        articles=tuple(written), failures=tuple(failures[:_MAX_FAILURES]), dry_run=way.dry,
    )  # fmt: skip


def _told(entry: Entry) -> str:
    return f"import {digest(msgspec.json.encode(entry))}"


def _items(way: Way, path: Path, kind: str, columns: Mapping[str, str]) -> Iterator[_Item]:
    limit = int(way.config.fetch.max_megabytes * 1e6)
    if kind == "folder":
        return _folder(way, path, limit)
    if kind == "warc":
        return _warc(way, path, limit)
    if kind == "bookmarks":
        return iter(archives.read_bookmarks(path))
    readers = {"jsonl": records.read_jsonl, "json": records.read_json, "csv": records.read_csv}
    return _records(way, path, readers[kind](path), columns)


def _records(way: Way, path: Path, rows: Iterator[records.Row], columns: Mapping[str, str]) -> Iterator[_Item]:
    for row in rows:
        if row.problem:
            yield Failure(what=f"{path}:{row.number}", kind="record", message=row.problem, remedy=remedy("record"))
        else:
            yield records.entry_of(row.data, columns, path.name, way.zone)


def _warc(way: Way, path: Path, limit: int) -> Iterator[_Item]:
    for page in archives.read_warc(path, way.zone, limit):
        if page.entry is not None:
            yield page.entry
        elif page.passed_over:
            yield "not a page of text"
        else:
            yield Failure(
                what=page.url or str(path), kind="no-article", message=page.problem, remedy=remedy("no-article")
            )


def _folder(way: Way, folder: Path, limit: int) -> Iterator[_Item]:
    """Saved pages are taken apart, texts are copied as they are."""
    content = (way.root / way.config.build.content).resolve()
    if folder.resolve().is_relative_to(content) or content.is_relative_to(folder.resolve()):
        raise mistake(str(folder), "is the content folder itself, or around it", "name another folder", kind="import")
    settings = ReadingSettings.of(way.config)
    for file in files.scan(folder).files:
        path = folder / file.path
        if path.suffix.lower() in (".html", ".htm"):
            found = read_file(path, "", way, limit)
            yield found
            continue
        raw = files.read_bytes(folder, file.path)
        if isinstance(raw, Notice) or len(raw) > MAX_BYTES:
            told = "cannot be read, or is too long"
            yield Failure(what=str(path), kind="unreadable", message=told, remedy=remedy("unreadable"))
            continue
        article = read_article(raw, file.path, settings).article
        if article is None:
            failure = Failure(what=str(path), kind="text", message="is no article", remedy=remedy("text"))
            yield failure if raw.strip() else "no text"
            continue
        target = f"{slugify(folder.resolve().name)}/{file.path}"
        yield _Copy(target, raw, Entry(title=article.title, url=article.url, body=article.body_html))


def _copied(way: Way, item: _Copy) -> Written:
    """Copy a text, unless it is there already."""
    keys = keys_of(item.entry)
    held = way.library.holder(keys)
    if not held and (way.library.content / item.path).exists():
        held = item.path
    if held or (not way.dry and not way.library.copy(item.path, item.raw)):
        return way.said("known", held or item.path, item.entry)
    way.library.hold(item.path, keys, item.entry)
    return way.said("new", item.path, item.entry)


def _with_pages(way: Way, items: Iterable[_Item], fetcher: Fetcher | None, skipped: Counter[str]) -> Iterator[_Item]:
    """The items, those without text with that of their page where a fetcher is given, a batch at a time."""
    if fetcher is None:
        for item in items:
            yield _without_text(item)
        return
    robots = Robots(fetcher)
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="import") as pool:
        try:
            batch: list[_Item] = []
            for item in items:
                if isinstance(item, Entry) and not item.body and item.url:
                    if way.state.item(keys_of(item)) or way.library.holder(keys_of(item)):
                        yield item
                        continue
                    batch.append(item)
                    if len(batch) >= _BATCH:
                        yield from pool.map(lambda entry: _page(way, fetcher, robots, entry), batch)
                        batch = []
                else:
                    yield _without_text(item)
            yield from pool.map(lambda entry: _page(way, fetcher, robots, entry), batch)
        finally:
            fetcher.stopped.set()
            fetcher.close()


def _without_text(item: _Item) -> _Item:
    if isinstance(item, Entry) and not item.body:
        return "an address without text (--fetch-pages gets it)" if item.url else "no text"
    return item


def _page(way: Way, fetcher: Fetcher, robots: Robots, entry: _Item) -> _Item:
    assert isinstance(entry, Entry)
    try:
        found = fetcher.get(entry.url, accept=ACCEPT_PAGE, gate=robots)
        page = read_page(found.body, found.content_type, found.url, way.zone)
    except (FetchError, NoArticle) as error:
        kind = error.kind if isinstance(error, FetchError) else "no-article"
        return Failure(what=entry.url, kind=kind, message=str(error), remedy=remedy(kind))
    # A list of links calls pages what their readers do: what the page says of itself counts.
    named = msgspec.structs.replace(entry, title="", guid=entry.guid)
    whole = merged(named, page)
    return msgspec.structs.replace(whole, title=whole.title or entry.title)
