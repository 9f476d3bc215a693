"""Site -> the files of the search: what the last build made is patched where few stories have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from builder import __version__
from builder.cache import Cache, stored
from builder.cached.vectors import Vectors
from builder.compare import COMPARE_VERSION
from builder.config import SiteConfig
from builder.model import Article, Likeness, Site
from builder.reading.read import READING_VERSION
from builder.search.directory import ENTRY_PATH, File
from builder.search.documents import Document, documents
from builder.search.fields import SEARCH_VERSION
from builder.search.index import Made, Setting, State, listing, story_names
from builder.search.roots import language_of, search_stop_words
from builder.site import urls
from builder.site.plan import PlannedPage
from builder.site.urls import Urls
from builder.text.digests import digest

STAGE = "search"
FILES_STAGE = "search-files"
FORMS_STAGE = "search-forms"


class Indexed(msgspec.Struct, frozen=True, kw_only=True):
    """The pages of the search, and how many documents were counted for them.

    `related` becomes `Site.related`; empty where the site has no meaning part.
    """

    pages: tuple[PlannedPage, ...]
    made: int
    related: tuple[Likeness, ...] = ()


def search_all(
    site: Site,
    config: SiteConfig,
    vectors: Vectors | None,
    cache: Cache,
    advance: Callable[[int, int], None],
) -> Indexed:
    """Index the listed threads of `site`; without `vectors` by words alone."""
    if not config.search.enabled:
        return Indexed(pages=(), made=0)
    found = documents(site)
    keys = [_key(document) for document in found]
    setting = _setting(config, vectors.id if vectors else "")
    state, fresh, made = _state(found, keys, setting, config, cache, advance)
    meaning = None
    if vectors and config.search.meaning:
        from builder.cached.meaning import meaning_of

        names = story_names(state)
        meaning = meaning_of(site, found, setting.stop, vectors, cache, advance, names)
    named = listing(state, meaning.entry if meaning else None)
    fresh.update(named.contents)
    entry = PlannedPage(ENTRY_PATH, digest(named.entry), partial(bytes, named.entry))
    pages = (entry, *_pages(named.files, fresh, cache.path), *(meaning.pages if meaning else ()))
    if meaning is None:
        return Indexed(pages=pages, made=made)
    return Indexed(pages=pages, made=made, related=meaning.related)


def keep_training(articles: Sequence[Article], config: SiteConfig, vectors: Vectors, cache: Cache) -> None:
    """Ask the store for all that the meaning part would be fitted on, though it is fitted already."""
    if config.search.enabled and config.search.meaning:
        from builder.cached.meaning import keep_training as keep

        keep(articles, _setting(config, vectors.id).stop, vectors, cache)


def embed_training(articles: Sequence[Article], config: SiteConfig, vectors: Vectors, cache: Cache) -> None:
    """Embed what the meaning part would be fitted on."""
    if config.search.enabled and config.search.meaning:
        from builder.cached.meaning import embed_training as embed

        embed(articles, _setting(config, vectors.id).stop, vectors, cache)


def index_of(
    site: Site, config: SiteConfig, model: str, cache: Cache, advance: Callable[[int, int], None]
) -> tuple[list[Document], State, dict[bytes, bytes]]:
    """The documents of `site`, the state of their index, and those of its contents that were made now.

    `model` is the id of the vectors' model. The other contents are in the cache: `contents`.
    """
    found = documents(site)
    keys = [_key(document) for document in found]
    return found, *_state(found, keys, _setting(config, model), config, cache, advance)[:2]


def contents(cache: Cache, marks: Sequence[bytes]) -> dict[bytes, bytes]:
    """Contents of the last index by mark, as kept for the next build."""
    return {bytes.fromhex(mark): raw for mark, raw in cache.get(FILES_STAGE, [mark.hex() for mark in marks]).items()}


def _state(
    found: Sequence[Document],
    keys: Sequence[str],
    setting: Setting,
    config: SiteConfig,
    cache: Cache,
    advance: Callable[[int, int], None],
) -> tuple[State, dict[bytes, bytes], int]:
    """The state of the index, the contents made now, and how many documents were counted."""
    last = _last(cache, setting)
    rows = tuple((document.thread.id, key) for document, key in zip(found, keys, strict=True))
    if last and last.documents == rows:
        return last, {}, 0
    made = _patched(last, found, rows, config, cache) if last else None
    if made is None:
        from builder.search.build import build

        made = build(found, keys, setting, config.zone, _link, advance)
    _save(made, last, cache)
    return made.state, made.contents, len(made.forms)


def _patched(
    last: State, found: Sequence[Document], rows: Sequence[tuple[str, str]], config: SiteConfig, cache: Cache
) -> Made | None:
    """The last index with what has changed, None where that will not do."""
    from builder.search.patch import Missing, changed, patch

    numbers = changed(last, rows)
    if numbers is None:
        return None

    old = dict(last.documents[number] for number in numbers if number < len(last.documents))
    rows_of = cache.get(FORMS_STAGE, list(old.values()))
    forms = {thread_id: rows_of[key] for thread_id, key in old.items() if key in rows_of}
    try:
        return patch(
            last, found, [key for _, key in rows], numbers, config.zone, _link, partial(contents, cache), forms
        )
    except Missing:
        return None


def _last(cache: Cache, setting: Setting) -> State | None:
    """The last build's state, if it was made under the same setting and this version can read it."""
    raw = cache.get(STAGE, ("last",)).get("last")
    try:
        last = msgspec.msgpack.decode(raw, type=State) if raw else None
    except msgspec.DecodeError:
        return None
    return last if last and last.setting == setting else None


