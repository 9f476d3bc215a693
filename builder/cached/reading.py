"""Files -> readings: a file that has not changed is neither opened nor parsed again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from builder.cache import Cache
from builder.errors import Notice
from builder.parallel import map_ordered
from builder.reading.files import FoundFile, read_bytes
from builder.reading.read import READING_VERSION, Reading, read_article
from builder.reading.settings import ReadingSettings
from builder.text.digests import digest

STAGE = "reading"


class Read(msgspec.Struct, frozen=True):
    """All readings in path order; `parsed` counts those that were not in the cache."""

    readings: tuple[Reading, ...]
    notices: tuple[Notice, ...]
    parsed: int


def read_all(
    content: Path,
    files: tuple[FoundFile, ...],
    settings: ReadingSettings,
    cache: Cache,
    advance: Callable[[int, int], None],
    workers: int | None = None,
) -> Read:
    """Read every file of `content`; `advance(done, total)` is called as files are parsed."""
    known = cache.files()
    seen: dict[str, tuple[int, int, str]] = {}
    raw: dict[str, bytes] = {}
    notices: list[Notice] = []
    for file in files:
        row = known.get(file.path)
        if row and row[:2] == (file.size, file.mtime_ns):
            seen[file.path] = row
            continue
        data = read_bytes(content, file.path)
        if isinstance(data, Notice):
            notices.append(data)
            continue
        raw[file.path] = data
        seen[file.path] = (file.size, file.mtime_ns, digest(data))
    readings, parsed = _from_cache_or_file(content, seen, raw, settings, cache, advance, workers)
    changed = {path: row for path, row in seen.items() if known.get(path) != row}
    cache.put_files(changed, known.keys() - seen.keys())
    return Read(readings, tuple(notices), parsed)


def _from_cache_or_file(
    content: Path,
    seen: dict[str, tuple[int, int, str]],
    raw: dict[str, bytes],
    settings: ReadingSettings,
    cache: Cache,
    advance: Callable[[int, int], None],
    workers: int | None,
) -> tuple[tuple[Reading, ...], int]:
    common = msgspec.json.encode(settings)
    keys = {path: digest(str(READING_VERSION), common, path, row[2]) for path, row in seen.items()}
    stored = cache.get(STAGE, tuple(keys.values()))
    missing = [path for path in keys if keys[path] not in stored]

    def parse(path: str) -> bytes:
        data = raw.get(path)
        if data is None:
            read = read_bytes(content, path)
            data = read if isinstance(read, bytes) else b""
        return msgspec.msgpack.encode(read_article(data, path, settings))

    fresh: dict[str, bytes] = {}
    for path, encoded in zip(missing, map_ordered(parse, missing, workers), strict=True):
        fresh[keys[path]] = encoded
        advance(len(fresh), len(missing))
    cache.put(STAGE, fresh)
    cache.prune(STAGE, keys.values())
    stored.update(fresh)
    decoder = msgspec.msgpack.Decoder(Reading)
    return tuple(decoder.decode(stored[keys[path]]) for path in keys), len(missing)
