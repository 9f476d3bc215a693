"""`digest config`: the settings in effect, and a JSON Schema of site.toml made from the structs that read it."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from builder import config as settings
from builder.config import Section, SiteConfig
from builder.workspace import configured

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SECTION = re.compile(r"^`\[+(\w+)\]+`:?\s*")


def show(root: Path) -> dict[str, Any]:
    """Every setting in effect for the site at `root`, defaults included. Raises `DigestError` for a wrong site.toml."""
    return dict(msgspec.to_builtins(configured(root)))


def schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) of site.toml, with what each key means, for editors."""
    _, parts = msgspec.json.schema_components([SiteConfig], ref_template="#/$defs/{name}")
    described = {name: _described(name, part) for name, part in sorted(parts.items())}
    # A source may be given as a bare name, which reading turns into a table.
    described["SiteConfig"]["properties"]["sources"]["additionalProperties"] = {
        "anyOf": [{"type": "string", "description": "Its name."}, {"$ref": "#/$defs/SourceEntry"}]
    }
    top = described.pop("SiteConfig")
    return {"$schema": _DIALECT, "title": "site.toml of Digest"} | top | {"$defs": described}


def _described(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """A part of the schema with the words that stand below each field in the code."""
    kind = getattr(settings, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Section)):
        return part
    words = _words().get(name, {})
    rows = {key: row | ({"description": words[key]} if key in words else {}) for key, row in part["properties"].items()}
    told = " ".join((kind.__doc__ or "").split())
    return part | {"title": _title(kind), "description": told, "properties": rows}


def _title(kind: type) -> str:
    match = _SECTION.match(kind.__doc__ or "")
    return f"[{match[1]}]" if match else kind.__name__


@cache
def _words() -> dict[str, dict[str, str]]:
    """Section -> field -> the docstring below it."""
    found: dict[str, dict[str, str]] = {}
    for section in ast.parse(inspect.getsource(settings)).body:
        if not isinstance(section, ast.ClassDef):
            continue
        rows = found.setdefault(section.name, {})
        for field, after in zip(section.body, section.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
                text = after.value.value if isinstance(after.value, ast.Constant) else None
                if isinstance(text, str):
                    rows[field.target.id] = " ".join(text.split())
    return found


def toml_lines(found: dict[str, Any]) -> list[str]:
    """The settings as TOML that `site.toml` could hold; empty tables are left out."""
    out: list[str] = []
    for name, table in found.items():
        plain = {key: value for key, value in table.items() if value is not None} if isinstance(table, dict) else {}
        if plain:
            out += ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in plain.items())]
    for name, rows in found.items():
        for row in rows if isinstance(rows, (list, tuple)) else ():
            held = {key: value for key, value in row.items() if value not in (None, "", [], ())}
            out += ["", f"[[{name}]]", *(f"{_key(key)} = {_value(value)}" for key, value in held.items())]
    return out[1:]


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _text(key)


def _text(text: str) -> str:
    # A basic TOML string is a JSON string, but for DEL, which JSON leaves as it is.
    return msgspec.json.encode(text).decode("utf-8").replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        rows = [f"{_key(key)} = {_value(item)}" for key, item in value.items() if item not in (None, "")]
        return f"{{ {', '.join(rows)} }}" if rows else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return str(value)
