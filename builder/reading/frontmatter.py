"""Where front matter stands, in which language, and what it says.

Built on python-frontmatter's handlers; the block is found, capped and scanned first, so that no parser ever sees
what it cannot take.
"""

from __future__ import annotations

import json
import re
import tomllib
from functools import partial
from typing import Any

import msgspec
from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from builder.errors import Notice
from builder.reading.yamlblock import MAX_DEPTH, FrontMatterError, load_yaml

MAX_BLOCK = 64 * 1024
_TOO_DEEP = f"front matter is nested more than {MAX_DEPTH} deep"

_LOOK = "check this line and the one before it"
_Fields = tuple[dict[str, Any], dict[str, int]]
"""The mapping that a block holds, and the line (from 1, inside the block) of each of its keys."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class FrontMatter(msgspec.Struct, frozen=True):
    """What a file says about itself, and where its body begins.

    `lines` is the file's line (from 1) of each top-level key, `body_line` that of the body's first line.
    """

    data: dict[str, Any]
    lines: dict[str, int]
    body: str
    body_line: int
    present: bool


class _Yaml(YAMLHandler):
    fence = re.compile(r"---[ \t]*\Z")
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        return self.read(fm)[0]

    def read(self, block: str) -> _Fields:
        return load_yaml(block)


class _Toml(BaseHandler):
    FM_BOUNDARY = re.compile(r"^\+{3,}\s*$", re.MULTILINE)
    fence = re.compile(r"\+\+\+[ \t]*\Z")
    closing = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)

    def load(self, fm: str) -> dict[str, Any]:
        return self.read(fm)[0]

    def read(self, block: str) -> _Fields:
        try:
            data = tomllib.loads(block)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            message = re.sub(r" \(at .*\)$", "", str(error))
            at = int(found[1]) if found else 0
            raise FrontMatterError("front-matter-syntax", f"front matter is not TOML: {message}", _LOOK, at) from None
        _check_depth(data)
        lines: dict[str, int] = {}
        for number, line in enumerate(block.split("\n"), 1):
            key = line.partition("=")[0].strip().strip("\"'[]")
            if key in data:
                lines.setdefault(key, number)
        return data, lines


class _Json(JSONHandler):
    fence = re.compile(r";;;[ \t]*\Z|\{\s*(?:\"|\Z)")
    closing = re.compile(r"^;;;[ \t]*$", re.MULTILINE)

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        return self.read(fm)[0]

    def read(self, block: str) -> _Fields:
        try:
            data = json.loads(block, object_pairs_hook=partial(_no_duplicates, block))
        except json.JSONDecodeError as error:
            raise _not_json(error) from None
        if not isinstance(data, dict):
            raise FrontMatterError(
                "front-matter-mapping", "front matter is not a JSON object", 'write { "title": … }', 1
            )
        _check_depth(data)
        lines: dict[str, int] = {}
        for number, line in enumerate(block.split("\n"), 1):
            if (found := re.match(r'\s*\{?\s*"([^"]+)"\s*:', line)) and found[1] in data:
                lines.setdefault(found[1], number)
        return data, lines


def _not_json(error: json.JSONDecodeError) -> FrontMatterError:
    return FrontMatterError("front-matter-syntax", f"front matter is not JSON: {error.msg}", _LOOK, error.lineno)


def _no_duplicates(block: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            places = [found.start() for found in re.finditer(rf'"{re.escape(key)}"\s*:', block)]
            first, line = (block.count("\n", 0, at) + 1 for at in places[:2]) if len(places) == 2 else (0, 0)
            raise FrontMatterError(
                "front-matter-duplicate",
                f"the key {key!r} stands twice in front matter",
                "keep one of them",
                line,
                0 if first == line else first,
            )
        made[key] = value
    return made


def _check_depth(value: Any, depth: int = 0) -> None:
    if depth > MAX_DEPTH:
        raise FrontMatterError("front-matter-depth", _TOO_DEEP, "make it flatter", 0)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(item, depth + 1)


_HANDLERS = (_Yaml(), _Toml(), _Json())
_KEY_LINE = re.compile(
    r"\s*(?:\"[^\"\n]{1,60}\"|'[^'\n]{1,60}'|[\w@.<-]{1,60})\s*(?:=|:(?:\s|$))|(?:---|\+\+\+|;;;)\s*$|\s*#|\s*$"
)


def split_front_matter(text: str, path: str) -> FrontMatter | Notice:
    """Front matter and body of a file's text, or the `error` notice why its front matter is refused."""
    lead = len(text) - len(text.lstrip("\n"))
    first, _, rest = text[lead:].partition("\n")
    handler = next((h for h in _HANDLERS if h.fence.match(first)), None)
    is_object = first.startswith("{")
    if handler is None or not (is_object or _opens(rest)):
        return FrontMatter({}, {}, text, 1, False)
    start = lead + (1 if is_object else 2)
    try:
        found = _json_object(text[lead:]) if is_object else _fenced(handler, first.strip(), rest)
        if found is None:
            return FrontMatter({}, {}, text, 1, False)
        block, body = found
        _check(block)
        data, lines = handler.read(block)
    except FrontMatterError as error:
        line = start + error.line - 1 if error.line else lead + 1
        message = f"{error.message}, first on line {start + error.first - 1}" if error.first else error.message
        return Notice(path, line, "error", error.kind, message, error.remedy)
    except RecursionError:
        return Notice(path, lead + 1, "error", "front-matter-depth", _TOO_DEEP, "make it flatter")
    body_line = text[: len(text) - len(body)].count("\n") + 1
    return FrontMatter(data, {key: start + line - 1 for key, line in lines.items()}, body, body_line, True)


