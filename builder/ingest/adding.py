"""`digest add`: single pages, from the network or saved ones, to files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

import msgspec

from builder.ingest.entry import Entry, when
from builder.ingest.fetcher import Fetcher, FetchError
from builder.ingest.fetching import ACCEPT_PAGE, WORKERS
from builder.ingest.page import NoArticle, read_page
from builder.ingest.remedies import remedy
from builder.ingest.robots import Robots
from builder.ingest.site import Way, Written
from builder.progress import Watcher
from builder.text.urls import canonical

_OWN = (".md", ".markdown", ".txt")


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of a page that is added; it beats what the page says. `published` is a date in words."""

    url: str = ""
    title: str = ""
    published: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be brought in, why, and what to do about it. `kind` is stable."""

    what: str
    kind: str
    message: str
    remedy: str = ""


class AddReport(msgspec.Struct, frozen=True, kw_only=True):
    """The articles in the order asked for, those that failed apart."""

    articles: tuple[Written, ...]
    failures: tuple[Failure, ...]
    dry_run: bool


def add(
    way: Way,
    fetcher: Fetcher,
    names: Sequence[str],
    given: Given,
    watcher: Watcher | None,
    *,
    refresh: bool = False,
) -> AddReport:
    """Bring in the pages at `names`, each an address or a file. What fails is told of, not raised.

    `refresh`: an article that is there already becomes what its page says now.
    """
    found: dict[str, Written | Failure] = {}
    robots = Robots(fetcher)
    names = tuple(dict.fromkeys(names))
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="add") as pool:
        jobs = {pool.submit(_read, fetcher, robots, name, given, way): name for name in names}
        try:
            for done, (name, answer) in enumerate(_answers(jobs), 1):
                found[name] = _taken(way, name, answer, given, refresh=refresh)
                if watcher:
                    watcher("pages", done, len(names))
        finally:
            fetcher.stopped.set()
            pool.shutdown(cancel_futures=True)
            fetcher.close()
    rows = [found[name] for name in names]
    return AddReport(
        articles=tuple(row for row in rows if isinstance(row, Written)),
        failures=tuple(row for row in rows if isinstance(row, Failure)),
        dry_run=way.dry,
    )


def _answers(jobs: dict[Future[Entry | Failure], str]) -> Iterator[tuple[str, Entry | Failure]]:
    for job in as_completed(jobs):
        yield jobs[job], job.result()


def _taken(way: Way, name: str, answer: Entry | Failure, given: Given, *, refresh: bool) -> Written | Failure:
    if isinstance(answer, Failure):
        return answer
    entry = _with_given(answer, given, way)
    if isinstance(entry, Failure):
        return entry
    address = canonical(name) if is_address(name) else ""
    if address and address != entry.url:
        entry = msgspec.structs.replace(entry, also=(address,))
    # One word, so that an article which is there is left alone, whatever its page says by now.
    row = way.write(entry, "add", plain=answer, refresh=refresh)
    if refresh and row.action == "edited":
        told = f"is in {row.path}, which was edited: it stays as it is"
        what = "move that file away and add the page again, or take over by hand what you want"
        return Failure(what=name, kind="edited", message=told, remedy=what)
    return row


def is_address(name: str) -> bool:
    """Whether a name is a web address, not a file."""
    return name.lower().startswith(("http://", "https://"))


def _read(fetcher: Fetcher, robots: Robots, name: str, given: Given, way: Way) -> Entry | Failure:
    if not is_address(name):
        return read_file(Path(name), given.url, way, fetcher.limits.max_bytes)
    try:
        found = fetcher.get(name, accept=ACCEPT_PAGE, gate=robots)
        return read_page(found.body, found.content_type, found.url, way.zone)
    except NoArticle as error:
        return Failure(what=name, kind="no-article", message=str(error), remedy=remedy("no-article"))
    except FetchError as error:
        return Failure(what=name, kind=error.kind, message=error.message, remedy=remedy(error.kind))


def read_file(path: Path, url: str, way: Way, limit: int) -> Entry | Failure:
    """The article of a saved page. `url`: its address, where the person names it."""
    name = str(path)
    if path.suffix.lower() in _OWN:
        told = "is a text that Digest reads as it is"
        return Failure(what=name, kind="file-type", message=told, remedy=f"put it into {way.config.build.content}/")
    try:
        raw = _bytes(path, limit)
    except OSError as error:
        told = f"cannot be read: {(error.strerror or str(error)).lower()}"
        return Failure(what=name, kind="unreadable", message=told, remedy=remedy("unreadable"))
    if raw is None:
        told = f"is over the limit of {limit / 1e6:g} MB"
        return Failure(what=name, kind="too-large", message=told, remedy="raise `max_megabytes` in [fetch]")
    if raw.startswith(b"%PDF"):
        return Failure(what=name, kind="file-type", message="is a PDF", remedy="save the web page as HTML")
    if path.suffix.lower() == ".mhtml":
        return Failure(what=name, kind="file-type", message="is a web archive", remedy="save the page as HTML")
    try:
        return read_page(raw, "", url, way.zone)
    except NoArticle as error:
        return Failure(what=name, kind="no-article", message=str(error), remedy=remedy("no-article"))


def _bytes(path: Path, limit: int) -> bytes | None:
    """The bytes of a plain file, None where it is longer than `limit`; does not wait on a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
    with open(descriptor, "rb") as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise OSError(0, "is not a file")
        raw = handle.read(limit + 1)
    return raw if len(raw) <= limit else None


def _with_given(entry: Entry, given: Given, way: Way) -> Entry | Failure:
    """The entry with what the person said; what they said is inferred no more."""
    fields: dict[str, object] = {}
    if given.published:
        moment, problem = when(given.published, way.zone)
        if moment is None:
            return Failure(what="--date", kind="date", message=problem, remedy="write it as 2025-08-02")
        fields["published"] = moment
    if given.title:
        fields["title"] = given.title
    if given.source:
        fields |= {"source": given.source, "named": True}
    if given.url:
        fields["url"] = canonical(given.url)
    if given.tags:
        fields["tags"] = tuple(dict.fromkeys((*entry.tags, *given.tags)))
    kept = tuple(row for row in entry.inferred if row[0] not in fields)
    return msgspec.structs.replace(entry, **fields, inferred=kept)
