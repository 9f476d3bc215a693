"""The command that brings the built site to where it is read: argv in, exit code out; nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from builder import cli_options as options


def register(group: click.Group) -> None:
    """Add the commands to `group`."""
    group.add_command(deploy)


@click.command(short_help="Bring the site to a branch or a folder.")
@options.site
@click.option("--to", type=click.Path(path_type=Path), metavar="FOLDER", help="A folder that a web server reads.")
@click.option("--branch", default="", metavar="NAME", help="A branch for the site alone, such as gh-pages.")
@click.option(
    "--remote", default="origin", show_default=True, metavar="NAME", help="The remote, or its address, of --branch."
)
@click.option("--base-url", default="", help="Where the site will stand, instead of site.toml's base_url.")
@click.option("--cname", default="", metavar="HOST", help="The custom domain, instead of base_url's host.")
@click.option("--no-cname", is_flag=True, help="Write no CNAME; one that the branch has stays.")
@click.option("--no-history", is_flag=True, help="Keep only the newest site on the branch, so that it does not grow.")
@click.option("--no-build", is_flag=True, help="Take the site as it was last built.")
@click.option("--take-over", is_flag=True, help="Replace files in the way that Digest did not write.")
@click.option("--dry-run", is_flag=True, help="Build, and tell what would be written and deleted there.")
@options.as_json
@options.quiet
@click.option("--verbose", "-v", is_flag=True, help="Name every file and every notice.")
def deploy(
    root: Path,
    to: Path | None,
    branch: str,
    remote: str,
    base_url: str,
    cname: str,
    no_cname: bool,
    no_history: bool,
    no_build: bool,
    take_over: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site and bring it to a branch or a folder: what has changed only, deletions last.

    What Digest did not write there stays. A branch is pushed without touching your checkout.

    \b
    digest deploy --branch gh-pages
    digest deploy --to /srv/www/news --dry-run
    digest deploy --branch pages --remote git@git.example:me/news.git --no-history
    """
    if (to is None) == (not branch):
        raise click.UsageError("Say where: --to FOLDER or --branch NAME.")
    from builder.commands.publishing import Request
    from builder.commands.publishing import deploy as run
    from builder.deploy.branch import Wish

    wish = Wish(
        branch=branch, remote=remote, cname=cname or None, history=not no_history, take_over=take_over, dry_run=dry_run
    )
    request = Request(
        to=to, wish=wish if branch else None, base_url=base_url, cname=not no_cname,
        build=not no_build, take_over=take_over, dry_run=dry_run,
    )  # fmt: skip
    run(root, request, options.now(), as_json=as_json, quiet=quiet, verbose=verbose)
