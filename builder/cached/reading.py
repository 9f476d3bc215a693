"""Files -> readings: a file that has not changed is neither opened nor parsed again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from builder.cache import Cache
from builder.errors import Notice
from builder.model import Source
from builder.parallel import map_ordered
from builder.reading.files import FoundFile, read_bytes
from builder.reading.read import READING_VERSION, Reading, read_article
from builder.reading.settings import ReadingSettings
from builder.reading.sources import own_source
from builder.text.digests import digest

STAGE = "reading"
_OWN = "\0"
"""Stands for the site's title in the store, and in no text: for a new title no text need be read again."""


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
    kept: dict[str, Reading] | None = None,
) -> Read:
    """Read every file of `content`; `advance(done, total)` is called as files are parsed.

    `kept` are readings that are at hand, by key; it is left with those of now. A file is opened when its size or time
    is not as recorded, or when the result for its recorded content is gone.
    """
    stand_in = msgspec.structs.replace(settings, title=_OWN if settings.title else "")
    common = msgspec.json.encode(stand_in)

    def key_of(path: str, content_digest: str) -> str:
        return digest(str(READING_VERSION), common, path, content_digest)

    known = cache.files()
    seen = {f.path: known[f.path] for f in files if known.get(f.path, ())[:2] == (f.size, f.mtime_ns)}
    keys = {path: key_of(path, row[2]) for path, row in seen.items()}
    at_hand = kept or {}
    stored = cache.get(STAGE, tuple(key for key in keys.values() if key not in at_hand))
    raw: dict[str, bytes] = {}
    notices: list[Notice] = []
    for file in files:
        if keys.get(file.path) in stored or keys.get(file.path) in at_hand:
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
    stored.update(cache.get(STAGE, tuple(keys[path] for path in raw if keys[path] not in at_hand)))
    missing = [path for path in raw if keys[path] not in stored and keys[path] not in at_hand]

    def parse(path: str) -> bytes:
        return msgspec.msgpack.encode(read_article(raw[path], path, stand_in))

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
    now = {key: at_hand[key] if key in at_hand else decoder.decode(stored[key]) for key in keys.values()}
    if kept is not None:
        kept.clear()
        kept.update(now)
    own = own_source(settings)
    readings = tuple(_signed(now[keys[file.path]], own) for file in files if file.path in keys)
    return Read(readings, tuple(notices), len(missing))


def _signed(reading: Reading, own: Source) -> Reading:
    """`reading` with the site itself as the source where it stands for it."""
    if reading.source is None or reading.source.name != _OWN:
        return reading
    article = reading.article and msgspec.structs.replace(reading.article, source_id=own.id)
    return msgspec.structs.replace(reading, article=article, source=own)
