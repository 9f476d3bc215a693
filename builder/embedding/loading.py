"""Loading a model folder through sentence-transformers: offline, quiet, and without what it does not need."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.machinery
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.embedding.models import Precision
from builder.errors import mistake

if TYPE_CHECKING:
    import sentence_transformers

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def load_model(folder: Path, precision: Precision) -> sentence_transformers.SentenceTransformer:
    """The model in `folder`, on the processor. Raises `DigestError` when sentence-transformers cannot load it."""
    os.environ.update(_OFFLINE)
    with _no_collecting(), _without_sklearn():
        import torch
        from sentence_transformers import SentenceTransformer
    importlib.import_module("transformers.utils.logging").disable_progress_bar()
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": getattr(torch, precision)},
        )
    except Exception as error:
        # Whatever is wrong inside a model folder, its owner needs its name and the first line of the reason.
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
        raise mistake(
            str(folder),
            f"the model could not be loaded: {reason}",
            "check that the folder is a whole sentence-transformers model, or use the embedded one",
            kind="model",
        ) from error
    return model.eval()


def load_cross_encoder(folder: Path) -> sentence_transformers.CrossEncoder:
    """The cross-encoder in `folder`, on the processor, float32. Raises `DigestError` when it cannot be loaded."""
    os.environ.update(_OFFLINE)
    with _no_collecting(), _without_sklearn():
        import torch
        from sentence_transformers import CrossEncoder
    importlib.import_module("transformers.utils.logging").disable_progress_bar()
    try:
        loaded: sentence_transformers.CrossEncoder = CrossEncoder(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": torch.float32}
        )
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
        raise mistake(
            str(folder),
            f"the cross-encoder could not be loaded: {reason}",
            "check that the folder is a whole model, or leave out `nli` in [compare]",
            kind="model",
        ) from error
    return loaded


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """No garbage collection meanwhile: half a million lasting objects are made, none of them garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextlib.contextmanager
def _without_sklearn() -> Iterator[None]:
    """Keep sentence-transformers from importing scikit-learn (0.7 to 1.4 s) for metrics that Digest never calls.

    It does `from sklearn.metrics import ...` while it is imported. In that module's place stands one whose functions
    import the real ones when called; afterwards the real module can be imported as ever.
    """
    name = "sklearn.metrics"
    if name in sys.modules:
        yield
        return
    stand_in = types.ModuleType(name)
    stand_in.__spec__ = importlib.machinery.ModuleSpec(name, None)
    stand_in.__getattr__ = _later  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]


def _later(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)

    def call(*args: Any, **kwargs: Any) -> Any:
        return getattr(importlib.import_module("sklearn.metrics"), name)(*args, **kwargs)

    return call
