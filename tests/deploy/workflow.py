"""Runs the jobs of a workflow on this machine: every `run:` step for real, every action of GitHub's by a stand-in.

What stands in for an action does what that does to files: check out, keep, hand on. Expressions are evaluated as far as
the workflows of this project need.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

ADDRESS = "https://name.github.io/repo"
_NAMES = re.compile(r"'[^']*'|(?:github|steps|needs|runner|vars|inputs)(?:\.[\w-]+)+|&&|\|\||!(?!=)|hashFiles")


class Failed(Exception):
    """A step that has failed, with what it said."""


class Hub:
    """What outlives a run: the repository, caches, the published site, and `gh`'s answers."""

    def __init__(self, folder: Path, origin: Path) -> None:
        self.folder = folder
        self.origin = origin
        self.caches: dict[str, Path] = {}
        self.pages = folder / "pages"
        self.times: list[tuple[str, str, float]] = []
        self.environment: dict[str, str] = {}

    def run(self, workflow: Path, trigger: str, number: int, ref: str = "refs/heads/main", **github: Any) -> Run:
        """One run of the workflow; raises `Failed` when a step fails."""
        run = Run(self, trigger, number, ref, github)
        run.all(yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"])
        return run


class Run:
    """One run: its artifacts, its jobs' outputs, its summary."""

    def __init__(self, hub: Hub, trigger: str, number: int, ref: str, github: dict[str, Any]) -> None:
        self.hub = hub
        self.home = hub.folder / f"run-{number}"
        self.github = {
            "event_name": trigger, "run_id": str(number), "ref": ref, "repository": "name/repo", "token": "TOKEN",
            **github,
        }  # fmt: skip
        self.inputs: dict[str, str] = {}
        self.artifacts: dict[str, Path] = {}
        self.outputs: dict[str, dict[str, str]] = {}
        self.done: dict[str, str] = {}
        self.summary = ""

    def all(self, jobs: dict[str, Any]) -> None:
        for name, job in jobs.items():
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            ready = all(self.done[need] == "success" for need in needs)
            wanted = bool(self.value(job.get("if", "true"), {}))
            self.done[name] = "skipped"
            if ready and wanted:
                self.done[name] = "failure"
                Job(self, name, job).steps()
                self.done[name] = "success"

    def value(self, expression: str, steps: dict[str, dict[str, str]], files: Path | None = None) -> Any:
        contexts: dict[str, Any] = {
            "github": self.github,
            "steps": {key: {"outputs": row} for key, row in steps.items()},
            "needs": {key: {"outputs": row} for key, row in self.outputs.items()},
            "runner": {"os": "Linux", "temp": "RUNNER_TEMP"},
            "vars": {},
            "inputs": self.inputs,
        }

        def look(path: str) -> Any:
            found: Any = contexts
            for piece in path.split("."):
                found = found.get(piece, "") if isinstance(found, dict) else ""
            return found

        def python(match: re.Match[str]) -> str:
            word = match[0]
            if word.startswith("'"):
                return repr(word[1:-1])
            words = {"&&": " and ", "||": " or ", "!": " not ", "hashFiles": "hashed"}
            return words.get(word) or f"look({word!r})"

        source = _NAMES.sub(python, " ".join(expression.split())).strip()
        return eval(source, {"look": look, "hashed": lambda name: _sum(files, name), "true": True})

    def filled(self, text: str, steps: dict[str, dict[str, str]], files: Path) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(self.value(match[1], steps, files)), text)


