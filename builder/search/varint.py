"""Unsigned LEB128 integers, one by one and many at once; and front coding of sorted words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def put(out: bytearray, number: int) -> None:
    """Append one number (0 or more)."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def take(raw: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and where the next begins."""
    number = shift = 0
    while True:
        byte = raw[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def take_all(raw: bytes) -> list[int]:
    """Every number of `raw`."""
    if raw.isascii():  # Each number is a byte.
        return list(raw)
    out, at = [], 0
    while at < len(raw):
        number, at = take(raw, at)
        out.append(number)
    return out


def put_all(numbers: list[int]) -> bytes:
    """Many numbers, one after the other."""
    out = bytearray()
    for number in numbers:
        put(out, number)
    return bytes(out)


def encode(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """All numbers (below 2**35) as bytes, and where each begins, with the end of the last: n + 1 places."""
    import numpy as np

    most = int(numbers.max(initial=0))
    sizes = np.ones(len(numbers), dtype=np.int8)
    for bits in (7, 14, 21, 28):
        if most >> bits:
            sizes += numbers >= (1 << bits)
    places = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(sizes, out=places[1:])
    out = np.empty(int(places[-1]), dtype=np.uint8)
    out[places[:-1]] = numbers & 0x7F | (sizes > 1).astype(np.uint8) << 7
    for byte in range(1, int(sizes.max(initial=1))):
        rows = np.flatnonzero(sizes > byte)
        more = (sizes[rows] > byte + 1).astype(np.int64) << 7
        out[places[rows] + byte] = (numbers[rows] >> (7 * byte)) & 0x7F | more
    return out, places


def decode(raw: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every number of `raw`, and where each begins, with the end of the last: n and n + 1 places."""
    import numpy as np

    row = np.frombuffer(raw, dtype=np.uint8)
    places = np.append(0, np.flatnonzero(row < 0x80) + 1)
    sizes = np.diff(places)
    numbers = np.zeros(len(sizes), dtype=np.int64)
    for byte in range(int(sizes.max(initial=0))):
        long = np.flatnonzero(sizes > byte)
        numbers[long] |= (row[places[long] + byte] & 0x7F).astype(np.int64) << (7 * byte)
    return numbers, places


def put_front_coded(out: bytearray, before: bytes, word: bytes) -> None:
    """Append how many bytes `word` shares with the one before it, how many are its own, and those."""
    shared = shared_bytes(before, word)
    put(out, shared)
    put(out, len(word) - shared)
    out += word[shared:]


def take_front_coded(raw: bytes, at: int, before: bytes) -> tuple[bytes, int]:
    """The word at `at` and where what follows begins."""
    shared, length = raw[at], raw[at + 1]
    if shared < 0x80 and length < 0x80:  # Nearly always.
        at += 2
    else:
        shared, at = take(raw, at)
        length, at = take(raw, at)
    return before[:shared] + raw[at : at + length], at + length


def shared_bytes(left: bytes, right: bytes) -> int:
    """How many bytes two words have in common from the start."""
    size = min(len(left), len(right))
    differ = int.from_bytes(left[:size], "big") ^ int.from_bytes(right[:size], "big")
    return size - (differ.bit_length() + 7) // 8
