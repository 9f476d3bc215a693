"""The commands of every day: argv in, exit code out; nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from builder import cli_complete as complete
from builder import cli_options as options

EXIT_MISTAKE = 1
_DAY = click.DateTime(["%Y-%m-%d"])
_WHAT = ["threads", "articles", "sources", "tags", "drafts", "future", "undated", "unattributed"]


def register(group: click.Group) -> None:
    """Add the commands to `group`."""
    for command in (check, list_, stats, clean, doctor, cache, config, completion):
        group.add_command(command)


@click.command(short_help="Name everything wrong, without building.")
@options.site
@options.chosen
@click.option("--external", is_flag=True, help="Ask other sites too whether what is linked to is still there.")
@click.option("--allow-private", is_flag=True, help="With --external: ask hosts with private addresses too.")
@click.option("--fix", is_flag=True, help="Put in order what is mechanical; no word of an article is touched.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@options.as_json
@options.quiet
@options.verbose
def check(
    root: Path,
    drafts: bool,
    future: bool,
    strict: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **wish: bool,
) -> None:
    """Name everything wrong with content, links, configuration, theme, lockfile and editorial.toml, without building.

    --fix removes byte order marks, tabs that indent and spaces at line ends in front matter, writes its dates in ISO
    8601, and puts threads.lock in order; each only where the file says the same afterwards. Exit code 1 when there is
    an error.

    \b
    digest check
    digest check --fix
    digest check --external --strict
    digest check --json | jq '.notices[] | select(.severity == "error")'
    """
    from builder.commands import console, daily

    with console.progress(quiet) as watcher:
        found = daily.check(root, options.run_options(drafts, future), daily.Wish(**wish), watcher)
    if as_json:
        options.print_json(found)
    else:
        daily.show_checked(found, verbose=verbose, quiet=quiet)
    wrong = {"error", "warning"} if strict else {"error"}
    if any(notice.severity in wrong for notice in found.notices):
        raise SystemExit(EXIT_MISTAKE)


@click.command("list", short_help="List articles, threads, sources, tags, drafts ...")
@click.argument("what", type=click.Choice(_WHAT), default="articles", metavar="[WHAT]")
@options.site
@options.chosen
@complete.source_option("Of this source (name or id); repeatable.")
@complete.tag_option("With this tag; repeatable.")
@click.option("--since", type=_DAY, help="On or after DATE (2026-09-30).", metavar="DATE")
@click.option("--until", type=_DAY, help="On or before DATE.", metavar="DATE")
@click.option("--search", default="", metavar="TEXT", help="With all these words in the title.")
@click.option("--limit", type=click.IntRange(0), default=0, metavar="N", help="The first N only.")
@options.as_json
@options.quiet
def list_(
    what: str, root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool, since: Any, until: Any, **choice: Any
) -> None:
    """List threads, articles, sources or tags, or the articles that want a look.

    WHAT is threads, articles (the default), sources, tags, drafts, future, undated (no date is told) or unattributed
    (nothing tells who published it). Only threads are grouped for it; all else is read from the files.

    \b
    digest list
    digest list sources --since 2026-10-01
    digest list undated --json | jq -r '.articles[].path'
    digest list threads --tag ferry --limit 10
    """
    from builder.commands import daily
    from builder.commands.listing import Choice

    days: dict[str, Any] = {"since": since.date() if since else None, "until": until.date() if until else None}
    rows, lines = daily.list_what(
        root, options.run_options(drafts, future), what, Choice(**choice, **days), quiet=quiet
    )
    if as_json:
        options.print_json(rows)
    else:
        daily.show_lines(what, rows, lines, quiet=quiet)


@click.command(short_help="Tell the site in numbers.")
@options.site
@options.chosen
@options.as_json
@options.quiet
def stats(root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool) -> None:
    """Tell a site in numbers: articles, words, sources, tags, languages, months, stories.

    Stories are those of the last build. Nothing is grouped or written.

    \b
    digest stats
    digest stats --json | jq '.sources[] | [.name, .articles]'
    """
    from builder.commands import console
    from builder.commands import stats as counting

    with console.progress(quiet) as watcher:
        found = counting.stats(root, options.run_options(drafts, future), watcher)
    _print(found, counting.lines(found), as_json=as_json)


@click.command()
@options.site
@click.option("--cache", is_flag=True, help="Remove the cache too; the next build makes it again.")
@click.option("--dry-run", is_flag=True, help="Tell what would be removed, and remove nothing.")
@options.as_json
@options.quiet
def clean(root: Path, cache: bool, dry_run: bool, as_json: bool, quiet: bool) -> None:
    """Remove the published site. Articles, threads.lock and what was fetched stay, and so does what you put there.

    \b
    digest clean --dry-run
    digest clean
    digest clean --cache
    """
    from builder.commands import cleaning

    found = cleaning.clean(root, cache=cache, dry=dry_run)
    if as_json or not quiet:
        _print(found, cleaning.lines(found), as_json=as_json)


@click.command(short_help="Look at machine, model, cache and speed.")
@options.site
@options.as_json
@options.verbose
def doctor(root: Path, as_json: bool, verbose: bool) -> None:
    """Look at machine, packages, model, cache, disk and site, and tell what of the last build was slow and why.

    Exit code 1 when something keeps Digest from building.

    \b
    digest doctor
    digest doctor --json | jq '.findings[] | select(.status != "ok")'
    """
    from builder.commands import doctor as looking

    found = looking.doctor(root)
    if as_json:
        options.print_json({"findings": found})
    else:
        colours = {"ok": "green", "note": "blue", "warning": "yellow", "error": "red"}
        for status, line in looking.lines(found):
            click.echo(f"{click.style(f'{status:<8}', fg=colours[status])}{line}")
    if any(one.status == "error" for one in found):
        raise SystemExit(EXIT_MISTAKE)


@click.group()
def cache() -> None:
    """Look after the cache. Deleting it costs time only.

    \b
    digest cache size
    digest cache prune
    digest cache verify
    """


@cache.command()
@options.site
@options.as_json
def size(root: Path, as_json: bool) -> None:
    """Tell how large the cache is, and of what.

    \b
    digest cache size
    digest cache size --json | jq .bytes
    """
    from builder.commands import caching

    found = caching.size(root)
    _print(found, caching.size_lines(found), as_json=as_json)


@cache.command(short_help="Forget what a build would not use any more.")
@options.site
@options.chosen
@options.as_json
@options.quiet
def prune(root: Path, drafts: bool, future: bool, as_json: bool, quiet: bool) -> None:
    """Forget what a build would not use any more: of articles that are gone, of models and settings no longer used.

    \b
    digest cache prune
    """
    from builder.commands import caching, console

    with console.progress(quiet) as watcher:
        found = caching.prune(root, options.run_options(drafts, future), watcher)
    if as_json or not quiet:
        _print(found, caching.prune_lines(found), as_json=as_json)


@cache.command(short_help="Tell whether the cache is as it was written.")
@options.site
@click.option("--fix", is_flag=True, help="Remove what is damaged; it will be made again.")
@options.as_json
def verify(root: Path, fix: bool, as_json: bool) -> None:
    """Read the whole cache and tell whether it is as it was written. Exit code 1 when it is not, unless --fix.

    \b
    digest cache verify
    digest cache verify --fix
    """
    from builder.commands import caching

    found = caching.verify(root, drop=fix)
    _print(found, caching.verify_lines(found), as_json=as_json)
    if not found.sound and not fix:
        raise SystemExit(EXIT_MISTAKE)


@click.group()
def config() -> None:
    """Show the settings in effect, or their schema.

    \b
    digest config show
    digest config schema
    """


@config.command(short_help="Print every setting in effect, as TOML.")
@options.site
@options.as_json
def show(root: Path, as_json: bool) -> None:
    """Print every setting in effect, defaults included, as TOML that site.toml could hold.

    \b
    digest config show
    digest config show --json | jq .site.base_url
    """
    from builder.commands import schema as settings

    found = settings.show(root)
    _print(found, settings.toml_lines(found), as_json=as_json)


@config.command(short_help="Print a JSON Schema of site.toml, for editors.")
def schema() -> None:
    """Print a JSON Schema of site.toml, for editors that complete and check TOML.

    \b
    digest config schema > site.schema.json
    """
    from builder.commands import schema as settings

    options.print_json(settings.schema())


@click.command(short_help="Print what makes a shell complete digest.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete the commands and options of digest, and names of stories, outlets and tags.

    \b
    digest completion bash > ~/.local/share/bash-completion/completions/digest
    digest completion zsh > ~/.zfunc/_digest
    digest completion fish > ~/.config/fish/completions/digest.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    root = click.get_current_context().find_root().command
    assert kind is not None
    click.echo(kind(root, {}, "digest", "_DIGEST_COMPLETE").source())


def _print(value: object, lines: list[str], *, as_json: bool) -> None:
    if as_json:
        options.print_json(value)
        return
    for line in lines:
        click.echo(line)