class Job:
    """One job on a machine of its own: an empty home, an empty workspace."""

    def __init__(self, run: Run, name: str, job: dict[str, Any]) -> None:
        self.run, self.name, self.job = run, name, job
        self.top = run.home / name
        self.home, self.work, self.temp = self.top / "home", self.top / "work", self.top / "temp"
        for folder in (self.home, self.work, self.temp):
            folder.mkdir(parents=True)
        self.found: dict[str, dict[str, str]] = {}
        self.path: list[str] = []
        self.environment: dict[str, str] = {}
        self.after: list[Callable[[], None]] = []

    def steps(self) -> None:
        for step in self.job["steps"]:
            if not self.run.value(step.get("if", "true"), self.found):
                continue
            label = step.get("name") or step.get("uses") or step["run"]
            begin = time.monotonic()
            outputs = self.action(step) if "uses" in step else self.shell(step)
            self.run.hub.times.append((self.name, label, time.monotonic() - begin))
            if "id" in step:
                self.found[step["id"]] = outputs
        for last in self.after:
            last()
        given = self.job.get("outputs", {})
        self.run.outputs[self.name] = {key: self.run.filled(text, self.found, self.work) for key, text in given.items()}

    def shell(self, step: dict[str, Any]) -> dict[str, str]:
        files = {key: self.temp / key for key in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_ENV", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("")
        script = self.temp / "step.sh"
        script.write_text(step["run"])
        given = {key: self.run.filled(str(text), self.found, self.work) for key, text in step.get("env", {}).items()}
        environment = {
            **os.environ, **self.run.hub.environment, **self.environment, **given,
            **{key: str(path) for key, path in files.items()},
            "HOME": str(self.home), "RUNNER_TEMP": str(self.temp), "GITHUB_REPOSITORY": "name/repo",
            "GITHUB_REF": self.run.github["ref"], "CI": "true",
            "PATH": os.pathsep.join([*reversed(self.path), str(Path(sys.executable).parent), os.environ["PATH"]]),
        }  # fmt: skip
        # As GitHub runs a step without `shell:`.
        command = ["bash", "-e", str(script)]
        done = subprocess.run(command, cwd=self.work, env=environment, capture_output=True, text=True, check=False)
        with (self.top / "log").open("a") as log:
            log.write(f"== {step.get('name')}\n{done.stdout}{done.stderr}")
        if done.returncode:
            raise Failed(f"{self.name}, {step.get('name')}: {done.stdout}{done.stderr}")
        self.path += files["GITHUB_PATH"].read_text().split()
        self.environment |= _pairs(files["GITHUB_ENV"])
        self.run.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        return _pairs(files["GITHUB_OUTPUT"])

    def action(self, step: dict[str, Any]) -> dict[str, str]:
        name = step["uses"].partition("@")[0].removeprefix("actions/")
        given = {key: self.run.filled(str(text), self.found, self.work) for key, text in step.get("with", {}).items()}
        outputs: dict[str, str] | None = getattr(self, f"_{name.replace('-', '_').replace('/', '_')}")(given)
        return outputs or {}

    def place(self, text: str) -> Path:
        """A path of a `with:`, on this machine."""
        if text.startswith("~/"):
            return self.home / text[2:]
        return self.temp / text.removeprefix("RUNNER_TEMP/") if text.startswith("RUNNER_TEMP/") else self.work / text

    # what stands in for GitHub's actions -------------------------------------------------------------------------

    def _checkout(self, given: dict[str, str]) -> None:
        branch = self.run.github["ref"].removeprefix("refs/heads/").removeprefix("refs/pull/")
        for arguments in (
            ("init", "--quiet"),
            ("remote", "add", "origin", f"file://{self.run.hub.origin}"),
            (
                "fetch",
                "--quiet",
                "--no-tags",
                "--depth=1",
                "origin",
                self.run.github.get("sha", self.run.github["ref"]),
            ),
            ("checkout", "--quiet", "-B", branch, "FETCH_HEAD"),
        ):
            subprocess.run(["git", *arguments], cwd=self.work, check=True, capture_output=True)

    def _setup_python(self, given: dict[str, str]) -> dict[str, str]:
        return {"python-version": "{}.{}.{}".format(*sys.version_info)}

    def _cache_restore(self, given: dict[str, str]) -> dict[str, str]:
        caches = self.run.hub.caches
        keys = [given["key"], *given.get("restore-keys", "").split()]
        match = next((name for key in keys for name in reversed(caches) if name.startswith(key)), "")
        if match:
            shutil.copytree(caches[match], self.place(given["path"]), symlinks=True, dirs_exist_ok=True)
        return {"cache-hit": "true" if match == given["key"] else "false" if match else ""}

    def _cache_save(self, given: dict[str, str]) -> None:
        there = self.run.hub.folder / "caches" / str(len(self.run.hub.caches))
        if given["key"] not in self.run.hub.caches:
            shutil.copytree(self.place(given["path"]), there, symlinks=True)
            self.run.hub.caches[given["key"]] = there

    def _cache(self, given: dict[str, str]) -> dict[str, str]:
        outputs = self._cache_restore(given)
        self.after.append(lambda: self._cache_save(given))
        return outputs

    def _upload_artifact(self, given: dict[str, str]) -> None:
        source, there = self.place(given["path"].rstrip("/")), self.run.home / "artifacts" / given["name"]
        there.mkdir(parents=True)
        for path in source.iterdir() if source.is_dir() else [source]:
            shutil.copy(path, there)
        self.run.artifacts[given["name"]] = there

    def _download_artifact(self, given: dict[str, str]) -> None:
        shutil.copytree(self.run.artifacts[given["name"]], self.place(given.get("path", ".")), dirs_exist_ok=True)

    def _configure_pages(self, given: dict[str, str]) -> dict[str, str]:
        return {"base_url": ADDRESS}

    def _upload_pages_artifact(self, given: dict[str, str]) -> None:
        # The way of the action itself; hidden files stay behind.
        tar = [
            "tar",
            "--dereference",
            "--hard-dereference",
            "--directory",
            given["path"],
            "-cf",
            str(self.temp / "site.tar"),
        ]
        subprocess.run([*tar, "--exclude=.[^/]*", "."], cwd=self.work, check=True)
        self.run.artifacts["github-pages"] = self.temp / "site.tar"

    def _deploy_pages(self, given: dict[str, str]) -> dict[str, str]:
        shutil.rmtree(self.run.hub.pages, ignore_errors=True)
        self.run.hub.pages.mkdir()
        subprocess.run(["tar", "-xf", str(self.run.artifacts["github-pages"])], cwd=self.run.hub.pages, check=True)
        return {"page_url": ADDRESS}


def _sum(folder: Path | None, name: str) -> str:
    assert folder is not None
    path = folder / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _pairs(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
