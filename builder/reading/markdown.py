"""Markdown -> HTML (not yet sanitised)."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin


def render(text: str) -> str:
    """CommonMark with tables, strikethrough and footnotes; raw HTML passes through; quotes stay as written."""
    return _parser().render(text)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "typographer": False}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.add_render_rule("footnote_ref", _reference)
    parser.add_render_rule("footnote_block_open", _notes_open)
    parser.add_render_rule("footnote_block_close", _notes_close)
    parser.add_render_rule("footnote_open", _note_open)
    parser.add_render_rule("footnote_close", _note_close)
    parser.add_render_rule("footnote_anchor", _nothing)
    return parser


_Tokens = Sequence[Token]
_Env = MutableMapping[str, Any]


def _reference(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return f"<sup>[{tokens[index].meta['id'] + 1}]</sup>"


def _notes_open(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return '<hr>\n<ol data-notes="1">\n'


def _notes_close(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return "</ol>\n"


def _note_open(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return "<li>"


def _note_close(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return "</li>\n"


def _nothing(self: RendererHTML, tokens: _Tokens, index: int, options: Any, env: _Env) -> str:
    return ""
