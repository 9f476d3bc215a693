"""site.toml -> SiteConfig, with every mistake named at once, its line and what was probably meant."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from builder.config import CONFIG_NAME, BuildSection, FeedEntry, Section, SiteConfig, SourceEntry
from builder.config_checks import machine_faults
from builder.errors import DigestError, Notice
from builder.text.toml_lines import TomlLines
from builder.text.urls import canonical


def load_config(root: Path) -> SiteConfig:
    """Read `root/site.toml`.

    Raises `DigestError` with every problem found, each with its line.
    """
    path = root / CONFIG_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DigestError(
            Notice(
                str(path),
                0,
                "error",
                "no-config",
                "no site.toml here",
                "run `digest init` or name the folder with --site",
            )
        ) from None
    except UnicodeDecodeError as error:
        raise DigestError(
            Notice(CONFIG_NAME, 0, "error", "encoding", f"is not UTF-8 at byte {error.start}", "save it as UTF-8")
        ) from None
    return parse_config(text)


def parse_config(text: str) -> SiteConfig:
    """The configuration in `text` (TOML). Raises `DigestError` with every problem found, each with its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        what = str(error).split(" (at ")[0]
        raise DigestError(_problem(f"is not TOML: {what}", int(line[1]) if line else 0)) from None
    raw = _normalised(raw)
    notices = [*_unknown_keys(raw, text), *_wrong_values(raw, text), *_wrong_feeds(raw, text)]
    if not notices:
        notices = _impossible(msgspec.convert(raw, SiteConfig), text)
    if notices:
        raise DigestError(*notices)
    config = msgspec.convert(raw, SiteConfig)
    base = config.site.base_url
    site = msgspec.structs.replace(config.site, base_url=base if base.endswith("/") else base + "/")
    return msgspec.structs.replace(config, site=site)


def _normalised(raw: dict[str, Any]) -> dict[str, Any]:
    """A source given as a bare name becomes a table; hosts are compared in lower case."""
    sources = raw.get("sources")
    if not isinstance(sources, dict):
        return raw
    rows = {str(host).lower(): {"name": row} if isinstance(row, str) else row for host, row in sources.items()}
    return {**raw, "sources": rows}


def _problem(message: str, line: int, remedy: str = "", kind: str = "config") -> Notice:
    return Notice(CONFIG_NAME, line, "error", kind, message, remedy)


def _sections() -> dict[str, type[Section]]:
    return {
        field.name: field.type
        for field in msgspec.structs.fields(SiteConfig)
        if isinstance(field.type, type) and issubclass(field.type, Section)
    }


def _unknown_keys(raw: dict[str, Any], text: str) -> list[Notice]:
    notices = []
    sections = _sections()
    known_sections = [*sections, "sources", "feeds", "extra"]
    for name, table in raw.items():
        if name not in known_sections:
            notices.append(_problem(f"unknown table [{name}]", line_of(text, name), did_you_mean(name, known_sections)))
        elif name in sections and isinstance(table, dict):
            known = [field.name for field in msgspec.structs.fields(sections[name])]
            notices += [
                _problem(f"unknown key `{key}` in [{name}]", line_of(text, name, key), did_you_mean(key, known))
                for key in table
                if key not in known
            ]
    return notices


def _wrong_values(raw: dict[str, Any], text: str) -> list[Notice]:
    notices = []
    for name, section in _sections().items():
        table = raw.get(name, {})
        if not isinstance(table, dict):
            notices.append(
                _problem(f"[{name}] must be a table", line_of(text, name), f"write [{name}] on a line of its own")
            )
            continue
        for field in msgspec.structs.fields(section):
            if field.name not in table:
                continue
            try:
                msgspec.convert(table[field.name], field.type)
            except msgspec.ValidationError as error:
                where = line_of(text, name, field.name)
                notices.append(
                    _problem(f"`{field.name}` in [{name}]: {plain_words(error)}", where, _choices(field.type))
                )
    for host, row in _table(raw, "sources").items():
        try:
            msgspec.convert(row, SourceEntry)
        except msgspec.ValidationError as error:
            notices.append(
                _problem(
                    f"[sources] {host}: {plain_words(error)}",
                    line_of(text, "sources", host),
                    '"host" = { name = "Its name" }',
                )
            )
    return notices


