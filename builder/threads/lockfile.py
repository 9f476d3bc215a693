"""`threads.lock`: every story's address, for ever. A person commits it like any lockfile.

JSON, sorted, one member a line, so that a difference reads well and merges rarely clash.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import msgspec

from builder.errors import DigestError, mistake

LOCK_NAME = "threads.lock"
LOCK_VERSION = 1
_RESTORE = "restore it from version control; without it stories get new addresses"


class Former(msgspec.Struct, frozen=True, order=True):
    """An address that now leads to the thread that lists it."""

    id: str
    slug: str


class LockedThread(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One story as the last build left it.

    `members` maps article ids to their paths (the paths are for people). `founded` is the earliest time of its founding
    article, None when undated. `retired`: none of its articles is here any more; its address is kept for their return.
    """

    id: str
    slug: str
    members: dict[str, str]
    founded: datetime | None = None
    lineage: tuple[Former, ...] = ()
    retired: bool = False


class Lock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole lockfile; empty when there is none yet."""

    version: int = LOCK_VERSION
    threads: tuple[LockedThread, ...] = ()


def parse(text: str) -> Lock:
    """The lock in `text`. Raises `DigestError` with line and remedy when it cannot be trusted; nothing is guessed."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"(<{7}|={7}|>{7}|\|{7})(\s|$)", line):
            what = f"holds a merge conflict (`{line[:20].strip()}`)"
            raise _wrong(what, number, "settle it: keep the threads of both sides")
    try:
        raw: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise _wrong(f"is damaged: {error.msg.lower()}", error.lineno, _RESTORE) from None
    except RecursionError:
        raise _wrong("is damaged: nested too deep", 1, _RESTORE) from None
    version = raw.get("version") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > LOCK_VERSION:
        raise _wrong(f"is of version {version}, newer than this Digest knows ({LOCK_VERSION})", 0, "update Digest")
    try:
        lock = msgspec.convert(raw, Lock)
    except msgspec.ValidationError as error:
        raise _wrong(f"is damaged: {str(error)[0].lower()}{str(error)[1:]}", 0, _RESTORE) from None
    _check(lock, text)
    return lock


def _check(lock: Lock, text: str) -> None:
    """No address and no article may be claimed twice."""
    seen: set[str] = set()
    for thread in lock.threads:
        for slug in (thread.slug, *(former.slug for former in thread.lineage)):
            if slug in seen:
                raise _wrong(f"gives the address `{slug}` twice", _line_of(text, slug), "remove one of the two threads")
            seen.add(slug)
    owners: dict[str, str] = {}
    for thread in lock.threads:
        for member in () if thread.retired else thread.members:
            if owners.setdefault(member, thread.slug) != thread.slug:
                message = f"has the article {member} in `{owners[member]}` and in `{thread.slug}`"
                raise _wrong(message, _line_of(text, member), "remove it from one of the two")


def _line_of(text: str, word: str) -> int:
    """The last line that holds `word`: of a double entry, the second."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if f'"{word}"' in line]
    return lines[-1] if lines else 0


def _wrong(message: str, line: int, remedy: str) -> DigestError:
    return mistake(LOCK_NAME, message, remedy, line=line, kind="lockfile")


def dump(lock: Lock) -> str:
    """The lock as text: threads by id, members by id, a line each."""
    threads = []
    for thread in sorted(lock.threads, key=lambda row: row.id):
        row: dict[str, Any] = {"id": thread.id, "slug": thread.slug, "members": dict(sorted(thread.members.items()))}
        if thread.founded:
            row["founded"] = thread.founded.isoformat()
        if thread.lineage:
            row["lineage"] = [{"id": former.id, "slug": former.slug} for former in sorted(thread.lineage)]
        if thread.retired:
            row["retired"] = True
        threads.append(row)
    return json.dumps({"version": lock.version, "threads": threads}, ensure_ascii=False, indent=1) + "\n"
