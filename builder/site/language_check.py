"""What is wrong with a theme's i18n files: keys that are missing or unknown, places and plural forms that do not fit.

English is the measure: a string of another language has the same key and the same `{places}`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec

from builder.config import CONFIG_NAME
from builder.errors import Notice
from builder.site import locales
from builder.site.strings import flat, parse_strings
from builder.text.toml_lines import TomlLines

MEASURE = "en"
"""The language that every key must be in, and that stands where another lacks one."""
MISSING = 20
"""Missing strings of a language that get a line each; the others are named in one."""
_COUNTED = "n"
"""The place that the plural forms are chosen by; a form that says its number in words may leave it out."""


class StringFile(msgspec.Struct, frozen=True):
    """One i18n file: `path` as messages name it, its language `tag`; `own`: it is the site's, not Digest's."""

    path: str
    tag: str
    own: bool
    text: str

    @property
    def strings(self) -> dict[str, Any]:
        """Its dotted keys with their values. Raises `DigestError` when it is not TOML."""
        return dict(flat(parse_strings(self.text, self.path)))


def string_files(name: str, folder: Path, own: bool) -> list[StringFile]:
    """The i18n files of the theme `name` in `folder`, in order of language."""
    return [
        StringFile(f"themes/{name}/i18n/{path.name}", path.stem, own, path.read_text(encoding="utf-8"))
        for path in sorted((folder / "i18n").glob("*.toml"))
        if path.is_file()
    ]


def check_strings(language: str, files: Sequence[StringFile], templates: str = "") -> list[Notice]:
    """All that is wrong with the site's own files, and what the pages of `language` will lack.

    `files` are those of the theme first, then of the themes behind it; `templates` is the text of all templates, for
    keys that the site's own templates alone use.
    """
    found = [(file, file.strings) for file in files]
    measure: dict[str, Any] = {}
    for file, strings in found:
        if file.tag == MEASURE:
            measure = {**strings, **measure}
    notices = [
        notice
        for file, strings in found
        if file.own
        for notice in (
            *_unknown(file, strings, _english(found, file), templates),
            *_wrong(file, strings, measure),
        )
    ]
    return [*notices, *_missing(language, found, measure)]


def _english(found: Sequence[tuple[StringFile, Mapping[str, Any]]], apart: StringFile) -> set[str]:
    """The keys of the English files, less those that only `apart` itself brings."""
    return {key for file, strings in found if file.tag == MEASURE and file is not apart for key in strings}


def _line(file: StringFile, key: str) -> int:
    lines = TomlLines(file.text)
    table, _, last = key.rpartition(".")
    return (lines.key(table, 0, last) if table else 0) or lines.table(key)


def _unknown(file: StringFile, strings: Mapping[str, Any], known: Iterable[str], templates: str) -> Iterator[Notice]:
    """Keys that no page asks for: not in the English of any other file, and named in no template."""
    keys = sorted(known)
    for key in strings:
        group = re.escape(key.rpartition(".")[0])
        if key in keys or key in templates or re.search(rf"""["']{group}\.["']""", templates):
            continue
        near = difflib.get_close_matches(key, keys, n=1, cutoff=0.75)
        remedy = f"did you mean `{near[0]}`?" if near else "take it out"
        yield Notice(file.path, _line(file, key), "warning", "unknown-string", f"no page uses `{key}`", remedy)


def _wrong(file: StringFile, strings: Mapping[str, Any], measure: Mapping[str, Any]) -> Iterator[Notice]:
    for key, value in strings.items():
        for kind, severity, message, remedy in faults(file.tag, value, measure.get(key)):
            yield Notice(file.path, _line(file, key), severity, kind, f"`{key}` {message}", remedy)


def faults(tag: str, value: Any, english: Any) -> Iterator[tuple[str, Any, str, str]]:
    """What is wrong with one string of language `tag` beside the English one (None when there is none).

    Each is a kind, a severity, a message and a remedy.
    """
    forms = value if isinstance(value, dict) else {"": value}
    if not all(isinstance(text, str) for text in forms.values()):
        yield "bad-string", "error", "is neither text nor a table of plural forms", "put it in quotes"
        return
    if isinstance(value, dict):
        yield from _bad_forms(tag, value)
    if isinstance(english, dict) != isinstance(value, dict) and english is not None:
        if isinstance(value, dict):
            yield "bad-string", "error", "has plural forms, but nothing is counted here", "write one text"
        else:
            names = ", ".join(f'{name} = "…"' for name in locales.categories(tag))
            yield "plural-form", "warning", "has no plural forms", f"write {{ {names} }}"
    wanted = _places(english) if english is not None else None
    for form, text in forms.items():
        yield from _bad_places(form, text, wanted)


def _bad_forms(tag: str, forms: Mapping[str, str]) -> Iterator[tuple[str, Any, str, str]]:
    known = locales.categories(tag)
    for name in forms:
        if name not in known:
            yield (
                "plural-form",
                "warning",
                f"has the form `{name}`, which {tag} does not use",
                f"{tag}: {', '.join(known)}",
            )
    for name in known:
        # The rules for `many` in Spanish, French and Portuguese speak of millions; `other` says those as well.
        if name not in forms and not (name == "many" and tag.split("-")[0] in ("es", "fr", "pt", "it", "ca")):
            severity = "error" if name == "other" else "warning"
            yield "plural-form", severity, f"lacks the form `{name}`", f"{tag}: {', '.join(known)}"


def _bad_places(form: str, text: str, wanted: frozenset[str] | None) -> Iterator[tuple[str, Any, str, str]]:
    here = f" (form `{form}`)" if form else ""
    try:
        given = _places(text)
    except ValueError as error:
        yield "string-place", "error", f"cannot be filled in{here}: {error}", "write places as {name}"
        return
    if wanted is None:
        return
    for name in sorted(given - wanted):
        remedy = f"there are: {', '.join(sorted(wanted))}" if wanted else "it has no places"
        yield "string-place", "error", f"has the place {{{name}}}, which nothing fills{here}", remedy
    for name in sorted(wanted - given - ({_COUNTED} if form not in ("", "other", "many") else set())):
        yield "string-place", "warning", f"lacks the place {{{name}}}{here}", "put it in, or the page loses it"


def _places(value: Any) -> frozenset[str]:
    """The names of the places of a text or of all forms of one. Raises `ValueError` for braces that do not pair."""
    texts = value.values() if isinstance(value, dict) else [value]
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name is not None)


