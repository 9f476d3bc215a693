"""JSON Lines, JSON and CSV -> rows, and a row -> an entry: by the names that front matter knows, or as told."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any

import msgspec

from builder.ingest.encoding import decode
from builder.ingest.entry import Entry, bare, own_guid, paragraphs, tidy, when
from builder.reading.fields import FIELDS, pick
from builder.reading.values import text_of, texts_of
from builder.text.urls import canonical

MAX_LINE = 16_000_000
MAX_WHOLE = 512_000_000
"""Bytes: a line of JSON Lines, and a CSV or JSON file, which are read whole; each unpacked."""

_TEXTS = (
    "text", "body", "content", "content_html", "html", "full_text", "fulltext", "article", "article_body",
    "articlebody", "content_text", "story", "maintext", "main_text",
)  # fmt: skip
_IDS = ("guid", "id", "key", "uuid", "_id")
_RENAMED = {
    "abstract note": "description",
    "abstract": "description",
    "publication title": "source",
    "container-title": "source",
    "website title": "source",
    "manual tags": "tags",
    "keyword": "tags",
    "issued": "date",
}
"""Columns of Zotero's CSV and of CSL-JSON -> field."""
_NOT_DATES = ("date added", "date modified", "time_added", "access date", "accessed")


class Row(msgspec.Struct, frozen=True):
    """One record: its number in the file (from 1), its values, or why it cannot be read."""

    number: int
    data: dict[str, Any]
    problem: str = ""


class Unreadable(Exception):
    """A file none of which can be read, in words for the user."""


def read_jsonl(path: Path) -> Iterator[Row]:
    """The objects of a file of JSON Lines, gzipped or not, one at a time."""
    with _opened(path) as handle:
        number = 0
        while line := handle.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise Unreadable(f"line {number} is over the limit of {MAX_LINE // 1_000_000} MB")
            if line.strip():
                yield _row(number, line)


