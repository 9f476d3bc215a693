"""The commands that bring articles in: argv in, exit code out; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder import cli_options as options

EXIT_MISTAKE = 1

_dry = click.option("--dry-run", is_flag=True, help="Tell what would be written, and write nothing.")
_private = click.option(
    "--allow-private", is_flag=True, help="Ask hosts with private addresses too (this machine, the local network)."
)
_verbose = click.option("--verbose", "-v", is_flag=True, help="Name every article, and what was inferred of it.")


def register(group: click.Group) -> None:
    """Add the commands to `group`."""
    for command in (add, fetch, import_):
        group.add_command(command)


@click.command(short_help="Bring in web pages, from addresses or saved files.")
@click.argument("what", nargs=-1, required=True, metavar="URL|FILE...")
@options.site
@click.option("--url", default="", metavar="URL", help="Where a saved page comes from, if it does not say so itself.")
@click.option("--title", default="", metavar="TEXT", help="Its title, instead of the one found.")
@click.option(
    "--date", "published", default="", metavar="DATE", help="When it was published: 2025-08-02, or with a time."
)
@click.option("--source", default="", metavar="NAME", help="Who published it.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag for it; repeatable.")
@click.option("--refresh", is_flag=True, help="Take over what changed on a page that was added before.")
@_private
@_dry
@options.as_json
@options.quiet
@_verbose
def add(what: tuple[str, ...], root: Path, **rest: Any) -> None:
    """Bring web pages into the content folder, from their addresses or from files saved by a browser.

    Title, byline, date, source, language and address are those that the page tells. What had to be inferred is named
    here and in the file. Exit code 1 when one could not be added.

    An article that is there already is left alone; with --refresh it becomes what its page says now. What you changed
    in its front matter stays, and a file whose text you changed is refused.

    \b
    digest add https://harbourpost.example/2026/ferry-aground
    digest add saved/ferry.html --url https://harbourpost.example/2026/ferry-aground
    digest add *.html --tag ferry --dry-run
    digest add https://harbourpost.example/2026/ferry-aground --refresh
    """
    from builder.commands.ingesting import add as run

    _end(run(root, what, **rest))


@click.command(short_help="Bring in what is new in the feeds of site.toml.")
@click.argument("names", nargs=-1, metavar="[FEED]...")
@options.site
@click.option("--strict", is_flag=True, help="Exit with 1 when any feed failed, not only when all did.")
@_private
@_dry
@options.as_json
@options.quiet
@_verbose
def fetch(names: tuple[str, ...], root: Path, **rest: Any) -> None:
    """Read the feeds of site.toml and write what is new to the content folder.

    With FEED only those whose address or name holds it, or any feed by its whole address. Can be ended and begun
    again at any moment: nothing is lost, nothing comes twice, and a file that you edited is not touched.

    \b
    digest fetch
    digest fetch "Harbour Post" --verbose
    digest fetch https://harbourpost.example/feed.xml --dry-run
    digest fetch --json | jq '.feeds[] | select(.status == "failed")'
    """
    from builder.commands.ingesting import fetch as run

    _end(run(root, names, **rest))


@click.command("import", short_help="Bring in a folder, records, an archive or an OPML.")
@click.argument("what", type=click.Path(path_type=Path, exists=True), metavar="PATH")
@options.site
@click.option(
    "--format",
    "kind",
    type=click.Choice(["auto", "folder", "jsonl", "json", "csv", "opml", "warc", "bookmarks"]),
    default="auto",
    show_default=True,
    help="What it is, where its name does not tell.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=NAME", help="Which column holds a field; repeatable."
)
@click.option("--fetch-pages", is_flag=True, help="Get the page of a row that has an address and no text.")
@_private
@_dry
@options.as_json
@options.quiet
@_verbose
def import_(what: Path, root: Path, **rest: Any) -> None:
    """Bring in what you have: a folder of pages or texts, records, an archive, bookmarks, or a list of feeds.

    A folder; JSON Lines or JSON (CSL-JSON of Zotero too); CSV (of Zotero and Pocket too); a WARC archive; bookmarks
    or a Pocket export as HTML; an OPML, whose feeds are added to site.toml. Exit code 1 when nothing could be used.

    \b
    digest import clippings/
    digest import archive.warc.gz --dry-run
    digest import rows.csv --column title=Headline --column text=Body
    digest import pocket.csv --fetch-pages
    digest import subscriptions.opml
    """
    from builder.commands.importing import run

    _end(run(root, what, **rest))


def _end(code: int) -> None:
    if code:
        raise SystemExit(code)
