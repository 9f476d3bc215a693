"""Publishing: the planned pages become the live site, which is whole at every moment.

A build that is killed, fails or fills the disk leaves the site as it was, and the next build needs no cleaning. A page
whose key has not changed is not made again. Whether a page is unchanged is read from a record that is written with
the tree it speaks of, so that no cache can claim a page that is not there.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from builder.errors import DigestError, mistake
from builder.site.publish_files import publish_files
from builder.site.publish_link import publish_link
from builder.site.publish_lock import lock_site
from builder.site.publish_paths import check_paths
from builder.site.publish_write import FULL, Publishable, WriteError

__all__ = ["Publishable", "Published", "live_tree", "lock_site", "publish"]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What a build has changed: how many files it wrote, left as they were and deleted.

    `manifest` is path to key of all that is published now; `changed` are the paths written or deleted, sorted.
    """

    written: int
    unchanged: int
    deleted: int
    manifest: dict[str, str]
    changed: tuple[str, ...] = ()


def publish(
    output: Path,
    mode: Literal["link", "files"],
    pages: Sequence[Publishable],
    old: Mapping[str, str] | None = None,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    durable: bool = False,
) -> Published:
    """Make `output` the site of exactly `pages`; `link` swaps a whole tree, `files` fills a real folder.

    A page counts as unchanged when the record of the live tree has its path with the same key and the file is there as
    it was written; `old` (path -> key), when given, must agree. A page made again with the same bytes is unchanged too.
    `progress` is told how many pages are in place. `workers` processes render when there are hundreds to make and
    this is the main thread. `durable` waits until the disk has everything before the swap: without it a power cut just
    after a build can leave empty pages, which the next build sees and makes again.

    Raises `DigestError` for pages that cannot be published, an output that Digest did not make, and trouble with the
    disk; what a page's `make` raises passes through. In each case the live site stays; only `files` mode can stop
    between two renames, with every page whole and the rest put in place by the next build.
    """
    notices = check_paths(page.path for page in pages)
    if notices:
        raise DigestError(*notices)
    output = Path(os.path.abspath(output))
    act = publish_link if mode == "link" else publish_files
    try:
        before, after, written = act(output, pages, old, workers, progress, durable)
    except WriteError as error:
        what = pages[error.index].path if error.index >= 0 else "the pages"
        raise _trouble(output, what, error.error, whole=True) from error
    except OSError as error:
        what = os.path.basename(os.fsdecode(error.filename or "")) or "the site"
        raise _trouble(output, what, error, whole=mode == "link") from error
    deleted = before.files.keys() - after.files.keys()
    return Published(
        written=len(written),
        unchanged=len(after.files) - len(written),
        deleted=len(deleted),
        manifest=after.manifest,
        changed=tuple(sorted(written | deleted)),
    )


def live_tree(output: Path) -> Path:
    """The real folder that `output` leads to at this moment; every file read through it is of one build."""
    return Path(os.path.realpath(output))


def _trouble(output: Path, what: str, error: OSError, *, whole: bool) -> DigestError:
    """Say what the disk refused, and what to do; `whole`: nothing can have been put in place yet."""
    if error.errno in FULL:
        remedy = "free some space and build again"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        remedy = "let this user write there, or name another [build] output in site.toml"
    elif error.errno == 0:
        remedy = "build again with fewer processes or more memory"
    else:
        remedy = "build again once this is mended"
    state = "is as it was" if whole else "may have some of the new pages already, each one whole"
    message = f"cannot publish {what}: {(error.strerror or str(error)).lower()}; the published site {state}"
    return mistake(str(output), message, remedy, kind="output")
