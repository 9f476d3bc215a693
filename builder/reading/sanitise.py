"""The news policy: what markup of an article may reach a page.

No script, style, form, frame, embed, svg or math; no id, class, style or event attribute; links to http, https
and mailto only. Pictures are taken out by the walk (nothing on a page may reach the network by itself).
"""

from __future__ import annotations

import re

import nh3

MAX_DEPTH = 256
"""Open elements inside each other: 50,000 nested `<div>` would cost the sanitiser seconds."""

MAX_TAGS = 20_000
MAX_ATTRIBUTES = 1_000
MAX_REOPENED = 50_000
"""How often unclosed formatting (`<b>` over many paragraphs) may have to be opened again."""

BLOCK_TAGS = frozenset(
    "p div section article main blockquote ul ol li dl dt dd pre h1 h2 h3 h4 h5 h6 figure figcaption table caption "
    "thead tbody tfoot tr th td hr header footer address details summary center".split()
)
INLINE_TAGS = frozenset(
    "a abbr b br cite code del em i ins kbd mark q s samp small strong sub sup u var wbr img".split()
)
_DROPPED_WHOLE = frozenset(
    "script style noscript iframe object embed applet template svg math button select textarea option audio video "
    "canvas title noembed noframes xmp plaintext frameset map dialog datalist meter progress".split()
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
_INSIDE_TAG = re.compile(r"""[a-zA-Z](?:[^>"']+|"[^"]*"|'[^']*'|["'])*""")
_LONG_TAG = 8_000
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup rp rt td th tr "
    "thead tbody tfoot html head body".split()
)


def too_much(html: str) -> str:
    """Why this markup is refused before any parser sees it, or empty: nested too deep, too many tags or attributes."""
    tags = html.count("<")
    if many_attributes(html):
        return f"has a tag with more than {MAX_ATTRIBUTES:,} attributes"
    if tags <= MAX_DEPTH:
        return ""
    if tags > MAX_TAGS:
        return f"holds more than {MAX_TAGS:,} tags"
    depth = formatting = reopened = 0
    for match in _TAG.finditer(html):
        tag, step = match[2].lower(), -1 if match[1] else 1
        if tag in _FORMATTING:
            formatting = max(formatting + step, 0)
        elif step == 1:
            reopened += formatting
        if tag not in _UNCOUNTED:
            depth = max(depth + step, 0)
        if depth > MAX_DEPTH:
            return f"nests its markup more than {MAX_DEPTH} deep"
    return "never closes its formatting tags" if reopened > MAX_REOPENED else ""


_VALUES = re.compile(r"""=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""")


def many_attributes(html: str) -> bool:
    """Whether a tag has more than `MAX_ATTRIBUTES`; only pieces long enough to hold so many are looked at."""
    if len(html) <= _LONG_TAG:
        return False
    pieces = (piece for piece in html.split("<") if len(piece) > _LONG_TAG // 4)
    tags = (match.group() for piece in pieces if (match := _INSIDE_TAG.match(piece)))
    return any(len(re.split(r"[\s/\"']+", _VALUES.sub(" ", tag))) > MAX_ATTRIBUTES for tag in tags)


def sanitise(html: str) -> str:
    """The markup with everything that the policy does not name taken out; well-formed, attributes in double quotes."""
    return _CLEANER.clean(html)
