"""The news policy: what markup of an article may reach a page.

No script, style, form, frame, embed, svg or math; no id, class, style or event attribute; links to http, https
and mailto only. Pictures are taken out by the walk (nothing on a page may reach the network by itself).
"""

from __future__ import annotations

import re

import nh3

MAX_DEPTH = 256
"""Open elements inside each other: 50,000 nested `<div>` would cost the sanitiser seconds."""

MAX_TAGS = 50_000

BLOCK_TAGS = frozenset(
    "p div section article main blockquote ul ol li dl dt dd pre h1 h2 h3 h4 h5 h6 figure figcaption table caption "
    "thead tbody tfoot tr th td hr header footer address details summary center".split()
)
INLINE_TAGS = frozenset("a abbr b br cite code del em i ins kbd mark q s samp small strong sub sup u var wbr img".split())
_DROPPED_WHOLE = frozenset(
    "script style noscript iframe object embed applet template svg math form button select textarea option audio video canvas "
    "title noembed noframes xmp plaintext frameset map dialog datalist meter progress".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"alt", "src"},
    "ol": {"start", "reversed", "data-notes"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}

_CLEANER = nh3.Cleaner(
    tags=set(BLOCK_TAGS | INLINE_TAGS),
    clean_content_tags=set(_DROPPED_WHOLE),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup rp rt td th tr thead tbody tfoot html head body".split()
)


def too_deep(html: str) -> str:
    """Why this markup is refused before it is parsed: nested too deep or too much of it; empty when it is fine."""
    if html.count("<") <= MAX_DEPTH:
        return ""
    depth = count = 0
    for match in _TAG.finditer(html):
        count += 1
        if match[2].lower() in _UNCOUNTED:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            return f"its markup is nested more than {MAX_DEPTH} deep"
    return f"it holds more than {MAX_TAGS:,} tags" if count > MAX_TAGS else ""


def sanitise(html: str) -> str:
    """The markup with everything that the policy does not name taken out; well-formed, attributes in double quotes."""
    return _CLEANER.clean(html)
