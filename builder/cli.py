"""The commands: argv in, exit code out; nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from builder import __version__
from builder.errors import DigestError

EXIT_MISTAKE = 1
EXIT_INTERRUPTED = 130

_site = click.option(
    "--site",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    help="The folder of site.toml.",
)
_quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
_verbose = click.option("--verbose", "-v", is_flag=True, help="Name everything: every notice, memory of each stage.")
_DAY = click.DateTime(["%Y-%m-%d"])
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")


def _chosen(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that decide which articles take part."""
    command = click.option("--future", is_flag=True, help="Include articles dated in the future.")(command)
    return click.option("--drafts", is_flag=True, help="Include drafts.")(command)


def _now() -> datetime:
    """The one clock of a run; SOURCE_DATE_EPOCH stands in for it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest", message="%(prog)s %(version)s")
def digest() -> None:
    """Turn a folder of news articles into a static site of story threads.

    \b
    digest init my-news     a new site that builds
    digest build            make the site
    digest serve            look at it while you write
    """


@digest.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--example", is_flag=True, help="Begin with a copy of the example newsroom.")
@_quiet
def init(folder: Path, example: bool, quiet: bool) -> None:
    """Begin a site in DIR.

    \b
    digest init my-news && cd my-news && digest serve
    digest init tour --example
    """
    from builder.commands import scaffold

    written = scaffold.init_example(folder) if example else scaffold.init(folder, _now())
    if not quiet:
        for path in written[:5]:
            click.echo(f"  {path}", err=True)
        if len(written) > 5:
            click.echo(f"  and {len(written) - 5} more files", err=True)
        click.echo(f"Next: cd {click.format_filename(folder)} && digest serve", err=True)


@digest.command()
@click.argument("title")
@_site
def new(title: str, root: Path) -> None:
    """Begin an article called TITLE, as a draft, and print its file.

    \b
    digest new "Harbour bridge closes for a week"
    """
    from builder.commands.scaffold import new as make
    from builder.config_file import load_config

    click.echo(click.format_filename(make(root, load_config(root), title, _now())))


@digest.command()
@_site
@_chosen
@click.option("--base-url", default="", help="Where the site will stand, instead of site.toml's base_url.")
@click.option("--strict", is_flag=True, help="Exit with 1 when any file had to be left out because of an error.")
@_json
@_quiet
@_verbose
def build(
    root: Path, drafts: bool, future: bool, base_url: str, strict: bool, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Make the site.

    \b
    digest build
    digest build --base-url https://name.github.io/repo/
    digest build --json | jq .counts.pages
    """
    from builder.commands import console
    from builder.pipeline import build as run
    from builder.workspace import Options

    options = Options(now=_now(), drafts=drafts, future=future, base_url=base_url)
    with console.progress(quiet) as watcher:
        outcome = run(root, options, watcher)
    console.show_notices(outcome.notices, verbose=verbose, quiet=quiet)
    if as_json:
        _print_json(outcome)
    elif not quiet:
        console.show_outcome(outcome, verbose=verbose)
    if strict and any(notice.severity == "error" for notice in outcome.notices):
        raise SystemExit(EXIT_MISTAKE)


@digest.command()
@_site
@_chosen
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="The port; without it 8000 or the next free one."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@_quiet
def serve(root: Path, drafts: bool, future: bool, host: str, port: int | None, open_browser: bool, quiet: bool) -> None:
    """Build, show the site on this machine, and rebuild and reload when a file is saved.

    \b
    digest serve --open
    digest serve --drafts --port 4000
    """
    from builder.commands.serving import run
    from builder.workspace import Options

    run(root, Options(now=_now(), drafts=drafts, future=future), host, port, open_browser=open_browser, quiet=quiet)


@digest.command()
@_site
@_chosen
@_json
@_verbose
def check(root: Path, drafts: bool, future: bool, as_json: bool, verbose: bool) -> None:
    """Name everything wrong with content, configuration, theme, lockfile and editorial.toml, without building.

    Exit code 1 when there is an error.

    \b
    digest check
    digest check --json | jq '.notices[] | select(.severity == "error")'
    """
    from builder.commands import console
    from builder.commands.check import check as run
    from builder.workspace import Options

    notices = run(root, Options(now=_now(), drafts=drafts, future=future))
    if as_json:
        _print_json({"notices": notices})
    else:
        console.show_notices(notices, verbose=verbose)
        console.show_tally(notices)
    if any(notice.severity == "error" for notice in notices):
        raise SystemExit(EXIT_MISTAKE)


