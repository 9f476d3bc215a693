"""The tutorial is followed to the letter: its files are written, its commands run, and they say what it says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

Digest = Callable[..., "CompletedProcess[str]"]
_STEP = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
_FILE = re.compile(r"`((?:content/)?[\w-]+\.(?:md|txt|toml))`")


def test_the_first_site(repository: Path, tmp_path: Path, digest_command: Digest) -> None:
    tutorial = (repository / "docs/tutorial/first-site.md").read_text(encoding="utf-8")
    before, said, ran, start = "", "", [], tutorial.index("## 1.")
    site = tmp_path / "my-news"
    for step in _STEP.finditer(tutorial, start):
        before, kind, block = tutorial[start : step.start()], step[1], step[2]
        start = step.end()
        named = _FILE.findall(before.rsplit("\n\n", 2)[-2] if before.strip() else "")
        if kind in ("markdown", "toml") or (kind == "text" and named):
            (site / named[0]).write_text(block, encoding="utf-8")
        elif kind == "text":
            plain = " ".join(said.split())
            assert [line for line in block.splitlines() if " ".join(line.split()) not in plain] == []
        else:
            for line in block.splitlines():
                words = shlex.split(line, comments=True) or [""]
                if words[0] != "digest" or words[1] == "serve":
                    continue
                done = digest_command(*words[1:], cwd=tmp_path if words[1:] == ["init", "my-news"] else site)
                assert done.returncode == 0, (line, done.stderr)
                said = done.stdout + done.stderr
                ran.append(words[1])
    assert ran == ["init", "build", "compare", "explain", "diff", "check", "init"]
    assert len(list((site / "content").iterdir())) == 4
    assert (site / ".github/workflows/site.yml").is_file()
