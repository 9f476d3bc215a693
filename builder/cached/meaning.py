"""Site -> the meaning part of the search, and what is like what: fitted again only when the training set changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

import msgspec

from builder.cache import Cache, stored
from builder.cached.grouping import vectors_of
from builder.cached.vectors import Vectors
from builder.model import Article, Likeness, Site
from builder.search.documents import Document
from builder.search.fusion import FUSION, MEANING_VERSION
from builder.search.text import forms
from builder.search.training import Told, fitted_on, size_of, told, windows_of
from builder.site.plan import PlannedPage
from builder.text.digests import digest
from builder.threads.terms import thread_text

if TYPE_CHECKING:
    from builder.search.codes import Whole
    from builder.search.fit import Fit, Space

FIT_STAGE = "meaning-fit"
ROWS_STAGE = "meaning-rows"
TEXTS_STAGE = "meaning-texts"
STORIES_STAGE = "meaning-stories"
MADE_STAGE = "meaning-made"
FILES_STAGE = "meaning-files"

Advance = Callable[[int, int], None]


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """`entry` is added to the search's entry; `related` becomes `Site.related`."""

    entry: dict[str, Any]
    pages: tuple[PlannedPage, ...]
    related: tuple[Likeness, ...]


class _Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """A fit without its rows, as it is cached."""

    name: str
    mean: bytes
    axes: bytes
    centres: bytes
    marks: tuple[str, ...]


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """All that follows from the stories and a fit: files by path and mark."""

    entry: dict[str, Any]
    files: tuple[tuple[str, str], ...]
    related: tuple[Likeness, ...]


class _Story(msgspec.Struct, frozen=True, array_like=True):
    """A story's code (one byte a number) and its words' numbers."""

    code: bytes
    words: tuple[int, ...]


def meaning_of(
    site: Site,
    found: Sequence[Document],
    stop: Collection[str],
    vectors: Vectors,
    cache: Cache,
    advance: Advance,
    names: Sequence[bytes],
) -> Meaning:
    """The meaning part for `found`, the documents in order of their numbers; `stop` are the search's stop words.

    `names` are those of the files of stories.
    """
    if not found:
        return Meaning(entry={}, pages=(), related=())
    fitted, rows = _fitted(site.articles, frozenset(stop), vectors, cache, advance)
    done, fresh = _made(site, found, fitted, frozenset(stop), vectors, cache, advance, names)
    pages = []
    for path, mark in done.files:
        make = partial(bytes, fresh[mark]) if mark in fresh else partial(stored, cache.path, FILES_STAGE, mark)
        pages.append(PlannedPage(path, mark, make))
    for place, mark in enumerate(fitted.marks):
        name = "head" if place == 0 else str(place - 1)
        key = f"{fitted.name} {name}"
        make = partial(bytes, rows[key]) if key in rows else partial(stored, cache.path, ROWS_STAGE, key)
        pages.append(PlannedPage(f"search/m/{fitted.name}/{name}.bin", mark, make))
    return Meaning(entry={"meaning": done.entry, "fusion": FUSION}, pages=tuple(pages), related=done.related)


def _made(
    site: Site,
    found: Sequence[Document],
    fitted: _Fitted,
    stop: frozenset[str],
    vectors: Vectors,
    cache: Cache,
    advance: Advance,
    names: Sequence[bytes],
) -> tuple[_Made, dict[str, bytes]]:
    """What the last build made where stories, fit and sagas are as they were, and contents that were made now."""
    sagas = {thread_id: saga.id for saga in site.sagas for thread_id in saga.thread_ids}
    ids = [document.thread.id for document in found]
    told = [f"{name} {sagas.get(name, '')} {_members(one)}" for name, one in zip(ids, found, strict=True)]
    key = digest(str(MEANING_VERSION), fitted.name, *sorted(stop), *told, b"".join(names))
    if known := cache.get(MADE_STAGE, (key,)):
        return msgspec.msgpack.decode(known[key], type=_Made), {}
    from builder.search.meaning import filed
    from builder.search.related import related

    centres = _whole(fitted.centres)
    stories = _stories(found, fitted, stop, vectors, cache, advance)
    codes = _whole(b"".join(story.code for story in stories))
    files = filed(fitted.name, codes, centres, names)
    like = related(ids, codes, centres, [story.words for story in stories], sagas)
    made = _Made(
        entry=files.entry,
        files=tuple((file.path, file.mark.hex()) for file in files.files),
        related=tuple(Likeness(*pair) for pair in zip(ids, like, strict=True) if pair[1]),
    )
    contents = {mark.hex(): raw for mark, raw in files.contents.items()}
    cache.put(FILES_STAGE, contents)
    cache.put(MADE_STAGE, {key: msgspec.msgpack.encode(made)})
    if cache.prune(FILES_STAGE, contents):
        cache.keep_only(MADE_STAGE, {key})  # As with fits: what is kept must not name files that are gone.
    return made, contents


