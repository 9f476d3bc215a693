"""Where things stand in a TOML file: tomllib gives values without their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+' r"|'''.*?'''+" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*" r"|[\[\]{}]" r"|\n",
    re.DOTALL,
)
_HEAD = re.compile(r"\s*\[\[?\s*[\"']?([^\]\"']+?)[\"']?\s*\]")
_KEY = re.compile(r"\s*[\"']?([^\s\"'=.]+)[\"']?\s*[=.]")


class TomlLines:
    """The lines (from 1) of tables, keys and items of a text that is TOML; 0 where one cannot be told."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._roots: dict[str, int] = {}
        self._tables: dict[str, list[tuple[int, dict[str, int]]]] = {}
        self._starts: list[int] = []
        keys = self._roots
        for number in _statements(text):
            self._starts.append(number)
            line = self._lines[number - 1]
            if head := _HEAD.match(line):
                keys = {}
                self._tables.setdefault(head[1].strip(), []).append((number, keys))
            elif key := _KEY.match(line):
                keys.setdefault(key[1], number)

    def table(self, name: str, place: int = 0) -> int:
        """The line of the table `name`, or of the `place`-th (from 0) of an array of tables."""
        found = self._tables.get(name, [])
        return found[place][0] if place < len(found) else self._roots.get(name, 0)

    def key(self, name: str, place: int, key: str) -> int:
        """The line of a key in that table; the table's own where the key cannot be told."""
        found = self._tables.get(name, [])
        return (found[place][1].get(key, 0) if place < len(found) else 0) or self.table(name, place)

    def item(self, name: str, place: int, key: str, text: str) -> int:
        """The first line of that key's value that holds `text`; the key's own where none does."""
        first = self.key(name, place, key)
        after = next((number for number in self._starts if number > first), len(self._lines) + 1)
        for number in range(max(first, 1), after):
            if f'"{text}"' in self._lines[number - 1] or f"'{text}'" in self._lines[number - 1]:
                return number
        return first


def _statements(text: str) -> Iterator[int]:
    """The numbers of the lines that begin a statement: not those inside a long string or an array."""
    line, depth = 1, 0
    yield 1
    for token in _TOKEN.finditer(text):
        found = token[0]
        if found == "\n":
            line += 1
            if depth == 0:
                yield line
        elif found in ("[", "{"):
            depth += 1
        elif found in ("]", "}"):
            depth = max(0, depth - 1)
        else:
            line += found.count("\n")
