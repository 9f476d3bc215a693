"""What a run of any way in needs of the site: settings, content folder, state, one run at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from builder import __version__
from builder.config import SiteConfig
from builder.errors import mistake
from builder.ingest.entry import Entry, keys_of
from builder.ingest.fetcher import Fetcher, Limits
from builder.ingest.front import article_text
from builder.ingest.hosts import Resolver, look_up
from builder.ingest.library import Library
from builder.ingest.refresh import merge, origin_of
from builder.ingest.state import STATE_NAME, ItemState, State
from builder.progress import Watcher
from builder.reading.content import MAX_TEXT
from builder.reading.sanitise import too_much
from builder.text.digests import digest
from builder.text.urls import host_of
from builder.workspace import STATE_FOLDER, configured, state_folder

LOCK_NAME = "fetch.lock"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one article.

    `action`: `new`; `updated` (the source changed it and nobody has edited the file); `known` (it is at `path`
    already); `edited` (the source changed it, but the file is not as it was written, so it was left alone);
    `refused` (longer, or with more markup, than reading takes).
    """

    action: str
    path: str
    title: str
    url: str
    inferred: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Way:
    """A run into one site: decides what is new, and writes it."""

    def __init__(self, root: Path, config: SiteConfig, state: State, library: Library, *, dry: bool) -> None:
        self.root, self.config, self.state, self.library, self.dry = root, config, state, library, dry
        self.zone: ZoneInfo = config.zone

    def known(self, entry: Entry, told: str) -> ItemState | None:
        """The item as it was last seen; one that stands in a file but not in the state is taken up."""
        keys = keys_of(entry)
        item = self.state.item(keys)
        if item is not None:
            return item
        path = self.library.holder(keys)
        if not path:
            return None
        # The file may be ours, from a run that was killed before it could say so. One that is not byte for byte what
        # we would write is a person's by now, and stays as it is whatever its source does.
        ours = digest(article_text(self._placed(entry), self.zone).encode("utf-8"))
        item = ItemState(path, ours if self.library.current(path) == ours else "", told)
        if not self.dry:
            self.state.save_item(keys, item)
        return item

    def write(self, entry: Entry, told: str, *, plain: Entry | None = None, refresh: bool = False) -> Written:
        """Bring one article in. `told`: who tells of it (a word) and the digest of what, see `same`.

        `plain` is the article as its page tells it, where a person said more. `refresh`: one that is there becomes what
        its page says now, as far as nobody has edited it.
        """
        if len(entry.body) > MAX_TEXT or too_much(entry.body):
            return self.said("refused", "", entry)
        entry = self._placed(entry)
        keys = keys_of(entry)
        item = self.state.item(keys)
        path = item.path if item else self.library.holder(keys)
        if path and refresh and self.library.current(path):
            return self._refreshed(entry, plain or entry, told, keys, path)
        if path and not refresh:
            return self._again(entry, told, keys, path, item)
        text = article_text(entry, self.zone)
        path = self.library.new_path(entry, self.zone)
        if not self.dry:
            while not self.library.write_new(path, text):
                path = self.library.new_path(entry, self.zone)
            self._wrote(path, plain or entry)
            self.state.save_item(keys, ItemState(path, digest(text.encode("utf-8")), told))
        self.library.hold(path, keys, entry)
        return self.said("new", path, entry)

    def _again(self, entry: Entry, told: str, keys: tuple[str, ...], path: str, item: ItemState | None) -> Written:
        """An article that has come before: replaced where its source changed it and nobody else did."""
        if item is None or same(item.told, told):
            if not self.dry:
                self.state.save_item(keys, item or ItemState(path, "", told))
            return self.said("known", path, entry)
        text = article_text(entry, self.zone)
        raw = text.encode("utf-8")
        held = self.library.current(path)
        if held in ("", digest(raw)):
            # Deleted by a person, who does not want it back, or the same words after all.
            action, item = "known", ItemState(path, item.written, told)
        elif self.dry:
            action = "updated" if held == item.written else "edited"
        elif self.library.rewrite(path, text, item.written):
            self._wrote(path, entry)
            action, item = "updated", ItemState(path, digest(raw), told)
        else:
            action, item = "edited", ItemState(path, item.written, told)
        if not self.dry:
            self.state.save_item(keys, item)
        return self.said(action, path, entry)

    def _refreshed(self, entry: Entry, plain: Entry, told: str, keys: tuple[str, ...], path: str) -> Written:
        """An article that is there, as its page is now; `edited` where that would cost a person's words."""
        held, item = self.library.text(path), self.state.item(keys) or ItemState(path, "", told)
        origin = self.state.origin(path)
        if origin is None and held is not None and digest(held.encode("utf-8")) == item.written:
            origin = origin_of(held)
        merged = None
        if held is not None and origin is not None:
            merged = merge(held, origin, article_text(self._placed(plain), self.zone))
        if held is None or merged is None:
            return self.said("edited", path, entry)
        if not merged.changed:
            return self.said("known", path, entry)
        theirs = merged.text != article_text(self._placed(plain), self.zone)
        if not self.dry:
            raw = merged.text.encode("utf-8")
            if not self.library.rewrite(path, merged.text, digest(held.encode("utf-8"))):
                return self.said("edited", path, entry)
            self._wrote(path, plain)
            # With a person's words in it the file is theirs: no feed may write it again.
            self.state.save_item(keys, ItemState(path, "" if theirs else digest(raw), item.told))
        notes = [f"changed: {', '.join(merged.changed)}"]
        if merged.kept:
            notes.append(f"changed there, and left as you have it: {', '.join(merged.kept)}")
        return self.said("updated", path, msgspec.structs.replace(entry, notes=tuple(notes)))

    def _wrote(self, path: str, plain: Entry) -> None:
        self.state.save_origin(path, origin_of(article_text(self._placed(plain), self.zone)))

    def _placed(self, entry: Entry) -> Entry:
        """With the source that the host's other articles name; none where site.toml names the host itself.

        So that one outlet does not come to stand under two names, its own and that of its host.
        """
        if not entry.host or entry.named:
            return entry
        if any(host_of(f"https://{name}/") in _above(entry.host) for name in self.config.sources):
            return msgspec.structs.replace(entry, source="")
        source = self.library.source_of(entry.host)
        return entry if source is None else msgspec.structs.replace(entry, source=source)

    def said(self, action: str, path: str, entry: Entry) -> Written:
        """What became of an article; `path` is relative to the content folder."""
        shown = f"{self.config.build.content}/{path}" if path else ""
        return Written(
            action=action, path=shown, title=entry.title, url=entry.url, inferred=entry.inferred, notes=entry.notes
        )


