"""The workflow that `digest init --github` writes: its steps run for real, and what each job may do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from builder.cli import digest
from tests.deploy.conftest import Git, Write
from tests.deploy.workflow import Failed, Hub, Job, Run
from tests.newsroom import FILES

# Stands in for the program where only the workflow is tried.
STUB = """\
case "$1" in
  fetch) echo fetched > content/fetched.md; mkdir -p .digest; echo fetched >> .digest/state ;;
  diff) echo "### Story threads" ;;
  build) mkdir -p public .digest; echo "$3" > public/index.html; : > public/.nojekyll
         (cd content && ls) > threads.lock; echo built >> .digest/state ;;
esac
"""
REAL = f'exec "{sys.executable}" -m builder.cli "$@"\n'


@pytest.fixture
def hub(tmp_path: Path, git: Git, write: Write, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """A repository of a small newsroom, made as a user would, with the program of an earlier run kept."""
    site = write(tmp_path / "site", {name: str(text) for name, text in FILES.items()})
    made = CliRunner().invoke(digest, ["init", str(site), "--github", "--fetch-at", "05:17"])
    assert made.exit_code == 0, made.output
    git(site, "init", "--quiet")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "begin")
    git(tmp_path, "clone", "--quiet", "--bare", str(site), "origin.git")
    git(site, "remote", "add", "origin", str(tmp_path / "origin.git"))
    hub = Hub(tmp_path / "hub", tmp_path / "origin.git")
    monkeypatch.setenv("PYTHONPATH", str(repository))
    hub.environment["PIP_NO_INDEX"] = "1"
    program(hub, STUB)
    return hub


def program(hub: Hub, script: str) -> None:
    """Let the runs find a program that was kept for exactly these requirements and settings."""
    site = hub.origin.parent / "site"
    place = hub.folder / "program"
    shutil.rmtree(place, ignore_errors=True)
    (place / "bin").mkdir(parents=True)
    (place / "bin/digest").write_text(f"#!/bin/sh -e\n{script}")
    (place / "bin/digest").chmod(0o755)
    from tests.deploy.workflow import _sum

    python = "{}.{}.{}".format(*sys.version_info)
    hub.caches[f"digest-installed-Linux-{python}-{_sum(site, 'requirements.txt')}-{_sum(site, 'site.toml')}"] = place


def workflow(hub: Hub) -> Path:
    return hub.origin.parent / "site/.github/workflows/site.yml"


def log(git: Git, hub: Hub) -> list[str]:
    return git(hub.origin, "log", "--format=%an: %s", "main").splitlines()


def test_a_push_publishes_and_commits_the_lock_once(hub: Hub, git: Git) -> None:
    first = hub.run(workflow(hub), "push", 1)
    assert first.done == {"build": "success", "comment": "skipped", "keep": "success", "deploy": "success"}
    assert (hub.pages / "index.html").read_text() == "https://name.github.io/repo\n", "built for where it will stand"
    assert log(git, hub)[0] == "github-actions[bot]: Keep the stories' addresses"
    assert git(hub.origin, "show", "--name-only", "--format=", "main").split() == ["threads.lock"]
    second = hub.run(workflow(hub), "push", 2)
    assert second.done["deploy"] == "success"
    assert second.outputs["build"]["changed"] == ""
    assert len(log(git, hub)) == 2, "what is the same is not committed again"
    kept = hub.caches["digest-cache-Linux-2"] / "state"
    assert kept.read_text() == "built\nbuilt\n", "the second run began with the first one's cache"


def test_a_scheduled_run_fetches_and_commits_what_is_new(hub: Hub, git: Git) -> None:
    hub.run(workflow(hub), "schedule", 1)
    assert git(hub.origin, "show", "main:content/fetched.md") == "fetched\n"
    assert (hub.caches["digest-cache-Linux-1"] / "state").read_text() == "fetched\nbuilt\n"


def test_nothing_counts_as_fetched_before_it_is_committed(hub: Hub) -> None:
    hook = hub.origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho protected >&2; exit 1\n")
    hook.chmod(0o755)
    with pytest.raises(Failed, match="If the branch is protected"):
        hub.run(workflow(hub), "schedule", 1)
    assert not any(key.startswith("digest-cache") for key in hub.caches)
    assert not hub.pages.exists(), "no address is published that threads.lock does not know"


def keep(hub: Hub, patch: str, tmp_path: Path, **github: Any) -> None:
    """Run the job that commits, alone, with what a build has handed on."""
    run = Run(hub, "push", 9, "refs/heads/main", github)
    handed = tmp_path / "handed"
    (handed / ".digest").mkdir(parents=True)
    subprocess.run(["tar", "-cf", "digest.tar", ".digest"], cwd=handed, check=True)
    shutil.rmtree(handed / ".digest")
    (handed / "changes.patch").write_text(patch)
    run.artifacts["kept"] = handed
    run.outputs["build"] = {"changed": "true"}
    Job(run, "keep", yaml.safe_load(workflow(hub).read_text())["jobs"]["keep"]).steps()


def test_a_branch_that_moves_meanwhile_keeps_both_sides_addresses(hub: Hub, git: Git, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "threads.lock").write_text("a\nz\n")
    git(site, "add", ".")
    git(site, "commit", "--quiet", "--message", "lock")
    base = git(site, "rev-parse", "HEAD").strip()
    (site / "threads.lock").write_text("a\nrun\nz\n")
    patch = git(site, "diff")
    (site / "threads.lock").write_text("a\nperson\nz\n")
    git(site, "commit", "--quiet", "--all", "--message", "meanwhile")
    git(site, "push", "--quiet", "origin", "main")
    keep(hub, patch, tmp_path, sha=base)
    assert set(git(hub.origin, "show", "main:threads.lock").split()) == {"a", "run", "person", "z"}


def test_a_patch_can_change_articles_and_addresses_only(hub: Hub, git: Git, tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in (".github/workflows/site.yml", "site.toml", "content/deep/new.md", "requirements.txt"):
        (site / name).parent.mkdir(exist_ok=True, parents=True)
        with (site / name).open("a") as handle:
            handle.write("# added\n")
    git(site, "add", ".")
    keep(hub, git(site, "diff", "--cached"), tmp_path)
    assert git(hub.origin, "show", "--name-only", "--format=", "main").split() == ["content/deep/new.md"]


GH = """\
#!/usr/bin/env python3
import sys
from pathlib import Path
log = Path(__file__).with_name("log")
if "--paginate" in sys.argv:
    if log.exists():
        print("42")
