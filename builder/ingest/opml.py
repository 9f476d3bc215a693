"""OPML: the feeds that a reader of feeds knows, as it exports them."""

from __future__ import annotations

from typing import Any

import msgspec

from builder.ingest.encoding import decode
from builder.text.urls import canonical

MAX_BYTES = 10_000_000
MAX_FEEDS = 10_000


class Outline(msgspec.Struct, frozen=True):
    """A feed that an OPML file names. `folders` are the titles of the outlines around it."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()


class NotOpml(Exception):
    """Why a file is no OPML, in words for the user."""


def read_opml(raw: bytes) -> tuple[tuple[Outline, ...], int]:
    """The feeds in the order of the file, each address once, and how many outlines named an address that is none.

    Raises `NotOpml`. Nothing is expanded or fetched: a DOCTYPE is refused.
    """
    from lxml import etree

    if len(raw) > MAX_BYTES:
        raise NotOpml(f"is over the limit of {MAX_BYTES // 1_000_000} MB")
    text, _ = decode(raw)
    if "<!doctype" in text[:100_000].lower() or "<!entity" in text.lower():
        raise NotOpml("has a DOCTYPE, which is not read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    body = text[text.find("?>") + 2 :] if text.lstrip().startswith("<?xml") else text
    try:
        root = etree.fromstring(body.strip().encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotOpml("is not XML") from error
    if root is None or str(root.tag).lower() != "opml":
        raise NotOpml("is no OPML: it does not begin with <opml>")
    found: dict[str, Outline] = {}
    wrong = 0
    for node in root.iter("outline"):
        named = {str(key).lower(): str(value) for key, value in node.attrib.items()}
        if "xmlurl" not in named:
            continue
        address = named["xmlurl"].strip()
        url = canonical("https://" + address.removeprefix("feed://") if address.startswith("feed://") else address)
        if not url or len(found) >= MAX_FEEDS:
            wrong += 1
            continue
        title = " ".join((named.get("title") or named.get("text") or "").split())
        found.setdefault(url, Outline(url, title, _folders(node)))
    return tuple(found.values()), wrong


def _folders(node: Any) -> tuple[str, ...]:
    names: list[str] = []
    for above in node.iterancestors("outline"):
        name = " ".join(str(above.get("title") or above.get("text") or "").split())
        if name:
            names.append(name)
    return tuple(reversed(names))
