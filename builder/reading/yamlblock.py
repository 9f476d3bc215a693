"""YAML front matter, read from parser events: nothing is resolved, expanded or constructed that was not written.

Aliases, anchors, tags, nesting over 20 and duplicate keys are refused with their line, before any of them can
cost memory or time. Every scalar stays the text that was written (`No`, `2024`, `1.10`, `2025-02-30`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from builder.reading.values import Plain

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

MAX_DEPTH = 20
_LOOK = "check this line and the one before it"


class FrontMatterError(ValueError):
    """What is wrong with front matter: `line` counts from 1 inside the block, as does `first` (0: none)."""

    def __init__(self, kind: str, message: str, remedy: str, line: int, first: int = 0) -> None:
        super().__init__(message)
        self.kind, self.message, self.remedy, self.line, self.first = kind, message, remedy, line, first


def load_yaml(block: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The mapping that a block holds, and the line (from 1) of each top-level key.

    Values are dicts, lists and strings; an unquoted scalar is a `Plain` string. Raises `FrontMatterError`.
    """
    builder = _Builder()
    try:
        for event in _events(block):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        open_ended = "end of stream" in (error.problem or "") and error.context_mark
        mark = error.context_mark if open_ended else error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise FrontMatterError(
            "front-matter-syntax", f"front matter is not YAML: {_plain(error.problem)}", _hint(block, line), line
        ) from None
    except yaml.YAMLError as error:
        raise FrontMatterError(
            "front-matter-syntax", f"front matter is not YAML: {_plain(str(error))}", "", 0
        ) from None
    return builder.result()


_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _astral(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _events(block: str) -> Iterator[yaml.Event]:
    """Parser events; `"\\ud83d\\ude00"`, as JSON writers put it, is read as the character it stands for."""
    loader = _Loader(_PAIR.sub(_astral, block) if "\\u" in block else block)
    try:
        while loader.check_event():
            event = loader.get_event()
            if event is not None:
                yield event
    finally:
        loader.dispose()


def _plain(problem: str | None) -> str:
    return " ".join((problem or "cannot be read").split())[:120]


def _hint(block: str, line: int) -> str:
    """The remedy for the usual causes, seen from the line that the parser stopped at."""
    around = block.split("\n")[max(0, line - 2) : line]
    if any("\t" in part[: len(part) - len(part.lstrip())] for part in around):
        return "indent with spaces, not tabs"
    if any(
        part.partition(":")[2].strip()[:1] not in ("", '"', "'", "|", ">") and ": " in part.partition(":")[2]
        for part in around
    ):
        return "put the value in quotes, it holds a colon"
    if any(part.count('"') % 2 for part in around):
        return 'check the quotes: a " inside a value in quotes is written \\"'
    return _LOOK


class _Builder:
    """Builds plain values from events; the one place where a document's shape is judged."""

    def __init__(self) -> None:
        self.stack: list[tuple[Any, str | None]] = []
        self.root: Any = None
        self.documents = 0
        self.lines: dict[str, int] = {}

    def take(self, event: yaml.Event) -> None:
        """The next event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise FrontMatterError(
                    "front-matter-documents", "front matter holds more than one YAML document", "keep one", line
                )
        elif isinstance(event, yaml.AliasEvent):
            raise FrontMatterError(
                "front-matter-alias", f"front matter uses the alias *{event.anchor}", "write the value out", line
            )
        elif isinstance(event, yaml.CollectionEndEvent):
            _, key = self.stack.pop()
            if key is not None:
                raise FrontMatterError("front-matter-syntax", f"the key {key!r} has no value", "", line)
        elif isinstance(event, yaml.NodeEvent):
            self._node(event, line)

    def _node(self, event: Any, line: int) -> None:
        if event.anchor:
            raise FrontMatterError(
                "front-matter-anchor",
                f"front matter sets the anchor &{event.anchor}",
                "write the value out where it is needed",
                line,
            )
        if event.tag and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:60]
            raise FrontMatterError(
                "front-matter-tag", f"front matter uses the tag {tag}", "write the plain value", line
            )
        if isinstance(event, yaml.ScalarEvent):
            self._add(Plain(event.value) if not event.style else event.value, line, scalar=True)
            return
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._add(value, line, scalar=False)
        self.stack.append((value, None))
        if len(self.stack) > MAX_DEPTH:
            raise FrontMatterError(
                "front-matter-depth", f"front matter is nested more than {MAX_DEPTH} deep", "make it flatter", line
            )

    def _add(self, value: Any, line: int, *, scalar: bool) -> None:
        if not self.stack:
            self.root = value
            return
        container, key = self.stack[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is not None:
            container[key] = value
            self.stack[-1] = (container, None)
        elif not scalar:
            raise FrontMatterError(
                "front-matter-key",
                "front matter has a key that is a list or a mapping",
                "use a plain word as the key",
                line,
            )
        else:
            name = str(value)
            if name in container:
                first = self.lines[name] if len(self.stack) == 1 else 0
                raise FrontMatterError(
                    "front-matter-duplicate",
                    f"the key {name!r} stands twice in front matter",
                    "keep one of them",
                    line,
                    first,
                )
            if len(self.stack) == 1:
                self.lines[name] = line
            self.stack[-1] = (container, name)

    def result(self) -> tuple[dict[str, Any], dict[str, int]]:
        """The finished mapping (an empty block is an empty one)."""
        if self.root is None or (isinstance(self.root, Plain) and not self.root.strip()):
            return {}, {}
        if not isinstance(self.root, dict):
            raise FrontMatterError(
                "front-matter-mapping",
                "front matter is not a list of `key: value` lines",
                "write `title: …` and so on, or remove the --- lines",
                1,
            )
        return self.root, self.lines
