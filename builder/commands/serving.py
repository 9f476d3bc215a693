"""`digest serve`: build, show, rebuild on every save."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from builder.commands.console import counted, progress, show_notices, show_outcome
from builder.config import CONFIG_NAME
from builder.pipeline import build
from builder.serve.outcome import BuildOutcome
from builder.serve.server import serve
from builder.threads.editorial.file import EDITORIAL_NAME
from builder.threads.lockfile import LOCK_NAME
from builder.workspace import Options, configured

DEFAULT_PORT = 8000


def run(root: Path, options: Options, host: str, port: int | None, *, open_browser: bool, quiet: bool) -> None:
    """Serve the site at `root` until Ctrl-C. A `port` that is given must be free; else the next free one is taken."""
    from builder.site.publish import live_tree
    from builder.site.theme import packaged_folders

    config = configured(root, options.base_url)
    first = True

    def rebuild(hasty: bool) -> BuildOutcome:
        nonlocal first
        with progress(quiet or not first) as watcher:
            outcome = build(root, msgspec.structs.replace(options, hasty=hasty), watcher)
        if first and not quiet:
            show_notices(outcome.notices)
            show_outcome(outcome, verbose=False)
        summary = "" if first or not outcome.changed else _line(outcome.counts.written, outcome.seconds)
        first = False
        return BuildOutcome(changed=outcome.changed, notices=outcome.notices, summary=summary, hasty=outcome.late)

    single = [root / name for name in (CONFIG_NAME, EDITORIAL_NAME, LOCK_NAME)]
    watched = [root / config.build.content, *single, root / "themes", *packaged_folders()]
    serve(
        rebuild,
        [path.resolve() for path in watched if path.exists() or path in single],
        lambda: live_tree(root / config.build.output),
        config.base_path,
        host,
        DEFAULT_PORT if port is None else port,
        open_browser,
        (lambda text: None) if quiet else (lambda text: click.echo(text, err=True)),
        port_fixed=port is not None,
        own=[(root / LOCK_NAME).resolve()],
        roots=[(root / config.build.content).resolve(), root.resolve()],
    )


def _line(written: int, seconds: float) -> str:
    return f"rebuilt in {seconds:.2f} s: {counted(written, 'page')} written"
