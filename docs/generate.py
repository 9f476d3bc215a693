"""Writes what the reference takes from the code: `python docs/generate.py`. A test says when it is due.

docs/digest.1                       the manual page, from the commands' own help
docs/reference/site.schema.json     the JSON Schema of site.toml
docs/reference/errors.md            what can go wrong, and what to do, from the code's own messages
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import click

from builder import __version__
from builder.cli import digest
from builder.commands.schema import schema

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from messages import BUILDER, Message, messages  # noqa: E402

AREAS = {
    "Beginning a site: `digest init`, `new`": ("commands/scaffold.py", "deploy/github.py", "cli.py"),
    "Bringing articles in: `digest add`, `fetch`, `import`": (
        "ingest/**/*.py",
        "commands/ingesting.py",
        "commands/importing.py",
        "cli_ingest.py",
    ),
    "Every command: site.toml and the site's folder": ("config_file.py", "workspace.py"),
    "Showing it: `digest serve`": ("serve/*.py", "commands/serving.py", "commands/publisher.py"),
    "Publishing: `digest deploy`": (
        "deploy/branch.py",
        "deploy/f*.py",
        "deploy/git.py",
        "deploy/limits.py",
        "commands/publishing.py",
        "cli_publishing.py",
    ),
}
"""Part of docs/reference/errors.md -> the files of `builder/` whose messages stand there."""

_EXIT = (
    ("0", "Done."),
    ("1", "Something of yours is wrong, told as path:line: what is wrong (remedy). The published site is as it was."),
    ("2", "Wrong usage of the command."),
    ("130", "Interrupted."),
)
_FILES = (
    ("site.toml", "What the site is, and how it is built."),
    ("content/", "The articles: Markdown, HTML or plain text."),
    ("editorial.toml", "What a person decided about stories."),
    ("threads.lock", "Every story's address, for ever; commit it."),
    ("public", "The published site."),
    (".digest/", "The cache, and what was fetched; deleting it costs time only."),
)
_ENVIRONMENT = (
    ("SOURCE_DATE_EPOCH", "Seconds since 1970 that stand in for the clock."),
    ("HF_HUB_OFFLINE", "1 keeps a model of the hub from being fetched."),
)


def man_page() -> str:
    """The manual page, in the man macros; no date, since the same code must give the same bytes."""
    intro = (digest.help or "").split("\b")[0].strip()
    out = [
        f'.TH DIGEST 1 "" "Digest {__version__}" "Digest"',
        ".SH NAME",
        f"digest \\- {_escaped(intro[0].lower() + intro[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        ".B digest",
        ".I COMMAND",
        "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        "Digest takes a folder of articles, finds out which of them report the same story, and publishes a static site",
        "with one page a story. Results go to standard output, everything else to standard error.",
        ".SH COMMANDS",
    ]
    for name in digest.list_commands(click.Context(digest)):
        out += _command(digest.commands[name], f"digest {name}")
    for title, rows in (("EXIT STATUS", _EXIT), ("FILES", _FILES), ("ENVIRONMENT", _ENVIRONMENT)):
        out.append(f".SH {title}")
        for term, text in rows:
            out += [".TP", f".B {_escaped(term)}", _escaped(text)]
    return "\n".join(out) + "\n"


def _command(command: click.Command, path: str) -> list[str]:
    """A command's section: usage, text, examples and options; of a group also its commands."""
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    text, _, examples = (command.help or "").partition("\b")
    out = [f".SS {_escaped(path)} {_escaped(usage)}", *_paragraphs(text)]
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            out += [".TP", f".B {_escaped(record[0])}", _escaped(" ".join(record[1].split()))]
    lines = [line.strip() for line in examples.strip().split("\n") if line.strip()]
    if lines:
        out += [".PP", "Examples:", ".PP", ".nf", ".RS", *map(_escaped, lines), ".RE", ".fi"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            out += _command(command.commands[name], f"{path} {name}")
    return out


def _paragraphs(text: str) -> list[str]:
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return [line for part in parts for line in (".PP", _escaped(part))]


def _escaped(text: str) -> str:
    """Text for the man macros: no backslash, hyphen or leading point of it is taken for theirs."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe[:1] in (".", "'") else safe


def area(patterns: tuple[str, ...]) -> list[Message]:
    """The messages of the files that match."""
    return messages([path for pattern in patterns for path in sorted(BUILDER.glob(pattern))])


def errors_page() -> str:
    """docs/reference/errors.md."""
    out = [
        "# What can go wrong, and what to do",
        "",
        "Digest names each problem as `path:line: what is wrong (remedy)`. `…` stands for what is filled in. What can",
        "be wrong with an article's file is told in [what is read](../explanation/reading.md), what is wrong with a",
        "setting by `digest check`. This page is made from the code by `python docs/generate.py`.",
    ]
    for title, patterns in AREAS.items():
        out += ["", f"## {title}", "", "| message | what to do |", "| --- | --- |"]
        out += [f"| {_cell(row.text)} | {_cell(row.remedy)} |" for row in area(patterns)]
    return "\n".join(out) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def generated() -> dict[Path, str]:
    """Every file that is made here, and what it should hold."""
    return {
        HERE / "digest.1": man_page(),
        HERE / "reference" / "errors.md": errors_page(),
        HERE / "reference" / "site.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for path, content in generated().items():
        path.write_text(content, encoding="utf-8")
        print(path.relative_to(HERE.parent))