def _members(document: Document) -> str:
    return " ".join(f"{article.digest} {article.path}" for article in document.members)


def _fitted(
    articles: Sequence[Article], stop: frozenset[str], vectors: Vectors, cache: Cache, advance: Advance
) -> tuple[_Fitted, dict[str, bytes]]:
    """The fit, and the files of its rows where they were made now."""
    chosen, parts = _training(articles, stop, vectors, cache)
    openings = [thread_text(article) for article in chosen]
    setting = [str(MEANING_VERSION), vectors.id, *sorted(stop), str(size_of(len(articles)))]
    key = digest(*setting, *openings, *(msgspec.json.encode(part) for part in parts))
    if stored := cache.get(FIT_STAGE, (key,)):
        return msgspec.msgpack.decode(stored[key], type=_Fitted), {}
    from builder.search.table import table

    made = _fit(chosen, openings, parts, stop, size_of(len(articles)), vectors, advance)
    files = table(made, size_of(len(articles)))
    rows = {f"{files.name} {number}": raw for number, raw in enumerate(files.files)}
    rows = {f"{files.name} head": files.head, **rows}
    fitted = _Fitted(
        name=files.name,
        mean=made.space.mean.tobytes(),
        axes=made.space.axes.tobytes(),
        centres=made.centres.tobytes(),
        marks=tuple(digest(raw) for raw in rows.values()),
    )
    cache.put(ROWS_STAGE, rows)
    cache.put(FIT_STAGE, {key: msgspec.msgpack.encode(fitted)})
    if cache.prune(ROWS_STAGE, rows):
        cache.keep_only(FIT_STAGE, {key})  # An earlier fit may come back, and would name rows that are gone.
    cache.commit()
    return fitted, rows


def keep_training(articles: Sequence[Article], stop: Collection[str], vectors: Vectors, cache: Cache) -> None:
    """Ask the store for the vectors that a fit on `articles` is made from.

    With the fit at hand no build asks for them, but the next one that fits anew needs all but a few.
    """
    vectors.keep(_training_texts(articles, stop, vectors, cache))


def embed_training(articles: Sequence[Article], stop: Collection[str], vectors: Vectors, cache: Cache) -> None:
    """Embed all that a fit on `articles` is made from, so that another process can make it without the model."""
    vectors.of(_training_texts(articles, stop, vectors, cache), lambda done, total: None)


def _training_texts(articles: Sequence[Article], stop: Collection[str], vectors: Vectors, cache: Cache) -> list[str]:
    chosen, parts = _training(articles, frozenset(stop), vectors, cache)
    return [text for article, part in zip(chosen, parts, strict=True) for text in (thread_text(article), *part.texts)]


def _training(
    articles: Sequence[Article], stop: frozenset[str], vectors: Vectors, cache: Cache
) -> tuple[list[Article], list[Told]]:
    """The articles that are fitted on, and what each of them gives."""
    chosen = [article for article in fitted_on(articles) if vectors.reads(thread_text(article))]
    return chosen, _told(chosen, stop, windows_of(len(chosen)), cache)


