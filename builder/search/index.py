"""The index as a whole: which files it has, what the next build needs to change only some of them, and its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from builder.search.directory import File, Names, entry_bytes, keyed_pages, mark_of, numbered_pages
from builder.search.fields import COLUMNS_PER_FILE, FIELDS, STORIES_PER_FILE

FORMAT = 2
"""`version` of the entry: raised when a reader of the old files could not read the new."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What the index depends on besides the stories.

    `language` is the code of the site's, `stop` its stop words; `basis` stands for what all keys of documents leave
    out, and may be anything.
    """

    language: str
    stop: tuple[str, ...]
    basis: str = ""


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A content: 16 bytes that stand for it, and its size."""

    mark: bytes
    size: int

    @classmethod
    def of(cls, content: bytes) -> Kept:
        """What stands for `content`."""
        return cls(mark_of(content), len(content))


class Shard(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Files that begin with the form `first`: of terms (`files`: terms, positions, long lists) or of spelling (one).

    `stretch` tells that a stretch begins here (see `shards`). `counts` are `words` and `titles` of the entries in turn,
    as varints; empty for spelling.
    """

    first: str
    stretch: bool
    files: tuple[Kept, ...]
    counts: bytes = b""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """An index without its contents: what a later build compares with and patches.

    `documents` are (thread id, key) by number; `rate` see `shards.rate`.
    """

    setting: Setting
    rate: int
    documents: tuple[tuple[str, str], ...]
    terms: tuple[Shard, ...]
    forward: tuple[Shard, ...]
    backward: tuple[Shard, ...]
    stories: tuple[Kept, ...]
    columns: tuple[Kept, ...]
    names: Kept


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """An index: its state, the contents that were made now by their mark, and the forms of the documents counted now.

    `forms` is thread id -> what `forms_row` gives.
    """

    state: State
    contents: dict[bytes, bytes]
    forms: dict[str, bytes]


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Every file of the index by name, and the contents made for naming them: entry and directory pages."""

    entry: bytes
    files: tuple[File, ...]
    contents: dict[bytes, bytes]


def listing(state: State, meaning: Mapping[str, Any] | None = None) -> Listing:
    """Name the files of an index. `meaning` is added to the entry as it is (`meaning`, `fusion`)."""
    contents: dict[bytes, bytes] = {}
    pages = Names("d")
    directory: list[File] = []

    def page(raw: bytes) -> str:
        kept = Kept.of(raw)
        contents[kept.mark] = raw
        directory.append(pages.of(kept.mark, kept.size))
        return directory[-1].name.hex()

    def keyed(shards: Sequence[Shard], files: Sequence[File]) -> dict[str, Any]:
        made = keyed_pages([shard.first for shard in shards], files)
        return {"files": len(files), "pages": [(first, page(raw)) for first, raw in made]}

    def numbered(files: Sequence[File]) -> dict[str, Any]:
        return {"files": len(files), "pages": [page(raw) for raw in numbered_pages(files)]}

    terms = _named("t", (shard.files[0] for shard in state.terms))
    places = _named("p", (shard.files[1] for shard in state.terms))
    rests = _named("l", (kept for shard in state.terms for kept in shard.files[2:]))
    forward = _named("f", (shard.files[0] for shard in state.forward))
    backward = _named("b", (shard.files[0] for shard in state.backward))
    shown = _named("s", state.stories)
    blocks = _named("c", state.columns)
    names = _named("n", [state.names])
    # Where stories have vectors, the files of these lead to them.
    found = {"files": len(shown), "pages": []} if meaning else numbered(shown)
    entry = {
        "version": FORMAT,
        "documents": len(state.documents),
        "language": state.setting.language,
        "stop": state.setting.stop,
        "fields": {field.name: field.weight for field in FIELDS},
        "terms": keyed(state.terms, terms),
        "positions": numbered(places),
        "stories": {"per": STORIES_PER_FILE, **found},
        "spelling": {"forward": keyed(state.forward, forward), "backward": keyed(state.backward, backward)},
        "columns": {"per": COLUMNS_PER_FILE, "files": [file.name.hex() for file in blocks]},
        "names": names[0].name.hex(),
        **(meaning or {}),
    }
    files = (*directory, *terms, *places, *rests, *shown, *forward, *backward, *blocks, *names)
    # Equal contents share a file, which then is named once.
    return Listing(entry=entry_bytes(entry), files=tuple({f.path: f for f in files}.values()), contents=contents)


def story_names(state: State) -> list[bytes]:
    """The names of the files of stories, in order: what the files of vectors lead to."""
    return [file.name for file in _named("s", state.stories)]


def _named(kind: str, kept: Iterable[Kept]) -> list[File]:
    names = Names(kind)
    return [names.of(one.mark, one.size) for one in kept]


def forms_row(titled: Iterable[str], others: Iterable[str]) -> bytes:
    """The forms of a document, those of its headlines first: what must be taken back when it changes."""
    return ("\n".join(titled) + "\n\n" + "\n".join(others)).encode()


def forms_of(row: bytes) -> dict[str, bool]:
    """Form -> whether it stands in a headline."""
    titled, _, others = row.decode().partition("\n\n")
    found = {form: False for form in others.split("\n") if form}
    found.update({form: True for form in titled.split("\n") if form})
    return found
