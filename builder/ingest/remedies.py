"""What to do where something could not be brought in: by the stable kind of the failure."""

from __future__ import annotations

_SAVE = "save the page from a browser and add the file"
_LATER = "try again later"
_LOOK = "look at the address in a browser: it may be mistyped, or the page is gone"

PAGES = {
    "address": "write it whole, with https://",
    "private": "--allow-private allows it; `private = true` in [fetch] of site.toml for good",
    "robots": _SAVE,
    "connect": "look at the address and at your connection; " + _LATER,
    "timeout": _LATER + ", or raise `timeout_seconds` in [fetch] of site.toml",
    "broken": _LATER + ", or " + _SAVE,
    "encoding": _LATER + ", or " + _SAVE,
    "redirects": _LOOK,
    "too-large": "raise `max_megabytes` in [fetch] of site.toml, or " + _SAVE,
    "stopped": "run the command again: it goes on where it was",
    "no-article": "name the page of one article; where text is missing, " + _SAVE,
    "unreadable": "let this user read it, or look whether it is damaged",
    "record": "mend that line, or name the columns with --column",
    "text": "give it a title or some text",
    "http-401": _SAVE,
    "http-403": _SAVE,
    "http-404": _LOOK,
    "http-410": _LOOK,
    "http-429": _SAVE,
    "http": _LATER,
}
"""Of `digest add` and `digest import`; `http` stands for every other status."""

FEEDS = PAGES | {
    "robots": "ask who runs the site, or take the feed out of site.toml",
    "not-a-feed": "name the feed's own address: pages name it in their head, and Digest tells it where it finds it",
    "broken": _LATER,
    "encoding": _LATER,
    "too-large": "raise `max_megabytes` in [fetch] of site.toml",
    "http-401": "Digest reads open feeds only: take it out of site.toml",
    "http-403": "ask who runs the site: the user agent names your `contact`",
    "http-429": "nothing: Digest asks again when the server allows it",
}
"""Of `digest fetch`, for a feed."""


def remedy(kind: str, table: dict[str, str] = PAGES) -> str:
    """What to do about a failure of that kind; empty where there is nothing to say."""
    return table.get(kind) or (table["http"] if kind.startswith("http-") else "")
