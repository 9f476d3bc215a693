"""A site that is shown before it is published: each page is made when somebody asks for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b

from builder.serve.files import Folder

MOST_BYTES = 32 * 1024 * 1024
"""What is remembered of pages that were made; more are made again when they are asked for again."""


class Preview:
    """All pages of one site by path, as they were planned together: no two answers mix two plans.

    `renamed` are former paths of files that stand elsewhere now: a page that is open still has them. `samples` are
    paths of a page of each kind, enough to find most of what is wrong with a theme. Any thread may ask.
    """

    def __init__(
        self,
        pages: Mapping[str, Callable[[], bytes]],
        renamed: Mapping[str, str] | None = None,
        samples: Sequence[str] = (),
    ) -> None:
        self._pages, self._renamed, self.samples = pages, renamed or {}, samples
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._seen: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def page(self, path: str) -> bytes | None:
        """The file at `path`, None where there is none. Raises `Folder` for a folder, and what making the page raises.

        `path` is relative, without `.` and `..`.
        """
        path = self._renamed.get(path, path)
        with self._lock:
            if path in self._made:
                self._made.move_to_end(path)
                return self._made[path]
        make = self._pages.get(path)
        if make is None:
            if f"{path}/index.html" in self._pages:
                raise Folder
            return None
        content = make()
        with self._lock:
            if path.endswith(".html"):
                self._seen[path] = digest_of(content)
            if path not in self._made and len(content) <= MOST_BYTES:
                self._made[path] = content
                self._size += len(content)
            while self._size > MOST_BYTES:
                self._size -= len(self._made.popitem(last=False)[1])
        return content

    def seen(self) -> dict[str, bytes]:
        """The digests of all HTML pages that were made, by path."""
        with self._lock:
            return dict(self._seen)


def digest_of(content: bytes) -> bytes:
    """What tells one content of a file from another."""
    return blake2b(content).digest()


class Shown:
    """What the server shows: the newest preview that can be made, the one before it, or the published tree."""

    def __init__(self) -> None:
        self._previews: tuple[Preview, ...] = ()
        self._lock = threading.Lock()

    @property
    def preview(self) -> Preview | None:
        """The preview that is shown; None where it is the published tree."""
        previews = self._previews
        return previews[-1] if previews else None

    def put(self, preview: Preview) -> None:
        """Show `preview` from now on."""
        with self._lock:
            self._previews = (*self._previews[-1:], preview)

    def withdraw(self, preview: Preview) -> bool:
        """A page of `preview` cannot be made: show what was shown before it. False where that was done already."""
        with self._lock:
            left = tuple(one for one in self._previews if one is not preview)
            found, self._previews = len(left) < len(self._previews), left
            return found

    def clear(self) -> None:
        """Show the published tree."""
        with self._lock:
            self._previews = ()