def _missing(
    language: str, found: Sequence[tuple[StringFile, Mapping[str, Any]]], measure: Mapping[str, Any]
) -> Iterator[Notice]:
    """The keys that pages in `language` show in English; one notice when there is no file of that language at all."""
    tags = {language, language.split("-")[0]}
    if MEASURE in tags:
        return
    mine = [(file, strings) for file, strings in found if file.tag in tags]
    if not mine:
        there = ", ".join(sorted({file.tag for file, _ in found}))
        remedy = f"write i18n/{language}.toml in a theme of yours; there are: {there}"
        message = f"the theme has no strings in `{language}`: the pages’ own words are English"
        yield Notice(CONFIG_NAME, 0, "warning", "missing-string", message, remedy)
        return
    have = {key for _, strings in mine for key in strings}
    place = mine[0][0]
    missing = [key for key in measure if key not in have]
    for key in missing[:MISSING]:
        message = f"`{key}` is missing: the page says it in English"
        yield Notice(place.path, 0, "warning", "missing-string", message, f"translate: {_shown(measure[key])}")
    if len(missing) > MISSING:
        rest = ", ".join(missing[MISSING:])
        message = f"{len(missing) - MISSING} more of {len(measure)} strings are missing: {rest}"
        yield Notice(place.path, 0, "warning", "missing-string", message, "translate them as well")


def _shown(value: Any) -> str:
    text = value.get("other", "") if isinstance(value, dict) else str(value)
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"
