"""Digest: turns a folder of news articles into a static site of story threads.

`builder.api` is the library; its names can be taken from here (`builder.load`). They are imported when first used, so
that `import builder` costs nothing. Their types are told in `__init__.pyi`.
"""

__version__ = "0.1.0"

_API = (
    "Article",
    "Comparison",
    "DigestError",
    "Notice",
    "Saga",
    "Site",
    "Source",
    "Table",
    "Thread",
    "load",
)


def __getattr__(name: str) -> object:
    if name in _API:
        from importlib import import_module

        return getattr(import_module("builder.api"), name)
    raise AttributeError(f"module 'builder' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_API])
