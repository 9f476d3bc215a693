"""theme.toml: what a theme says of itself, the options that it offers and the tokens that it sets.

Options are typed and have a default, so that a template never meets one that is missing; tokens are the custom
properties of the theme's CSS. A site sets both in `[theme]` of site.toml, and both are refused by name when the theme
knows no such thing or the value is not of its kind.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from builder.config import CONFIG_NAME
from builder.config_file import did_you_mean, line_of, plain_words
from builder.errors import DigestError, Notice, mistake

_TOKEN_NAME = re.compile(r"[a-z][a-z0-9-]*\Z")
_TOKEN_DECLARED = re.compile(r"(?<![\w-])--([a-z][a-z0-9-]*)\s*:")
# A token's value must stay inside its declaration and must not make a page ask for anything.
_TOKEN_BAD = re.compile(r"[;{}<>\\@\x00-\x1f]|/\*|url\s*\(|image(?:-set)?\s*\(|src\s*\(", re.IGNORECASE)

_PAPER = re.compile(r"--paper:\s*light-dark\(\s*(#[0-9a-fA-F]{3,8})\s*,\s*(#[0-9a-fA-F]{3,8})\s*\)")

OptionKind = Literal["text", "switch", "number", "choice"]
_KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "text": (str, "text in quotes"),
    "switch": (bool, "true or false"),
    "number": (int, "a whole number"),
    "choice": (str, "text in quotes"),
}


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing that a site may choose. `choices` belong to a `choice`; `min` and `max`, both included, to a `number`."""

    type: OptionKind
    default: str | bool | int
    help: str = ""
    choices: tuple[str, ...] = ()
    min: int | None = None
    max: int | None = None

    def wrong(self, value: Any) -> str:
        """Why `value` is none of this option's, or empty."""
        kind, words = _KINDS[self.type]
        if not isinstance(value, kind) or (self.type == "number" and isinstance(value, bool)):
            return f"must be {words}"
        if self.type == "choice" and value not in self.choices:
            return f"must be one of {', '.join(self.choices)}"
        if isinstance(value, int) and self.min is not None and value < self.min:
            return f"must be at least {self.min}"
        if isinstance(value, int) and self.max is not None and value > self.max:
            return f"must be at most {self.max}"
        return ""

    def kinds(self) -> str:
        """What may be given, in words: `comfortable | dense`, `a whole number, 2 to 5`."""
        if self.type == "choice":
            return " | ".join(self.choices)
        bounds = f", {self.min} to {self.max}" if self.min is not None and self.max is not None else ""
        return _KINDS[self.type][1] + bounds


class ThemeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A theme.toml.

    `extends` names the theme behind this one (`default` when empty; the theme `default` has none). `views` is the
    version of the views that the templates were written for, 0 when not told.
    """

    name: str = ""
    description: str = ""
    license: str = ""
    author: str = ""
    extends: str = ""
    views: int = 0
    options: dict[str, Option] = {}
    tokens: dict[str, str] = {}


def parse_theme_file(text: str, path: str, folder: str) -> ThemeFile:
    """The theme.toml of the theme in `folder` (its name). Raises `DigestError` naming each mistake with its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise mistake(path, f"is not TOML: {error}", line=int(line[1]) if line else 0, kind="theme") from None
    known = [field.name for field in msgspec.structs.fields(ThemeFile)]
    notices = [
        _wrong(path, line_of(text, key) or line_of(text, "", key), f"unknown key `{key}`", did_you_mean(key, known))
        for key in raw
        if key not in known
    ]
    if notices:
        raise DigestError(*notices)
    found = _converted(raw, text, path)
    notices = [*_bad_options(found, text, path), *_bad_tokens(found.tokens, text, path, "tokens")]
    if found.name and found.name != folder:
        remedy = f'write name = "{folder}", or rename the folder'
        notices.append(_wrong(path, line_of(text, "", "name"), f"calls the theme `{found.name}`", remedy))
    if found.extends == folder:
        notices.append(_wrong(path, line_of(text, "", "extends"), "extends itself", "name another theme"))
    if notices:
        raise DigestError(*notices)
    return found


