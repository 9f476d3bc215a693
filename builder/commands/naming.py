"""What a name on the command line means: an article or a story."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from builder.errors import DigestError, mistake
from builder.model import Article, Thread

_MOST = 5
"""Names that a message lists."""


def find(articles: Sequence[Article], threads: Sequence[Thread], name: str) -> Article | Thread:
    """The article that `name` means (its path with or without folders, address, url or id), else the story.

    A story goes by its address (`stories/x`, `/stories/x/`, the page's url) or its slug. Raises `DigestError`
    for a name of several or of none.
    """
    wanted = _plain(name)
    story = next((thread for thread in threads if wanted in (f"stories/{thread.slug}", thread.slug)), None)
    if story and wanted.startswith("stories/"):
        return story
    for matches in (
        [a for a in articles if wanted in (a.id, a.path, a.address, f"articles/{a.address}") or name == a.url],
        [a for a in articles if f"/{a.path}".endswith(f"/{wanted}") or f"/{wanted}".endswith(f"/{a.path}")],
        [a for a in articles if PurePosixPath(a.path).stem == wanted],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            which = ", ".join(article.path for article in matches[:_MOST])
            more = f" and {len(matches) - _MOST} more" if len(matches) > _MOST else ""
            raise mistake(
                name, f"is the name of {len(matches)} articles", f"say which: {which}{more}", kind="ambiguous"
            )
    if story:
        return story
    former = next((t for t in threads if wanted.removeprefix("stories/") in {row.slug for row in t.lineage}), None)
    if former:
        return former
    raise _unknown(name, wanted, [*(article.path for article in articles), *(f"stories/{t.slug}" for t in threads)])


def find_story(threads: Sequence[Thread], articles: Sequence[Article], name: str) -> Thread:
    """The story that `name` means: its address or slug, a former one, or the name of one of its articles."""
    wanted = _plain(name).removeprefix("stories/")
    for thread in threads:
        if wanted == thread.slug or wanted in {row.slug for row in thread.lineage}:
            return thread
    try:
        found = find(articles, (), name)
    except DigestError as error:
        if error.notices[0].kind == "ambiguous":
            raise
        slugs = [thread.slug for thread in threads]
        raise _unknown(name, wanted, slugs, "is no story of this site") from None
    return next(thread for thread in threads if found.id in thread.article_ids)


def _plain(name: str) -> str:
    """A name without slashes at its ends; of a url, its path from `stories/` or `articles/` on."""
    text = name.strip()
    if "://" in text:
        path = unquote(urlsplit(text).path)
        at = max(path.find("/stories/"), path.find("/articles/"))
        text = path[at:] if at >= 0 else text
    return text.strip("/").removesuffix("/index.html")


def _unknown(
    name: str, wanted: str, names: Iterable[str], what: str = "is no article or story of this site"
) -> DigestError:
    """The mistake of a name that means nothing, with the nearest that mean something."""
    pool = list(names)
    short = {PurePosixPath(one).stem: one for one in reversed(pool)}
    close = [one for one in pool if wanted.casefold() in one.casefold()][:3]
    close += [short[one] for one in difflib.get_close_matches(PurePosixPath(wanted).stem, short, n=3, cutoff=0.55)]
    close = list(dict.fromkeys(close))[:3]
    remedy = f"did you mean {' or '.join(close)}?" if close else "`digest threads` lists them all"
    return mistake(name, what, remedy, kind="no-article")
