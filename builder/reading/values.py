"""Front matter values -> strings, lists, booleans and JSON-like values."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import Any

from builder.reading.decode import one_line

_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})\Z")
_FLOAT = re.compile(r"[-+]?\d{1,17}\.\d{1,17}\Z")
_NAMES = ("name", "title", "label", "text", "url", "href", "@id", "src", "value", "email")
_MAX_TEXT = 10_000


class Plain(str):
    """A scalar that stood in YAML without quotes: `null`, `true` and figures are only those when plain."""

    __slots__ = ()


def text_of(value: Any, prefer: tuple[str, ...] = _NAMES) -> str:
    """One line of text for whatever stands at a key: the text itself, the first of a list, the name in a mapping."""
    if isinstance(value, Plain) and value.strip().lower() in ("", "null", "~"):
        return ""
    if isinstance(value, str):
        return one_line(value[:_MAX_TEXT])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return next((found for item in value[:100] if (found := text_of(item, prefer))), "")
    if isinstance(value, dict):
        return next((found for key in prefer if key in value and (found := text_of(value[key], prefer))), "")
    return ""


def texts_of(value: Any) -> list[str]:
    """Each text of a list (of texts or mappings with a name), or the one text."""
    items = value[:1000] if isinstance(value, list) else [value]
    return [text for item in items if (text := text_of(item))]


def flag_of(value: Any) -> bool | None:
    """Yes or no; None when it is neither."""
    if isinstance(value, bool):
        return value
    return {
        "true": True,
        "yes": True,
        "on": True,
        "1": True,
        "false": False,
        "no": False,
        "off": False,
        "0": False,
        "": False,
    }.get(text_of(value).lower())


def json_like(value: Any, depth: int = 0) -> Any:
    """The value for templates: plain figures, `true` and `null` of YAML become what they say, dates become ISO text."""
    if isinstance(value, Plain):
        return _resolved(str(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 2**63 else str(value)
    if depth >= 20:
        return None
    if isinstance(value, dict):
        return {str(key): json_like(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [json_like(item, depth + 1) for item in value]
    return value


def _resolved(text: str) -> Any:
    lowered = text.strip().lower()
    if lowered in ("", "null", "~"):
        return None
    if lowered in ("true", "false"):
        return lowered == "true"
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
