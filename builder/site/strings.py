"""The theme's words: `t("key", n=3)` looks a sentence up and fills it in; numbers as the language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from builder.errors import mistake


class MissingString(LookupError):
    """A template or view asks for a key that no i18n file of the theme has: a mistake in the theme."""


class Strings:
    """The strings of one language, with those of the default theme's English behind them.

    A value is text with `{name}` places, or a table `{one = "...", other = "..."}` chosen by `n`.
    """

    def __init__(self, language: str, *tables: Mapping[str, Any]) -> None:
        self.language = language
        self._values: dict[str, Any] = {}
        for table in reversed(tables):
            _flatten(table, "", self._values)

    def __call__(self, key: str, **places: Any) -> str:
        """The sentence of `key` with its places filled. Raises `MissingString` naming the key."""
        value = self._values.get(key)
        if isinstance(value, dict):
            value = value.get("one" if places.get("n") == 1 else "other")
        if not isinstance(value, str):
            raise MissingString(f"no string `{key}` in the theme's i18n files")
        filled = {name: self.number(place) if isinstance(place, int) else place for name, place in places.items()}
        return value.format_map(filled) if "{" in value else value

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._values

    def keys(self) -> tuple[str, ...]:
        """Every key there is."""
        return tuple(self._values)

    def items(self, key: str) -> tuple[str, ...]:
        """A list of words such as the months' names."""
        value = self._values.get(key)
        if not isinstance(value, list):
            raise MissingString(f"no list `{key}` in the theme's i18n files")
        return tuple(str(item) for item in value)

    def number(self, value: int) -> str:
        """1600 -> `1,600` (the separator is the language's)."""
        return f"{value:,}".replace(",", self("number.thousands"))

    def join(self, words: list[str] | tuple[str, ...]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(words) < 2:
            return "".join(words)
        return self("list.last", head=self("list.comma").join(words[:-1]), last=words[-1])


def _flatten(table: Mapping[str, Any], prefix: str, out: dict[str, Any]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and not set(value) <= {"one", "other"}:
            _flatten(value, f"{name}.", out)
        else:
            out[name] = dict(value) if isinstance(value, Mapping) else value


def parse_strings(text: str, path: str) -> dict[str, Any]:
    """An i18n file's table. Raises `DigestError` naming the file when it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise mistake(path, f"is not TOML: {error}", kind="theme") from None
