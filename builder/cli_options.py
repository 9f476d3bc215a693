"""The options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from builder.workspace import Options

site = click.option(
    "--site",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help="The folder of site.toml.",
)
quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
verbose = click.option("--verbose", "-v", is_flag=True, help="Name everything: every notice, memory of each stage.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")


def chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide which articles take part."""
    command = click.option("--future", is_flag=True, help="Include articles dated in the future.")(command)
    return click.option("--drafts", is_flag=True, help="Include drafts.")(command)


def now() -> datetime:
    """The one clock of a run; SOURCE_DATE_EPOCH stands in for it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def run_options(drafts: bool, future: bool) -> Options:
    """What a run is made with, at this moment."""
    from builder.workspace import Options

    return Options(now=now(), drafts=drafts, future=future)


def print_json(value: object) -> None:
    """A result as JSON on standard output."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8"))
