"""An article's page as it is now, brought into a file that a person may have edited since.

What was written is kept in the state: its front matter, and the digest of its text. A part that is still as it was
written becomes what the page says now; a part of the front matter that a person changed stays theirs. A text that a
person changed is not touched, and neither is its file.
"""

from __future__ import annotations

import re

import msgspec

from builder.text.digests import digest

_FENCE = "---\n"
_KEY = re.compile(r"([^\s#:'\"-][^:\n]*):(?:\s|$)")


class Origin(msgspec.Struct, frozen=True):
    """What a page said when its file was written: the lines of the front matter, the digest of the text."""

    head: str
    body: str


class Merged(msgspec.Struct, frozen=True):
    """A file's new text, the keys of the front matter (or `text`) that changed, and those that stay a person's."""

    text: str
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def origin_of(text: str) -> Origin:
    """What is remembered of the file `text`, as it is written for a page."""
    head, body = _parts(text) or ("", text)
    return Origin(head, digest(body))


def merge(held: str, origin: Origin, fresh: str) -> Merged | None:
    """The file `held`, written for `origin`, with what has changed in `fresh`, the file as it would be written now.

    None where it cannot be told what is a person's: the text was edited, or the front matter is not as we write it.
    """
    theirs, ours = _parts(held), _parts(fresh)
    if theirs is None or ours is None or digest(theirs[1]) != origin.body:
        return None
    mine, before, now = _blocks(theirs[0]), _blocks(origin.head), _blocks(ours[0])
    if mine is None or before is None or now is None:
        return None
    untouched = {key for key in {*mine, *before} if mine.get(key) == before.get(key)}
    rows = {key: now.get(key, "") if key in untouched else block for key, block in mine.items()}
    # A key that is new on the page; one that a person took out stays out.
    rows |= {key: block for key, block in now.items() if key not in mine and key not in before}
    altered = {key for key in {*before, *now} if before.get(key) != now.get(key)}
    changed = [key for key in rows if rows[key] != mine.get(key, "")]
    text = f"{_FENCE}{''.join(rows.values())}{_FENCE}{ours[1]}"
    return Merged(
        text=text,
        changed=(*sorted(changed), *(["text"] if ours[1] != theirs[1] else [])),
        kept=tuple(sorted(altered - set(changed) - untouched)),
    )


def _parts(text: str) -> tuple[str, str] | None:
    """The lines between the fences and all that follows."""
    if not text.startswith(_FENCE):
        return None
    end = text.find(f"\n{_FENCE}", len(_FENCE) - 1)
    return None if end < 0 else (text[len(_FENCE) : end + 1], text[end + 1 + len(_FENCE) :])


def _blocks(head: str) -> dict[str, str] | None:
    """Each key's lines; None where a line belongs to none or a key stands twice."""
    found: dict[str, str] = {}
    key = ""
    for line in head.splitlines(keepends=True):
        if match := _KEY.match(line):
            key = match[1].strip()
            if key in found:
                return None
            found[key] = ""
        elif not key:
            return None
        found[key] += line
    return found
