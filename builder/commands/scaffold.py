"""`digest init` and `digest new`: files that a person then edits."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from builder.config import CONFIG_NAME, SiteConfig
from builder.errors import mistake
from builder.text.slugs import slugify

_SITE_TOML = """\
# What this site is, and how it is built. Every key may be left out; `digest check` names mistakes with their line.

[site]
title = {title}
tagline = ""
base_url = "http://localhost:8000/"  # where readers will find it: "https://name.github.io/repo/"; `serve` works anyway
language = "en"
timezone = "UTC"                     # an IANA name, such as "Europe/Lisbon"

[articles]
body = "auto"                        # "auto": excerpts of others' articles, full text of your own; "full"; "excerpt"

[sources]
# Outlets by the host of their articles' address:
# "wire.example" = {{ name = "The Wire", kind = "agency" }}

# Feeds that `digest fetch` reads:
# [[feeds]]
# url = "https://wire.example/feed.xml"
# name = "The Wire"
"""

_FIRST = """\
---
title: {title}
date: {date}
tags:
  - about
---
This file is `content/{name}`. Put more articles beside it, as Markdown, HTML or plain text: those that report the
same story are grouped into one thread, and the thread's page compares what their sources say.

A front matter like the one above is welcome but not needed. `digest new "A title"` begins an article, `digest build`
makes the site, `digest serve` shows it while you write.
"""

_IGNORE = "/public\n/.public-trees/\n/.public-files.json\n/.digest/\n"


def init(folder: Path, now: datetime) -> list[Path]:
    """Make `folder` into a site that builds; returns the files written.

    Raises `DigestError` when there is already a site.toml. Files that exist are left as they are.
    """
    _refuse_a_site(folder)
    title = folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize() or "Digest"
    name = f"{now:%Y-%m-%d}-first-article.md"
    wanted = {
        CONFIG_NAME: _SITE_TOML.format(title=json.dumps(title, ensure_ascii=False)),
        f"content/{name}": _FIRST.format(
            title=json.dumps(f"The first article of {title}", ensure_ascii=False), date=f"{now:%Y-%m-%d}", name=name
        ),
        ".gitignore": _IGNORE,
    }
    if any((folder / "content").glob("**/*")):
        del wanted[f"content/{name}"]
    return [path for path, text in ((folder / key, text) for key, text in wanted.items()) if _write_new(path, text)]


def init_example(folder: Path) -> list[Path]:
    """Copy the example newsroom to `folder`; returns the files written. Raises `DigestError` where a site is."""
    _refuse_a_site(folder)
    package = Path(__file__).resolve().parents[1]
    # In an installed package the example lies beside the code, in a checkout above it.
    source = next(place for place in (package / "_example", package.parent) if (place / CONFIG_NAME).is_file())
    files = [source / CONFIG_NAME, *sorted(path for path in (source / "content").rglob("*") if path.is_file())]
    pairs = [(folder / path.relative_to(source), path.read_text(encoding="utf-8")) for path in files]
    return [path for path, text in [*pairs, (folder / ".gitignore", _IGNORE)] if _write_new(path, text)]


def add_files(folder: Path, files: dict[str, str]) -> tuple[list[Path], list[Path]]:
    """Write what is not there yet; returns the files written, and those left alone because they say something else."""
    written, left = [], []
    for name, text in files.items():
        path = folder / name
        if _write_new(path, text):
            written.append(path)
        elif not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            left.append(path)
    return written, left


def _refuse_a_site(folder: Path) -> None:
    if (folder / CONFIG_NAME).exists():
        raise mistake(str(folder / CONFIG_NAME), "there is a site here already", "choose another folder", kind="exists")


def new(root: Path, config: SiteConfig, title: str, now: datetime) -> Path:
    """Begin an article, as a draft; returns its file. Raises `DigestError` when that file exists."""
    local = now.astimezone(config.zone)
    path = root / config.build.content / f"{local:%Y-%m-%d}-{slugify(title, 60)}.md"
    text = (
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\ndate: {local.isoformat(timespec='seconds')}\n"
        "author: \nsource: \nlink: \ntags: []\ndraft: true\n---\n\n"
    )
    if not _write_new(path, text):
        raise mistake(str(path), "exists already", "choose another title", kind="exists")
    return path


def _write_new(path: Path, text: str) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as handle:
            handle.write(text)
    except FileExistsError:
        return False
    return True
