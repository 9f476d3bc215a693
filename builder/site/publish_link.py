"""Publishing by link: a complete new tree beside the live one, then one swap of a symbolic link.

    public -> .public-trees/7
    .public-trees/7, 7.json     the live tree and its record
    .public-trees/6, 6.json     the two before it, for readers that are still in them
    .public-trees/5, 5.json
    .public-trees/8.new         a tree being built; a later build removes it when its own was killed

The live tree is never written to. Unchanged pages are hard links to it. The oldest of the trees that were kept is taken
over as the beginning of the next one: it differs from what is wanted by the last edits only, so that publishing costs
what has changed and not what there is.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from builder.errors import mistake
from builder.site.publish_record import Entry, Record, load, store
from builder.site.publish_work import make_pages
from builder.site.publish_write import Publishable

KEPT = 2
"""How many trees stay beside the live one."""

_EMPTY = Record({})


class Trees(msgspec.Struct, frozen=True):
    """The folder of the trees beside `output`; `live` is the number of the published one, None before the first."""

    output: Path
    home: Path
    live: int | None

    @classmethod
    def of(cls, output: Path) -> Trees:
        """Look at `output`; raises `DigestError` when it is something that Digest did not make."""
        home = output.with_name(f".{output.name}-trees")
        if os.path.lexists(home) and (home.is_symlink() or not home.is_dir()):
            raise mistake(str(home), "is not a folder, but Digest keeps its trees there", "move it away", kind="output")
        return cls(output, home, _live_number(output, home))

    def tree(self, number: int) -> Path:
        """Where tree `number` stands."""
        return self.home / str(number)

    def record(self, number: int | None) -> Record:
        """What tree `number` holds; an empty record when that is not known."""
        return (None if number is None else load(self.home / f"{number}.json")) or _EMPTY

    def complete(self) -> list[int]:
        """The numbers of the earlier trees that were published once, oldest first."""
        names = {name for name in _listed(self.home) if name.isascii()}
        numbers = [int(name) for name in names if name.isdigit() and f"{name}.json" in names]
        return sorted(number for number in numbers if number < (self.live or 0))

    def sweep(self) -> None:
        """Remove trees too old to be kept, and what killed builds have left."""
        keep = {str(number) for number in self.complete()[-KEPT:]}
        if self.live is not None:
            keep.add(str(self.live))
        for name in _listed(self.home):
            if name.removesuffix(".json") not in keep:
                remove(self.home / name)


def publish_link(
    output: Path,
    pages: Sequence[Publishable],
    old: Mapping[str, str] | None,
    workers: int,
    progress: Callable[[int], None] | None,
    durable: bool,
) -> tuple[Record, Record, set[str]]:
    """Publish `pages` as a new tree; returns the records of the one that was live and of this, and the paths written.

    Raises `DigestError` for an output that Digest did not make, `WriteError` and `OSError` for trouble with files, and
    what a page's `make` raises; the live site is then as it was.
    """
    trees = Trees.of(output)
    trees.sweep()
    record = trees.record(trees.live)
    if trees.live is not None and len(pages) == len(record.files):
        root = str(trees.tree(trees.live))
        if all(record.holds(page, root, old) for page in pages):
            return record, record, set()
    trees.home.mkdir(parents=True, exist_ok=True)
    number = 1 + max([trees.live or 0, *trees.complete()])
    new = trees.home / f"{number}.new"
    try:
        made, written = _fill(trees, new, pages, old, workers, progress)
        store(trees.home / f"{number}.json", made)
        os.rename(new, trees.tree(number))
        if durable:
            os.sync()
        _swap(trees, number)
    except BaseException:
        remove(new)
        raise
    # The site is out: what cannot be removed now is removed by the next build.
    with contextlib.suppress(OSError):
        Trees(output, trees.home, number).sweep()
    return record, made, written


def _fill(
    trees: Trees,
    new: Path,
    pages: Sequence[Publishable],
    old: Mapping[str, str] | None,
    workers: int,
    progress: Callable[[int], None] | None,
) -> tuple[Record, set[str]]:
    """Make the new tree complete; returns its record and the paths whose bytes are not the live ones."""
    record = trees.record(trees.live)
    start = _take_over(trees, new, pages, old, record)
    written = {path for path, entry in start.items() if record.files.get(path) != entry}
    live = None if trees.live is None else str(trees.tree(trees.live))
    files: dict[str, Entry] = {}
    missing = []
    for index, page in enumerate(pages):
        path = page.path
        if path in start:
            files[path] = start[path]
        elif live is not None and record.holds(page, live, old):
            files[path] = record.files[path]
            _link(f"{live}/{path}", f"{new}/{path}")
        else:
            missing.append(index)
    done = len(files)
    report = None if progress is None else lambda count: progress(done + count)
    if progress is not None and done:
        progress(done)

    def place(index: int) -> str:
        return f"{new}/{pages[index].path}"

    for one in make_pages(pages, missing, place, live, workers=workers, progress=report):
        page = pages[one.index]
        files[page.path] = Entry(page.key, one.size, one.mtime)
        if one.same:
            _link(f"{live}/{page.path}", f"{new}/{page.path}")
        else:
            written.add(page.path)
    return Record(files), written


def _take_over(
    trees: Trees, new: Path, pages: Sequence[Publishable], old: Mapping[str, str] | None, live: Record
) -> dict[str, Entry]:
    """Begin the new tree with the oldest kept one, less all that is not wanted; returns what it holds then."""
    kept = trees.complete()
    if len(kept) < KEPT:
        new.mkdir()
        return {}
    record, root = trees.record(kept[0]), trees.tree(kept[0])
    # From here on it is no tree to go back to: its record goes first.
    (trees.home / f"{kept[0]}.json").unlink()
    try:
        os.rename(root, new)
        held = {}
        for page in pages:
            now = live.files.get(page.path)
            if record.holds(page, str(new), old):
                entry = record.files[page.path]
                # The same page made twice: the live one's file counts, so that it is not taken for a change.
                if now is None or now.key != page.key or now == entry:
                    held[page.path] = entry
        folders = set()
        for path in record.files.keys() - held.keys():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{new}/{path}")
            folders.add(os.path.dirname(path))
        remove_empty(str(new), folders)
    except OSError:
        remove(new)
        new.mkdir()
        return {}
    return held


def _swap(trees: Trees, number: int) -> None:
    """Let the output lead to tree `number`, from one moment to the next."""
    link = trees.home / "link.new"
    link.unlink(missing_ok=True)
    try:
        # Relative, and right for where it will stand: the whole site can be moved.
        os.symlink(f"{trees.home.name}/{number}", link)
    except OSError as error:
        raise mistake(
            str(trees.output),
            f"this file system makes no symbolic links: {error.strerror}",
            'set publish = "files" under [build] in site.toml',
            kind="output",
        ) from error
    if trees.output.is_dir() and not trees.output.is_symlink():
        os.rmdir(trees.output)  # empty, else Trees.of had refused it
    os.replace(link, trees.output)


def _live_number(output: Path, home: Path) -> int | None:
    """The number of the tree that `output` leads to; None when there is no output yet."""
    name = str(output)
    if output.is_symlink():
        target = os.readlink(output)
        own = re.fullmatch(re.escape(home.name) + r"/([0-9]{1,12})", target)
        if own is None:
            remedy = "remove the link, or name another [build] output in site.toml"
            raise mistake(name, f"is a link to {target} that Digest did not make", remedy, kind="output")
        return int(own[1]) if (home / own[1]).is_dir() else None
    if output.is_dir():
        if not _listed(output):
            return None
        remedy = 'move or remove it, name another [build] output in site.toml, or set publish = "files" there'
        raise mistake(name, "is a folder with files in it, not a link that Digest made", remedy, kind="output")
    if os.path.lexists(output):
        raise mistake(name, "is a file", "move it away, or name another [build] output in site.toml", kind="output")
    return None


def _link(source: str, target: str) -> None:
    """Make `target` the same file as `source`, or a copy of it where links will not do."""
    try:
        os.link(source, target)
    except OSError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _link_or_copy(source, target)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def remove_empty(root: str, folders: set[str]) -> None:
    """Remove those of `folders` (relative to `root`), and the folders above them, that hold nothing."""
    for folder in sorted(folders, key=len, reverse=True):
        while folder:
            try:
                os.rmdir(f"{root}/{folder}")
            except OSError:
                break
            folder = os.path.dirname(folder)


def remove(path: Path) -> None:
    """Remove a file or a whole folder, as far as that goes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _listed(folder: Path) -> list[str]:
    """The names in a folder, sorted; none when it is not there."""
    try:
        return sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