def _save(made: Made, last: State | None, cache: Cache) -> None:
    """Store what the next build may need. Contents that only name others are cheap to make and left out."""
    key_of = dict(made.state.documents)
    known = set(_marks(last)) if last else set()
    new = {mark.hex(): content for mark, content in made.contents.items() if mark not in known}
    cache.put(FILES_STAGE, new)
    cache.put(FORMS_STAGE, {key_of[thread_id]: row for thread_id, row in made.forms.items()})
    cache.put(STAGE, {"last": msgspec.msgpack.encode(made.state)})
    cache.prune(FILES_STAGE, (mark.hex() for mark in _marks(made.state)))
    cache.prune(FORMS_STAGE, key_of.values())
    cache.commit()


def _marks(state: State) -> Iterator[bytes]:
    for shard in (*state.terms, *state.forward, *state.backward):
        for kept in shard.files:
            yield kept.mark
    for kept in (*state.stories, *state.columns, state.names):
        yield kept.mark


def _pages(files: Iterable[File], fresh: dict[bytes, bytes], store: Path) -> Iterator[PlannedPage]:
    for file in files:
        content = fresh.get(file.mark)
        make = partial(stored, store, FILES_STAGE, file.mark.hex()) if content is None else partial(bytes, content)
        yield PlannedPage(file.path, file.mark.hex(), make)


def _setting(config: SiteConfig, model: str) -> Setting:
    language = language_of(config.site.language)
    told: list[Any] = [__version__, SEARCH_VERSION, COMPARE_VERSION, READING_VERSION, model]
    basis = digest(msgspec.json.encode([*told, config.site.timezone, config.site.language, config.sources]))
    return Setting(language=language, stop=search_stop_words(language), basis=basis)


def _key(document: Document) -> str:
    """Stands for all that a document is made of, given the basis: a comparison follows from its articles."""
    thread = document.thread
    articles = [f"{a.id} {a.digest} {a.published} {a.path} {a.source_id} {a.address}" for a in document.members]
    outlets = [f"{source} {name}" for source, name in document.sources]
    return digest(thread.id, thread.slug, thread.title, thread.title_from, str(len(articles)), *articles, *outlets)


def _link(article: Article, sentence: int) -> str:
    """The link to a sentence, relative to the site's root."""
    return Urls("", "").to(urls.article(article.address), urls.sentence_anchor(sentence))
