"""`digest init --github`: the files that make GitHub build, publish and comment."""

from __future__ import annotations

import json
import re
from importlib import metadata, resources
from pathlib import Path

import msgspec

from builder import __version__
from builder.config import SiteConfig
from builder.deploy.git import Git
from builder.deploy.limits import WORKFLOWS, pages_address
from builder.errors import Notice, mistake

DISTRIBUTION = "news-digest"
WORKFLOW = str(WORKFLOWS / "site.yml")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_FETCHING = re.compile(r"^ *# fetch: begin\n.*?^ *# fetch: end\n", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(r"^ *# fetch: (?:begin|end)\n", re.MULTILINE)


class GithubFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The files to write, by path, where the site will stand (empty when not known), and what has to be told."""

    files: dict[str, str]
    address: str
    notices: tuple[Notice, ...] = ()


def github_files(root: Path, config: SiteConfig, fetch_at: str, remote: str = "origin") -> GithubFiles:
    """What `root` needs to be built and published by GitHub.

    `fetch_at` is the time of day at which feeds are read, in UTC (`05:17`), empty for never. Raises `DigestError` for
    another time, or a folder's name that a workflow cannot hold.
    """
    if fetch_at and not _TIME.fullmatch(fetch_at):
        raise mistake(fetch_at, "is no time of day", "write 05:17 for 5:17 UTC, every day", kind="time")
    for key in ("content", "output"):
        if not _NAME.fullmatch(getattr(config.build, key)):
            raise mistake("site.toml", f"`{key}` has a name that the workflow cannot hold", "use letters and digits")
    git, notices = Git(root), []
    top = (git.ask("rev-parse", "--show-toplevel") or "").strip()
    if top and Path(top).resolve() != root.resolve():
        what = f"is below the top of the repository {top}, where alone GitHub looks for workflows"
        notices.append(Notice(str(root), 0, "warning", "not-top", what, "give the site a repository of its own"))
    branch = (git.ask("symbolic-ref", "--short", "--quiet", "HEAD") or "").strip() if top else "main"
    requirement, told = _requirement()
    notices += told
    files = {
        WORKFLOW: _workflow(config, branch if _NAME.fullmatch(branch) else "main", fetch_at),
        ".github/dependabot.yml": _text("dependabot.yml"),
        "requirements.txt": requirement,
        # Branches that both add stories merge by keeping both sides.
        ".gitattributes": "threads.lock merge=union\n",
    }
    address = pages_address(git.ask("remote", "get-url", remote) or "") if top else ""
    return GithubFiles(files=files, address=address, notices=tuple(notices))


def _text(name: str) -> str:
    return resources.files("builder.deploy").joinpath("github_files", name).read_text(encoding="utf-8")


def _workflow(config: SiteConfig, branch: str, fetch_at: str) -> str:
    text = _text("site.yml")
    text = _MARKS.sub("", text) if fetch_at else _FETCHING.sub("", text)
    hour, _, minute = fetch_at.partition(":")
    cron = f"{int(minute)} {int(hour)} * * *" if fetch_at else ""
    return (
        text.replace("__BRANCH__", branch)
        .replace("__CRON__", json.dumps(cron))
        .replace("__CONTENT__", config.build.content.rstrip("/"))
        .replace("__OUTPUT__", config.build.output.rstrip("/"))
    )


def _requirement() -> tuple[str, list[Notice]]:
    """requirements.txt: this very Digest, from where it was installed, and the torch that it has been tried with."""
    notices = []
    try:
        torch = f"torch=={metadata.version('torch').partition('+')[0]}\n"
    except metadata.PackageNotFoundError:
        torch = ""
    line = f"{DISTRIBUTION}=={__version__}"
    try:
        raw = metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
        origin = json.loads(raw) if raw else {}
    except metadata.PackageNotFoundError:
        origin = {"url": "the folder that it runs from"}
    if "vcs_info" in origin:
        line = f"{DISTRIBUTION} @ {origin['vcs_info']['vcs']}+{origin['url']}@{origin['vcs_info']['commit_id']}"
    elif origin:
        what = f"asks for {line}, but this Digest was installed from a folder that GitHub does not have"
        remedy = (
            "write where GitHub can get it, such as `news-digest @ git+https://…`, if that version is not published"
        )
        notices.append(Notice("requirements.txt", 0, "warning", "local-digest", what, remedy))
    return f"# What builds this site, here and on every host.\n{line}\n{torch}", notices
