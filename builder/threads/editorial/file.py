"""`editorial.toml`: what a person decided about threads, read into rules.

Nothing is looked up here: names are resolved against the site in `names`.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from builder.config import Section
from builder.config_file import did_you_mean, plain_words
from builder.errors import Notice
from builder.text.toml_lines import TomlLines

EDITORIAL_NAME = "editorial.toml"

Kind = Literal["thread", "merge", "split", "move", "apart", "close", "headline", "front", "hide", "saga"]
"""What a rule does; `thread` is the one that an article's own front matter gives."""


class Name(msgspec.Struct, frozen=True, order=True):
    """An article or a thread as the file names it, and the line of that name."""

    text: str
    line: int


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. `path` and `line` are where it stands, `line` 0 for front matter.

    `articles` and `threads` are what it is about: for `move` and `thread` the threads are the one moved to. `title` is
    the headline, or a saga's name; `day` is `until` or `after`, as written.
    """

    kind: Kind
    path: str = EDITORIAL_NAME
    line: int = 0
    note: str = ""
    articles: tuple[Name, ...] = ()
    threads: tuple[Name, ...] = ()
    title: str = ""
    day: date | None = None

    @property
    def place(self) -> str:
        """`editorial.toml:12`, or the article's file."""
        return f"{self.path}:{self.line}" if self.line else self.path


class Editorial(msgspec.Struct, frozen=True):
    """A whole file: its rules in order, and what is wrong with it. An entry that is wrong gives no rule."""

    rules: tuple[Rule, ...] = ()
    notices: tuple[Notice, ...] = ()


Texts = tuple[str, ...]


class _Merge(Section, frozen=True):
    articles: Texts = ()
    threads: Texts = ()
    note: str = ""


class _Articles(Section, frozen=True):
    articles: Texts
    note: str = ""


class _Move(Section, frozen=True, kw_only=True):
    article: str = ""
    articles: Texts = ()
    to: str
    note: str = ""


class _Headline(Section, frozen=True):
    thread: str
    title: str
    note: str = ""


class _Front(Section, frozen=True):
    thread: str
    until: Any = None
    note: str = ""


class _Hide(Section, frozen=True):
    thread: str
    note: str = ""


class _Close(Section, frozen=True):
    thread: str
    after: Any = None
    note: str = ""


class _Saga(Section, frozen=True):
    name: str
    threads: Texts
    note: str = ""


_KINDS: dict[Kind, tuple[type[Section], str]] = {
    "merge": (_Merge, 'articles = ["a.md", "b.md"] or threads = ["one-story", "another"]'),
    "split": (_Articles, 'articles = ["a.md", "b.md"]'),
    "move": (_Move, 'article = "a.md" and to = "some-story"'),
    "apart": (_Articles, 'articles = ["a.md", "b.md"]'),
    "headline": (_Headline, 'thread = "some-story" and title = "A headline"'),
    "front": (_Front, 'thread = "some-story"'),
    "hide": (_Hide, 'thread = "some-story"'),
    "close": (_Close, 'thread = "some-story"'),
    "saga": (_Saga, 'name = "A name" and threads = ["one-story", "another"]'),
}
_AT_LEAST = {"merge": 2, "split": 1, "move": 1, "apart": 2, "saga": 1}


