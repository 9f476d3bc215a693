"""Values of site.toml for machines (feeds, robots, security.txt) that have the right type and cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from builder.config import RobotsSection, SecuritySection, SyndicationSection

Fault = tuple[str, str, str, str]
"""Table, key, what is wrong with its value, the remedy."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_AGENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_PLAIN = re.compile(r"[!-~]+\Z")
_CONTACTS = ("mailto", "https", "tel")


def machine_faults(feeds: SyndicationSection, robots: RobotsSection, security: SecuritySection) -> Iterator[Fault]:
    """Everything wrong with the tables `[syndication]`, `[robots]` and `[security]`."""
    if feeds.hub and not _is_web(feeds.hub, "http", "https"):
        yield "syndication", "hub", f"`{feeds.hub}` is not a hub's address", "write https://hub.example/"
    for name in robots.refuse:
        if not _AGENT.match(name):
            what = f"`{name}` is not a crawler's name"
            yield "robots", "refuse", what, "write the name that the crawler gives as its user agent, without version"
    yield from _security_faults(security)


def _security_faults(security: SecuritySection) -> Iterator[Fault]:
    for contact in security.contact:
        scheme, _, rest = contact.partition(":")
        if scheme not in _CONTACTS or not rest or not _PLAIN.match(contact):
            yield "security", "contact", f"`{contact}` is not a contact", "write mailto:, https: or tel: before it"
    if security.contact and security.expires is None:
        yield "security", "contact", "a contact needs `expires`", "add `expires = 2027-01-01T00:00:00Z` under it"
    if not security.contact and security != SecuritySection():
        yield "security", "contact", "there is no contact", 'add `contact = ["mailto:security@site.example"]`'
    for language in security.languages:
        if not _LANGUAGE.match(language):
            yield "security", "languages", f"`{language}` is not a language", "write a tag such as en or pt-BR"
    for key in ("encryption", "policy", "acknowledgments", "hiring"):
        value = getattr(security, key)
        also = ("openpgp4fpr", "dns") if key == "encryption" else ()
        if value and not _is_web(value, "https", *also):
            yield "security", key, f"`{value}` is not a secure address", "write https://..."


def _is_web(value: str, *schemes: str) -> bool:
    """Whether `value` is an address of one of `schemes`, in plain characters; a web address names a host."""
    if not _PLAIN.match(value):
        return False
    try:
        split = urlsplit(value)
    except ValueError:
        return False
    return split.scheme in schemes and bool(split.netloc or (split.scheme not in ("http", "https") and split.path))