def _converted(raw: dict[str, Any], text: str, path: str) -> ThemeFile:
    notices = []
    options = raw.get("options", {})
    for name, table in options.items() if isinstance(options, dict) else ():
        try:
            msgspec.convert(table, Option)
        except msgspec.ValidationError as error:
            line = line_of(text, f"options.{name}") or line_of(text, "options", name)
            notices.append(_wrong(path, line, f"option `{name}`: {plain_words(error)}", ""))
    if notices:
        raise DigestError(*notices)
    try:
        return msgspec.convert(raw, ThemeFile)
    except msgspec.ValidationError as error:
        key = str(error).partition(" - at `$.")[2].rstrip("`").partition("[")[0]
        raise mistake(
            path, f"`{key}`: {plain_words(error)}", line=line_of(text, "", key) or line_of(text, key), kind="theme"
        ) from None


def _bad_options(found: ThemeFile, text: str, path: str) -> Iterable[Notice]:
    for name, option in found.options.items():
        why = option.wrong(option.default)
        if not re.match(r"[a-z][a-z0-9_]*\Z", name):
            yield _wrong(
                path, line_of(text, f"options.{name}"), f"option `{name}` has a bad name", "use a-z, 0-9 and _"
            )
        elif option.type == "choice" and not option.choices:
            yield _wrong(
                path, line_of(text, f"options.{name}"), f"option `{name}` has no choices", 'choices = ["a", "b"]'
            )
        elif why:
            yield _wrong(path, line_of(text, f"options.{name}"), f"the default of option `{name}` {why}", "")


def _bad_tokens(tokens: Mapping[str, str], text: str, path: str, table: str) -> Iterable[Notice]:
    for name, value in tokens.items():
        line = line_of(text, table, name) or line_of(text, table.rpartition(".")[0], "tokens")
        if not _TOKEN_NAME.match(name):
            yield _wrong(path, line, f"token `{name}` has a bad name", "write it as in the CSS, without the two dashes")
        elif not value.strip() or _TOKEN_BAD.search(value):
            yield _wrong(path, line, f"token `{name}` has a value that no token may have", "a colour, a length, a font")


def _wrong(path: str, line: int, message: str, remedy: str) -> Notice:
    return Notice(path, line, "error", "theme", message, remedy)


def declared_tokens(static: Mapping[str, bytes]) -> frozenset[str]:
    """The names of all tokens that the theme's CSS declares."""
    found: set[str] = set()
    for name, raw in static.items():
        if name.endswith(".css"):
            found.update(_TOKEN_DECLARED.findall(raw.decode("utf-8", "replace")))
    return frozenset(found)


def settle_options(options: Mapping[str, Option], given: Mapping[str, Any], site_toml: str) -> dict[str, Any]:
    """Every option's value: the site's where it gives one, else the default.

    `site_toml` is the text of site.toml, for lines. Raises `DigestError` naming unknown options and wrong values.
    """
    notices = []
    for name, value in given.items():
        line = line_of(site_toml, "theme.options", name) or line_of(site_toml, "theme", "options")
        if name not in options:
            remedy = did_you_mean(name, list(options)) if options else "it has none"
            notices.append(_wrong(CONFIG_NAME, line, f"the theme has no option `{name}`", remedy))
        elif why := options[name].wrong(value):
            notices.append(_wrong(CONFIG_NAME, line, f"option `{name}` of the theme {why}", options[name].help))
    if notices:
        raise DigestError(*notices)
    return {name: given.get(name, option.default) for name, option in sorted(options.items())}


def check_tokens(tokens: Mapping[str, str], declared: frozenset[str], text: str, path: str, table: str) -> None:
    """Raise `DigestError` for tokens that the theme's CSS does not declare, or with a value that none may have."""
    notices = list(_bad_tokens(tokens, text, path, table))
    for name in tokens:
        if name not in declared and _TOKEN_NAME.match(name):
            line = line_of(text, table, name) or line_of(text, table.rpartition(".")[0], "tokens")
            remedy = did_you_mean(name, sorted(declared))
            notices.append(_wrong(path, line, f"no CSS of the theme has a token `--{name}`", remedy))
    if notices:
        raise DigestError(*notices)


def paper_of(css: bytes) -> tuple[str, str]:
    """The colours of the page in light and dark, where the last `--paper` of a style sheet gives both as hex digits."""
    found = _PAPER.findall(css.decode("utf-8", "replace"))
    return found[-1] if found else ("", "")


def token_css(tokens: Mapping[str, str]) -> bytes:
    """The rule that sets `tokens`; outside every layer and last, so that it wins over the theme's own."""
    if not tokens:
        return b""
    rows = "".join(f"\n  --{name}: {value.strip()};" for name, value in sorted(tokens.items()))
    return f"\n/* Tokens that the site or its theme sets. */\n:root {{{rows}\n}}\n".encode()
