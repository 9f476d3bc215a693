"""The action of this repository: its steps run for real, on a program that stands in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.conftest import Git, Write
from tests.deploy.workflow import Hub, Job, Run

STUB = """\
case "$1" in
  fetch) echo fetched > content/new.md ;;
  build) echo "$*" > said; (ls content) > threads.lock; echo '{"output": "public/"}' ;;
esac
"""


class ActionJob(Job):
    """A job of the action's steps, with a program kept by an earlier run."""

    def _cache(self, given: dict[str, str]) -> dict[str, str]:
        assert "  " not in given["key"]
        if given["path"].startswith("~"):
            folder = self.place(given["path"]) / "bin"
            folder.mkdir(parents=True)
            (folder / "digest").write_text(f"#!/bin/sh -e\n{STUB}")
            (folder / "digest").chmod(0o755)
            (folder / "python").symlink_to(sys.executable)
            assert len(given["key"].rpartition("-")[2]) == 64, "named by what the program is made of"
        return {"cache-hit": "true"}


@pytest.fixture
def run_action(tmp_path: Path, git: Git, write: Write, repository: Path) -> Any:
    def run(number: int, **inputs: str) -> tuple[ActionJob, dict[str, str]]:
        action = yaml.safe_load((repository / "action.yml").read_text())
        hub = Hub(tmp_path / "hub", tmp_path)
        hub.environment["GITHUB_ACTION_PATH"] = str(repository)
        one = Run(hub, "push", number, "refs/heads/main", {})
        one.inputs = {name: row["default"] for name, row in action["inputs"].items()} | inputs
        outputs = {name: row["value"] for name, row in action["outputs"].items()}
        job = ActionJob(one, "action", {"steps": action["runs"]["steps"], "outputs": outputs})
        write(job.work, {"news/content/a.md": "A", "news/threads.lock": "a.md\n"})
        job.steps()
        return job, one.outputs["action"]

    return run


def test_the_action_builds_where_it_is_told_and_says_what_changed(run_action: Any) -> None:
    job, outputs = run_action(1, site="news", **{"base-url": "https://a.example/$(x)"})
    assert outputs == {"path": "news/public/", "lock-changed": "false"}
    assert (job.work / "news/said").read_text() == "build --base-url https://a.example/$(x) --json\n"
    job, outputs = run_action(2, site="news", fetch="true", strict="true")
    assert outputs["lock-changed"] == "true"
    assert (job.work / "news/said").read_text() == "build --base-url  --strict --json\n"