@digest.command()
@click.argument("name", required=False)
@_site
@_chosen
@click.option("--source", "sources", multiple=True, help="With an article of this source (name or id); repeatable.")
@click.option("--tag", "tags", multiple=True, help="With an article that carries this tag; repeatable.")
@click.option("--since", type=_DAY, help="With a day on or after DATE (2026-09-30).", metavar="DATE")
@click.option("--until", type=_DAY, help="With a day on or before DATE.", metavar="DATE")
@click.option("--min-articles", type=click.IntRange(0), default=0, metavar="N", help="Of at least N articles.")
@click.option("--min-sources", type=click.IntRange(0), default=0, metavar="N", help="Of at least N sources.")
@click.option("--single", is_flag=True, help="Of one article only.")
@click.option("--search", default="", metavar="TEXT", help="With all these words in its headline or titles.")
@click.option("--sort", type=click.Choice(["newest", "largest", "sources"]), default="newest", show_default=True)
@click.option("--limit", type=click.IntRange(0), default=0, metavar="N", help="The first N only.")
@_json
@_quiet
def threads(
    name: str | None, root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool, **choice: Any
) -> None:
    """List the story threads with their articles, or show the one called NAME.

    A thread goes by its address or by one of its articles.

    \b
    digest threads --min-sources 3 --sort largest --limit 10
    digest threads --source "Daily Siren" --since 2026-10-01 --search ferry
    digest threads --json | jq '.threads[] | select(.articles | length > 2) | .title'
    """
    from builder.commands import console
    from builder.commands.listing import Choice, Listing
    from builder.pipeline import threads as run
    from builder.workspace import Options, configured

    days: dict[str, Any] = {key: value.date() if (value := choice.pop(key)) else None for key in ("since", "until")}
    with console.progress(quiet) as watcher:
        found = run(root, Options(now=_now(), drafts=drafts, future=future), watcher)
    listing = Listing(found, configured(root).zone)
    shown = listing.named(name) if name else listing.chosen(Choice(**choice, **days))
    if as_json:
        _print_json(shown.data())
    else:
        shown.show(quiet=quiet)


@digest.command()
@click.argument("name")
@click.argument("other", required=False)
@_site
@_chosen
@_json
@_quiet
def explain(name: str, other: str | None, root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool) -> None:
    """Tell why an article stands in its story, or why it is or is not together with OTHER.

    An article is named by its path, its address on the site, its url or its id. NAME can be a story too, by its
    address: then what holds it together is told.

    \b
    digest explain 2026-09/tidewatch-aurora-aground.md
    digest explain tidewatch-aurora-aground telica-aurora-reef
    digest explain stories/ferry-aground
    """
    from builder.commands import console
    from builder.commands.explaining import explain as run
    from builder.commands.explaining_text import show
    from builder.workspace import Options

    with console.progress(quiet) as watcher:
        found = run(root, Options(now=_now(), drafts=drafts, future=future), name, other, watcher)
    if as_json:
        _print_json(found)
    else:
        show(found)


@digest.command()
@click.argument("name")
@_site
@_chosen
@_json
@_quiet
def compare(name: str, root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool) -> None:
    """Print what the sources of a story say beside each other.

    NAME is a story's address, or an article of it by its path, its address, its url or its id.

    \b
    digest compare stories/ferry-aground
    digest compare tidewatch-aurora-aground --json | jq .claims
    """
    from builder.commands import console
    from builder.commands.comparing import compare as run
    from builder.commands.comparing_text import show
    from builder.workspace import Options

    with console.progress(quiet) as watcher:
        found = run(root, Options(now=_now(), drafts=drafts, future=future), name, watcher)
    if as_json:
        click.echo(found.record, nl=False)
    else:
        show(found)


@digest.command()
@_site
@_chosen
@click.option("--markdown", is_flag=True, help="Print the changes as Markdown, for a comment on a pull request.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when a build would change threads.lock.")
@_json
@_quiet
@_verbose
def diff(
    root: Path, drafts: bool, future: bool, markdown: bool, exit_code: bool, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Tell what a build would change against threads.lock: stories that are new, grown, merged, split, gone ...

    Neither the site nor the lockfile is written.

    \b
    digest diff
    digest diff --json | jq .counts
    digest diff --markdown > comment.md
    digest diff --exit-code --quiet || echo "build and commit threads.lock"
    """
    if markdown and as_json:
        raise click.UsageError("Choose one of --markdown and --json.")
    from builder.commands import console, diffing
    from builder.workspace import Options

    with console.progress(quiet) as watcher:
        found = diffing.diff(root, Options(now=_now(), drafts=drafts, future=future), watcher)
    if as_json:
        _print_json(found)
    elif markdown:
        click.echo(diffing.markdown(found), nl=False)
    elif not quiet:
        diffing.show(found, verbose=verbose)
    if exit_code and found.rewritten:
        raise SystemExit(EXIT_MISTAKE)


@digest.command()
def version() -> None:
    """Print the version."""
    click.echo(f"digest {__version__}")


def _print_json(value: object) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8"))


def main() -> None:
    """Run the command line: a user's mistake ends with 1 and no traceback, a bug keeps its own."""
    try:
        code = digest(standalone_mode=False)
    except DigestError as error:
        from builder.commands.console import show_notices

        show_notices(error.notices)
        sys.exit(EXIT_MISTAKE)
    except click.exceptions.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read our output (`| head`) has enough; point the descriptor away so that closing it stays quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
