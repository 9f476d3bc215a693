"""The commands: argv in, exit code out; nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from builder import __version__, cli_daily, cli_ingest, cli_options, cli_publishing, cli_stories
from builder.errors import DigestError

EXIT_MISTAKE = 1
EXIT_INTERRUPTED = 130

_site, _quiet, _verbose, _json = cli_options.site, cli_options.quiet, cli_options.verbose, cli_options.as_json
_chosen, _now, _print_json = cli_options.chosen, cli_options.now, cli_options.print_json


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest", message="%(prog)s %(version)s")
def digest() -> None:
    """Turn a folder of news articles into a static site of story threads.

    \b
    digest init my-news     a new site that builds
    digest build            make the site
    digest serve            look at it while you write

    \b
    Exit codes: 0 done, 1 something of yours is wrong (told as path:line: what),
    2 wrong usage, 130 interrupted. `digest COMMAND --help` has examples.
    """


@digest.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--example", is_flag=True, help="Begin with a copy of the example newsroom.")
@click.option("--github", is_flag=True, help="Add what GitHub needs to publish it; DIR may be a site already.")
@click.option("--fetch-at", default="", metavar="TIME", help="With --github: read the feeds every day at TIME, in UTC.")
@_quiet
def init(folder: Path, example: bool, github: bool, fetch_at: str, quiet: bool) -> None:
    """Begin a site in DIR.

    \b
    digest init my-news && cd my-news && digest serve
    digest init tour --example
    digest init my-news --github
    digest init . --github --fetch-at 05:17
    """
    if fetch_at and not github:
        raise click.UsageError("--fetch-at is for --github: your own machine fetches when you say `digest fetch`.")
    from builder.commands import scaffold

    if github and not example and (folder / "site.toml").is_file():
        from builder.commands.publishing import init_github

        init_github(folder, fetch_at, quiet=quiet)
        return
    written = scaffold.init_example(folder) if example else scaffold.init(folder, _now())
    if not quiet:
        for path in written[:5]:
            click.echo(f"  {path}", err=True)
        if len(written) > 5:
            click.echo(f"  and {len(written) - 5} more files", err=True)
        click.echo(f"Next: cd {click.format_filename(folder)} && digest serve", err=True)
    if github:
        from builder.commands.publishing import init_github

        init_github(folder, fetch_at, quiet=quiet)


@digest.command(short_help="Begin an article, as a draft.")
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
    if outcome.fresh:
        from builder.commands.publishing import with_host_notices

        outcome = with_host_notices(root, base_url, outcome)
    console.show_notices(outcome.notices, verbose=verbose, quiet=quiet)
    if as_json:
        _print_json(outcome)
    elif not quiet:
        console.show_outcome(outcome, verbose=verbose)
    if strict and any(notice.severity == "error" for notice in outcome.notices):
        raise SystemExit(EXIT_MISTAKE)


@digest.command(short_help="Show the site, and every save at once.")
@_site
@_chosen
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, help="The port; without it 8000 or the next free one."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@_quiet
def serve(root: Path, drafts: bool, future: bool, host: str, port: int | None, open_browser: bool, quiet: bool) -> None:
    """Build, and show the site on this machine: what is saved stands on the page a moment later.

    Once nothing has been saved for three seconds the site is published in its output folder, as by `digest build`.

    \b
    digest serve --open
    digest serve --drafts --port 4000
    """
    from builder.commands.serving import run
    from builder.workspace import Options

    options = Options(now=_now(), drafts=drafts, future=future)
    run(root, options, _now, host, port, open_browser=open_browser, quiet=quiet)


@digest.group(short_help="List the themes, or change a template.")
def theme() -> None:
    """List the themes there are, or take a template out of one to change it.

    \b
    digest theme list
    digest theme eject front.html
    """


@theme.command("list", short_help="List the themes that the site can use.")
@_site
@_json
def theme_list(root: Path, as_json: bool) -> None:
    """List the themes that the site can use; `*` marks the one in use, whose options follow.

    \b
    digest theme list
    digest theme list --json | jq '.themes[].name'
    """
    from builder.commands import theming
    from builder.config_file import load_config

    rows = theming.list_themes(root, load_config(root))
    if as_json:
        _print_json({"themes": rows})
    else:
        theming.show(rows)


@theme.command("eject", short_help="Put a template into your own theme.")
@click.argument("template")
@_site
@click.option("--into", default="", metavar="NAME", help="The theme of yours that gets it; begun where there is none.")
@click.option("--block", default="", metavar="NAME", help="Replace this block only and keep the rest as it is.")
@_quiet
def theme_eject(template: str, root: Path, into: str, block: str, quiet: bool) -> None:
    """Put TEMPLATE of the theme in use into your own theme, to be changed there.

    \b
    digest theme eject front.html --block footer
    digest theme eject story/quotes.html --into mine
    """
    from builder.commands import theming
    from builder.config_file import load_config

    config = load_config(root)
    written = theming.eject(root, config, template, into, block)
    click.echo(click.format_filename(written[-1]))
    own = written[-1].relative_to(root / "themes").parts[0]
    if own != config.theme_name and not quiet:
        click.echo(f'Next: put [theme] name = "{own}" into site.toml', err=True)


@digest.command()
def version() -> None:
    """Print the version."""
    click.echo(f"digest {__version__}")


cli_ingest.register(digest)
cli_daily.register(digest)
cli_publishing.register(digest)
cli_stories.register(digest)


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
