"""The search page: the strings of its script, examples from this very site, and what a browser's own search needs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from builder.site import locales, urls
from builder.site.index import SiteIndex
from builder.site.views import Head, TagView, View
from builder.site.xmltext import escape
from builder.text.words import STOPWORDS

TAGS = 12
"""Tags that the empty page offers: those of most articles."""
SHORT_NAME = 16
LONG_NAME = 48
"""Letters that OpenSearch 1.1 allows for the names of a search engine."""

_PLAIN = (
    "loading", "searching", "more", "retry", "failed", "offline", "offline_kept", "none", "none_unknown", "none_common",
    "none_strict", "none_filtered", "corrected", "instead", "meaning", "meaning_hint", "clear", "remove",
    "facets_failed", "unknown_operator",
)  # fmt: skip
_PLACES = ("word", "operator", "used", "typed", "name")
_COUNTED = ("found", "found_least", "announce", "announce_least", "same", "more_of_kind")


class Example(View, frozen=True):
    """A query to try; `kind` names the string that says what it finds."""

    kind: str
    query: str
    url: str


class SearchPage(View, frozen=True):
    """The search page. `base` is the folder of the index, `root` the site's own, both as links.

    `texts` are the strings of the script, as JSON. `offline` is the service worker's address, empty when there is none.
    """

    head: Head
    base: str
    root: str
    texts: str
    examples: tuple[Example, ...]
    tags: tuple[TagView, ...]
    scripts: tuple[str, ...]
    later: tuple[str, ...]
    offline: str


def _paths(names: str) -> tuple[str, ...]:
    return tuple(f"search/{name}.js" for name in names.split())


SCRIPTS = _paths("client view worker engine terms text bytes files lookup meaning query ranking show")
"""What search.js loads, all of it fetched at once."""
LATER = _paths("columns facets phrases spelling")
"""What few queries need: fetched behind everything else where it must be there offline, else when one needs it."""


def search_page(index: SiteIndex) -> SearchPage:
    """The search page of this site."""
    path = urls.search()
    head = Head(title=index.t("search.title"), path=path, canonical=index.urls.absolute(path), section="search")
    tags = sorted(index.tagged.items(), key=lambda row: (-len(row[1]), row[0]))[:TAGS]
    return SearchPage(
        head=head,
        base=index.urls.to(path),
        root=index.urls.to(urls.front()),
        texts=_texts(index),
        examples=tuple(_examples(index)),
        tags=tuple(
            msgspec.structs.replace(tag, url=_link(index, f"tag:{_quoted(tag.name)}"))
            for tag in (index.tag(folded, len(found)) for folded, found in tags if found)
        ),
        scripts=SCRIPTS,
        later=LATER if index.config.search.offline else (),
        offline=index.urls.to(urls.offline()) if index.config.search.offline else "",
    )


def _texts(index: SiteIndex) -> str:
    t = index.t
    texts: dict[str, object] = {name: _raw(index, f"search.{name}") for name in _PLAIN}
    for name in _COUNTED:
        texts[name] = t.forms(f"search.{name}")
    for name in ("sources", "origins"):
        texts[name] = t.forms(f"count.{name}")
    texts["undated"] = t("date.undated")
    texts["unnamed"] = t("source.unnamed")
    texts["one_source"] = t("front.one_source")
    texts["locale"] = locales.for_scripts(index.config.site.language)
    return msgspec.json.encode(texts).decode()


def _raw(index: SiteIndex, key: str) -> str:
    """A string with its places still in braces."""
    return index.t(key, **{name: f"{{{name}}}" for name in _PLACES})


def _link(index: SiteIndex, query: str) -> str:
    return index.urls.to(urls.search()) + urls.question(q=query)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _examples(index: SiteIndex) -> Iterator[Example]:
    """One for each thing that a query can say, made of words of this site, so that it finds something."""

    def example(kind: str, query: str) -> Example:
        return Example(kind=kind, query=query, url=_link(index, query))

    told = sorted(index.listed_threads, key=lambda thread: -index.independent(thread))
    telling = next((words for thread in told if (words := _telling(thread.title))), None)
    if telling:
        first, second, phrase = telling
        yield example("words", f"{first} {second}")
        yield example("phrase", f'"{phrase}"')
        yield example("not", f"{first} -{second}")
        yield example("or", f"{first} OR {second}")
    source = max(index.by_source.items(), key=lambda row: (len(row[1]), row[0]), default=None)
    if source and source[1]:
        yield example("source", f"source:{_quoted(index.sources[source[0]].name)}")
    tag = max(index.tagged.items(), key=lambda row: (len(row[1]), row[0]), default=None)
    if tag and tag[1]:
        yield example("tag", f"tag:{_quoted(index.tag(tag[0]).name)}")
    dated = max((thread.last for thread in index.listed_threads if thread.last), default=None)
    if dated:
        month = index.dates.day_of(dated).isoformat()[:7]
        yield example("after", f"after:{month}")
        yield example("before", f"before:{month}")
    if any(found.tensions for thread in index.listed_threads if (found := index.comparisons.get(thread.id))):
        yield example("tension", "has:tension")


def _telling(title: str) -> tuple[str, str, str] | None:
    """The two longest words of a headline in their order, and two side by side; None where it has none such."""
    words = title.split()
    telling = [place for place, word in enumerate(words) if word.isalpha() and word.casefold() not in STOPWORDS]
    longest = sorted(sorted(telling, key=lambda place: (-len(words[place]), place))[:2])
    beside = next((place for place in telling if place + 1 in telling), None)
    if len(longest) < 2 or beside is None:
        return None
    first, second = (words[place].lower() for place in longest)
    return first, second, f"{words[beside]} {words[beside + 1]}".lower()


def opensearch(index: SiteIndex) -> bytes:
    """search/opensearch.xml: with it a browser can search this site from its address bar (OpenSearch 1.1)."""
    title = index.config.site.title
    template = index.urls.absolute(urls.search()) + "?q={searchTerms}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(title[:SHORT_NAME].strip())}</ShortName>\n"
        f"<LongName>{escape(title[:LONG_NAME].strip())}</LongName>\n"
        f"<Description>{escape(index.t('search.describe', title=title))}</Description>\n"
        f'<Url type="text/html" template="{escape(template)}"/>\n'
        "<InputEncoding>UTF-8</InputEncoding>\n"
        "</OpenSearchDescription>\n"
    ).encode("utf-8", "replace")
