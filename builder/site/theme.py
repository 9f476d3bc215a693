"""Themes: where they are found, and what is in them.

One resolver serves every kind of installation: a folder `themes/<name>` beside `site.toml` comes first, then the
themes that travel in the wheel (`builder/_themes`), then those of a checkout (`themes/` beside the package). A theme
stands in front of the one that it extends, down to `default`: it needs only the files that differ. Templates, static
files and strings are taken from the first theme of that line which has them, and a template can extend the one that it
replaces as `<theme>/<name>`: the line is then searched from that theme on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from builder.config import CONFIG_NAME, ThemeSection
from builder.config_file import line_of
from builder.errors import DigestError, Notice, mistake
from builder.site import theme_file
from builder.site.scripts import published
from builder.site.strings import Strings, parse_strings
from builder.site.theme_file import Option, ThemeFile

DEFAULT = "default"
THEME_FILE = "theme.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_STATIC_LIMIT = 5 * 1024 * 1024
_LONGEST_LINE = 8
"""Themes that may extend each other in a row."""
_TOKENS_IN = "style.css"
"""The static file that every page loads: the tokens that a site or a theme.toml sets are put at its end."""


class Layer(msgspec.Struct, frozen=True):
    """One theme of the line. `own`: it lies beside site.toml. `templates` are those of its folder alone."""

    name: str
    own: bool
    file: ThemeFile
    templates: dict[str, str]
    strings: dict[str, dict[str, Any]] = {}
    """Language -> the strings of its own file."""

    def place(self, template: str) -> str:
        """The path of a template of this theme, as messages name it."""
        return f"themes/{self.name}/templates/{template}"


class Theme(msgspec.Struct, frozen=True):
    """A theme read whole: rendering touches no disk.

    `layers` are the theme itself and those behind it, `default` last; `assets` maps the name in `static/` to the
    hashed name it is published under; `static` maps the hashed name to its bytes; `options` holds every option's value.
    """

    name: str
    layers: tuple[Layer, ...]
    assets: dict[str, str]
    static: dict[str, bytes]
    languages: dict[str, tuple[dict[str, Any], ...]]
    options: dict[str, Any] = {}
    paper: tuple[str, str] = ("", "")
    """The colours of the page in light and dark, `#rrggbb`, where they can be told."""

    @property
    def templates(self) -> dict[str, str]:
        """Every template by name, each as the first theme of the line has it."""
        return {name: text for layer in reversed(self.layers) for name, text in layer.templates.items()}

    def find(self, name: str) -> tuple[Layer, str] | None:
        """The layer that gives template `name`, and its plain name; `default/x.html` is sought from `default` on."""
        first, _, rest = name.partition("/")
        place = next((place for place, layer in enumerate(self.layers) if layer.name == first), None)
        if place is not None and rest:
            found = next((layer for layer in self.layers[place:] if rest in layer.templates), None)
            if found:
                return found, rest
        return next(((layer, name) for layer in self.layers if name in layer.templates), None)

    def strings(self, language: str) -> Strings:
        """The strings for `language` (`pt-BR`, then `pt`), English behind them."""
        order = dict.fromkeys((language, language.split("-")[0], "en"))
        return Strings(language, [(tag, table) for tag in order for table in self.languages.get(tag, ())])


class Found(msgspec.Struct, frozen=True):
    """A theme's folder and its theme.toml; `own`: it lies beside site.toml."""

    name: str
    folder: Path
    own: bool
    file: ThemeFile
    text: str

    @property
    def place(self) -> str:
        """The theme.toml, as messages name it."""
        return f"themes/{self.name}/{THEME_FILE}"


def packaged_folders() -> tuple[Path, ...]:
    """Where themes that come with Digest may lie: in the wheel, in a checkout."""
    package = Path(__file__).resolve().parents[1]
    return (package / "_themes", package.parent / "themes")


def _places(root: Path, packaged: tuple[Path, ...] | None) -> tuple[Path, ...]:
    return (root / "themes", *(packaged_folders() if packaged is None else packaged))


def theme_names(root: Path, packaged: tuple[Path, ...] | None = None) -> list[str]:
    """The names of all themes that the site at `root` can use, sorted."""
    places = _places(root, packaged)
    return sorted({toml.parent.name for place in places if place.is_dir() for toml in place.glob(f"*/{THEME_FILE}")})


def find_theme(
    name: str, root: Path, packaged: tuple[Path, ...] | None = None, *, asked: tuple[str, int] = (CONFIG_NAME, 0)
) -> Path:
    """The folder of theme `name`. Raises `DigestError` when there is none, naming those there are.

    `asked` is the place (path, line) that asks for it.
    """
    if not _NAME.match(name):
        what = f"`{name}` is not a theme's name"
        raise mistake(asked[0], what, "name a folder under themes/", line=asked[1], kind="theme")
    for place in _places(root, packaged):
        if (place / name / THEME_FILE).is_file():
            return place / name
    known = theme_names(root, packaged)
    remedy = f"there are: {', '.join(known)}" if known else "reinstall Digest: its themes are missing"
    raise DigestError(Notice(asked[0], asked[1], "error", "theme", f"no theme `{name}`", remedy))