def _opens(rest: str) -> bool:
    """Whether what follows a fence looks like front matter, not like a text that begins with a rule."""
    line = next((line for line in rest.split("\n", 40)[:40] if line.strip() and not line.lstrip().startswith("#")), "")
    bare = line.strip()
    return bool(_KEY_LINE.match(line)) or bare[:2] in ("- ", "&", "*", "!", "[", "{", "? ") or bare[:1] in "&*![{"


def _fenced(handler: _Yaml | _Toml | _Json, fence: str, rest: str) -> tuple[str, str]:
    """What stands before the closing fence, and the body after it."""
    match = handler.closing.search(rest)
    if match is None:
        raise FrontMatterError(
            "front-matter-open", f"front matter begins with {fence} and never ends", f"close it with a line {fence}", 0
        )
    return rest[: match.start()], rest[match.end() :].removeprefix("\n")


def _json_object(text: str) -> tuple[str, str] | None:
    """The object that opens a text, and the body after it; None when it is no object of fields."""
    try:
        _, end = json.JSONDecoder().raw_decode(text[: MAX_BLOCK + 1])
    except json.JSONDecodeError as error:
        if re.match(r"\{\s*\"[^\"\n]*\"\s*:", text):
            raise _not_json(error) from None
        return None
    return text[:end], text[end:].removeprefix("\n")


def _check(block: str) -> None:
    if len(block) > MAX_BLOCK or (not block.isascii() and len(block.encode("utf-8")) > MAX_BLOCK):
        raise FrontMatterError(
            "front-matter-size", "front matter is over the limit of 64 KiB", "move the text below the closing line", 0
        )
    if found := _CONTROL.search(block):
        line = block.count("\n", 0, found.start()) + 1
        raise FrontMatterError(
            "front-matter-control",
            f"front matter holds the control character U+{ord(found.group()):04X}",
            "remove it",
            line,
        )
    if max(block.count("["), block.count("{")) > MAX_DEPTH and _brackets(block) > 10 * MAX_DEPTH:
        raise FrontMatterError("front-matter-depth", _TOO_DEEP, "make it flatter", 0)


def _brackets(block: str) -> int:
    """How many brackets are open at once, those inside quotes counted too."""
    depth = deepest = 0
    for char in re.findall(r"[\[\]{}]", block):
        depth = depth + 1 if char in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