else:
    log.open("a").write(" ".join(sys.argv[1:]) + "\\n" + Path("comment.md").read_text())
"""


def pull_request(repository: str, number: int = 7) -> dict[str, Any]:
    head = {"repo": {"full_name": repository}, "ref": "evil$(touch pwned)"}
    return {"number": number, "title": "`touch pwned` $(touch pwned)", "head": head, "user": {"login": "somebody"}}


def test_a_pull_request_is_commented_on_and_publishes_nothing(hub: Hub, git: Git, tmp_path: Path) -> None:
    (tmp_path / "gh-bin").mkdir()
    (tmp_path / "gh-bin/gh").write_text(GH)
    (tmp_path / "gh-bin/gh").chmod(0o755)
    hub.environment["BASH_ENV"] = str(tmp_path / "env.sh")
    (tmp_path / "env.sh").write_text(f'PATH="{tmp_path}/gh-bin:$PATH"\n')
    for number in (1, 2):
        event = {"pull_request": pull_request("name/repo")}
        run = hub.run(workflow(hub), "pull_request", number, event=event)
        assert run.done == {"build": "success", "comment": "success", "keep": "skipped", "deploy": "skipped"}
    said = (tmp_path / "gh-bin/log").read_text()
    assert said.count("<!-- digest diff -->\n### Story threads") == 2
    assert "issues/7/comments --field body=@comment.md" in said
    assert "--method PATCH repos/name/repo/issues/comments/42" in said, "the second time it is renewed"
    assert not list(tmp_path.rglob("pwned"))
    assert not any(key.startswith("digest-cache") for key in hub.caches)
    assert len(log(git, hub)) == 1


def test_a_fork_gets_the_summary_and_no_right_to_write(hub: Hub) -> None:
    run = hub.run(workflow(hub), "pull_request", 1, event={"pull_request": pull_request("stranger/repo")})
    assert run.done == {"build": "success", "comment": "skipped", "keep": "skipped", "deploy": "skipped"}
    assert "### Story threads" in run.summary


@pytest.mark.model
@pytest.mark.slow
def test_the_real_program_in_two_clean_clones(hub: Hub, git: Git) -> None:
    program(hub, REAL)
    hub.run(workflow(hub), "push", 1)
    front = (hub.pages / "index.html").read_bytes()
    assert b'href="/repo/' in front
    assert b'href="/repo/' in (hub.pages / "404.html").read_bytes()
    assert '"version"' in git(hub.origin, "show", "main:threads.lock")
    second = hub.run(workflow(hub), "push", 2)
    assert second.outputs["build"]["changed"] == ""
    assert (hub.pages / "index.html").read_bytes() == front


def test_each_job_may_do_only_what_it_needs(hub: Hub, repository: Path) -> None:
    parsed = yaml.safe_load(workflow(hub).read_text())
    assert parsed["permissions"] == {}
    assert {name: job["permissions"] for name, job in parsed["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "comment": {"pull-requests": "write"},
        "keep": {"contents": "write"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert set(parsed[True]) == {"push", "pull_request", "workflow_dispatch", "schedule"}, "not pull_request_target"
    own = yaml.safe_load((repository / "action.yml").read_text())["runs"]["steps"]
    for step in [step for job in parsed["jobs"].values() for step in job["steps"]] + own:
        assert "${{" not in step.get("run", ""), f"{step}: an expression in a script can be made to run anything"
        assert re.fullmatch(r"actions/[a-z/-]+@(v\d+|[0-9a-f]{40})", step.get("uses", "actions/x@v1"))
    assert "secrets." not in workflow(hub).read_text()


def test_every_option_that_the_workflow_names_exists(hub: Hub) -> None:
    for script in re.findall(r"run: (?:\|\n)?((?: {8,}.*\n)+|.*\n)", workflow(hub).read_text()):
        for command, rest in re.findall(r"^ *digest (\w+)(.*)", script, re.MULTILINE):
            names = {name for option in digest.commands[command].params for name in option.opts}
            assert set(re.findall(r"--[a-z-]+", rest)) <= names


def test_without_a_time_nothing_is_fetched(tmp_path: Path) -> None:
    assert CliRunner().invoke(digest, ["init", str(tmp_path / "a"), "--github"]).exit_code == 0
    text = (tmp_path / "a/.github/workflows/site.yml").read_text()
    assert "schedule:" not in text
    assert "digest fetch" not in text
    assert "__" not in text
    assert "# fetch" not in text


def test_github_files_are_added_to_a_site_and_never_replace_any(tmp_path: Path, write: Write, git: Git) -> None:
    site = write(
        tmp_path / "s",
        {"site.toml": '[build]\ncontent = "articles"\noutput = "www"\n', ".github/workflows/site.yml": "mine"},
    )
    git(site, "init", "--quiet", "--initial-branch=trunk")
    git(site, "remote", "add", "origin", "git@github.com:Some-One/news.git")
    first = CliRunner().invoke(digest, ["init", str(site), "--github"])
    assert first.exit_code == 0, first.output
    assert "is there already and was left as it is" in first.output
    assert "https://some-one.github.io/news/" in first.output
    assert (site / ".github/workflows/site.yml").read_text() == "mine"
    assert not (site / "content").exists()
    (site / ".github/workflows/site.yml").unlink()
    assert CliRunner().invoke(digest, ["init", str(site), "--github", "-q"]).exit_code == 0
    parsed = yaml.safe_load((site / ".github/workflows/site.yml").read_text())
    assert parsed[True]["push"]["branches"] == ["trunk"]
    assert parsed["jobs"]["keep"]["if"].endswith("'refs/heads/trunk'")
    assert "CONTENT: articles" in (site / ".github/workflows/site.yml").read_text()
    assert "path: www" in (site / ".github/workflows/site.yml").read_text()


@pytest.mark.parametrize("time", ["25:00", "5", "05:17; rm -rf", "05:60"])
def test_a_time_that_is_none_is_refused(tmp_path: Path, write: Write, time: str, digest_command: Any) -> None:
    write(tmp_path, {"site.toml": ""})
    done = digest_command("init", ".", "--github", "--fetch-at", time, cwd=tmp_path)
    assert done.returncode == 1
    assert "is no time of day" in done.stderr
    assert not (tmp_path / ".github").exists()