def _row(number: int, line: bytes) -> Row:
    try:
        data = json.loads(line.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except (ValueError, RecursionError):
        return Row(number, {}, "is no JSON that can be read")
    return Row(number, data) if isinstance(data, dict) else Row(number, {}, "is no JSON object")


def read_json(path: Path) -> Iterator[Row]:
    """The objects of a JSON file: a list of them, or an object that holds one (`items`, `articles` ...)."""
    try:
        data = json.loads(_whole(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable("is no JSON that can be read") from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = max(lists, key=len, default=[data])
    if not isinstance(data, list):
        raise Unreadable("is JSON, but no list of records")
    for number, row in enumerate(data, 1):
        yield Row(number, row) if isinstance(row, dict) else Row(number, {}, "is no JSON object")


def read_csv(path: Path) -> Iterator[Row]:
    """The rows of a CSV file, whatever its delimiter, by the names in its first line."""
    text = _whole(path)
    csv.field_size_limit(MAX_LINE)
    head = text[:20_000].partition("\n")[0]
    delimiter = max(",;\t|", key=lambda mark: (head.count(mark), mark == ","))
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield Row(reader.line_num, {str(key): value for key, value in row.items() if key and value})
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}") from error


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _whole(path: Path) -> str:
    with _opened(path) as handle:
        raw = handle.read(MAX_WHOLE + 1)
    if len(raw) > MAX_WHOLE:
        raise Unreadable(f"is over the limit of {MAX_WHOLE // 1_000_000} MB; JSON Lines are read bit by bit")
    return decode(raw)[0]


def wrong_columns(columns: Mapping[str, str]) -> str:
    """The first field of `columns` that is none, empty when all are."""
    return next((field for field in columns if field not in (*FIELDS, "text", "id")), "")


def entry_of(row: Mapping[str, Any], columns: Mapping[str, str], origin: str, zone: tzinfo) -> Entry:
    """The article in a row. `columns`: field -> the column that holds it; `origin` makes a row's id unique."""
    data = _named(row, columns)
    picked = pick(data, {})
    url = canonical(text_of(picked["url"].value, ("url", "@id", "href", "link"))) if "url" in picked else ""
    published, note = when(_date(picked["date"].value), zone) if "date" in picked else (None, "")
    updated = when(_date(picked["updated"].value), zone)[0] if "updated" in picked else None
    lowered = {key.lower(): value for key, value in data.items()}
    text = next((found for key in _TEXTS if (found := _long_text(lowered.get(key)))), "")
    name = next((found for key in _IDS if (found := text_of(lowered.get(key, "")))), "")
    tags = picked["tags"].value if "tags" in picked else []
    return Entry(
        title=bare(text_of(picked["title"].value)) if "title" in picked else "",
        url=url,
        guid=own_guid(name[:500], f"import:{origin}") if name else "",
        authors=_authors(picked["byline"].value) if "byline" in picked else (),
        source=text_of(picked["source"].value) if "source" in picked else "",
        published=published,
        updated=updated,
        lang=text_of(picked["lang"].value) if "lang" in picked else "",
        description=bare(text_of(picked["description"].value))[:2000] if "description" in picked else "",
        tags=_tags(tags),
        image=canonical(text_of(picked["image"].value, ("url", "src"))) if "image" in picked else "",
        body=tidy(text, url) if "</" in text or "<p>" in text else paragraphs(text),
        notes=(note,) if note else (),
    )


def _named(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A row under the names of front matter: those that the user told first, then what Zotero calls them."""
    told = {field: row[name] for field, name in columns.items() if name in row}
    taken = set(columns.values())
    rest: dict[str, Any] = {}
    for key, value in row.items():
        name = key.strip()
        if name in taken or name.lower() in _NOT_DATES:
            continue
        rest.setdefault(_RENAMED.get(name.lower(), name), _plain(name.lower(), value))
    given = {FIELDS[field][0] if field in FIELDS else field: value for field, value in told.items()}
    return {**given, **{key: value for key, value in rest.items() if key not in given}}


def _long_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) and value.strip() else ""


def _date(value: Any) -> str:
    """A date as text; CSL-JSON puts it as lists of numbers."""
    if isinstance(value, dict) and isinstance(value.get("date-parts"), list) and value["date-parts"]:
        parts = value["date-parts"][0]
        if isinstance(parts, list) and len(parts) == 3:
            return "-".join(str(part).zfill(2) for part in parts)
        return ""
    return text_of(value)


def _authors(value: Any) -> tuple[str, ...]:
    """Names; those that Zotero's CSV turns round (`Reis, Ana; Lima, Rui`) the right way."""
    names = [part.strip() for text in texts_of(value) for part in text.split(";")]
    turned = []
    for name in names[:40]:
        parts = name.split(", ")
        both = len(parts) == 2 and all(parts) and (len(names) > 1 or " " not in parts[0])
        turned.append(f"{parts[1]} {parts[0]}" if both else name)
    return tuple(dict.fromkeys(name for name in turned if name))


def _plain(name: str, value: Any) -> Any:
    """What CSL-JSON wraps in objects, as texts."""
    return _full_names(value) if name == "author" else _date(value) if name == "issued" else value


def _full_names(value: Any) -> Any:
    """CSL-JSON's authors (`family`, `given`) as names."""
    rows = value if isinstance(value, list) else [value]
    if not any(isinstance(row, dict) and ("family" in row or "given" in row) for row in rows):
        return value
    parts = ((text_of(row.get("given", "")), text_of(row.get("family", ""))) for row in rows if isinstance(row, dict))
    return [" ".join(filter(None, pair)) for pair in parts]


def _tags(value: Any) -> tuple[str, ...]:
    texts = texts_of(value)
    if not isinstance(value, list):
        mark = next((mark for mark in ("|", ";", ",") if any(mark in text for text in texts)), ",")
        texts = [part for text in texts for part in text.split(mark)]
    return tuple(dict.fromkeys(tag for text in texts[:40] if (tag := text.strip())))
