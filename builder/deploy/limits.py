"""What hosts refuse, looked for before they do: sizes, numbers of files, and addresses that cannot be.

GitHub Pages        a published site of at most 1 GB, deployed within 10 minutes (GitHub's documentation); a file of a
                    branch of at most 100 MiB, as git pushes refuse larger ones
Cloudflare Pages    20,000 files in the free plan, each of at most 25 MiB (Cloudflare's documentation)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from builder.config import CONFIG_NAME, SiteConfig
from builder.deploy.files import SiteFile
from builder.errors import Notice

WORKFLOWS = Path(".github/workflows")
_DEPLOYS = "actions/deploy-pages@"
"""What a workflow says that publishes on GitHub Pages."""


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """What one host takes: bytes of the whole site, number of files, bytes of one file; 0 where there is no limit."""

    name: str
    suffix: str
    size: int = 0
    files: int = 0
    one: int = 0
    slow: int = 0
    """Files from which on a deployment may not end in time, though no limit is named: a caution of our own."""


GITHUB = Host(name="GitHub Pages", suffix=".github.io", size=10**9, one=100 * 2**20, slow=100_000)
CLOUDFLARE = Host(name="Cloudflare Pages", suffix=".pages.dev", files=20_000, one=25 * 2**20)
NEAR = 0.9
"""Share of a limit from which on one is told."""


def host_of(root: Path, config: SiteConfig) -> Host | None:
    """The host with limits on which the site stands, by its base_url or its workflow; None where none is known."""
    name = (urlsplit(config.site.base_url).hostname or "").lower()
    for host in (GITHUB, CLOUDFLARE):
        if name.endswith(host.suffix):
            return host
    return GITHUB if _deploys_to_pages(root) else None


def _deploys_to_pages(root: Path) -> bool:
    for path in sorted((root / WORKFLOWS).glob("*.y*ml")):
        try:
            if _DEPLOYS in path.read_text(encoding="utf-8"):
                return True
        except (OSError, UnicodeDecodeError):
            continue  # A workflow that cannot be read says nothing.
    return False


def over_limits(host: Host, files: Sequence[SiteFile], output: str) -> tuple[Notice, ...]:
    """What of a built site `host` would refuse, or soon will, as warnings."""
    told = []
    size = sum(file.size for file in files)
    if host.size and size > NEAR * host.size:
        told.append(f"is {_amount(size)}; {host.name} takes {_amount(host.size)}")
    if host.files and len(files) > NEAR * host.files:
        told.append(f"has {len(files):,} files; {host.name} takes {host.files:,}")
    if host.slow and len(files) > host.slow:
        told.append(f"has {len(files):,} files; a deployment to {host.name} has to end within 10 minutes")
    remedy = "shorten what an article shows ([articles] body), split the site, or choose another host"
    notices = [Notice(output, 0, "warning", "host-limit", what, remedy) for what in told]
    notices += [
        Notice(f"{output}/{file.path}", 0, "warning", "host-limit", f"is {_amount(file.size)}; {host.name} takes "
               f"{_amount(host.one)} in one file", "make it smaller")
        for file in files
        if host.one and file.size > host.one
    ]  # fmt: skip
    return tuple(notices)


def _amount(size: int) -> str:
    return f"{size / 10**9:,.2f} GB" if size >= 10**9 else f"{size / 10**6:,.0f} MB"


def custom_domain(base_url: str) -> str | None:
    """The host that a CNAME file has to name for `base_url`; None for an address of GitHub's own, or a local one."""
    split = urlsplit(base_url)
    name = (split.hostname or "").lower()
    local = (
        name == "localhost" or name.endswith((".localhost", ".local", ".test")) or re.fullmatch(r"[\d.]+|.*:.*", name)
    )
    if not name or local or "." not in name or name.endswith((".github.io", CLOUDFLARE.suffix, ".netlify.app")):
        return None
    # A custom domain of Pages is one site: what stands below a path is served from somewhere else.
    return name if split.path in ("", "/") else None


def wrong_address(remote: str, base_url: str) -> Notice | None:
    """A warning when `base_url` is on github.io but not where Pages puts the repository of `remote`."""
    split = urlsplit(base_url)
    host = (split.hostname or "").lower()
    expected = pages_address(remote)
    if not expected or not host.endswith(GITHUB.suffix) or base_url.rstrip("/").lower() == expected.rstrip("/").lower():
        return None
    what = f"base_url is {base_url}, but GitHub Pages puts this repository at {expected}"
    return Notice(CONFIG_NAME, 0, "warning", "base-url", what, f'write base_url = "{expected}"')


def pages_address(remote: str) -> str:
    """Where GitHub Pages puts the repository of a git remote; empty when it is none of github.com."""
    found = re.fullmatch(
        r"(?:(?:https?|ssh|git)://(?:[^@/\s]*@)?github\.com(?::\d+)?/|(?:[^@/\s]*@)?github\.com:)"
        r"([A-Za-z0-9-]+)/([A-Za-z0-9._-]+?)(?:\.git)?/?",
        remote.strip(),
    )
    if not found:
        return ""
    owner, name = found[1].lower(), found[2]
    return f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")
