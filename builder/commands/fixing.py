"""`digest check --fix`: what is mechanical is put in order. No word of an article is ever touched.

Each change is made only where the file says the same afterwards: front matter is read before and after, and so is the
body. A front matter that could not be read before must be readable after.
"""

from __future__ import annotations

import codecs
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta, timezone, tzinfo
from pathlib import Path

import msgspec

from builder.config import CONFIG_NAME, SiteConfig
from builder.config_file import load_config
from builder.errors import DigestError, Notice
from builder.reading import fields, files
from builder.reading.decode import MAX_BYTES, decode
from builder.reading.frontmatter import FrontMatter, split_front_matter
from builder.reading.values import text_of
from builder.text.dates import BadDate, When, parse
from builder.threads.editorial.file import EDITORIAL_NAME
from builder.threads.lockfile import LOCK_NAME, dump
from builder.workspace import content_folder, read_lock, replace_file

_FENCED = re.compile(r"\A\n*---[ \t]*\n(?P<block>.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:[Zz]|[+-]\d\d:?\d\d))?)?")
_CLOCK = re.compile(r"\d:\d\d|\d\s*[ap]\.?m\b|\d\s*(?:uhr|h)\b", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?:\s*\([A-Za-z ]*\))?\Z")
_KEY_LINE = re.compile(r"(?P<head>[^\s:#][^:]*:[ \t]+)(?P<value>\S.*?)[ \t]*\Z")
_ELSEWHERE = timezone(timedelta(hours=9))
"""Any zone other than UTC: a time that means another moment there was written without a zone."""


class Fix(msgspec.Struct, frozen=True, order=True):
    """One thing put in order, or that would be: `kind` is `bom`, `tabs`, `spaces`, `date` or `lockfile-order`."""

    path: str
    line: int
    kind: str
    message: str


def fix(root: Path, *, dry: bool = False) -> tuple[Fix, ...]:
    """Put in order what is mechanical in the site at `root`; with `dry` only tell. Raises `OSError` on a full disk."""
    done: list[Fix] = []
    for name in (CONFIG_NAME, EDITORIAL_NAME):
        done += _apply(root / name, name, _toml, dry=dry)
    try:
        config = load_config(root)
        done += _lockfile(root, dry=dry)
        done += _content(root, config, dry=dry)
    except DigestError:
        pass  # The check itself names what is wrong.
    return tuple(sorted(done))


def as_notices(fixes: tuple[Fix, ...]) -> list[Notice]:
    """What `--fix` would do, as notices."""
    return [Notice(one.path, one.line, "info", one.kind, one.message, "`digest check --fix` does it") for one in fixes]


def _content(root: Path, config: SiteConfig, *, dry: bool) -> Iterator[Fix]:
    folder, zone = content_folder(root, config), config.zone
    for file in files.scan(folder).files:
        if file.size > MAX_BYTES:
            continue
        shown = f"{config.build.content}/{file.path}"
        yield from _apply(folder / file.path, shown, lambda raw, name: tidy_article(raw, name, zone), dry=dry)


def _apply(
    path: Path, shown: str, tidy: Callable[[bytes, str], tuple[bytes, list[Fix]]], *, dry: bool
) -> tuple[Fix, ...]:
    """Tidy one file in place, by rename, keeping its permissions; through a link, the file that it leads to."""
    try:
        raw = path.read_bytes()
    except OSError:
        return ()
    new, done = tidy(raw, shown)
    if done and not dry:
        target = Path(os.path.realpath(path))
        mode = target.stat().st_mode
        replace_file(target, new)
        os.chmod(target, mode & 0o7777)
    return tuple(done)


