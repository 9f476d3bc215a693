"""The commands that ask a site about its stories: argv in, exit code out; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder import cli_complete as complete
from builder import cli_options as options

EXIT_MISTAKE = 1
_DAY = click.DateTime(["%Y-%m-%d"])


def register(group: click.Group) -> None:
    """Add the commands to `group`."""
    for command in (threads, search, explain, compare, diff):
        group.add_command(command)


@click.command(short_help="List the stories, or show one.")
@click.argument("name", required=False, shell_complete=complete.stories)
@options.site
@options.chosen
@complete.source_option("With an article of this source (name or id); repeatable.")
@complete.tag_option("With an article that carries this tag; repeatable.")
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
@options.as_json
@options.quiet
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
    from builder.questions import threads as run
    from builder.workspace import configured

    days: dict[str, Any] = {key: value.date() if (value := choice.pop(key)) else None for key in ("since", "until")}
    with console.progress(quiet) as watcher:
        found = run(root, options.run_options(drafts, future), watcher)
    listing = Listing(found, configured(root).zone)
    shown = listing.named(name) if name else listing.chosen(Choice(**choice, **days))
    if as_json:
        options.print_json(shown.data())
    else:
        shown.show(quiet=quiet)


@click.command(short_help="Search the stories by words and meaning.")
@click.argument("words", nargs=-1, required=True)
@options.site
@options.chosen
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
@options.as_json
@options.quiet
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

    chosen = options.run_options(drafts, future)
    with console.progress(quiet) as watcher:
        found, zone = searching.search(
            root, chosen, " ".join(words), sort, limit, meaning=not words_only, watcher=watcher
        )
    if as_json:
        options.print_json(found)
    else:
        searching.show(found, zone, quiet=quiet)


@click.command(short_help="Tell why articles stand together, or do not.")
@click.argument("name", shell_complete=complete.stories)
@click.argument("other", required=False)
@options.site
@options.chosen
@options.as_json
@options.quiet
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

    with console.progress(quiet) as watcher:
        found = run(root, options.run_options(drafts, future), name, other, watcher)
    if as_json:
        options.print_json(found)
    else:
        show(found)


@click.command(short_help="Print what the sources of a story say.")
@click.argument("name", shell_complete=complete.stories)
@options.site
@options.chosen
@options.as_json
@options.quiet
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

    with console.progress(quiet) as watcher:
        found = run(root, options.run_options(drafts, future), name, watcher)
    if as_json:
        click.echo(found.record, nl=False)
    else:
        show(found)


@click.command(short_help="Tell which stories a build would change.")
@options.site
@options.chosen
@click.option("--markdown", is_flag=True, help="Print the changes as Markdown, for a comment on a pull request.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when a build would change threads.lock.")
@options.as_json
@options.quiet
@options.verbose
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

    with console.progress(quiet) as watcher:
        found = diffing.diff(root, options.run_options(drafts, future), watcher)
    if as_json:
        options.print_json(found)
    elif markdown:
        click.echo(diffing.markdown(found), nl=False)
    elif not quiet:
        diffing.show(found, verbose=verbose)
    if exit_code and found.rewritten:
        raise SystemExit(EXIT_MISTAKE)
