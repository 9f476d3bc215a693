"""The theme's words: `t("key", n=3)` looks a sentence up and fills it in; numbers as the language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from builder.errors import mistake
from builder.site import locales

CATEGORIES = frozenset(("zero", "one", "two", "few", "many", "other"))
"""The names of the CLDR's plural forms; a table of nothing else is one sentence, not a group of sentences."""


class MissingString(LookupError):
    """A template or view asks for a key that no i18n file of the theme has: a mistake in the theme."""


class Strings:
    """The strings of one language, with those of other tables behind them.

    A value is text with `{name}` places, or a table of plural forms (`{one = "...", other = "..."}`) chosen by `n` with
    the rules of the language that the table is in: an English sentence on an Arabic page keeps English plurals.
    """

    def __init__(self, language: str, tables: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """`language` is the site's (a BCP 47 tag); `tables` are pairs of a language and its table, the first wins."""
        self.language = language
        self._values: dict[str, tuple[str, Any]] = {}
        for tag, table in tables:
            for key, value in flat(table):
                self._values.setdefault(key, (tag, value))

    def __call__(self, key: str, **places: Any) -> str:
        """The sentence of `key` with its places filled. Raises `MissingString` naming the key or the place."""
        tag, value = self._values.get(key, ("", None))
        if isinstance(value, dict):
            value = value.get(self._category(tag, value, places.get("n"))) or value.get("other")
        if not isinstance(value, str):
            raise MissingString(f"no string `{key}` in the theme's i18n files")
        if "{" not in value:
            return value
        filled = {name: self._place(place) for name, place in places.items()}
        try:
            return value.format_map(filled)
        except (KeyError, ValueError, IndexError) as error:
            raise MissingString(f"the string `{key}` has a place that its page does not fill: {error}") from None

    def _place(self, place: Any) -> Any:
        if isinstance(place, int | float):
            return self.number(place)
        return locales.isolated(self.language, place) if isinstance(place, str) else place

    @staticmethod
    def _category(tag: str, forms: Mapping[str, str], n: Any) -> str:
        return locales.plural(tag, n) if isinstance(n, int | float) and len(forms) > 1 else "other"

    def forms(self, key: str) -> dict[str, str]:
        """The plural forms of `key`, unfilled, for a script that counts with `Intl.PluralRules`."""
        _, value = self._values.get(key, ("", None))
        if not isinstance(value, dict):
            raise MissingString(f"no string `{key}` with plural forms in the theme's i18n files")
        return {name: str(text) for name, text in sorted(value.items())}

    def table(self, prefix: str) -> dict[str, Any]:
        """All that begins with `prefix`, unfilled and named by what follows it: texts and tables of plural forms."""
        found = sorted(key for key in self._values if key.startswith(prefix))
        return {key.removeprefix(prefix): self._values[key][1] for key in found}

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self._values

    def keys(self) -> tuple[str, ...]:
        """Every key there is."""
        return tuple(self._values)

    def number(self, value: float) -> str:
        """1600 -> `1,600` (the separator is the language's)."""
        return locales.number(self.language, value)

    def join(self, words: Sequence[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        return locales.join(self.language, words)

    def commas(self, words: Iterable[str]) -> str:
        """`a, b, c`: words in a row, with the language's comma."""
        return self("list.comma").join(words)


def flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The dotted keys of an i18n table with their values: text, or a dict of plural forms."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and not (value and CATEGORIES.issuperset(value)):
            yield from flat(value, f"{name}.")
        else:
            yield name, dict(value) if isinstance(value, Mapping) else value


@lru_cache(maxsize=32)  # As with a theme's scripts: read for every build of `digest serve`, seldom edited.
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def parse_strings(text: str, path: str) -> dict[str, Any]:
    """An i18n file's table, not to be changed. Raises `DigestError` naming the file when it is not TOML."""
    try:
        return _parsed(text)
    except tomllib.TOMLDecodeError as error:
        raise mistake(path, f"is not TOML: {error}", kind="theme") from None