def parse(text: str) -> Editorial:
    """The rules in `text`, and every mistake with its line and what was probably meant."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        what = str(error).split(" (at ")[0]
        last = text.rstrip().count("\n") + 1
        return Editorial((), (problem(int(line[1]) if line else last, f"is not TOML: {what}"),))
    except RecursionError:
        return Editorial((), (problem(0, "is nested too deep"),))
    lines = TomlLines(text)
    rules: list[Rule] = []
    notices: list[Notice] = []
    for name, rows in raw.items():
        kind = next((known for known in _KINDS if known == name), None)
        if kind is None:
            message = f"unknown entry [[{name}]]"
            notices.append(problem(lines.table(name), message, did_you_mean(name, list(_KINDS))))
        elif not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            message = f"{name} is not a list of entries"
            notices.append(problem(lines.table(name), message, f"write [[{name}]] above each, in double brackets"))
        else:
            for place, row in enumerate(rows):
                reader = _Reader(kind, place, row, lines)
                rule = reader.rule()
                notices += reader.notices
                rules += [rule] if rule else []
    return Editorial(tuple(sorted(rules, key=lambda rule: rule.line)), tuple(sorted(notices)))


def problem(line: int, message: str, remedy: str = "", kind: str = "editorial") -> Notice:
    """Something wrong in the file."""
    return Notice(EDITORIAL_NAME, line, "error", kind, message, remedy)


class _Reader:
    """Reads one entry; `notices` are what is wrong with it."""

    def __init__(self, kind: Kind, place: int, row: dict[str, Any], lines: TomlLines) -> None:
        self.kind, self.place, self.row, self.lines = kind, place, row, lines
        self.notices: list[Notice] = []
        self.line = lines.table(kind, place)
        self.example = _KINDS[kind][1]

    def rule(self) -> Rule | None:
        """The rule, or None when something is wrong."""
        self._keys()
        day = self._day()
        articles = self._names("article", "articles")
        threads = self._names("thread", "threads", "to")
        title = self._text("title") or self._text("name")
        if not self.notices and len({name.text for name in (*articles, *threads)}) < _AT_LEAST.get(self.kind, 1):
            self._wrong("", f"[[{self.kind}]] names too little", self.example)
        if not self.notices and self.kind == "move" and not articles:
            self._wrong("", "[[move]] names no article", self.example)
        if self.notices:
            return None
        return Rule(
            kind=self.kind,
            line=self.line,
            note=self._text("note"),
            articles=articles,
            threads=threads,
            title=title,
            day=day,
        )

    def _keys(self) -> None:
        """Unknown and missing keys, and values of the wrong type."""
        fields = msgspec.structs.fields(_KINDS[self.kind][0])
        known = [field.name for field in fields]
        for key in self.row:
            if key not in known:
                self._wrong(key, f"unknown key `{key}` in [[{self.kind}]]", did_you_mean(key, known))
        for field in fields:
            if field.name not in self.row:
                if field.required:
                    self._wrong("", f"[[{self.kind}]] has no `{field.name}`", self.example)
                continue
            value = self.row[field.name]
            try:
                msgspec.convert(value, field.type)
            except msgspec.ValidationError as error:
                several = field.type == Texts
                remedy = 'a list of texts: ["...", "..."]' if several else 'a text in quotes: "..."'
                self._wrong(field.name, f"`{field.name}` in [[{self.kind}]]: {plain_words(error)}", remedy)
                continue
            texts = value if isinstance(value, list) else [value]
            if field.name != "note" and any(isinstance(text, str) and not text.strip() for text in texts):
                self._wrong(field.name, f"`{field.name}` in [[{self.kind}]] is empty", self.example)

    def _day(self) -> date | None:
        key = next((key for key in ("until", "after") if key in self.row and self.kind in ("front", "close")), None)
        if key is None:
            return None
        value = self.row[key]
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, date):
            return value
        self._wrong(key, f"`{key}` in [[{self.kind}]] is no date", f"write it as {key} = 2026-09-30")
        return None

    def _names(self, *keys: str) -> tuple[Name, ...]:
        """The names under `keys`, each once, in order."""
        found: dict[str, Name] = {}
        for key in keys:
            value = self.row.get(key, ())
            for text in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
                if isinstance(text, str):
                    line = self.lines.item(self.kind, self.place, key, text)
                    found.setdefault(text.strip(), Name(text.strip(), line))
        return tuple(found.values())

    def _text(self, key: str) -> str:
        value = self.row.get(key, "")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def _wrong(self, key: str, message: str, remedy: str = "") -> None:
        line = self.lines.key(self.kind, self.place, key) if key else self.line
        self.notices.append(problem(line, message, remedy))
