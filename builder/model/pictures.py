"""A picture that a page shows."""

from __future__ import annotations

import msgspec


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of one article. `src` is as the article writes it; `lead`: its front matter names it.

    `name` is the digest of its bytes (16 hex digits): copies are named by it. `width` and `height` are in pixels;
    `widths` those of its copies, ascending. For a picture that is not shown `name` is empty and `url` where it lies
    elsewhere, empty too when a page is not to lead there.
    """

    article_id: str
    src: str
    lead: bool = False
    name: str = ""
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()
    url: str = ""
