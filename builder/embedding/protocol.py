"""What every stage may know of a model: its id, its size, and texts in, vectors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into unit vectors, the same vector for the same text whatever else is in the call."""

    @property
    def id(self) -> str:
        """Model digest and precision; belongs into the key of every cached vector."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Vectors of `texts`: shape (n, dimensions), float32, rows of length 1 within 0.001.

        Every number is exact in float16, so that a vector kept as float16 comes back the same.
        `progress` is told how many texts are done, rising to n.
        """
        ...

    def vocabulary(self) -> tuple[str, ...]:
        """Whole words that are one token to the model, sorted; none where it has no list of a size to be used."""
        ...

    def inputs(self, words: Sequence[str]) -> NDArray[np.float32]:
        """What the model's first layer holds of each word: shape (n, width); width 0 where it has no such layer."""
        ...
