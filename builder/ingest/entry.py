"""What every way in brings: one article on its way to a file, and the markup of its text made plain."""

from __future__ import annotations

import re
from datetime import tzinfo

import msgspec

from builder.reading.sanitise import sanitise, too_much
from builder.text.dates import BadDate, When, parse
from builder.text.digests import digest
from builder.text.normalise import fold
from builder.text.urls import host_of, resolve, url_key

MIN_WORDS = 20
"""A shorter text says too little to be recognised by its words (as in reading)."""

_BLOCK = frozenset(
    "p ul ol dl pre blockquote h1 h2 h3 h4 h5 h6 table figure hr address details div section article main".split()
)
_BLOCK_TAG = re.compile(
    r"<(?=/?(?:p|div|h[1-6]|[uo]l|li|d[ltd]|t[rdh]|table|blockquote|pre|br|hr|section|article|fig)\b)"
)
_HOLDERS = frozenset("div section article main header footer center".split())
_OUTER_BREAKS = re.compile(r"^(?:<br>\s*)+|(?:\s*<br>)+$")
_SPACE = re.compile(r"[ \t\r\n\f]+")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a feed, a page or a file of records gives it.

    `body` is sanitised HTML (see `tidy`), empty where there is no text. `inferred` names each field that nobody told
    as such, with what it was taken from. `notes` are for the user. `also` are other addresses that led to it.
    `named`: a person told the source, in site.toml or when calling.
    """

    title: str = ""
    url: str = ""
    guid: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    published: When | None = None
    updated: When | None = None
    lang: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    image: str = ""
    body: str = ""
    inferred: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    named: bool = False

    @property
    def host(self) -> str:
        """The host of its address, without `www.`."""
        return host_of(self.url)


def when(text: str, zone: tzinfo) -> tuple[When | None, str]:
    """The moment that a text names and no note, or none and why not."""
    text = " ".join(text.split())
    if not text:
        return None, ""
    try:
        return parse(text, zone), ""
    except BadDate as error:
        return None, f"its date “{text[:60]}” {error}"


def tidy(html: str, base: str) -> str:
    """The text's markup as the news policy allows it, one block a line, links absolute; empty where nothing is said.

    No blank line and no text outside a block, so that the file reads back as it was written, whatever its kind.
    Markup that no parser should see (see `sanitise.too_much`) gives its bare words.
    """
    from selectolax.lexbor import LexborHTMLParser

    if too_much(html):
        html = re.sub(r"<[^>]{0,2000}>", " ", html[:1_000_000]).replace("<", "&lt;")
    tree = LexborHTMLParser(sanitise(html))
    body = tree.body
    if body is None:
        return ""
    for link in body.css("a"):
        target = resolve(link.attributes.get("href") or "", base)
        if target:
            link.attrs["href"] = target
        else:
            # First the address: links inside links are not all there any more once the outer one is taken away.
            if "href" in link.attributes:
                del link.attrs["href"]
            link.unwrap()
    for picture in body.css("img"):
        picture.decompose()
    lines: list[str] = []
    _blocks(body, lines)
    return "\n".join(lines)


def _blocks(node: object, lines: list[str]) -> None:
    """Append the blocks of a holder: blocks as they are, loose words and inline marks between them as paragraphs."""
    loose: list[str] = []

    def close() -> None:
        for part in re.split(r"(?:<br\s*/?>\s*){2,}", "".join(loose)):
            words = _SPACE.sub(" ", part).strip()
            if re.sub(r"<[^>]*>|&nbsp;|\s", "", words):
                lines.append(f"<p>{_OUTER_BREAKS.sub('', words)}</p>")
        loose.clear()

    for child in node.iter(include_text=True):  # type: ignore[attr-defined]
        tag = child.tag
        if tag in _HOLDERS:
            close()
            _blocks(child, lines)
        elif tag == "p":
            close()
            loose.append(child.inner_html or "")
            close()
        elif tag in _BLOCK:
            close()
            if tag == "hr" or (child.text() or "").strip():
                markup = child.html or ""
                lines.append(markup.replace("\n", "&#10;") if tag == "pre" else _SPACE.sub(" ", markup))
        elif tag == "-text" or not (tag or "").startswith("-"):
            loose.append(child.html or "")
    close()


def paragraphs(text: str) -> str:
    """Bare text as paragraphs of markup: cut at blank lines, or at every line where there is none."""
    from html import escape

    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    return "\n".join(f"<p>{escape(words, quote=False)}</p>" for part in parts if (words := " ".join(part.split())))


def bare(html: str) -> str:
    """The words of markup, on one line."""
    from selectolax.lexbor import LexborHTMLParser

    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    body = LexborHTMLParser(_BLOCK_TAG.sub(" <", sanitise(html)) if not too_much(html) else "").body
    return " ".join((body.text() if body else "").split())


def text_key(html: str, host: str) -> str:
    """Equal for the same words from the same host; empty for a text too short to tell.

    The same words from another host are wire copy, which is another article.
    """
    words = fold(bare(html))
    return digest("text", host, words) if words.count(" ") + 1 >= MIN_WORDS else ""


def address_key(url: str) -> str:
    """Equal for the spellings of one page; empty without an address."""
    return "u:" + url_key(url) if url else ""


def own_guid(guid: str, feed: str) -> str:
    """An item's id, unique in the world: one that is so in its feed only (`123`) is told with the feed's address."""
    if not guid or guid.startswith(("tag:", "urn:", "http://", "https://")):
        return guid
    return f"{feed}#{guid}"


def keys_of(entry: Entry) -> tuple[str, ...]:
    """What an article goes by, the surest first: its guid, its addresses, its words."""
    keys = [f"g:{entry.guid}" if entry.guid else "", address_key(entry.url), *map(address_key, entry.also)]
    keys.append(text_key(entry.body, entry.host))
    if not any(keys):
        keys.append(bare_key(entry.title, entry.body))
    return tuple(dict.fromkeys(filter(None, keys)))


def bare_key(title: str, html: str) -> str:
    """For a short text with neither address nor guid: its title and words."""
    words = fold(bare(html))
    return f"t:{digest(fold(title), words)}" if words else ""
