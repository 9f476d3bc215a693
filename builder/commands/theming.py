"""`digest theme list` and `digest theme eject`: the themes there are, and a template to change."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import click
import msgspec

from builder.config import SiteConfig
from builder.errors import DigestError, mistake
from builder.site import theme as themes
from builder.site.theme import DEFAULT, THEME_FILE, Theme, load_theme, theme_line
from builder.site.theme_check import ejected_mark
from builder.site.views import VERSION

OWN_NAME = "mine"
"""What a site's own theme is called where it has none yet and no name is given."""


class OptionRow(msgspec.Struct, frozen=True):
    """An option of a theme: what may be given, its default, and what it is for. `of` is the theme that offers it."""

    name: str
    of: str
    may_be: str
    default: str | bool | int
    help: str


class ThemeRow(msgspec.Struct, frozen=True):
    """A theme that the site can use. `problem` says why it cannot, else it is empty."""

    name: str
    used: bool
    own: bool
    folder: str
    description: str = ""
    extends: tuple[str, ...] = ()
    views: int = 0
    options: tuple[OptionRow, ...] = ()
    problem: str = ""


def list_themes(root: Path, config: SiteConfig) -> tuple[ThemeRow, ...]:
    """Every theme that the site at `root` can use, by name. One that is damaged is listed with its problem."""
    return tuple(_row(name, root, config) for name in themes.theme_names(root))


def _row(name: str, root: Path, config: SiteConfig) -> ThemeRow:
    used = name == config.theme_name
    try:
        line = theme_line(name, root)
    except DigestError as error:
        folder = themes.find_theme(name, root)
        return ThemeRow(name, used, folder.parent == root / "themes", str(folder), problem=str(error.notices[0]))
    offers = {option: found.name for found in reversed(line) for option in found.file.options}
    options = tuple(
        OptionRow(key, offers[key], option.kinds(), option.default, option.help)
        for key, option in sorted(themes.all_options(line).items())
    )
    return ThemeRow(
        name=name,
        used=used,
        own=line[0].own,
        folder=str(line[0].folder),
        description=line[0].file.description,
        extends=tuple(found.name for found in line[1:]),
        views=line[0].file.views,
        options=options,
    )


def show(rows: tuple[ThemeRow, ...]) -> None:
    """Print themes for a person: the one in use is marked, and its options are listed."""
    for row in rows:
        where = row.folder if row.own else "comes with Digest"
        behind = f", extends {' > '.join(row.extends)}" if row.extends else ""
        mark = "*" if row.used else " "
        click.echo(f"{mark} {click.style(row.name, bold=True)} ({where}{behind})")
        if row.problem:
            click.echo(f"    {click.style('error', fg='red')}: {row.problem}")
        if row.description:
            click.echo(f"    {row.description}")
        for option in row.options if row.used else ():
            default = msgspec.json.encode(option.default).decode()
            click.echo(f"    {option.name} = {default}  # {option.help} ({option.may_be})")


def eject(root: Path, config: SiteConfig, template: str, into: str = "", block: str = "") -> list[Path]:
    """Put a template of the theme in use into the site's own theme; returns the files written, the template last.

    With `block` the file holds that block alone and extends the template that it stands in front of. The own theme is
    `into`, else the theme in use where that lies beside site.toml, else `mine`; it is begun where there is none.
    Raises `DigestError` for a template or block that the theme does not have, and for a file that exists.
    """
    theme = load_theme(config.theme_name, root, settings=config.theme)
    own = theme.layers[0].own
    name = into or (theme.name if own else OWN_NAME)
    if not re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z", name) or name == DEFAULT:
        raise mistake(name, "is no name for a theme of your own", "give another with --into", kind="theme")
    behind = theme.layers[1:] if name == theme.name else theme.layers
    layer = next((layer for layer in behind if template in layer.templates), None)
    if layer is None:
        known = sorted({found for one in behind for found in one.templates})
        near = difflib.get_close_matches(template, known, n=1, cutoff=0.6)
        remedy = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(known)}"
        raise mistake(template, f"is no template that `{name}` would stand in front of", remedy, kind="no-template")
    text = _block_of(theme, template, layer.name, block) if block else layer.templates[template]
    content = text if block else ejected_mark(layer.name, text) + text
    return [*_begin(root, name, theme), _write(root / "themes" / name / "templates" / template, content)]


def _block_of(theme: Theme, template: str, layer: str, block: str) -> str:
    """A template that replaces one block of `template` and keeps what stood there."""
    names: dict[str, None] = {}
    wanted: str | None = template
    while wanted and (found := theme.find(wanted)):
        text = found[0].templates[found[1]]
        names.update(dict.fromkeys(re.findall(r"\{%-?\s*block\s+(\w+)", text)))
        parent = re.search(r"\{%-?\s*extends\s+[\"']([^\"']+)", text)
        wanted = parent[1] if parent and parent[1] != wanted else None
    if block not in names:
        near = difflib.get_close_matches(block, list(names), n=1, cutoff=0.6)
        remedy = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(names) or 'none'}"
        raise mistake(template, f"has no block `{block}`", remedy, kind="no-block")
    return f'{{% extends "{layer}/{template}" %}}\n{{% block {block} %}}\n{{{{ super() }}}}\n{{% endblock %}}\n'


def _begin(root: Path, name: str, theme: Theme) -> list[Path]:
    """theme.toml of the site's own theme, where there is none yet."""
    path = root / "themes" / name / THEME_FILE
    if path.exists():
        return []
    text = f'name = "{name}"\nextends = "{theme.name}"\nviews = {VERSION}\n'
    return [_write(path, text)]


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        raise mistake(str(path), "exists already", "change it there, or move it away first", kind="exists") from None
    return path
