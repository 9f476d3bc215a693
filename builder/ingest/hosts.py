"""Which machines may be asked: a host's addresses, each looked at before one is connected to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
"""`resolver(host, port)` gives the host's addresses as text. Raises `OSError` when it has none."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateHost(Exception):
    """A host that stands, or also stands, in a network that strangers' links must not lead into."""


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host as the system knows them, in its order."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def checked_addresses(host: str, port: int, resolver: Resolver, *, private: bool) -> list[str]:
    """The addresses of `host`, every one of them public unless `private`.

    One private address among several is enough to refuse the host: which one is taken would be chance. Raises
    `PrivateHost`, or `OSError` when there is no such host.
    """
    found = resolver(host, port)
    if not found:
        raise OSError(f"no address for {host}")
    if not private:
        for text in found:
            if not is_public(text):
                raise PrivateHost(f"{host} is at the private address {text}")
    return found


def is_public(text: str) -> bool:
    """Whether an address is one of the open internet, also inside the forms that wrap an IPv4 address in IPv6."""
    try:
        address: Address = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            address = inner
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64 or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
