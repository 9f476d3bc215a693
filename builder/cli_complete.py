"""The names that a shell completes, read from the last build's files, and the options that take them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from builder.errors import DigestError

_MOST = 200
"""Names that are offered; a shell asks again when more is typed."""


def stories(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Addresses of stories, with their titles."""
    return _items(((row["slug"], row["title"]) for row in _threads(context)), begun)


def sources(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Names of outlets."""
    rows = {one["source"]: "" for row in _threads(context) for one in row["articles"] if one.get("source")}
    return _items(iter(sorted(rows.items())), begun)


def tags(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Tags, as their pages are called."""
    try:
        names = sorted(place.name for place in (_output(context) / "tags").iterdir() if place.is_dir())
    except (OSError, DigestError):
        names = []
    return _items(((name, "") for name in names), begun)


def source_option(told: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--source NAME`, repeatable."""
    return click.option("--source", "sources", multiple=True, metavar="NAME", shell_complete=sources, help=told)


def tag_option(told: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`--tag TAG`, repeatable."""
    return click.option("--tag", "tags", multiple=True, metavar="TAG", shell_complete=tags, help=told)


def _items(rows: Iterator[tuple[str, str]], begun: str) -> list[CompletionItem]:
    typed = begun.casefold()
    found = [CompletionItem(name, help=told or None) for name, told in rows if name.casefold().startswith(typed)]
    return found[:_MOST]


def _output(context: click.Context) -> Path:
    """The published folder. Raises `DigestError` when site.toml cannot be read."""
    from builder.config_file import load_config

    root = Path(context.params.get("root") or ".")
    return root / load_config(root).build.output


def _threads(context: click.Context) -> list[dict[str, Any]]:
    """The stories of the last build; none where there is none or it cannot be read: a shell wants no error."""
    try:
        found = json.loads((_output(context) / "threads.json").read_bytes())["threads"]
    except (OSError, ValueError, LookupError, TypeError, DigestError):
        return []
    return [row for row in found if isinstance(row, dict) and {"slug", "title", "articles"} <= row.keys()]
