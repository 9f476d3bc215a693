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
    """Read every file of `content`; `advance(done, total)` is called as files are parsed.

    A file is opened when its size or time is not as recorded, or when the result for its recorded content is gone.
    """
    common = msgspec.json.encode(settings)

    def key_of(path: str, content_digest: str) -> str:
        return digest(str(READING_VERSION), common, path, content_digest)

    known = cache.files()
    seen = {f.path: known[f.path] for f in files if known.get(f.path, ())[:2] == (f.size, f.mtime_ns)}
    keys = {path: key_of(path, row[2]) for path, row in seen.items()}
    stored = cache.get(STAGE, tuple(keys.values()))
    raw: dict[str, bytes] = {}
    notices: list[Notice] = []
    for file in files:
        if keys.get(file.path) in stored:
            continue
        data = read_bytes(content, file.path)
        if isinstance(data, Notice):
            notices.append(data)
            seen.pop(file.path, None)
            keys.pop(file.path, None)
            continue
        raw[file.path] = data
        seen[file.path] = (file.size, file.mtime_ns, digest(data))
        keys[file.path] = key_of(file.path, seen[file.path][2])
    stored.update(cache.get(STAGE, tuple(keys[path] for path in raw)))
    missing = [path for path in raw if keys[path] not in stored]

    def parse(path: str) -> bytes:
        return msgspec.msgpack.encode(read_article(raw[path], path, settings))

    fresh: dict[str, bytes] = {}
    for path, encoded in zip(missing, map_ordered(parse, missing, workers), strict=True):
        fresh[keys[path]] = encoded
        advance(len(fresh), len(missing))
    cache.put(STAGE, fresh)
    cache.prune(STAGE, keys.values())
    changed = {path: row for path, row in seen.items() if known.get(path) != row}
    cache.put_files(changed, known.keys() - seen.keys())
    stored.update(fresh)
    decoder = msgspec.msgpack.Decoder(Reading)
    readings = tuple(decoder.decode(stored[keys[file.path]]) for file in files if file.path in keys)
    return Read(readings, tuple(notices), len(missing))
