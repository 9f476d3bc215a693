"""What hosts refuse is told before they do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.config_file import parse_config
from builder.deploy.files import SiteFile
from builder.deploy.limits import (
    CLOUDFLARE,
    GITHUB,
    custom_domain,
    host_of,
    over_limits,
    pages_address,
    wrong_address,
)
from tests.conftest import run_digest
from tests.deploy.conftest import Git, Write


def told(host: object, *files: SiteFile) -> list[str]:
    return [str(notice) for notice in over_limits(host, files, "public")]  # type: ignore[arg-type]


def test_sizes_and_numbers_near_a_limit_are_told() -> None:
    many = [SiteFile(f"{n}.html", 1000) for n in range(18_001)]
    assert told(GITHUB, *many) == []
    assert told(GITHUB, *[SiteFile(f"{n}", 1) for n in range(100_001)])[0].startswith("public: has 100,001 files")
    assert told(CLOUDFLARE, *many[:18_000]) == []
    assert "has 18,001 files; Cloudflare Pages takes 20,000" in told(CLOUDFLARE, *many)[0]
    big = [SiteFile(f"{n}.json", 95_000_000) for n in range(10)]
    assert "public: is 950 MB; GitHub Pages takes 1.00 GB" in told(GITHUB, *big)[0]
    assert (
        "public/a.json: is 105 MB; GitHub Pages takes 105 MB in one file"
        in told(GITHUB, SiteFile("a.json", 104_857_601))[0]
    )
    assert told(GITHUB, SiteFile("a.json", 104_857_600)) == []


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:Name/repo.git", "https://name.github.io/repo/"),
        ("https://github.com/name/repo", "https://name.github.io/repo/"),
        ("https://user:secret@github.com/name/name.github.io.git", "https://name.github.io/"),
        ("ssh://git@github.com:22/name/re.po.git/", "https://name.github.io/re.po/"),
        ("https://git.example/name/repo", ""),
        ("https://github.com.evil.example/name/repo", ""),
        ("/srv/git/repo.git", ""),
    ],
)
def test_where_pages_puts_a_repository(remote: str, address: str) -> None:
    assert pages_address(remote) == address


@pytest.mark.parametrize(
    ("base_url", "domain"),
    [
        ("https://news.example/", "news.example"),
        ("https://News.Example/sub/", None),
        ("https://name.github.io/repo/", None),
        ("http://localhost:8000/", None),
        ("http://192.168.1.5/", None),
        ("http://[::1]:8000/", None),
        ("https://x.pages.dev/", None),
    ],
)
def test_what_is_a_domain_of_one_s_own(base_url: str, domain: str | None) -> None:
    assert custom_domain(base_url) == domain


def test_a_base_url_that_pages_will_not_give_is_named() -> None:
    remote = "git@github.com:name/repo.git"
    assert wrong_address(remote, "https://name.github.io/repo/") is None
    assert wrong_address(remote, "https://news.example/") is None
    assert wrong_address("/srv/x.git", "https://name.github.io/") is None
    notice = wrong_address(remote, "https://name.github.io/")
    assert notice
    assert 'write base_url = "https://name.github.io/repo/"' in str(notice)


def test_the_host_is_known_by_address_or_workflow(tmp_path: Path, write: Write) -> None:
    config = parse_config('[site]\nbase_url = "https://news.example/"')
    assert host_of(tmp_path, config) is None
    write(tmp_path, {".github/workflows/x.yaml": "uses: actions/deploy-pages@v5\n"})
    assert host_of(tmp_path, config) is GITHUB
    assert host_of(tmp_path, parse_config('[site]\nbase_url = "https://a.pages.dev/"')) is CLOUDFLARE


def test_check_tells_of_the_built_site(site: Path, git: Git) -> None:
    (site / "site.toml").write_text('[site]\nbase_url = "https://name.github.io/"\n')
    (site / "content/a.md").write_text("---\ntitle: A\ndate: 2026-01-01\nsource: S\n---\nText of it.\n")
    git(site, "init", "--quiet")
    git(site, "remote", "add", "origin", "https://github.com/name/repo.git")
    with (site / "public/big.bin").open("wb") as handle:
        handle.truncate(1_100_000_000)
    found = json.loads(run_digest("check", "--json", cwd=site).stdout)["notices"]
    assert [row["kind"] for row in found if row["kind"] in ("host-limit", "base-url")] == [
        "host-limit", "host-limit", "base-url",
    ]  # fmt: skip
