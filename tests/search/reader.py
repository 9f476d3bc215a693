"""Reads the files of an index as docs/reference/search-index.md says, with none of the builder's own code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Term(NamedTuple):
    """A record of a file of terms: an alias names its root; `places` are positions by document."""

    root: str = ""
    df: int = 0
    word: bool = False
    postings: Mapping[int, int] = MappingProxyType({})
    places: Mapping[int, list[int]] = MappingProxyType({})


class Bytes:
    """Numbers and words one after the other."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    @property
    def left(self) -> bool:
        return self.at < len(self.raw)

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.raw[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def some(self, count: int) -> bytes:
        self.at += count
        assert self.at <= len(self.raw)
        return self.raw[self.at - count : self.at]

    def word(self, before: bytes) -> bytes:
        shared, length = self.number(), self.number()
        return before[:shared] + self.some(length)


class Reader:
    """An index by path below `search/`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.read = {"index.json"}
        self.entry: dict[str, Any] = json.loads(files["index.json"])

    def file(self, kind: str, name: str, suffix: str = "bin") -> bytes:
        path = f"{kind}/{name}.{suffix}"
        self.read.add(path)
        return self.files[path]

    def directory(self, told: dict[str, Any]) -> list[tuple[str, str]]:
        """(first form, hash) of every file; the form is empty where files go by number."""
        out: list[tuple[str, str]] = []
        for page in told["pages"]:
            name = page if isinstance(page, str) else page[1]
            raw, before, start = Bytes(self.file("d", name)), b"", len(out)
            while raw.left:
                before = b"" if isinstance(page, str) else raw.word(before)
                out.append((before.decode(), raw.some(5).hex()))
            assert len(out) - start <= 128
            assert isinstance(page, str) or out[start][0] == page[0]
        assert len(out) == told["files"]
        return out

    def terms(self) -> dict[str, Term]:
        """Every record; asserts that files and forms are in order."""
        out: dict[str, Term] = {}
        files, places = self.directory(self.entry["terms"]), self.directory(self.entry["positions"])
        for (first, name), (_, other) in zip(files, places, strict=True):
            raw, where, word = Bytes(self.file("t", name)), Bytes(self.file("p", other)), b""
            for number in range(raw.number()):
                word = raw.word(word)
                form = word.decode()
                assert number or form == first
                assert not out or form > next(reversed(out))
                out[form] = self._term(word, raw, where)
            assert not raw.left
            assert not where.left
        return out

    def _term(self, word: bytes, raw: Bytes, where: Bytes) -> Term:
        x = raw.number()
        if x & 1:
            return Term(root=(word[: x >> 1] + raw.some(raw.number())).decode())
        df = x >> 2
        listed = raw.some(raw.number())
        lists = [(listed, where.some(where.number()))]
        if df > 4096:
            rest = Bytes(self.file("l", listed[-5:].hex()))
            more = rest.some(rest.number())
            lists = [(listed[:-5], lists[0][1]), (more, rest.raw[rest.at :])]
        postings: dict[int, int] = {}
        places: dict[int, list[int]] = {}
        for some, their in lists:
            numbers, positions, document = Bytes(some), Bytes(their), -1
            while numbers.left:
                value = numbers.number()
                document += value >> 4
                assert document not in postings
                postings[document] = value & 15
                at = -1
                places[document] = [at := at + positions.number() for _ in range(positions.number())]
        assert len(postings) == df
        return Term(df=df, word=bool(x & 2), postings=postings, places=places)

    def spelled(self, side: str) -> dict[str, int]:
        out: dict[str, int] = {}
        for first, name in self.directory(self.entry["spelling"][side]):
            raw, word = Bytes(self.file(side[0], name)), b""
            for number in range(raw.number()):
                word = raw.word(word)
                assert number or word.decode() == first
                assert not out or word.decode() > next(reversed(out))
                out[word.decode()] = raw.number()
        return out

    def stories(self) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        for _, name in self.directory(self.entry["stories"]):
            out += json.loads(self.file("s", name, "json"))
        return out

    def columns(self) -> list[tuple[int | None, int, int, bool, list[int], list[int]]]:
        """(first day, last less first, independent, tension, sources, tags) of each document."""
        out = []
        for name in self.entry["columns"]["files"]:
            raw, day = Bytes(self.file("c", name)), 0
            while raw.left:
                dated, length = raw.number(), 0
                if dated:
                    step = dated - 1
                    day += step // 2 if step % 2 == 0 else -(step + 1) // 2
                    length = raw.number()
                told = raw.some(1)[0]
                ids = [[raw.number() for _ in range(raw.number())] for _ in range(2)]
                out.append((day if dated else None, length, told >> 1, bool(told & 1), *ids))
        return out
