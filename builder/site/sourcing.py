"""What articles rest on, as addresses and names for machines: the works cited, and those of which a text is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.model import Article, Origin, Provenance
from builder.site import urls
from builder.site.index import SiteIndex
from builder.site.story_matrix import COPIES
from builder.site.views import View


class Sourcing(View, frozen=True):
    """`based_on`: addresses of which a text is made; `cited`: those that it names; `outlets`: names without one."""

    based_on: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()


def of_article(index: SiteIndex, article: Article, row: Provenance | None) -> Sourcing:
    """One article's; without a comparison only what its front matter says.

    A near-copy rests on the other article where it is known which came first: by its dates, because an agency sends
    texts out, or because the article names the other or its outlet.
    """
    based_on = [urls.external(article.url), urls.external(article.based_on)]
    origins = _named(row) if row else ()
    if row and row.relation in COPIES and row.copy_of in index.articles:
        original = index.articles[row.copy_of]
        if _came_first(index, original, article, origins):
            based_on.append(address(index, original))
    syndicated = [origin for origin in origins if not origin.evidence.text]
    based_on += [_address(index, origin) for origin in syndicated]
    cited = [_address(index, origin) for origin in origins]
    return Sourcing(
        based_on=_each(based_on),
        cited=tuple(link for link in _each(cited) if link not in based_on),
        outlets=_each([origin.name for origin in origins if not _address(index, origin)]),
    )


def of_story(index: SiteIndex, articles: Sequence[Article], rows: Mapping[str, Provenance]) -> Sourcing:
    """A story's: its articles are what it is made of; cited is what they name that is not among them."""
    members = {article.id for article in articles}
    named = [o for article in articles for o in _named(rows.get(article.id)) if o.article_id not in members]
    return Sourcing(
        based_on=_each([address(index, article) for article in articles]),
        cited=_each([_address(index, origin) for origin in named]),
        outlets=_each([origin.name for origin in named if not _address(index, origin)]),
    )


def address(index: SiteIndex, article: Article) -> str:
    """Where an article was first published, else its page here."""
    return urls.external(article.url) or index.urls.absolute(urls.article(article.address))


def _named(row: Provenance | None) -> tuple[Origin, ...]:
    return tuple(origin for origin in row.origins if origin.kind != "unnamed-sources") if row else ()


def _address(index: SiteIndex, origin: Origin) -> str:
    if origin.article_id in index.articles:
        return address(index, index.articles[origin.article_id])
    return urls.external(origin.url)


def _came_first(index: SiteIndex, original: Article, article: Article, origins: Sequence[Origin]) -> bool:
    if any(origin.article_id == original.id or origin.key == original.source_id for origin in origins):
        return True
    if index.sources[original.source_id].kind == "agency":
        return True
    left, right = original.published, article.published
    if left is None or right is None:
        return False
    return left.date() < right.date() if original.day_only or article.day_only else left < right


def _each(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