def tidy_article(raw: bytes, path: str, zone: tzinfo) -> tuple[bytes, list[Fix]]:
    """An article's bytes put in order, and what was done: no BOM; front matter without tabs in its indentation, without
    spaces at line ends, with ISO dates. Dates without a zone stay so; `zone` is the site's."""
    done: list[Fix] = []
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
        done.append(Fix(path, 1, "bom", "begins with a byte order mark"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw, done
    if "\r" in text.replace("\r\n", ""):
        return raw, done
    # Lines are worked on with plain ends; a file that had others gets them back.
    windows = "\r\n" in text
    if windows and text.count("\r\n") != text.count("\n"):
        return raw, done
    text = text.replace("\r\n", "\n")
    for step in (_tabs, _spaces, _dates):
        text, new = step(text, path, zone)
        done += new
    return (text.replace("\n", "\r\n") if windows else text).encode("utf-8"), done


def _tabs(text: str, path: str, _: tzinfo) -> tuple[str, list[Fix]]:
    """Tabs that indent, which YAML refuses, become two spaces each."""
    return _lines(text, path, "tabs", "is indented with tabs", _untabbed)


def _untabbed(line: str) -> str:
    body = line.lstrip(" \t")
    indent = line[: len(line) - len(body)]
    return indent.replace("\t", "  ") + body


def _spaces(text: str, path: str, _: tzinfo) -> tuple[str, list[Fix]]:
    """Spaces at line ends go; where they are part of a value, only those behind a top-level key."""
    message = "ends with spaces"
    new, done = _lines(text, path, "spaces", message, str.rstrip)
    if done:
        return new, done
    return _lines(text, path, "spaces", message, lambda line: line if line[:1] in (" ", "\t") else line.rstrip())


def _lines(text: str, path: str, kind: str, message: str, change: Callable[[str], str]) -> tuple[str, list[Fix]]:
    """Change the lines of the front matter, if it then says the same."""
    match = _FENCED.match(text)
    if not match:
        return text, []
    start, end = match.span("block")
    old = text[start:end].split("\n")
    new = [change(line) for line in old]
    if new == old:
        return text, []
    tidied = text[:start] + "\n".join(new) + text[end:]
    if not _says_the_same(text, tidied, path):
        return text, []
    first = text.count("\n", 0, start) + 1
    changed = [number for number, pair in enumerate(zip(old, new, strict=True), first) if pair[0] != pair[1]]
    return tidied, [Fix(path, number, kind, message) for number in changed]


def _front(text: str, path: str) -> FrontMatter | Notice:
    found = decode(text.encode("utf-8"), path)
    return found if isinstance(found, Notice) else split_front_matter(found, path)


def _says_the_same(before: str, after: str, path: str) -> bool:
    old, new = _front(before, path), _front(after, path)
    if isinstance(new, Notice) or not new.present:
        return False
    return isinstance(old, Notice) or (old.data == new.data and old.body == new.body)


def _dates(text: str, path: str, zone: tzinfo) -> tuple[str, list[Fix]]:
    """`Aug. 2, 2025, 6:48 p.m. EDT` becomes `2025-08-02T22:48:00Z`: the same moment, in the one spelling all read."""
    match = _FENCED.match(text)
    front = _front(text, path) if match else None
    if not isinstance(front, FrontMatter):
        return text, []
    lines, done = text.split("\n"), []
    picked = fields.pick(front.data, front.lines)
    for found in (picked[name] for name in ("date", "updated") if name in picked):
        line = _KEY_LINE.match(lines[found.line - 1]) if found.line else None
        if line is None or not isinstance(found.value, str):
            continue
        written, value = line["value"], text_of(found.value)
        iso = iso_date(value, zone)
        if not iso or written.strip("\"'") != value:
            continue
        lines[found.line - 1] = line["head"] + iso
        done.append(Fix(path, found.line, "date", f"{found.key} {value} is {iso}"))
    tidied = "\n".join(lines)
    after = _front(tidied, path)
    if not done or isinstance(after, Notice) or after.body != front.body or list(after.data) != list(front.data):
        return text, []
    return tidied, done


def iso_date(text: str, zone: tzinfo) -> str:
    """`text` in ISO 8601, empty when it is so already or would not mean the same moment in `zone` any more."""
    try:
        when, elsewhere = parse(text, UTC), parse(text, _ELSEWHERE)
        if _ISO.fullmatch(text) or (when.day_only and _CLOCK.search(text)):
            return ""
        iso = _written(text, when, elsewhere)
        return iso if parse(iso, zone) == parse(text, zone) else ""
    except BadDate:
        return ""


def _written(text: str, when: When, elsewhere: When) -> str:
    if when.day_only:
        return when.at.date().isoformat()
    spec = "microseconds" if when.at.microsecond else "seconds"
    if when.at != elsewhere.at:
        return when.at.replace(tzinfo=None).isoformat(timespec=spec)
    offset = _OFFSET.search(text)
    if offset is None:
        return when.at.replace(tzinfo=None).isoformat(timespec=spec) + "Z"
    sign = 1 if offset[1] == "+" else -1
    east = timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3])))
    return when.at.astimezone(east).isoformat(timespec=spec)


def _toml(raw: bytes, path: str) -> tuple[bytes, list[Fix]]:
    """A TOML file without byte order mark and without spaces at line ends that are in no string."""
    done: list[Fix] = []
    if raw.startswith(codecs.BOM_UTF8):
        raw = raw[3:]
        done.append(Fix(path, 1, "bom", "begins with a byte order mark"))
    try:
        text = raw.decode("utf-8")
        before = tomllib.loads(text)
    except ValueError:
        return raw, done
    old = text.split("\n")
    new = [line.rstrip(" \t") for line in old]
    if new != old and tomllib.loads("\n".join(new)) == before:
        raw = "\n".join(new).encode("utf-8")
        changed = [number for number, pair in enumerate(zip(old, new, strict=True), 1) if pair[0] != pair[1]]
        done += [Fix(path, number, "spaces", "ends with spaces") for number in changed]
    return raw, done


def _lockfile(root: Path, *, dry: bool) -> list[Fix]:
    """The lockfile in the order and form that a build writes it: lines of a story joined, in order of ids."""
    path = root / LOCK_NAME
    try:
        if not path.is_file():
            return []
        wanted = dump(read_lock(root)).encode("utf-8")
    except DigestError:
        return []
    if path.read_bytes().replace(b"\r\n", b"\n") == wanted:
        return []
    if not dry:
        replace_file(Path(os.path.realpath(path)), wanted)
    return [Fix(LOCK_NAME, 1, "lockfile-order", "is not in the order that a build writes")]
