"""Markdown -> HTML (not yet sanitised)."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

_STRUCTURE = re.compile(
    r"^(?:[ >#=+:|<`~]|[-*_](?=[ *_-]|$)|\d{1,9}[.)](?= |$)|\[[^\]\n]*\]:)|\[\^|[ \\]$|\t", re.MULTILINE
)
"""Anything that makes a line more than a line of a paragraph, or that reaches beyond its own paragraph."""

_INLINE = re.compile(r"[*_`\[\]<\\&~]")
_BLANK_LINES = re.compile(r"\n\n+")


def render(text: str) -> str:
    """CommonMark with tables, strikethrough and footnotes; raw HTML passes through; quotes stay as written.

    A text of paragraphs alone is cut at its blank lines, and only paragraphs that hold marks are parsed: the outcome
    is the parser's to the byte, and prose takes a third of the time.
    """
    if _STRUCTURE.search(text):
        return str(_parser().render(text))
    return "".join(
        _parser().render(block) if _INLINE.search(block) else f"<p>{escapeHtml(block)}</p>\n"
        for block in _BLANK_LINES.split(text.strip("\n"))
        if block
    )


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