def same(before: str, now: str) -> bool:
    """Whether what is told now gives no reason to write a file again.

    Each is a word for who tells, a space, and a digest. Only who brought an article in can change it: two feeds that
    tell of it differently would else write it anew in turn.
    """
    return before == now or before.partition(" ")[0] != now.partition(" ")[0]


def _above(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[index:]) for index in range(max(1, len(labels) - 1))]


@contextmanager
def opened(root: Path, watcher: Watcher | None, *, dry: bool) -> Iterator[Way]:
    """The way into the site at `root`, alone. Raises `DigestError` when another run is at work."""
    config = configured(root)
    folder = state_folder(root)
    with (folder / LOCK_NAME).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            path = f"{STATE_FOLDER}/{LOCK_NAME}"
            raise mistake(path, "another run brings articles in", "wait until it has ended", kind="busy") from None
        state = State(folder / STATE_NAME)
        try:
            tell = (lambda done, total: watcher("content", done, total)) if watcher else (lambda done, total: None)
            yield Way(root, config, state, Library(root / config.build.content, state, tell), dry=dry)
        finally:
            state.close()


def make_fetcher(config: SiteConfig, private: bool, resolver: Resolver = look_up) -> Fetcher:
    """A fetcher with the limits of site.toml; `private` allows private addresses whatever that says."""
    section = config.fetch
    limits = Limits(
        timeout=section.timeout_seconds,
        max_bytes=int(section.max_megabytes * 1e6),
        pause=section.pause_seconds,
        private=section.private or private,
    )
    return Fetcher(limits, agent(config), resolver=resolver)


def agent(config: SiteConfig) -> str:
    """How we name ourselves: with an address, where one is told, so that who runs a server can ask."""
    base = config.site.base_url
    local = host_of(base) in ("localhost", "127.0.0.1", "::1")
    contact = config.fetch.contact or ("" if local else base)
    plain = "".join(char for char in contact if " " < char < "\x7f" and char not in "()")
    return f"news-digest/{__version__}" + (f" (+{plain})" if plain else "")