def _wrong_feeds(raw: dict[str, Any], text: str) -> list[Notice]:
    """What is wrong with `[[feeds]]`."""
    rows = raw.get("feeds", [])
    lines = TomlLines(text)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [_problem("[[feeds]] must be a list of tables", lines.table("feeds"), 'write [[feeds]], then url = "…"')]
    fields = {field.name: field.type for field in msgspec.structs.fields(FeedEntry)}
    notices = []
    for place, row in enumerate(rows):
        if "url" not in row:
            notices.append(_problem("[[feeds]] has no `url`", lines.table("feeds", place), 'add url = "https://…"'))
        for key, value in row.items():
            line = lines.key("feeds", place, key)
            if key not in fields:
                notices.append(_problem(f"unknown key `{key}` in [[feeds]]", line, did_you_mean(key, [*fields])))
                continue
            try:
                msgspec.convert(value, fields[key])
            except msgspec.ValidationError as error:
                remedy = "one of feed, page" if key == "full_text" else ""
                notices.append(_problem(f"`{key}` in [[feeds]]: {plain_words(error)}", line, remedy))
    return notices or _wrong_addresses(rows, lines)


def _wrong_addresses(rows: list[dict[str, Any]], lines: TomlLines) -> list[Notice]:
    """Feeds whose address is none, or stands twice."""
    notices = []
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        line, url = lines.key("feeds", place, "url"), canonical(row["url"])
        if not url:
            notices.append(_problem(f"`{row['url']}` in [[feeds]] is not a web address", line, "write https://host/…"))
        elif url in first:
            notices.append(_problem(f"the feed {url} stands on line {first[url]} already", line, "remove one of them"))
        first.setdefault(url, line)
    return notices


def _impossible(config: SiteConfig, text: str) -> list[Notice]:
    """Values of the right type that cannot be meant."""
    notices = []
    try:
        ZoneInfo(config.site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        line = line_of(text, "site", "timezone")
        notices.append(
            _problem(f"unknown time zone `{config.site.timezone}`", line, "use an IANA name such as Europe/Lisbon")
        )
    split = urlsplit(config.site.base_url)
    if split.scheme not in ("http", "https") or not split.netloc or split.query or split.fragment or ".." in split.path:
        line = line_of(text, "site", "base_url")
        notices.append(
            _problem(f"base_url `{config.site.base_url}` is not a site's address", line, "write https://host/path/")
        )
    for table, key, what, remedy in machine_faults(config.syndication, config.robots, config.security):
        notices.append(_problem(f"`{key}` in [{table}]: {what}", line_of(text, table, key), remedy))
    for key in ("content", "output"):
        folder = getattr(config.build, key)
        if not folder.strip() or Path(folder) == Path("."):
            notices.append(
                _problem(f"`{key}` in [build] names no folder", line_of(text, "build", key), "name a folder")
            )
        elif Path(folder).is_absolute() or ".." in Path(folder).parts:
            line = line_of(text, "build", key)
            notices.append(
                _problem(f"`{key}` in [build] leads out of the site's folder", line, "name a folder inside it")
            )
    if config.theme.name and config.build.theme not in (BuildSection().theme, config.theme.name):
        line = line_of(text, "build", "theme")
        notices.append(
            _problem("`theme` in [build] and `name` in [theme] differ", line, "keep `name`, remove this line")
        )
    opml = config.fetch.opml
    if opml and (Path(opml).is_absolute() or ".." in Path(opml).parts):
        line = line_of(text, "fetch", "opml")
        notices.append(_problem("`opml` in [fetch] leads out of the site's folder", line, "name a file inside it"))
    if Path(config.build.content) == Path(config.build.output):
        line = line_of(text, "build", "output")
        notices.append(_problem("the output folder is the content folder", line, "give the output a folder of its own"))
    return notices


def _table(raw: dict[str, Any], name: str) -> dict[str, Any]:
    table = raw.get(name, {})
    return table if isinstance(table, dict) else {}


def plain_words(error: msgspec.ValidationError) -> str:
    """msgspec's message without its path, in the words of a TOML file."""
    message = str(error).split(" - at `")[0]
    for python, toml in (
        ("`str`", "text in quotes"),
        ("`int`", "a whole number"),
        ("`float`", "a number"),
        ("`bool`", "true or false"),
    ):
        message = message.replace(python, toml)
    return message[0].lower() + message[1:]


def _choices(kind: Any) -> str:
    values = getattr(kind, "__args__", ())
    return "one of " + ", ".join(values) if values and all(isinstance(value, str) for value in values) else ""


def did_you_mean(word: str, known: list[str]) -> str:
    """The remedy for a name that is not known."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else "known: " + ", ".join(sorted(known))


def line_of(text: str, section: str, key: str = "") -> int:
    """The line of a table or of a key in it, 0 when not found (tomllib gives no positions).

    `section` is empty for a key above all tables.
    """
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+\s*\"?([^\]\"]+)\"?", line)
        if head:
            current = head[1].strip()
            if (current == section and not key) or (key and current.replace('"', "") == f"{section}.{key}"):
                return number
        elif current == (section if key else ""):
            name = re.escape(key or section)
            if re.match(rf"\s*[\"']?{name}[\"']?\s*=", line, re.IGNORECASE):
                return number
    return 0
