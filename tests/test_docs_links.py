"""Documents lead where they say: links and anchors are there, every command shown is one and has its options."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from builder.cli import digest

REPOSITORY = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")])
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.M | re.S)
_LINK = re.compile(r"\]\(([^()\s]+(?:\([^()]*\))?)\)")


def name(path: Path) -> str:
    """The document's path in the repository."""
    return path.relative_to(REPOSITORY).as_posix()


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


@cache
def anchors(path: Path) -> frozenset[str]:
    """The anchors that GitHub gives a document's headings."""
    found: dict[str, int] = {}
    out = set()
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*$", prose(path), re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower().replace("`", "")).replace(" ", "-")
        out.add(f"{slug}-{found[slug]}" if slug in found else slug)
        found[slug] = found.get(slug, 0) + 1
    return frozenset(out)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    broken = []
    for link in _LINK.findall(prose(path)):
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(link)
    assert not broken


def test_the_index_names_every_document() -> None:
    index = (REPOSITORY / "docs/README.md").read_text(encoding="utf-8")
    documents = [path.relative_to(REPOSITORY / "docs").as_posix() for path in REPOSITORY.glob("docs/*/*.md")]
    assert documents
    assert [one for one in documents if f"({one})" not in index] == []


def commands(path: Path) -> list[list[str]]:
    """The command lines of `digest` in a document's blocks of code, as words."""
    found = []
    for _, block in _FENCE.findall(path.read_text(encoding="utf-8")):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            parts = re.split(r"&&|\|", line.strip().removeprefix("$ "))
            found += [shlex.split(part, comments=True) for part in parts if part.strip().startswith("digest ")]
    return found


def unknown(words: list[str]) -> list[str]:
    """What of a command line is no command or no option of it."""
    command: click.Command = digest
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name, *rest = rest
        below = command.get_command(click.Context(command), name)
        if below is None:
            return [name]
        command = below
    known = {option for param in command.params for option in (*param.opts, *param.secondary_opts)} | {"--help"}
    return [word for word in rest if word.startswith("--") and word.partition("=")[0] not in known]


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if commands(path)], ids=name)
def test_commands_shown_are_commands(path: Path) -> None:
    assert [" ".join(words) for words in commands(path) if unknown(words)] == []


def test_what_is_no_command_is_found() -> None:
    shown = ["digest buld", "digest build --verbsoe", "digest cache prun", "digest cache prune --help"]
    assert [unknown(line.split()) for line in shown] == [["buld"], ["--verbsoe"], ["prun"], []]
