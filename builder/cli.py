"""The commands: argv in, exit code out; nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from builder import __version__, cli_daily, cli_ingest, cli_options, cli_publishing
from builder.errors import DigestError

EXIT_MISTAKE = 1
EXIT_INTERRUPTED = 130

_site, _quiet, _verbose, _json = cli_options.site, cli_options.quiet, cli_options.verbose, cli_options.as_json
_chosen, _now, _print_json = cli_options.chosen, cli_options.now, cli_options.print_json
_DAY = click.DateTime(["%Y-%m-%d"])


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
@click.option(
    "--sort",
    type=click.Choice(["newest", "largest", "sources"]),
    default="newest",
    show_default=True,
    help="In this order; largest by articles, sources by how many there are.",
)
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
@click.argument("words", nargs=-1, required=True)
@_site
@_chosen
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "sources"]),
    default="relevance",
    show_default=True,
    help="By fit, by date, or by independent sources.",
)
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, metavar="N", help="The first N; 0: all."
)
@click.option("--words-only", is_flag=True, help="By words alone, without the model.")
@_json
@_quiet
def search(
    words: tuple[str, ...],
    root: Path,
    drafts: bool,
    future: bool,
    sort: Any,
    limit: int,
    words_only: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Search the stories: by words, by what they mean, with typing errors forgiven.

    WORDS are what the search page takes: words, "phrases", -without, this OR that, source:, tag:, before:, after:,
    has:tension. Put them in single quotes, so that the shell leaves them alone; behind -- where they begin with -.

    \b
    digest search ferry inquiry
    digest search '"ran aground" -fog source:telica after:2026-09'
    digest search --sort newest --limit 3 'has:tension tag:transport'
    digest search --json 'ships in trouble' | jq '.results[] | {title, by}'
    """
    from builder.commands import console, searching
    from builder.workspace import Options

    options = Options(now=_now(), drafts=drafts, future=future)
    with console.progress(quiet) as watcher:
        found, zone = searching.search(
            root, options, " ".join(words), sort, limit, meaning=not words_only, watcher=watcher
        )
    if as_json:
        _print_json(found)
    else:
        searching.show(found, zone, quiet=quiet)


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


@digest.group()
def theme() -> None:
    """List the themes there are, or take a template out of one to change it.

    \b
    digest theme list
    digest theme eject front.html
    """


@theme.command("list")
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


@theme.command("eject")
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
