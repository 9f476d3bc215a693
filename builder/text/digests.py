"""One stable hash for everything that Digest names or caches."""

from __future__ import annotations

import hashlib


def digest(*parts: bytes | str) -> str:
    """32 hex digits (BLAKE2b, 128 bits) of the parts; each is length-prefixed, so ("ab", "c") is not ("a", "bc")."""
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hasher.update(len(raw).to_bytes(8, "big"))
        hasher.update(raw)
    return hasher.hexdigest()
