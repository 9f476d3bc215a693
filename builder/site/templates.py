"""The Jinja environment of a theme, and what is said about a fault in one of its templates."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable
from types import CodeType
from typing import Any

import jinja2
import msgspec
from jinja2.bccache import Bucket
from jinja2.utils import missing

from builder.errors import DigestError, mistake
from builder.site.strings import MissingString
from builder.site.theme import Theme

_MOST_NAMES = 40
"""Names that a message lists."""


class _Unknown(jinja2.StrictUndefined):
    """A name that a template asks for in vain: the message says what there is instead."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name = str(self._undefined_name)
        if self._undefined_hint:
            return self._undefined_hint
        if self._undefined_obj is missing:
            return f"`{name}` is not known here{_close(name, _GLOBALS)}"
        found = held(self._undefined_obj)
        what = type(self._undefined_obj).__name__
        if not found:
            return f"a value of type {what} has no `{name}`"
        return f"`{what}` holds no `{name}`{_close(name, found)}; it holds {_listed(found)}"


_GLOBALS = ("page", "site", "theme", "t", "t_html", "forms", "asset")


def held(value: object) -> tuple[str, ...]:
    """The names of what a template can ask of a view or a table, sorted."""
    if isinstance(value, msgspec.Struct):
        fields = [field.name for field in msgspec.structs.fields(value)]
        return tuple(sorted({*fields, *properties(type(value))}))
    return tuple(sorted(str(key) for key in value)) if isinstance(value, dict) else ()


def properties(view: type) -> tuple[str, ...]:
    """The public properties of a view, in the order of their definition."""
    return tuple(name for name, value in vars(view).items() if isinstance(value, property) and name[0] != "_")


def _close(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more


FILTERS = ("number", "tab_title", "data_block", "wordlist", "commas")
"""What templates have beside Jinja's own filters; the renderer gives them."""


class _Compiled(jinja2.BytecodeCache):
    """The templates that this process has compiled, the last text of each: `digest serve` builds many times.

    Jinja works out constants while it compiles: what depends on the site must be `unfolded`.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The template by the name that asks for it and its place."""
        return f"{name} {filename}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same text."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


def unfolded(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` as a filter that is asked anew for every page, also about constants."""

    @jinja2.pass_context
    def ask(_: object, *values: Any) -> Any:
        return function(*values)

    return ask


def environment(theme: Theme) -> jinja2.Environment:
    """Jinja with the templates of `theme`: escaped throughout, a name that is not known is a fault."""

    def load(name: str) -> tuple[str, str, Any] | None:
        found = theme.find(name)
        if found is None:
            return None
        layer, plain = found
        # The second value is what tracebacks call the template.
        return layer.templates[plain], layer.place(plain), None

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(load),
        autoescape=True,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_COMPILED,
    )


def fault(theme: Theme, template: str, page: object, error: Exception) -> DigestError | None:
    """What is wrong with a template that could not be rendered, with its place; None for a bug of Digest's own.

    An error of any kind that is raised while one of the site's own templates runs is that template's fault.
    """
    places = {layer.place(name): layer for layer in theme.layers for name in layer.templates}
    path, line, message = _place_of(theme, template), 0, str(error)
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
        return mistake(path, message, "mend the theme's template", line=line, kind="template")
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename in places:
            path, line = frame.filename, frame.lineno or 0
    if isinstance(error, jinja2.TemplateNotFound):
        near = _close(str(error.name), tuple(theme.templates))
        message = f"no template `{error.name}` in the theme{near}"
    elif isinstance(error, jinja2.UndefinedError):
        view = f"`{type(page).__name__}`"
        if not message.startswith(f"{view} holds no "):  # That has named all that it holds.
            message = f"{message}. The page's view, {view}, holds {_listed(held(page))}"
    elif not isinstance(error, jinja2.TemplateError | MissingString):
        if path not in places or not places[path].own:
            return None
        message = f"{type(error).__name__}: {message}"
    return mistake(path, message, "mend the theme's template", line=line, kind="template")


def _place_of(theme: Theme, template: str) -> str:
    found = theme.find(template)
    return found[0].place(found[1]) if found else template
