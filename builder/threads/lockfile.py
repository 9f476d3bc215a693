"""`threads.lock`: every story's address, for ever. A person commits it like any lockfile.

JSON, a line a story, in order of ids. Each line stands for itself: where two branches have changed the file, keeping
the lines of both sides is always right. Commas at line ends may be missing, and lines of one story are joined.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from builder.errors import DigestError, Notice

LOCK_NAME = "threads.lock"
LOCK_VERSION = 2

Moment = Annotated[datetime, msgspec.Meta(tz=True)]

_UNDATED = datetime.max.replace(tzinfo=UTC)
_SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_LONGEST_SLUG = 150
_MARKS = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_RESTORE = "restore it from version control; without it stories get new addresses"
_KEEP_BOTH = "settle it: keep the lines of both sides, remove the marks"


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article of a story: its path, and a mark of its headline and opening by which it is known when it moves."""

    path: str
    mark: str = ""


class Former(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address that now leads to the story that lists it; `members` are the articles (ids) that it had until then."""

    id: str
    slug: str
    founded: Moment | None = None
    members: tuple[str, ...] = ()


class LockedThread(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One story as the last build left it.

    `id` is that of its founding article and `founded` that article's date, None when it has none. `members` maps ids
    of articles to what they are known by; `absent` holds those that were members and are no longer on the site.
    """

    id: str
    slug: str
    title: str = ""
    founded: Moment | None = None
    members: dict[str, Member] = {}
    absent: dict[str, Member] = {}
    lineage: tuple[Former, ...] = ()

    @property
    def retired(self) -> bool:
        """Whether none of its articles is here any more; its address is kept for their return."""
        return not self.members


class Lock(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole lockfile; empty when there is none yet."""

    version: int = LOCK_VERSION
    threads: tuple[LockedThread, ...] = ()


def age(row: LockedThread | Former) -> tuple[datetime, str]:
    """Sorts the older address first: by its founding article's date, undated last, then by id."""
    return (row.founded or _UNDATED, row.id)


def addresses(lock: Lock) -> Iterator[LockedThread | Former]:
    """Every address of `lock` with what it belongs to: each thread, and behind it those that lead to it."""
    for thread in lock.threads:
        yield thread
        yield from thread.lineage


def emptied(lock: Lock, held_back: Container[str]) -> tuple[str, ...]:
    """The addresses under which no article is here, but those that wait for one that is `held_back` (ids)."""
    gone = [row for row in lock.threads if row.retired and not any(name in held_back for name in row.absent)]
    return tuple(row.slug for row in addresses(Lock(threads=tuple(gone))))


def dump(lock: Lock) -> str:
    """The lock as text: a line a thread, by id, the articles of each by id."""
    lines = [json.dumps(_row(thread), ensure_ascii=False) for thread in sorted(lock.threads, key=lambda row: row.id)]
    body = ",\n".join(lines) + "\n" if lines else ""
    return f'{{"version": {LOCK_VERSION}, "threads": [\n{body}]}}\n'


def _row(thread: LockedThread) -> dict[str, Any]:
    row: dict[str, Any] = {"id": thread.id, "slug": thread.slug, "title": thread.title}
    row |= _founded(thread)
    row["members"] = _members(thread.members)
    if thread.absent:
        row["absent"] = _members(thread.absent)
    if thread.lineage:
        row["lineage"] = [
            {"id": one.id, "slug": one.slug, **_founded(one), "members": sorted(one.members)}
            for one in sorted(thread.lineage, key=lambda one: one.id)
        ]
    return row


def _founded(row: LockedThread | Former) -> dict[str, str]:
    return {"founded": row.founded.astimezone(UTC).isoformat()} if row.founded else {}


def _members(members: dict[str, Member]) -> dict[str, Any]:
    return {name: {"path": one.path, "mark": one.mark} for name, one in sorted(members.items())}


def parse(text: str) -> Lock:
    """The lock in `text`. Raises `DigestError` with line and remedy when it cannot be trusted; nothing is guessed."""
    lines = text.split("\n")
    marks = [(number, line.rstrip()[:20]) for number, line in enumerate(lines, start=1) if _MARKS.match(line)]
    if marks:
        raise DigestError(*(_wrong(f"holds a merge conflict (`{line}`)", at, _KEEP_BOTH) for at, line in marks[:1]))
    raw = _loaded(text)
    version = raw.get("version") if isinstance(raw, dict) else None
    if isinstance(version, int) and version > LOCK_VERSION:
        what = f"is of version {version}, newer than this Digest knows ({LOCK_VERSION})"
        raise DigestError(_wrong(what, _line_of(lines, '"version"'), "update Digest"))
    if version == 1:
        raw = _upgraded(raw)
    lock = _converted(raw, lines)
    notices = [*_bad_slugs(lock, lines), *_clashes(lock, lines)]
    if notices:
        raise DigestError(*notices)
    return _joined(lock)


def _loaded(text: str) -> Any:
    """The JSON in `text`, also when commas at line ends are missing or too many, as merging leaves them."""
    try:
        return json.loads(text)
    except RecursionError:
        raise DigestError(_wrong("is damaged: nested too deep", 1, _RESTORE)) from None
    except ValueError as error:
        wrong = error
    # Line breaks stand between rows only: inside a string JSON has to write them as \n.
    even = re.sub(r"\}[ \t\r]*\n(?=[ \t\r\n]*\{)", "},\n", text)
    even = re.sub(r",(?=[ \t\r\n]*\][ \t\r\n]*\}[ \t\r\n]*\Z)", "", even)
    even = re.sub(r"(?<=\[)(\s*),", r"\1", even)
    try:
        return json.loads(even)
    except (ValueError, RecursionError):
        what = wrong.msg.lower() if isinstance(wrong, json.JSONDecodeError) else str(wrong).lower()
        line = wrong.lineno if isinstance(wrong, json.JSONDecodeError) else 0
        raise DigestError(_wrong(f"is damaged: {what}", line, _RESTORE)) from None


def _upgraded(raw: dict[str, Any]) -> Any:
    """A lock of version 1: members were paths, merged addresses had no articles, retired threads kept theirs."""
    threads = raw.get("threads")
    if not isinstance(threads, list) or not all(isinstance(row, dict) for row in threads):
        return raw
    out = []
    for row in threads:
        new = {key: value for key, value in row.items() if key != "retired"}
        members = row.get("members")
        if isinstance(members, dict):
            known = {name: {"path": path} for name, path in members.items()}
            new["members"], new["absent"] = ({}, known) if row.get("retired") else (known, {})
        if isinstance(row.get("lineage"), list):
            new["lineage"] = [
                {**one, "members": [one.get("id")]} if isinstance(one, dict) else one for one in row["lineage"]
            ]
        out.append(new)
    return {**raw, "version": LOCK_VERSION, "threads": out}


def _converted(raw: Any, lines: Sequence[str]) -> Lock:
    try:
        lock = msgspec.convert(raw, Lock)
    except msgspec.ValidationError as error:
        what = str(error)
        place = re.search(r"threads\[(\d+)\]", what)
        line = _line_of_row(lines, raw["threads"], int(place.group(1))) if place else 0
        raise DigestError(_wrong(f"is damaged: {what[0].lower()}{what[1:]}", line, _RESTORE)) from None
    if "version" not in raw or lock.version != LOCK_VERSION:
        raise DigestError(_wrong("is damaged: it has no version that ever was", 1, _RESTORE))
    return lock


def _bad_slugs(lock: Lock, lines: Sequence[str]) -> list[Notice]:
    """Addresses that no build gives out: they could lead out of the folder, or be no address at all."""
    remedy = f"write it with lower-case letters, figures and hyphens, at most {_LONGEST_SLUG}, or {_RESTORE}"
    slugs = [row.slug for row in addresses(lock)]
    return [
        _wrong(f"has the address {_shown(slug)}, which cannot be one", _line_of(lines, json_text(slug)), remedy)
        for slug in dict.fromkeys(slugs)
        if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug)
    ]


def _clashes(lock: Lock, lines: Sequence[str]) -> list[Notice]:
    """One address for two stories, or two addresses of one story."""
    notices: list[Notice] = []
    by_slug: dict[str, str] = {}
    by_id: dict[str, str] = {}
    for row in addresses(lock):
        if by_slug.setdefault(row.slug, row.id) != row.id:
            what = f"gives the address `{row.slug}` to two stories, {by_slug[row.slug]} and {row.id}"
            remedy = f"give the one that is not published yet another, such as `{row.slug}-{row.id[:6]}`"
            notices.append(_wrong(what, _line_of(lines, f'"slug": {json_text(row.slug)}'), remedy))
        elif by_id.setdefault(row.id, row.slug) != row.slug:
            what = f"gives the story {row.id} two addresses, `{by_id[row.id]}` and `{row.slug}`"
            notices.append(_wrong(what, _line_of(lines, f'"id": {json_text(row.id)}'), "remove one of the two lines"))
    return notices


def _joined(lock: Lock) -> Lock:
    """Lines of one story as one, as they are left when two branches have changed it and both are kept.

    Articles and former addresses of either stay. An address that is a story of its own on one side and a former one
    on the other is a story; of two that list a former address the older has it. An article that was put into two
    stories stays in both until the next build.
    """
    rows: dict[str, list[LockedThread]] = defaultdict(list)
    for thread in lock.threads:
        rows[thread.id].append(thread)
    if len(rows) == len(lock.threads) and not any(thread.lineage for thread in lock.threads):
        return lock
    seen = set(rows)
    threads: list[LockedThread] = []
    for same in sorted(rows.values(), key=lambda same: min(map(age, same))):
        first = min(same, key=age)
        members = {name: one for row in same for name, one in row.members.items()}
        absent = {name: one for row in same for name, one in row.absent.items() if name not in members}
        lineage: dict[str, Former] = {}
        for former in (former for row in same for former in row.lineage if former.id not in seen):
            known = lineage.get(former.id, former)
            held = tuple(sorted({*known.members, *former.members}))
            lineage[former.id] = msgspec.structs.replace(min(known, former, key=age), members=held)
        seen |= lineage.keys()
        kept = tuple(sorted(lineage.values(), key=lambda one: one.id))
        threads.append(msgspec.structs.replace(first, members=members, absent=absent, lineage=kept))
    return Lock(threads=tuple(sorted(threads, key=lambda row: row.id)))


def json_text(text: str) -> str:
    """`text` as the lockfile writes it."""
    return json.dumps(text, ensure_ascii=False)


def _shown(slug: str) -> str:
    return json_text(slug if len(slug) <= 60 else slug[:59] + "…")


def _line_of(lines: Sequence[str], words: str) -> int:
    """The last line that holds `words`: of a double entry, the second."""
    return max((number for number, line in enumerate(lines, start=1) if words in line), default=0)


def _line_of_row(lines: Sequence[str], rows: Any, index: int) -> int:
    """The line of entry `index` of the list of threads, found by what it says first."""
    row = rows[index] if isinstance(rows, list) and index < len(rows) else None
    name = row.get("id") if isinstance(row, dict) else None
    if isinstance(name, str):
        return _line_of(lines, f'"id": {json_text(name)}') or _line_of(lines, json_text(name))
    # A line a row, the first behind the line of the version: as this program writes it.
    return index + 2 if index + 2 <= len(lines) and lines[0].rstrip().endswith("[") else 0


def _wrong(message: str, line: int, remedy: str) -> Notice:
    return Notice(LOCK_NAME, line, "error", "lockfile", message, remedy)


def untrusted(message: str, remedy: str = _RESTORE, *, line: int = 0) -> DigestError:
    """The mistake of a lockfile that cannot even be read."""
    return DigestError(_wrong(message, line, remedy))
