"""`digest serve`: build, show, look again on every save."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
import msgspec

from builder.commands.console import progress, show_notices, show_outcome
from builder.commands.publisher import Publisher
from builder.config import CONFIG_NAME, SiteConfig
from builder.errors import DigestError, mistake
from builder.pipeline import build
from builder.serve.outcome import BuildOutcome
from builder.serve.preview import Preview
from builder.serve.server import serve
from builder.threads.editorial.file import EDITORIAL_NAME
from builder.threads.lockfile import LOCK_NAME
from builder.workbench import Planned, Workbench
from builder.workspace import Options, configured

DEFAULT_PORT = 8000


def run(
    root: Path,
    options: Options,
    now: Callable[[], datetime],
    host: str,
    port: int | None,
    *,
    open_browser: bool,
    quiet: bool,
) -> None:
    """Serve the site at `root` until Ctrl-C. A `port` that is given must be free; else the next free one is taken."""
    from builder.site.theme import packaged_folders

    config = configured(root, options.base_url)
    single = [root / name for name in (CONFIG_NAME, EDITORIAL_NAME, LOCK_NAME)]
    watched = [root / config.build.content, *single, root / "themes", *packaged_folders()]
    serve(
        _Site(root, options, now, config, quiet=quiet),
        [path.resolve() for path in watched if path.exists() or path in single],
        config.base_path,
        host,
        DEFAULT_PORT if port is None else port,
        open_browser,
        (lambda text: None) if quiet else (lambda text: click.echo(text, err=True)),
        port_fixed=port is not None,
        own=[(root / LOCK_NAME).resolve()],
        roots=[(root / config.build.content).resolve(), root.resolve()],
    )


class _Superseded(Exception):
    """What is being done is out of date."""


class _Site:
    """The site at `root`, as the server asks for it."""

    def __init__(
        self, root: Path, options: Options, now: Callable[[], datetime], config: SiteConfig, *, quiet: bool
    ) -> None:
        self._root, self._given, self._now, self._begun, self._quiet = root, options, now, config, quiet
        self._stop: Callable[[], bool] = lambda: False
        self._bench = Workbench(root, self._options, self._watch)
        self._model: threading.Thread | None = None

    def _options(self) -> Options:
        return msgspec.structs.replace(self._given, now=self._now())

    def _watch(self, stage: str, done: int, total: int) -> None:
        if self._stop():
            raise _Superseded

    def build(self) -> BuildOutcome:
        """Publish it here, with what a build tells."""
        with progress(self._quiet) as watcher:
            outcome = build(self._root, self._options(), watcher)
        if not self._quiet:
            show_notices(outcome.notices)
            show_outcome(outcome, verbose=False)
        return BuildOutcome(changed=outcome.changed, notices=outcome.notices)

    def preview(self, *, exact: bool) -> BuildOutcome:
        """Plan it."""
        self._stop = lambda: False
        self._check_places()
        planned = self._bench.plan(exact=exact)
        preview = Preview(planned.pages, planned.renamed, planned.samples)
        changed = _changed(planned)
        summary = f"shown after {planned.seconds:.2f} s" if changed else ""
        return BuildOutcome(
            changed=changed,
            notices=planned.notices,
            summary=summary,
            preview=preview,
            provisional=planned.provisional,
        )

    def prepare(self, stop: Callable[[], bool]) -> None:
        """Have the last results at hand, and the model."""
        self._stop = stop
        try:
            self._bench.refresh()
        except (_Superseded, DigestError):
            return  # Whatever is wrong is told by the build that was before, or by the preview that comes.
        if self._model is None:
            self._model = threading.Thread(target=self._load_model, name="digest-model", daemon=True)
            self._model.start()

    def _load_model(self) -> None:
        try:
            self._bench.load_model()
        except DigestError:
            return  # Told once a text needs it.

    def publish(self) -> Publisher:
        """Begin a build in a process of its own."""
        self._bench.embed()
        return Publisher(self._root, self._options())

    def tree(self) -> Path:
        """The real folder of the live site."""
        from builder.site.publish import live_tree

        return live_tree(self._root / self._begun.build.output)

    def _check_places(self) -> None:
        """Raise `DigestError` where something has moved that is watched or served until the end."""
        config, begun = configured(self._root, self._given.base_url), self._begun
        moved = {
            "content": config.build.content != begun.build.content,
            "output": config.build.output != begun.build.output,
            "base_url": config.base_path != begun.base_path,
        }
        if names := [name for name, other in moved.items() if other]:
            what = f"{' and '.join(f'`{name}`' for name in names)} cannot change while the site is served"
            raise mistake(CONFIG_NAME, what, "end `digest serve` and start it again", kind="restart")


def _changed(planned: Planned) -> tuple[str, ...]:
    """Paths for pages that are open: style sheets alone are swapped, for anything else they are loaded again."""
    if planned.restyled:
        return tuple(planned.renamed.values())
    return ("index.html",) if planned.changed else ()