def _fit(
    chosen: Sequence[Article],
    openings: Sequence[str],
    parts: Sequence[Told],
    stop: frozenset[str],
    size: int,
    vectors: Vectors,
    advance: Advance,
) -> Fit:
    import numpy as np

    from builder.search.cells import count_for
    from builder.search.fit import Texts, fit

    texts = [(n, text) for n, part in enumerate(parts) for text in (openings[n], *part.texts)]
    sentences = [(n, text) for n, part in enumerate(parts) for text in part.opening]
    given = Texts(
        texts=[text for _, text in texts],
        owner=np.array([n for n, _ in texts], dtype=np.int64),
        vectors=vectors.of([text for _, text in texts], advance),
        articles=vectors.of(openings, advance),
        opening=[text for _, text in sentences],
        opening_owner=np.array([n for n, _ in sentences], dtype=np.int64),
    )
    return fit(given, vectors.vocabulary(), stop, vectors.inputs, count_for(size))


def _told(articles: Sequence[Article], stop: frozenset[str], windows: int, cache: Cache) -> list[Told]:
    """What each article gives to a fit, chosen once per text."""
    basis = digest(str(MEANING_VERSION), str(windows), *sorted(stop))
    keys = [digest(basis, article.digest, article.path) for article in articles]
    stored = cache.get(TEXTS_STAGE, keys)
    fresh = {
        key: msgspec.msgpack.encode(told(article, stop, windows))
        for key, article in zip(keys, articles, strict=True)
        if key not in stored
    }
    cache.put(TEXTS_STAGE, fresh)
    cache.prune(TEXTS_STAGE, keys)
    stored.update(fresh)
    decoder = msgspec.msgpack.Decoder(Told)
    return [decoder.decode(stored[key]) for key in keys]


def _stories(
    found: Sequence[Document],
    fitted: _Fitted,
    stop: frozenset[str],
    vectors: Vectors,
    cache: Cache,
    advance: Advance,
) -> list[_Story]:
    """The code of each document: the mean of its articles' vectors, reduced."""
    keys = [digest(str(MEANING_VERSION), fitted.name, _members(document)) for document in found]
    stored = cache.get(STORIES_STAGE, keys)
    missing = [n for n, key in enumerate(keys) if key not in stored]
    if missing:
        codes = _codes([found[n] for n in missing], _space(fitted), vectors, advance)
        fresh = {
            keys[n]: msgspec.msgpack.encode(_Story(code, _words(found[n], stop)))
            for n, code in zip(missing, codes, strict=True)
        }
        cache.put(STORIES_STAGE, fresh)
        cache.prune(STORIES_STAGE, keys)
        stored.update(fresh)
    decoder = msgspec.msgpack.Decoder(_Story)
    return [decoder.decode(stored[key]) for key in keys]


def _codes(found: Sequence[Document], space: Space, vectors: Vectors, advance: Advance) -> list[bytes]:
    import numpy as np

    from builder.search.codes import coded

    members = [article for document in found for article in document.members]
    rows = vectors_of(members, vectors, advance)
    starts = np.cumsum([0, *(len(document.members) for document in found)])[:-1]
    sums = np.add.reduceat(rows.astype(np.float64), starts, axis=0)
    lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    means = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    return [code.tobytes() for code in coded(space.reduce(means))[0]]


def _words(document: Document, stop: frozenset[str]) -> tuple[int, ...]:
    """Numbers for the words of headlines and ledes."""
    texts = [text for article in document.members for text in (article.title, article.lede_text)]
    found = {form for text in texts for form in forms(text) if len(form) > 2 and form not in stop}
    return tuple(sorted({crc32(form.encode()) for form in found}))


def _space(fitted: _Fitted) -> Space:
    import numpy as np

    from builder.search.fit import DIMENSIONS, Space

    axes = np.frombuffer(fitted.axes, dtype=np.float64).reshape(-1, DIMENSIONS)
    return Space(np.frombuffer(fitted.mean, dtype=np.float64), axes)


def _whole(raw: bytes) -> Whole:
    import numpy as np

    from builder.search.fit import DIMENSIONS

    return np.frombuffer(raw, dtype=np.int8).reshape(-1, DIMENSIONS)
