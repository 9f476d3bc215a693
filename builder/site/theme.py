"""Themes: where they are found, and what is in them.

One resolver serves every kind of installation: a folder `themes/<name>` beside `site.toml` comes first, then the
themes that travel in the wheel (`builder/_themes`), then those of a checkout (`themes/` beside the package). A theme
that is not `default` needs only the files that differ: templates, static files and strings fall back to the default's,
and a template can extend the one it replaces as `default/<name>`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from builder.errors import DigestError, Notice, mistake
from builder.site.strings import Strings, parse_strings
from builder.text.digests import digest

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_STATIC_LIMIT = 5 * 1024 * 1024


class Theme(msgspec.Struct, frozen=True):
    """A theme read whole: rendering touches no disk.

    `templates` and `default_templates` map names to source; `assets` maps the name in `static/` to the hashed name it
    is published under; `static` maps the hashed name to its bytes; `digest` covers every file.
    """

    name: str
    digest: str
    templates: dict[str, str]
    default_templates: dict[str, str]
    assets: dict[str, str]
    static: dict[str, bytes]
    languages: dict[str, tuple[dict[str, Any], ...]]

    def strings(self, language: str) -> Strings:
        """The strings for `language` (`pt-BR`, then `pt`), English behind them."""
        order = dict.fromkeys((language, language.split("-")[0], "en"))
        return Strings(language, *(table for tag in order for table in self.languages.get(tag, ())))


def packaged_folders() -> tuple[Path, ...]:
    """Where themes that come with Digest may lie: in the wheel, in a checkout."""
    package = Path(__file__).resolve().parents[1]
    return (package / "_themes", package.parent / "themes")


def find_theme(name: str, root: Path, packaged: tuple[Path, ...] | None = None) -> Path:
    """The folder of theme `name`. Raises `DigestError` when there is none, naming those there are."""
    if not _NAME.match(name):
        raise mistake("site.toml", f"`{name}` is not a theme's name", "name a folder under themes/", kind="theme")
    places = (root / "themes", *(packaged_folders() if packaged is None else packaged))
    for place in places:
        if (place / name / "theme.toml").is_file():
            return place / name
    known = sorted({toml.parent.name for place in places if place.is_dir() for toml in place.glob("*/theme.toml")})
    remedy = f"there are: {', '.join(known)}" if known else "reinstall Digest: its themes are missing"
    raise DigestError(Notice("site.toml", 0, "error", "theme", f"no theme `{name}`", remedy))


def load_theme(name: str, root: Path, packaged: tuple[Path, ...] | None = None) -> Theme:
    """Read theme `name` for the site at `root`. Raises `DigestError` when it is missing or damaged."""
    own = find_theme(name, root, packaged)
    base = own if name == DEFAULT else find_theme(DEFAULT, root, packaged)
    parse_strings(_text(own / "theme.toml", (own / "theme.toml").read_bytes()), str(own / "theme.toml"))
    files = {folder: _files(folder) for folder in dict.fromkeys((own, base))}
    static = {**_part(files[base], "static"), **_part(files[own], "static")}
    assets = {path: hashed_name(path, raw) for path, raw in static.items()}
    all_files = [(folder is own, path, raw) for folder in files for path, raw in sorted(files[folder].items())]
    return Theme(
        name=name,
        digest=digest(*(part for is_own, path, raw in all_files for part in (str(is_own), path, raw))),
        templates=_texts(own, files[own]),
        default_templates=_texts(base, files[base]),
        assets=assets,
        static={assets[path]: raw for path, raw in static.items()},
        languages=_languages(files),
    )


def hashed_name(path: str, raw: bytes) -> str:
    """`style.css` -> `style.1a2b3c4d5e.css`: a name that changes with the bytes, so that no cache is ever stale."""
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}.{digest(raw)[:10]}.{suffix}" if dot else f"{path}.{digest(raw)[:10]}"


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of a theme by relative path; hidden files and links that lead out are left out."""
    real = folder.resolve()
    out: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        if not path.resolve().is_relative_to(real):
            continue
        if path.stat().st_size > _STATIC_LIMIT:
            raise mistake(str(path), "is larger than 5 MB", "themes carry small files only", kind="theme")
        out[relative.as_posix()] = path.read_bytes()
    return out


def _part(files: Mapping[str, bytes], top: str) -> dict[str, bytes]:
    prefix = f"{top}/"
    return {path.removeprefix(prefix): raw for path, raw in files.items() if path.startswith(prefix)}


def _texts(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: _text(folder / "templates" / path, raw) for path, raw in _part(files, "templates").items()}


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise mistake(str(path), f"is not UTF-8 at byte {error.start}", "save it as UTF-8", kind="theme") from None


def _languages(files: Mapping[Path, Mapping[str, bytes]]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Language -> tables, the theme's own before the default's."""
    out: dict[str, tuple[dict[str, Any], ...]] = {}
    for folder, found in files.items():
        for name, raw in _part(found, "i18n").items():
            if name.endswith(".toml"):
                path = folder / "i18n" / name
                tag = name.removesuffix(".toml")
                out[tag] = (*out.get(tag, ()), parse_strings(_text(path, raw), str(path)))
    return out