def theme_line(name: str, root: Path, packaged: tuple[Path, ...] | None = None) -> tuple[Found, ...]:
    """Theme `name` and those that it extends, `default` last. Raises `DigestError` for one that is missing or wrong."""
    line: list[Found] = []
    settings = _site_toml(root)
    asked = (CONFIG_NAME, line_of(settings, "theme", "name") or line_of(settings, "build", "theme"))
    while True:
        folder = find_theme(name, root, packaged, asked=asked)
        path = f"themes/{name}/{THEME_FILE}"
        text = _text(folder / THEME_FILE, (folder / THEME_FILE).read_bytes())
        file = theme_file.parse_theme_file(text, path, name)
        line.append(Found(name, folder, _is_own(folder, root, packaged), file, text))
        if name == DEFAULT and not file.extends:
            return tuple(line)
        name = file.extends or DEFAULT
        asked = (path, line_of(text, "", "extends"))
        if name in (found.name for found in line) or len(line) == _LONGEST_LINE:
            names = " > ".join([*(found.name for found in line), name])
            raise mistake(asked[0], f"themes extend each other without end: {names}", line=asked[1], kind="theme")


def _is_own(folder: Path, root: Path, packaged: tuple[Path, ...] | None) -> bool:
    """Whether a theme is the site's; a site built inside the checkout has none by lying beside Digest's."""
    shipped = {place.resolve() for place in (packaged_folders() if packaged is None else packaged)}
    return folder.parent == root / "themes" and folder.parent.resolve() not in shipped


def load_theme(
    name: str, root: Path, packaged: tuple[Path, ...] | None = None, settings: ThemeSection | None = None
) -> Theme:
    """Read theme `name` for the site at `root`, with the options and tokens of `settings`.

    Raises `DigestError` when it is missing or damaged, and for options and tokens that it does not have.
    """
    settings = settings or ThemeSection()
    line = theme_line(name, root, packaged)
    files = [_files(found.folder) for found in line]
    static: dict[str, bytes] = {}
    for own in reversed(files):
        static.update(_part(own, "static"))
    site_toml = _site_toml(root)
    options = theme_file.settle_options(all_options(line), settings.options, site_toml)
    css = theme_file.token_css(_tokens(line, settings, static, site_toml))
    if css:
        static[_TOKENS_IN] = static.get(_TOKENS_IN, b"") + css
    assets, static = published(static)
    layers = tuple(
        Layer(found.name, found.own, found.file, _texts(found.folder, own), _strings(found.folder, own))
        for found, own in zip(line, files, strict=True)
    )
    return Theme(
        name=name,
        layers=layers,
        assets=assets,
        static={assets[path]: raw for path, raw in static.items()},
        languages=_languages(layers),
        options=options,
        paper=theme_file.paper_of(static.get(_TOKENS_IN, b"")),
    )


def all_options(line: Sequence[Found]) -> dict[str, Option]:
    """The options of a theme with those that it inherits; its own of the same name stand first."""
    return {name: option for found in reversed(line) for name, option in found.file.options.items()}


def _tokens(
    line: Sequence[Found], settings: ThemeSection, static: Mapping[str, bytes], site_toml: str
) -> dict[str, str]:
    """The tokens that theme.toml files and the site set, the site's last."""
    if not settings.tokens and not any(found.file.tokens for found in line):
        return {}
    declared = theme_file.declared_tokens(static)
    for found in line:
        theme_file.check_tokens(found.file.tokens, declared, found.text, found.place, "tokens")
    theme_file.check_tokens(settings.tokens, declared, site_toml, CONFIG_NAME, "theme.tokens")
    tokens = {name: value for found in reversed(line) for name, value in found.file.tokens.items()}
    return {**tokens, **settings.tokens}


def _site_toml(root: Path) -> str:
    try:
        return (root / CONFIG_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # Only messages need it, for lines.


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


def _strings(folder: Path, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Language -> the table of the theme's own file."""
    out = {}
    for name, raw in _part(files, "i18n").items():
        if name.endswith(".toml"):
            path = folder / "i18n" / name
            out[name.removesuffix(".toml")] = parse_strings(_text(path, raw), str(path))
    return out


def _languages(layers: Sequence[Layer]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Language -> tables, the theme's own before those behind it."""
    tags = sorted({tag for layer in layers for tag in layer.strings})
    return {tag: tuple(layer.strings[tag] for layer in layers if tag in layer.strings) for tag in tags}
