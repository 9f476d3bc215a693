"""Which names a request may call this server by.

A page anywhere on the web can let its own name resolve to this machine (DNS rebinding) and would then read the site as
its own. It cannot choose the `Host` header: a name that is not ours is refused. Addresses are no names, and are safe.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import msgspec

_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9.-]+))(?::[0-9]{1,5})?", re.IGNORECASE)


class Hosts(msgspec.Struct, frozen=True):
    """The names allowed beside loopback's; `any_address` for a server that other machines may reach."""

    names: frozenset[str] = frozenset({"localhost"})
    any_address: bool = False

    @classmethod
    def of(cls, host: str) -> Hosts:
        """The hosts of a server bound to `host`: itself and loopback; any address unless that is loopback."""
        address = _address(host)
        local = host == "localhost" or (address is not None and address.is_loopback)
        names = {"localhost"} if address is not None else {"localhost", host.lower()}
        return cls(frozenset(names), not local)

    def allows(self, header: str) -> bool:
        """Whether a request with this `Host` header may be answered."""
        match = _HOST.fullmatch(header)
        if match is None:
            return False
        name = (match["six"] or match["name"]).lower()
        address = _address(name)
        if address is None:
            return name in self.names
        return self.any_address or address.is_loopback

    def allows_origin(self, origin: str) -> bool:
        """Whether a request may come from a page with this `Origin`."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and self.allows(parts.netloc)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
