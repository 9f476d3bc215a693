"""`digest deploy` and `digest init --github`: a run, and what a person reads of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import msgspec

from builder.commands import console, scaffold
from builder.commands.console import counted
from builder.config import CONFIG_NAME, SiteConfig
from builder.config_file import load_config
from builder.deploy import limits
from builder.deploy.branch import Wish, deploy_branch
from builder.deploy.files import Deployed, SiteFile, site_files
from builder.deploy.folder import deploy_folder
from builder.deploy.git import Git
from builder.deploy.github import WORKFLOW, github_files
from builder.errors import Notice
from builder.pipeline import Outcome, build
from builder.site.publish import live_tree, lock_site
from builder.workspace import Options, configured, state_folder

_SHOWN = 20
"""Files named without --verbose."""
_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked of `digest deploy`: `to` or `wish`, one of them."""

    to: Path | None
    wish: Wish | None
    base_url: str
    cname: bool
    build: bool
    take_over: bool
    dry_run: bool


def deploy(root: Path, request: Request, now: datetime, *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Run `digest deploy`: build, look for what the host would refuse, bring the site there."""
    config, told = _placed(root, request)
    if request.build:
        with console.progress(quiet) as watcher:
            outcome = build(root, Options(now=now, base_url=config.site.base_url), watcher)
        console.show_notices(outcome.notices, verbose=verbose, quiet=quiet)
    with lock_site(state_folder(root)):
        # One tree from here on: a build that swaps the link cannot mix two.
        tree = live_tree(root / config.build.output)
        files = site_files(tree)
        host = limits.GITHUB if request.wish else limits.host_of(root, config)
        told += limits.over_limits(host, files, config.build.output) if host else ()
        console.show_notices(told, verbose=verbose, quiet=quiet)
        done = _brought(root, config, tree, files, request, now)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(done), indent=2).decode("utf-8"))
    elif not quiet:
        _show(done, verbose=verbose)


def _brought(
    root: Path, config: SiteConfig, tree: Path, files: tuple[SiteFile, ...], request: Request, now: datetime
) -> Deployed:
    if request.wish:
        wish = request.wish
        if wish.cname is None and request.cname:
            wish = msgspec.structs.replace(wish, cname=limits.custom_domain(config.site.base_url))
        return deploy_branch(root, tree, files, wish, now)
    assert request.to is not None
    source = (Path(config.build.content).parts[0],)
    return deploy_folder(
        root, tree, files, request.to, source=source, take_over=request.take_over, dry_run=request.dry_run
    )


def _placed(root: Path, request: Request) -> tuple[SiteConfig, list[Notice]]:
    """The configuration with the address that the site is built for, and what is odd about that address."""
    config = configured(root, request.base_url)
    remote = _remote(root, request.wish.remote) if request.wish else ""
    local = urlsplit(config.site.base_url).hostname in _LOCAL
    if request.wish and local and (address := limits.pages_address(remote)):
        return configured(root, address), []
    if local:
        what = f"base_url is {config.site.base_url}, so links in feeds and the sitemap lead to this machine"
        return config, [_about_address(what, "write where the site will stand, or give --base-url")]
    wrong = limits.wrong_address(remote, config.site.base_url) if request.wish else None
    return config, [wrong] if wrong else []


def _about_address(what: str, remedy: str) -> Notice:
    return Notice(CONFIG_NAME, 0, "warning", "base-url", what, remedy)


def _remote(root: Path, name: str) -> str:
    """The address of a git remote; a name that is none may be an address itself."""
    return (Git(root).ask("remote", "get-url", "--", name) or name).strip()


def _show(done: Deployed, *, verbose: bool) -> None:
    rows = [
        (mark, path) for mark, paths in (("+", done.new), ("~", done.changed), ("-", done.deleted)) for path in paths
    ]
    for mark, path in rows if verbose else rows[:_SHOWN]:
        click.echo(f"{mark} {path}")
    if len(rows) > _SHOWN and not verbose:
        click.echo(f"and {len(rows) - _SHOWN} more (--verbose names them)", err=True)
    if done.kept:
        shown = ", ".join(done.kept[:6]) + (" ..." if len(done.kept) > 6 else "")
        click.echo(f"Left alone, as Digest did not write it so: {shown}", err=True)
    click.echo(summary(done), err=True)


def summary(done: Deployed) -> str:
    """`gh-pages: 3 new, 1 changed, 0 deleted, 120 as they were`."""
    counts = f"{len(done.new)} new, {len(done.changed)} changed, {len(done.deleted)} deleted"
    line = f"{done.target}: {counts}, {done.unchanged} as they were"
    if done.dry_run:
        return line + " (dry run: nothing was written there)"
    if done.nothing:
        return f"{done.target} has the site already: {counted(done.unchanged, 'file')}"
    return line + (f"; commit {done.commit[:10]}" if done.commit else "")


def init_github(folder: Path, fetch_at: str, *, quiet: bool) -> None:
    """Add the files by which GitHub builds and publishes the site in `folder`; those that are there stay."""
    found = github_files(folder, load_config(folder), fetch_at)
    written, left = scaffold.add_files(folder, found.files)
    requirement = folder / "requirements.txt"
    notices = [row for row in found.notices if row.path != "requirements.txt" or requirement in written]
    notices += [
        Notice(str(path), 0, "warning", "exists", "is there already and was left as it is", "compare it with the docs")
        for path in left
    ]
    console.show_notices(notices, quiet=quiet)
    if quiet:
        return
    for path in written:
        click.echo(f"  {click.format_filename(path)}", err=True)
    where = f" at {found.address}" if found.address else ""
    click.echo(f"For GitHub: commit, push to GitHub, and choose Settings > Pages > Source: GitHub Actions. "
               f"Every push then publishes the site{where} ({WORKFLOW}).", err=True)  # fmt: skip


def host_notices(root: Path, base_url: str = "") -> tuple[Notice, ...]:
    """What the host of the site would refuse of the tree that is built, and an address that it will not have."""
    config = configured(root, base_url)
    host = limits.host_of(root, config)
    if host is None:
        return ()
    wrong = limits.wrong_address(_remote(root, "origin"), config.site.base_url)
    tree = live_tree(root / config.build.output)
    files = site_files(tree) if (tree / "index.html").is_file() else ()
    return (*limits.over_limits(host, files, config.build.output), *((wrong,) if wrong else ()))


def with_host_notices(root: Path, base_url: str, outcome: Outcome) -> Outcome:
    """What a build did, with what the host would refuse of it among its notices."""
    notices = (*outcome.notices, *host_notices(root, base_url))
    return msgspec.structs.replace(outcome, notices=tuple(sorted(set(notices))))
