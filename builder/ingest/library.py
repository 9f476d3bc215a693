"""What the content folder holds already, so that nothing comes in twice; and new files for it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from datetime import tzinfo
from pathlib import Path

import msgspec

from builder.errors import Notice
from builder.ingest.entry import Entry, address_key, bare, bare_key, text_key
from builder.ingest.state import State
from builder.progress import Advance
from builder.reading import files
from builder.reading.decode import decode
from builder.reading.fields import pick
from builder.reading.files import FoundFile
from builder.reading.frontmatter import split_front_matter
from builder.reading.values import text_of
from builder.text.digests import digest
from builder.text.slugs import slugify
from builder.text.urls import canonical, host_of

_SLUG = 60
_MARK = ".digest-"
_URL_KEYS = ("url", "@id", "href", "src", "link", "contentUrl", "name")


class Held(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a file: the keys that its article goes by, its host, and the source it names."""

    keys: tuple[str, ...] = ()
    host: str = ""
    source: str = ""


class Library:
    """The articles of the content folder, by address, guid and text. Reads each file once, as long as it stays so."""

    def __init__(self, content: Path, state: State, advance: Advance) -> None:
        self.content = content
        self._paths: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        _sweep(content)
        found = files.scan(content).files if content.is_dir() else ()
        before = state.files()
        fresh: list[tuple[str, int, int, bytes]] = []
        for done, file in enumerate(found, 1):
            old = before.get(file.path)
            if old and old[:2] == (file.size, file.mtime_ns):
                held = msgspec.msgpack.decode(old[2], type=Held)
            else:
                held = self._read(file)
                fresh.append((file.path, file.size, file.mtime_ns, msgspec.msgpack.encode(held)))
            self._hold(file.path, held)
            if done % 50 == 0 or done == len(found):
                advance(done, len(found))
        gone = set(before) - {file.path for file in found}
        if fresh or gone:
            state.save_files(fresh, sorted(gone))

    def holder(self, keys: Iterable[str]) -> str:
        """The file that an article with any of these keys stands in; empty when there is none."""
        return next((self._paths[key] for key in keys if key in self._paths), "")

    def source_of(self, host: str) -> str | None:
        """The source that articles of a host name (empty: none); None for a host of no article."""
        return self._sources.get(host)

    def hold(self, path: str, keys: Iterable[str], entry: Entry) -> None:
        """Note an article that was written."""
        self._hold(path, Held(tuple(filter(None, keys)), entry.host, entry.source))

    def _hold(self, path: str, held: Held) -> None:
        for key in held.keys:
            self._paths.setdefault(key, path)
        if held.host:
            self._sources.setdefault(held.host, held.source)

    def _read(self, file: FoundFile) -> Held:
        raw = files.read_bytes(self.content, file.path)
        text = raw if isinstance(raw, Notice) else decode(raw, file.path)
        front = text if isinstance(text, Notice) else split_front_matter(text, file.path)
        if isinstance(front, Notice):
            return Held()
        picked = pick(front.data, front.lines)
        url = canonical(text_of(picked["url"].value, _URL_KEYS)) if "url" in picked else ""
        guid = text_of(front.data.get("guid", ""))
        keys = [address_key(url), f"g:{guid}" if guid else "", text_key(front.body, host_of(url))]
        if not any(keys):
            keys.append(bare_key(text_of(picked["title"].value) if "title" in picked else "", front.body))
        source = text_of(picked["source"].value) if "source" in picked else ""
        return Held(tuple(filter(None, keys)), host_of(url), source)

    def new_path(self, entry: Entry, zone: tzinfo) -> str:
        """A free path for an article: its host, its day and its title, and its key where those are taken."""
        host = entry.host or host_of(entry.guid)
        folder = slugify(host) if host else "added"
        day = f"{entry.published.at.astimezone(zone):%Y-%m-%d}-" if entry.published else ""
        title = entry.title or bare(entry.body)[:80]
        stem = f"{folder}/{day}{slugify(title, _SLUG)}"
        if not (self.content / f"{stem}.html").exists():
            return f"{stem}.html"
        stem = f"{stem}-{digest(entry.url or entry.guid or entry.body)[:6]}"
        number, path = 2, f"{stem}.html"
        while (self.content / path).exists():
            number, path = number + 1, f"{stem}-{number}.html"
        return path

    def write_new(self, path: str, text: str) -> bool:
        """Write a file that is not there yet, whole or not at all; False where there is one by now."""
        return _place(self.content / path, text.encode("utf-8"), over=False)

    def copy(self, path: str, raw: bytes) -> bool:
        """Write a file as `write_new` does, byte for byte."""
        return _place(self.content / path, raw, over=False)

    def rewrite(self, path: str, text: str, written: str) -> bool:
        """Replace a file whose bytes are still those that digest to `written`; False where a person edited it."""
        target = self.content / path
        try:
            if not written or digest(target.read_bytes()) != written:
                return False
        except OSError:
            return False
        return _place(target, text.encode("utf-8"), over=True)

    def text(self, path: str) -> str | None:
        """A file's text, None when it is not there or not UTF-8."""
        try:
            return (self.content / path).read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def current(self, path: str) -> str:
        """The digest of a file's bytes, empty when it cannot be read."""
        try:
            return digest((self.content / path).read_bytes())
        except OSError:
            return ""


def _place(target: Path, content: bytes, *, over: bool) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{_MARK}{digest(target.name)[:12]}.new")
    with temporary.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        if over:
            temporary.replace(target)
            return True
        os.link(temporary, target)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EACCES):
            raise
        # A file system without links: the lock on the state keeps other runs away, an editor would have to be quick.
        if target.exists():
            return False
        temporary.replace(target)
        return True
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _sweep(content: Path) -> None:
    """Remove what a killed run left half written."""
    for path in content.rglob(f"{_MARK}*.new"):
        path.unlink(missing_ok=True)
