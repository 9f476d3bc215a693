"""Reads the messages that Digest gives, with their remedies, out of the code: for docs/reference/errors.md.

A message is a call of `mistake`, `Notice`, `Failure`, `FetchError`, `NoArticle` or `click.UsageError`; what is filled
in while the program runs is shown as `…`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from builder.ingest.remedies import FEEDS, PAGES, remedy

BUILDER = Path(__file__).resolve().parents[1] / "builder"
_PLACES = {
    "mistake": ("message", "remedy", 1, 2),
    "Notice": ("message", "remedy", 4, 5),
    "Failure": ("message", "remedy", 2, 3),
    "FetchError": ("message", "remedy", 1, 9),
    "NoArticle": ("message", "remedy", 0, 9),
    "UsageError": ("message", "remedy", 0, 9),
}
"""Of each call: the names of message and remedy, and where they stand when they are not named."""


class Message(NamedTuple):
    """One message and its remedies, empty where there are none."""

    text: str
    remedy: str


def messages(paths: list[Path]) -> list[Message]:
    """Every message of these files, sorted, each once."""
    found = {message for path in paths for message in _of_file(path)}
    return sorted(found)


def _of_file(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in [*(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        names = _assigned(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Call):
                continue
            call = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if call not in _PLACES:
                continue
            message, hint, at, then = _PLACES[call]
            given = {word.arg: word.value for word in node.keywords}
            kind = given.get("kind") or (node.args[0] if call == "FetchError" and node.args else None)
            for text in _texts(given.get(message, node.args[at] if len(node.args) > at else None), names):
                told = _texts(given.get(hint, node.args[then] if len(node.args) > then else None), names)
                named = next(iter(_texts(kind, names)), "")
                if call in ("FetchError", "NoArticle"):
                    told = list(dict.fromkeys(_of_kind("no-article" if call == "NoArticle" else named)))
                elif call == "UsageError":
                    told = ["see `--help`"]
                yield Message(text, "; or: ".join(told) or "; or: ".join(_of_kind(named)))


def _of_kind(kind: str) -> list[str]:
    """The remedies of a failure's kind, for a page and for a feed."""
    return list(dict.fromkeys(found for table in (PAGES, FEEDS) if kind and (found := remedy(kind, table))))


def _assigned(function: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """Names of a function that are given plain texts."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Tuple)
        ):
            for name, value in zip(node.targets[0].elts, node.value.elts, strict=False):
                if isinstance(name, ast.Name):
                    found.setdefault(name.id, []).append(value)
    return found


def _texts(node: ast.expr | None, names: dict[str, list[ast.expr]]) -> list[str]:
    """What an expression can say, in the order of the code; nothing where that is not told by the code alone."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if node.value else []
    if isinstance(node, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
        return ["".join(parts)] if any(isinstance(part, ast.Constant) for part in node.values) else []
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, names), *_texts(node.orelse, names)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _texts(value, names)]
    if isinstance(node, ast.BinOp):
        return [a + b for a in _texts(node.left, names) for b in _texts(node.right, names) or ["…"]]
    if isinstance(node, ast.Name):
        return list(dict.fromkeys(text for value in names.get(node.id, []) for text in _texts(value, {})))
    return []
