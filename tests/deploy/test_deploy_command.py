"""`digest deploy` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import run_digest
from tests.deploy.conftest import PAGES, Git


def test_a_place_has_to_be_named(site: Path) -> None:
    for arguments in ((), ("--to", "x", "--branch", "y")):
        done = run_digest("deploy", *arguments, cwd=site)
        assert done.returncode == 2
        assert "--to FOLDER or --branch NAME" in done.stderr


def test_a_folder_tells_what_it_did(site: Path, tmp_path: Path) -> None:
    (site / "site.toml").write_text('[site]\nbase_url = "https://news.example/"\n')
    first = run_digest("deploy", "--no-build", "--to", str(tmp_path / "www"), cwd=site)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[0] == "+ 404.html"
    assert f"{len(PAGES)} new, 0 changed, 0 deleted, 0 as they were" in first.stderr
    assert "warning" not in first.stderr
    again = run_digest("deploy", "--no-build", "--to", str(tmp_path / "www"), "--json", cwd=site)
    assert json.loads(again.stdout)["unchanged"] == len(PAGES)


def test_a_domain_of_one_s_own_becomes_a_cname_unless_told_otherwise(repository_site: Path, git: Git) -> None:
    (repository_site / "site.toml").write_text('[site]\nbase_url = "https://news.example/"\n')
    for options, names in ((("--no-cname",), []), ((), ["CNAME"])):
        done = run_digest("deploy", "--no-build", "--branch", "gh-pages", *options, cwd=repository_site)
        assert done.returncode == 0, done.stderr
        listed = git(repository_site.parent / "origin.git", "ls-tree", "--name-only", "gh-pages").split()
        assert [name for name in listed if name == "CNAME"] == names


def test_a_local_address_is_warned_of(site: Path, tmp_path: Path) -> None:
    done = run_digest("deploy", "--no-build", "--to", str(tmp_path / "www"), cwd=site)
    assert "base_url is http://localhost:8000/" in done.stderr
