"""Entries -> shards: the same for a whole index and for the part of one that has changed."""

from __future__ import annotations

from collections.abc import Sequence

from builder.search import shards, varint
from builder.search.index import Kept, Shard
from builder.search.postings import Entry, places_file, terms_file
from builder.search.spelling import Spelled, spelling_file


def term_shards(entries: Sequence[Entry], rate: int, contents: dict[bytes, bytes]) -> list[Shard]:
    """The shards of sorted entries; contents of files are put into `contents` by their mark."""
    out = []
    for stretch in shards.stretches(entries, lambda entry: entry.form, rate):
        for number, run in enumerate(shards.cut(stretch, lambda entry: entry.size)):
            raws = [terms_file(run), places_file(run), *(entry.rest for entry in run if entry.rest)]
            kept = tuple(_keep(raw, contents) for raw in raws)
            counts = varint.put_all([count for entry in run for count in (entry.words, entry.titles)])
            out.append(Shard(run[0].form, number == 0, kept, counts))
    return out


def spelling_shards(rows: Sequence[Spelled], rate: int, contents: dict[bytes, bytes]) -> list[Shard]:
    """The shards of sorted spellings, forward or backward; `rate` is that of spelling."""
    out = []
    for stretch in shards.stretches(rows, lambda row: row.form, rate):
        for number, run in enumerate(shards.cut(stretch, lambda row: row.size)):
            out.append(Shard(run[0].form, number == 0, (_keep(spelling_file(run), contents),)))
    return out


def _keep(raw: bytes, contents: dict[bytes, bytes]) -> Kept:
    kept = Kept.of(raw)
    contents[kept.mark] = raw
    return kept
