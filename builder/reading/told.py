"""Front matter (and what the body told) -> typed fields, with a notice for each value that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from builder.errors import Notice
from builder.model import Inferred
from builder.reading import fields
from builder.reading.content import Content
from builder.reading.fields import Picked
from builder.reading.frontmatter import FrontMatter
from builder.reading.values import json_like, text_of, texts_of
from builder.text.dates import BadDate, When, parse
from builder.text.urls import canonical

_LANG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
_BY = re.compile(r"(?:by|par|von|por)\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|&|und|et)\s+|\s*;\s*")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][^,]*(?:\s[^,\s]+){1,4}\Z")
_FILE_DAY = re.compile(r"(?:\A|/)(\d{4})(?:-(\d{2})-(\d{2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2}))(?=[-_ ./]|\Z)")
_URL_KEYS = ("url", "@id", "href", "src", "link", "contentUrl")

_MAX_HOW = 120

_ARTICLE_FIELD = {"date": "published", "source": "source_id"}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an article before its body is read; empty where nothing was told."""

    title: str
    byline: tuple[str, ...]
    published: datetime | None
    day_only: bool
    updated: datetime | None
    url: str
    based_on: str
    source: str
    lang: str
    description: str
    tags: tuple[str, ...]
    image: str
    slug: str
    draft: bool
    syndicated_from: str
    thread: str
    extra: tuple[tuple[str, Any], ...]
    inferred: tuple[Inferred, ...]
    notices: tuple[Notice, ...]


def tell(front: FrontMatter, picked: Mapping[str, Picked], content: Content, path: str, zone: tzinfo) -> Told:
    """Join front matter (`picked` by field) with what the body told; front matter wins, the rest is inferred."""
    teller = _Teller(front, picked, content, path, zone)
    published, updated = teller.published(), teller.when("updated")
    url = teller.address("url")
    based_on = teller.address("based_on", warn=False)
    return Told(
        title=teller.text("title"),
        byline=_byline(teller.value("byline")),
        published=published.at if published else None,
        day_only=bool(published and published.day_only),
        updated=updated.at if updated else None,
        url=url,
        based_on=based_on if based_on != url else "",
        source=teller.text("source"),
        lang=teller.language(),
        description=teller.text("description"),
        tags=_tags(teller.value("tags")),
        image=teller.image(),
        slug=teller.text("slug"),
        draft=teller.draft(),
        syndicated_from=teller.text("syndicated_from"),
        thread=teller.text("thread"),
        extra=tuple((key, json_like(front.data[key])) for key in fields.unknown(front.data)),
        inferred=(*teller.inferred, *_admitted(front, picked)),
        notices=tuple(teller.notices),
    )


