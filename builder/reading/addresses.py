"""Where an article's page stands under `articles/`: folder and slug, safe and unique."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from builder.errors import Notice
from builder.model import Article
from builder.text.slugs import slugify


def address_of(path: str, slug: str) -> str:
    """`2026-09/Ferry aground.md` -> `2026-09/ferry-aground`; a slug from front matter replaces the file's name.

    Every segment is made of lower-case letters, figures and hyphens, so that no slug can lead out of the folder.
    """
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    last = slugify(slug.replace("/", "-").replace("\\", "-") if slug.strip("/. \\") else stem)
    segments = [slugify(part) for part in folder.split("/") if part not in ("", ".", "..")]
    return "/".join([*segments, last])


def unique_addresses(articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[Notice, ...]]:
    """Articles in the order given, each with an address of its own.

    Of several with one address the first by path keeps it; the others get the first digits of their id, and a
    warning that names both.
    """
    taken: dict[str, str] = {}
    changed: dict[str, str] = {}
    notices: list[Notice] = []
    for article in sorted(articles, key=lambda article: (article.path, article.id)):
        address = article.address
        if address in taken:
            address = f"{address}-{article.id[:6]}"
            while address in taken:
                address += "-2"
            message = (
                f"its address {article.address!r} is that of {taken[article.address]} already, "
                f"so it is published at {address!r}"
            )
            notices.append(
                Notice(article.path, 0, "warning", "address-taken", message, "give one of them another slug")
            )
            changed[article.path] = address
        taken[address] = article.path
    kept = tuple(msgspec.structs.replace(a, address=changed[a.path]) if a.path in changed else a for a in articles)
    return kept, tuple(notices)