class _Teller:
    """Looks fields up, first in the front matter, then in what the body told, and notes what it found on the way."""

    def __init__(
        self, front: FrontMatter, picked: Mapping[str, Picked], content: Content, path: str, zone: tzinfo
    ) -> None:
        self.front, self.told, self.content, self.path, self.zone = front, picked, content, path, zone
        self.body = fields.pick(content.data, {}) if content.data else {}
        self.inferred: list[Inferred] = []
        self.notices: list[Notice] = fields.typos(front.data, front.lines, path)

    def pick(self, field: str) -> Picked | None:
        """The value for a field; one that the body told is noted as inferred."""
        if field in self.told:
            return self.told[field]
        found = self.body.get(field)
        if found is not None:
            name = _ARTICLE_FIELD.get(field, field)
            self.inferred.append(Inferred(name, self.content.how.get(name, "the text")))
        return found

    def value(self, field: str) -> Any:
        """The value as it stands, or an empty string."""
        found = self.pick(field)
        return found.value if found else ""

    def text(self, field: str) -> str:
        """The value as one line."""
        return text_of(self.value(field))

    def warn(self, found: Picked, kind: str, message: str, remedy: str) -> None:
        """Note a value that cannot be used."""
        self.notices.append(Notice(self.path, found.line, "warning", kind, message, remedy))

    def when(self, field: str) -> When | None:
        """A date; one that cannot be read is warned of and counts as absent."""
        found = self.told.get(field) or self.body.get(field)
        if found is None:
            return None
        problem = ""
        for text in texts_of(found.value)[:10]:
            try:
                when = parse(text, self.zone)
            except BadDate as error:
                problem = problem or f"{found.key} {_shown(text)} {error}"
                continue
            self.pick(field)
            return when
        remedy = "write it as 2025-08-02 or 2025-08-02 18:48 +02:00"
        self.warn(found, "date", problem or f"{found.key} is not a date that can be read", remedy)
        return None

    def published(self) -> When | None:
        """The date told, or that of a date line, or that of the file's name or folder; else None."""
        when = self.when("date")
        if when is not None:
            return when
        if self.content.published is not None:
            self.inferred.append(Inferred("published", self.content.how.get("published", "the text")))
            return self.content.published
        if (when := _from_path(self.path, self.zone)) is not None:
            self.inferred.append(Inferred("published", "the file's name or folder"))
        return when

    def address(self, field: str, *, warn: bool = True) -> str:
        """A canonical http(s) address, or empty."""
        found = self.pick(field)
        if found is None:
            return ""
        text = text_of(found.value, (*_URL_KEYS, "name"))
        url = canonical(text)
        if not url and warn:
            self.warn(found, "url", f"{found.key} {_shown(text)} is not a web address", "write it whole, with https://")
        return url

    def language(self) -> str:
        """A language tag such as `pt-BR`, or empty."""
        found = self.pick("lang")
        text = text_of(found.value) if found else ""
        if found and text and not _LANG.match(text):
            self.warn(found, "lang", f"{found.key} {_shown(text)} is not a language tag", "write it as en, de or pt-BR")
            return ""
        return text.replace("_", "-")

    def image(self) -> str:
        """The address of a picture: http(s), or a path of the site; empty for anything else."""
        text = text_of(self.value("image"), (*_URL_KEYS, "name"))
        return canonical(text) or ("" if ":" in text or text.startswith("//") else text)

    def draft(self) -> bool:
        """Whether it is a draft; a `draft` that is neither yes nor no counts as one, with a warning."""
        draft = fields.is_draft(self.front.data, self.told)
        if draft is None:
            found = self.told["draft"]
            self.warn(
                found,
                "draft",
                f"draft {_shown(text_of(found.value))} is neither true nor false",
                "it is taken for a draft",
            )
            return True
        return draft


def _admitted(front: FrontMatter, picked: Mapping[str, Picked]) -> list[Inferred]:
    """What the front matter itself says was inferred, and how: by `digest add` and its like, for fields it gives."""
    rows = front.data.get("inferred")
    admitted = []
    for key, how in rows.items() if isinstance(rows, dict) else ():
        field = next((name for name, found in picked.items() if found.key == key), "")
        if field and (words := text_of(how)[:_MAX_HOW]):
            admitted.append(Inferred(_ARTICLE_FIELD.get(field, field), words))
    return admitted


def _shown(text: str) -> str:
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def _from_path(path: str, zone: tzinfo) -> When | None:
    """The day that a file's name or its folders name; a month or a year alone names none."""
    stem = path.rpartition(".")[0] or path
    for match in reversed(list(_FILE_DAY.finditer(stem))):
        year, *rest = match.groups()
        month, day = (part for part in rest if part is not None)
        try:
            return parse(f"{year}-{int(month):02d}-{int(day):02d}", zone)
        except BadDate:
            continue
    return None


def _byline(value: Any) -> tuple[str, ...]:
    """Names: a list as it stands; one text cut at `and` and commas where every part is a name."""
    names: list[str] = []
    for text in texts_of(value):
        text = _BY.sub("", text, count=1) if _BY.match(text) else text
        parts = [
            part.strip() for piece in _AND.split(text) for part in (piece.split(",") if _AND.search(text) else [piece])
        ]
        parts = [part for part in parts if part]
        names.extend(parts if len(parts) > 1 and all(_NAME.match(part) for part in parts) else [text.strip()])
    return tuple(dict.fromkeys(name for name in names if name))


def _tags(value: Any) -> tuple[str, ...]:
    texts = texts_of(value)
    if not isinstance(value, list):
        texts = [part for text in texts for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(tag for text in texts if (tag := text.strip().lstrip("#").strip())))
